"""Check of the library's schema against `alembic/schema.sql`, which the migrations produce."""

import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Connection

from app.resources import folder

_OBJECTS = """
SELECT name, type, tbl_name, sql FROM sqlite_master
WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
ORDER BY type = 'trigger', type DESC, name
"""
_FULL_TEXT = ("highlight_search", "document_search")
_SHADOWS = ("config", "content", "data", "docsize", "idx")
# tables that are derived again, whole, for each document that is derived
DERIVED = frozenset(
    {
        "document_authors",
        "document_tags",
        "highlight_files",
        "highlight_history",
        "histories",
        "highlight_tags",
    }
    | {"links", "names", "spellings", "repeats", "tag_counts", "unparsed", "written_names"}
    | {"echo_marks", "kept_results", "table_writes"}
)
_BUFFER = 16 << 20  # bytes of words that FTS5 gathers before it writes them, as the migrations say
_QUOTES = re.compile(r"[\"'`\[\]]")


@dataclass(frozen=True, slots=True)
class SchemaFault:
    """Part of the schema that is missing or differs; `kind` is its type in SQLite's terms."""

    name: str
    kind: str
    table: str
    state: str

    @property
    def said(self) -> str:
        """Description of the fault."""
        return f"{self.kind} '{self.name}' {self.state}"

    @property
    def full_text(self) -> str:
        """Full-text table to which this part belongs; empty for anything else."""
        parts = ("", *(f"_{shadow}" for shadow in _SHADOWS))
        return next((t for t in _FULL_TEXT if self.name in {t + part for part in parts}), "")

    @property
    def derived(self) -> bool:
        """Whether this part can be rebuilt from the rest of the library."""
        if self.kind == "index" or self.full_text:
            return True
        vocabulary = self.name.startswith(_FULL_TEXT)
        return (
            self.kind == "trigger"
            or vocabulary
            or (self.name in DERIVED and self.state == "is missing")
        )


@dataclass(frozen=True, slots=True)
class _Object:
    """Table, index or trigger: its SQL statement, and a form of it that ignores formatting."""

    kind: str
    table: str
    sql: str
    form: frozenset[tuple[object, ...]]


def schema_faults(db: Connection) -> list[SchemaFault]:
    """Faults of the schema, tables first, and surplus triggers: there should be none."""
    wanted, found = _wanted(), _objects(_raw(db))
    return [*_differing(wanted, found), *_surplus(wanted, found)]


def _differing(
    wanted: Mapping[str, _Object], found: Mapping[str, _Object]
) -> Iterator[SchemaFault]:
    for name, each in wanted.items():
        if name not in found:
            yield SchemaFault(name, each.kind, each.table, "is missing")
        elif found[name].kind != each.kind or not each.form <= found[name].form:
            yield SchemaFault(name, each.kind, each.table, "is not as it should be")


def _surplus(wanted: Mapping[str, _Object], found: Mapping[str, _Object]) -> Iterator[SchemaFault]:
    """Triggers, which change what is written. Surplus tables and indexes are harmless."""
    for name, each in found.items():
        if name not in wanted and each.kind == "trigger":
            yield SchemaFault(name, each.kind, each.table, "is not known to this program")


def mend_schema(db: Connection) -> bool:
    """Rebuild derived parts of the schema.

    Gives whether a full-text table is empty and must be filled.

    Takes a writer, with `foreign_keys` in their present state; parts that are not derived stay
    unchanged.
    """
    run = db.exec_driver_sql
    mendable = [fault for fault in schema_faults(db) if fault.derived]
    emptied = {fault.full_text for fault in mendable} - {""}
    for table in emptied:
        _drop_full_text(db, table)
        run(_wanted()[table].sql)
        _set_buffer(db, table)
    for fault in mendable:
        if fault.full_text:
            continue
        if fault.state != "is missing":
            run(f'DROP {fault.kind.upper()} "{fault.name.replace(chr(34), chr(34) * 2)}"')
        if fault.name in _wanted():
            run(_wanted()[fault.name].sql)
    return bool(emptied)


def _drop_full_text(db: Connection, table: str) -> None:
    """Drop a full-text table of which parts may be missing, for which DROP TABLE fails."""
    run = db.exec_driver_sql
    run("PRAGMA writable_schema=ON")
    run("DELETE FROM sqlite_master WHERE name = ? AND type = 'table'", (table,))
    run("PRAGMA writable_schema=RESET")  # reads the schema again
    for shadow in _SHADOWS:
        run(f"DROP TABLE IF EXISTS {table}_{shadow}")


@cache
def _wanted() -> Mapping[str, _Object]:
    with closing(sqlite3.connect(":memory:")) as db:
        db.executescript(";\n".join(_statements()))
        return _objects(db)


def _statements() -> list[str]:
    """Statements of `schema.sql`, less those that make the tables which FTS5 itself makes.

    Triggers, which name tables, are last.
    """
    script = (folder("alembic") / "schema.sql").read_text(encoding="utf-8")
    shadows = tuple(
        f"CREATE TABLE '{table}_{shadow}'" for table in _FULL_TEXT for shadow in _SHADOWS
    )
    own = [s for s in script.split(";\n") if s.strip() and not s.strip().startswith(shadows)]
    return sorted(own, key=lambda statement: statement.strip().startswith("CREATE TRIGGER"))


def make_schema(db: Connection) -> None:
    """Make all tables, indexes and triggers in an empty library; takes a writer's transaction."""
    for statement in _statements():
        db.exec_driver_sql(statement)
    for table in _FULL_TEXT:
        _set_buffer(db, table)


def _set_buffer(db: Connection, table: str) -> None:
    db.exec_driver_sql(f"INSERT INTO {table} ({table}, rank) VALUES ('hashsize', {_BUFFER})")


def _objects(db: sqlite3.Connection) -> dict[str, _Object]:
    return {
        name: _Object(kind, table, sql, frozenset(_form(db, name, kind, sql)))
        for name, kind, table, sql in db.execute(_OBJECTS).fetchall()
    }


def _form(db: sqlite3.Connection, name: str, kind: str, sql: str) -> Iterator[tuple[object, ...]]:
    if kind != "table" or sql.upper().startswith("CREATE VIRTUAL"):
        yield (" ".join(_QUOTES.sub(" ", sql).split()),)
        return
    columns = 'SELECT name, type, "notnull", dflt_value, pk, hidden FROM pragma_table_xinfo(?)'
    for column, sort, required, default, key, hidden in db.execute(columns, (name,)):
        yield column, sort.upper(), required, _QUOTES.sub("", default or ""), key, hidden
    parents = 'SELECT "from", "table", "to", on_delete FROM pragma_foreign_key_list(?)'
    yield from db.execute(parents, (name,))
    unique = "SELECT name FROM pragma_index_list(?) WHERE origin = 'u'"
    for (index,) in db.execute(unique, (name,)).fetchall():
        yield ("unique", *(row[2] for row in db.execute(f'PRAGMA index_info("{index}")')))


def _raw(db: Connection) -> sqlite3.Connection:
    # no other driver
    raw: sqlite3.Connection = db.connection.driver_connection  # type: ignore[assignment]
    return raw
