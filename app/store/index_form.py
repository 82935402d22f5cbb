"""The form of the index: what stands in it is derived, so where an earlier program wrote it, it is written anew."""

from collections.abc import Iterator

from sqlalchemy import Connection, Engine

from app.store.engine import reading, writing
from app.store.search_shelves import SHELVES, Shelf

FORM = 2  # 1: words with hyphens stand behind their texts without these as well; 2: no accents in any script, and none in names' keys
_AT_ONCE = 2_000  # rows


def note_form(db: Connection) -> None:
    """Write down that the index is of this form."""
    db.exec_driver_sql(f"PRAGMA user_version={FORM}")


def write_index_anew(engine: Engine) -> Iterator[tuple[int, int]]:
    """Write anew what differs in an index of an earlier form, some rows at a time; gives how many rows are done, and of how many."""
    with reading(engine) as db:
        known = db.exec_driver_sql("PRAGMA user_version").scalar_one()
        if known >= FORM:
            return
        highlights, documents = (_differing(db, shelf, known) for shelf in SHELVES.values())
    from app.store.index import index_documents, index_highlights  # slow to import, and seldom wanted here
    from app.store.rekeying import write_keys_anew

    with writing(engine) as db:
        write_keys_anew(db)

    for ids, write, done in ((highlights, index_highlights, 0), (documents, index_documents, len(highlights))):
        for at in range(0, len(ids), _AT_ONCE):
            yield done + at, len(highlights) + len(documents)
            with writing(engine, "NORMAL") as db:
                write(db, ids[at : at + _AT_ONCE])
    with writing(engine) as db:
        note_form(db)


def _differing(db: Connection, shelf: Shelf, known: int) -> list[int]:
    """The rows of an index of an earlier form that this one may differ in: those with letters beyond ASCII, or, before the first, hyphens."""
    pattern = "*[^\x01-\x7f]*" if known else "*[^\x01-,.-\x7f]*"  # a comma and a full stop stand on either side of the hyphen
    held = " OR ".join(f"{column} GLOB ?" for column in shelf.indexed)
    return [row[0] for row in db.exec_driver_sql(f"SELECT rowid FROM {shelf.index} WHERE {held} ORDER BY rowid", (pattern,) * len(shelf.indexed))]
