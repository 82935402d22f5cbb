"""Undo of an import: its versions are excluded, and its documents derived without them."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import Connection

from app.errors import FlorilegiumError
from app.importer.derive import derive
from app.importer.kept import Parsed, with_understood
from app.importer.read_again import describe_files
from app.importer.tally import plus
from app.model import Undone
from app.store.db.library import Library
from app.store.writes.documents import Written, write
from app.store.writes.imports import mark_undone, undone_at
from app.store.writes.versions import exclude_versions, files_of_import
from app.text import utc_stamp

_FILES = 100  # taken back together, in one short transaction


class AlreadyUndoneError(FlorilegiumError):
    """this import was taken back already"""

    status = 409


def undo_import(library: Library, import_id: int, *, now: datetime) -> Undone:
    """Undo an import; gives what that changed. The reader's own changes stay.

    Its versions are excluded until their bytes change or the reader imports them by hand. After a
    kill it continues where it stopped. Raises NotFoundError for an unknown import,
    AlreadyUndoneError for one that was undone.
    """
    with library.reading() as db:
        before = undone_at(db, import_id)
        file_ids = files_of_import(db, import_id)
    if before:
        raise AlreadyUndoneError(
            f"import {import_id} was taken back on {before[:10]} already;"
            " import the files again to have it back"
        )
    changed = Undone()
    for start in range(0, len(file_ids), _FILES):
        batch = file_ids[start : start + _FILES]
        written = with_understood(library.writing, partial(_take_back, import_id, batch))
        changed = Undone(
            plus(changed.documents, written.documents), plus(changed.highlights, written.highlights)
        )
    with library.writing() as db:
        mark_undone(db, import_id, utc_stamp(now))
    return changed


def _take_back(import_id: int, batch: Sequence[int], db: Connection, known: Parsed) -> Written:
    exclude_versions(db, import_id, batch)
    describe_files(db, batch, known)
    records, found = derive(db, batch, known)
    return write(db, records, found, import_id)
