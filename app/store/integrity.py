"""Integrity checks.

SQLite's own, the schema, texts, index, keys, and the bytes of every version.
"""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, select

from app.model import Problem
from app.store.db.import_schema import contents, versions
from app.store.fts.change_log import note_changes
from app.store.fts.index import index_documents, index_highlights, mark_highlights
from app.store.fts.shingles import drop_marks
from app.store.schema_check import mend_schema, schema_faults
from app.store.text_repair import broken_identities, broken_index_rows, broken_texts, mend_texts
from app.store.writes.versions import is_whole

_MEND = "mend it with `florilegium verify --mend`"
RESTORE = "bring a copy back with `florilegium restore FILE`"
_REREAD = "while the file still holds them, take them from it with `florilegium verify --mend`"
_TABLES = {
    "highlight_search": "highlights",
    "document_search": "documents",
}  # of the index, and what each holds
_INDEXED = {"highlights": "gone IN (0, 1)", "documents": "gone = 0"}  # which rows are in it
_ASTRAY = """
SELECT id FROM {rows} WHERE {indexed} AND id NOT IN (SELECT rowid FROM {table})
UNION SELECT rowid FROM {table} WHERE rowid NOT IN (SELECT id FROM {rows} WHERE {indexed})
"""
_UNMARKED = """
SELECT id FROM highlights WHERE gone IN (0, 1)
AND id NOT IN (SELECT highlight_id FROM echo_marks)
"""
_TOGETHER = 2000  # entries of the index written at once

_ROWS = {
    "highlights without an entry in the index": "SELECT count(*) FROM highlights WHERE gone IN "
    "(0, 1) AND id NOT IN (SELECT rowid FROM highlight_search)",
    "entries of the index without a highlight": "SELECT count(*) FROM highlight_search WHERE "
    "rowid NOT IN (SELECT id FROM highlights WHERE gone IN (0, 1))",
    "documents without an entry in the index": "SELECT count(*) FROM documents WHERE NOT gone "
    "AND id NOT IN (SELECT rowid FROM document_search)",
    "entries of the index without a document": "SELECT count(*) FROM document_search WHERE rowid "
    "NOT IN (SELECT id FROM documents WHERE NOT gone)",
    "highlights that no key leads to": "SELECT count(*) FROM highlights WHERE code NOT IN "
    "(SELECT code FROM highlight_keys)",
    "documents that no key leads to": "SELECT count(*) FROM documents WHERE code NOT IN (SELECT "
    "code FROM document_keys)",
}


def faults(db: Connection) -> Iterator[Problem]:
    """Faults of the library, each in a line.

    Takes a copy of the library: the schema is repaired as far as possible, to check further.
    """
    for (message,) in db.exec_driver_sql("PRAGMA integrity_check").fetchall():
        if message != "ok":
            yield Problem(f"the library's file is damaged: {message}; {RESTORE}")
    broken = len(db.exec_driver_sql("PRAGMA foreign_key_check").fetchall())
    if broken:
        yield Problem(f"{broken} rows have lost the rows they belong to; {RESTORE}")
    wrong = schema_faults(db)
    yield from (
        Problem(f"the {fault.said}; {_MEND if fault.derived else RESTORE}") for fault in wrong
    )
    mend_schema(db)
    if not is_complete(db):
        return
    yield from (
        Problem(f"{number} rows of '{table}' hold what is no text; {_MEND}")
        for table, number in broken_texts(db).items()
    )
    for table, number in broken_identities(db).items():
        yield Problem(f"{number} rows of '{table}' are known by what is no text; {RESTORE}")
    yield from _index_faults(db)
    for what, query in _ROWS.items():
        number = db.exec_driver_sql(query).scalar_one()
        if number:
            yield Problem(f"there are {number} {what}; {_MEND}")
    yield from _content_faults(db)


def is_complete(db: Connection) -> bool:
    """Whether all of the schema is there that only a backup could restore."""
    return all(fault.derived for fault in schema_faults(db))


def repair(db: Connection) -> None:
    """Repair the derived parts of the schema and unreadable texts; takes a writer.

    Derived rows must be derived again afterwards.
    """
    mend_schema(db)
    mend_texts(db)


def _index_faults(db: Connection) -> Iterator[Problem]:
    for table in _TABLES:
        if broken := len(broken_index_rows(db, table)):
            yield Problem(f"{broken} entries of the index '{table}' hold what is no text; {_MEND}")
        try:
            db.exec_driver_sql(f"INSERT INTO {table} ({table}) VALUES ('integrity-check')")
        except Exception as error:  # noqa: BLE001 every kind of damage is reported the same way
            yield Problem(
                f"the index '{table}' is damaged: {getattr(error, 'orig', error)}; {_MEND}"
            )


def _content_faults(db: Connection) -> Iterator[Problem]:
    for digest in damaged_contents(db):
        yield Problem(
            f"the bytes kept of a version are not those that were read (sha256 {digest[:12]}); "
            f"{_REREAD}, or {RESTORE}"
        )


def damaged_contents(db: Connection) -> Iterator[str]:
    """Hashes of versions whose stored bytes differ from those that were read."""
    for digest, data in db.execute(
        select(contents.c.sha256, contents.c.data).execution_options(yield_per=50)
    ):
        if not is_whole(digest, data):
            yield digest


def missing_contents(db: Connection) -> list[str]:
    """Hashes of versions whose bytes are not there at all."""
    there = select(contents.c.sha256)
    lost = select(versions.c.sha256).where(versions.c.sha256.not_in(there)).distinct()
    return list(db.scalars(lost.where(versions.c.sha256.is_not(None))))


def mend_index(db: Connection) -> None:
    """Make the index contain exactly the highlights and documents that belong into it."""
    for (table, rows), write in zip(
        _TABLES.items(), (index_highlights, index_documents), strict=True
    ):
        db.exec_driver_sql(f"INSERT INTO {table} ({table}) VALUES ('rebuild')")
        astray: Sequence[int] = (
            db.exec_driver_sql(_ASTRAY.format(rows=rows, table=table, indexed=_INDEXED[rows]))
            .scalars()
            .all()
        )
        astray = [*astray, *broken_index_rows(db, table)]
        for start in range(0, len(astray), _TOGETHER):
            some = astray[start : start + _TOGETHER]
            if rows == "highlights":
                drop_marks(db, some)  # which may be there though the entry is not
            write(db, some)
    unmarked = db.exec_driver_sql(_UNMARKED).scalars().all()
    for start in range(0, len(unmarked), _TOGETHER):
        mark_highlights(db, unmarked[start : start + _TOGETHER])
        note_changes(db, highlights=unmarked[start : start + _TOGETHER])
