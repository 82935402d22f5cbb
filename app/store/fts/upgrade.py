"""Rewriting of a full-text index that an earlier version of the program wrote."""

from collections.abc import Iterator

from sqlalchemy import Connection

from app.store.db.library import Library
from app.store.db.rekeying import write_keys_anew
from app.store.fts.index import index_documents, index_highlights, mark_highlights
from app.store.fts.tables import HIGHLIGHTS, TABLES, IndexedTable

# 1: joined hyphenated words follow their texts; 2: no accents in any script, and none in keys of
# names; 3: marks of the passages in echo_marks; 4: highlights that are gone from their files;
# 5: the marks of a passage in one row
FORM = 5
_FOLDED, _WITH_GONE, _MARKED = 2, 4, 5
_AT_ONCE = 4_000  # rows: of so many NumPy makes the marks
_GONE = "SELECT id FROM highlights WHERE gone <> 0 AND gone = 1"  # their index has all not live


def note_form(db: Connection) -> None:
    """Record that the index has the current form."""
    db.exec_driver_sql(f"PRAGMA user_version={FORM}")


def write_index_anew(library: Library) -> Iterator[tuple[int, int]]:
    """Rewrite what differs in an index of an earlier form, in parts.

    Gives the rows done and their total.
    """
    with library.reading() as db:
        known = db.exec_driver_sql("PRAGMA user_version").scalar_one()
        if known >= FORM:
            return
        unmarked = (
            [*db.exec_driver_sql("SELECT rowid FROM highlight_search").scalars()]
            if known < _MARKED
            else []
        )
        highlights, documents = (_differing(db, table, known) for table in TABLES.values())
    if known < _FOLDED:
        with library.writing() as db:
            write_keys_anew(db)
    done, total = 0, len(highlights) + len(documents) + len(unmarked)
    for ids, write in (
        (highlights, index_highlights),
        (documents, index_documents),
        (unmarked, mark_highlights),
    ):
        for at in range(0, len(ids), _AT_ONCE):
            yield done + at, total
            with library.writing("NORMAL") as db:
                write(db, ids[at : at + _AT_ONCE])
        done += len(ids)
    with library.writing() as db:
        note_form(db)


def _differing(db: Connection, table: IndexedTable, known: int) -> list[int]:
    """Rows of an index of an earlier form that may differ from the current one.

    These contain non-ASCII letters or, before the first form, hyphens, or they are gone highlights.
    """
    rows: set[int] = set()
    if known < _FOLDED:
        pattern = (
            "*[^\x01-\x7f]*" if known else "*[^\x01-,.-\x7f]*"
        )  # a comma and a full stop are on either side of the hyphen
        held = " OR ".join(f"{column} GLOB ?" for column in table.indexed)
        query = f"SELECT rowid FROM {table.index} WHERE {held}"
        rows.update(db.exec_driver_sql(query, (pattern,) * len(table.indexed)).scalars())
    if table is HIGHLIGHTS and known < _WITH_GONE:
        rows.update(db.exec_driver_sql(_GONE).scalars())
    return sorted(rows)
