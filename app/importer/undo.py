"""Taking one import back: what it brought is held back, and every document it touched is derived again without it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from app.errors import FlorilegiumError
from app.importer.batch import plus
from app.importer.derive import derive
from app.importer.kept import Parsed, with_understood
from app.importer.read_again import describe_files
from app.model import Undone
from app.store.db.library import Library
from app.store.writes.documents import Written, write
from app.store.writes.versions import files_of_import, hold_back, mark_undone, undone_at
from app.text import utc_stamp

_FILES = 100  # taken back together, in one short transaction


class AlreadyUndoneError(FlorilegiumError):
    """this import was taken back already"""

    status = 409


def undo_import(library: Library, import_id: int, *, now: datetime) -> Undone:
    """What taking the import back changed. What the reader did stays; the import's row in the ledger too, marked.

    The contents are held back until their bytes change or the reader imports them by hand. Killed half-way, it goes on where it stopped.
    Raises NotFoundError for an import that never was and AlreadyUndoneError for one that was taken back.
    """
    with library.reading() as db:
        before = undone_at(db, import_id)
        file_ids = files_of_import(db, import_id)
    if before:
        raise AlreadyUndoneError(f"import {import_id} was taken back on {before[:10]} already; import the files again to have it back")
    changed = Undone()
    for start in range(0, len(file_ids), _FILES):
        batch = file_ids[start : start + _FILES]
        written = with_understood(library.writing, lambda db, said, batch=batch: _take_back(db, import_id, batch, said))  # type: ignore[misc]
        changed = Undone(plus(changed.documents, written.documents), plus(changed.highlights, written.highlights))
    with library.writing() as db:
        mark_undone(db, import_id, utc_stamp(now))
    return changed


def _take_back(db: Connection, import_id: int, batch: Sequence[int], said: Parsed) -> Written:
    hold_back(db, import_id, batch)
    describe_files(db, batch, said)
    records, found = derive(db, batch, said)
    return write(db, records, found, import_id)
