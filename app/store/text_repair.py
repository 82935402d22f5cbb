"""Repair of invalid texts: bytes that are not UTF-8, and JSON that cannot be parsed."""

import sqlite3
from collections.abc import Iterator, Mapping

from sqlalchemy import Connection, Table, Text

from app.store.db import derived_schema, own_schema  # noqa: F401 their tables join the metadata
from app.store.db.derived_schema import index_log
from app.store.db.import_schema import imports
from app.store.db.metadata import metadata
from app.store.db.schema import authors, documents, tags

# What leads to a row. Another text there would lead elsewhere, so these are never changed.
_IDENTITIES = frozenset({"code", "own_code", "key", "sha256", "path", "root", "field"})
_NAMED = (authors, tags)  # found by keys that are folded names
_JSON = {documents.name: ("aliases", "properties"), imports.name: ("counts",)}


def broken_texts(db: Connection) -> dict[str, int]:
    """Count the rows of each table with invalid texts in columns that `mend_texts` can write."""
    return dict(_counts(db, identities=False))


def broken_identities(db: Connection) -> dict[str, int]:
    """Count the rows of each table with an invalid text in a key, a code, a hash or a path."""
    return dict(_counts(db, identities=True))


def mend_texts(db: Connection) -> None:
    """Replace invalid bytes by U+FFFD, and invalid JSON by an empty value; takes a writer.

    The texts are readable then, but derived ones differ from the files and must be derived again.
    """
    _add_functions(db)
    for table in metadata.sorted_tables:
        names = _columns(table, identities=False)
        if (
            table in _NAMED
        ):  # under another key, so that the name of the files gets a row of its own
            db.exec_driver_sql(_NAME_ANEW.format(table=table.name, broken=_broken(names)))
            continue
        for name in names:
            db.exec_driver_sql(
                _TEXT_ANEW.format(table=table.name, name=name, broken=_broken([name]))
            )
        for name in _JSON.get(table.name, ()):
            db.exec_driver_sql(f"UPDATE {table.name} SET \"{name}\" = '' WHERE {_no_json(name)}")


_TEXT_ANEW = 'UPDATE {table} SET "{name}" = as_text(CAST("{name}" AS BLOB)) WHERE {broken}'
_NAME_ANEW = """
UPDATE {table} SET name = as_text(CAST(name AS BLOB)),
  "key" = as_text(CAST("key" AS BLOB)) || char(65533) || id
WHERE {broken}
"""


def _counts(db: Connection, *, identities: bool) -> Iterator[tuple[str, int]]:
    _add_functions(db)
    for table in metadata.sorted_tables:
        names = _columns(table, identities=identities)
        conditions = [_broken(names)] if names else []
        if not identities:
            conditions += [_no_json(name) for name in _JSON.get(table.name, ())]
        if conditions:
            query = f"SELECT count(*) FROM {table.name} WHERE {' OR '.join(conditions)}"
            number = int(db.exec_driver_sql(query).scalar_one())
            if number:
                yield table.name, number


def _columns(table: Table, *, identities: bool) -> list[str]:
    """Text columns of a table that are stored: those without identities, or only the identities."""
    if table is index_log:  # kept by the column index, which takes no damaged line for its own
        return []
    found = [c.name for c in table.columns if isinstance(c.type, Text) and c.computed is None]
    named = table in _NAMED  # their keys are names
    return [name for name in found if (name in _IDENTITIES and not named) == identities]


def _broken(names: list[str]) -> str:
    kinds = " OR ".join(f"typeof(\"{name}\") = 'blob'" for name in names)
    values = ", ".join(f'CAST("{name}" AS BLOB)' for name in names)
    return f"({kinds} OR NOT are_text({values}))"


def _no_json(name: str) -> str:
    return f'("{name}" <> \'\' AND NOT json_valid("{name}"))'


def _are_text(*values: bytes | None) -> bool:
    try:
        for value in values:
            if value is not None:
                value.decode()
    except UnicodeDecodeError:
        return False
    return True


def _as_text(value: bytes) -> str:
    return value.decode(errors="replace")


def _add_functions(db: Connection) -> None:
    # no other driver
    raw: sqlite3.Connection = db.connection.driver_connection  # type: ignore[assignment]
    if raw.execute("SELECT 1 FROM pragma_function_list WHERE name = 'are_text'").fetchone():
        return  # SQLite takes none in the place of another while statements run
    raw.create_function("are_text", -1, _are_text, deterministic=True)
    raw.create_function("as_text", 1, _as_text, deterministic=True)


INDEX_CONTENT: Mapping[str, tuple[str, ...]] = {
    "highlight_search": ("c0", "c1", "c2", "c3", "c4"),
    "document_search": ("c0", "c1", "c2", "c3"),
}


def broken_index_rows(db: Connection, table: str) -> list[int]:
    """Rows of a full-text table whose stored text is invalid."""
    _add_functions(db)
    query = f"SELECT id FROM {table}_content WHERE {_broken(list(INDEX_CONTENT[table]))}"
    return [int(row[0]) for row in db.exec_driver_sql(query)]
