"""The form of the index: what stands in it is derived, so where an earlier program wrote it, it is written anew."""

from collections.abc import Iterator

from sqlalchemy import Connection

from app.store.db.library import Library
from app.store.fts.tables import SHELVES, Shelf

FORM = 1  # 1: words with hyphens stand behind their texts without these as well
_AT_ONCE = 2_000  # rows


def note_form(db: Connection) -> None:
    """Write down that the index is of this form."""
    db.exec_driver_sql(f"PRAGMA user_version={FORM}")


def write_index_anew(library: Library) -> Iterator[tuple[int, int]]:
    """Write anew what differs in an index of an earlier form, some rows at a time; gives how many rows are done, and of how many."""
    with library.reading() as db:
        if db.exec_driver_sql("PRAGMA user_version").scalar_one() >= FORM:
            return
        highlights, documents = (_with_hyphens(db, shelf) for shelf in SHELVES.values())
    from app.store.fts.index import index_documents, index_highlights  # slow to import, and seldom wanted here

    for ids, write, done in ((highlights, index_highlights, 0), (documents, index_documents, len(highlights))):
        for at in range(0, len(ids), _AT_ONCE):
            yield done + at, len(highlights) + len(documents)
            with library.writing("NORMAL") as db:
                write(db, ids[at : at + _AT_ONCE])
    with library.writing() as db:
        note_form(db)


def _with_hyphens(db: Connection, shelf: Shelf) -> list[int]:
    """The rows of an index that the form before the first differs in."""
    held = " OR ".join(f"instr({column}, '-')" for column in shelf.indexed)
    return [row[0] for row in db.exec_driver_sql(f"SELECT rowid FROM {shelf.index} WHERE {held} ORDER BY rowid")]
