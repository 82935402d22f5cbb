"""A note under another name: its file renamed, the change recorded, or the file put back."""

from dataclasses import replace
from functools import partial
from pathlib import Path

from sqlalchemy import Connection

from app.notes.acts import (
    UNWRITTEN,
    Written,
    bring_in,
    disk_errors,
    keep,
    note_item,
    path_within,
    read_note,
    unless_recorded,
)
from app.notes.errors import TakenPathError
from app.notes.files import Stored, rename_file, write_file
from app.notes.paths import SUFFIX, Parts, check_new, parts_of
from app.notes.text import check_text, renamed_heading, version_of
from app.notes.unfinished import noted, recorded
from app.store.db.library import Library
from app.store.edits.changes import record_change
from app.store.edits.documents import set_document_fields
from app.store.reads.documents import document
from app.store.reads.notes import note_at
from app.text import name_key


def rename_note(
    library: Library, folder: Path, path: str, new: str, *, version: str, at: str
) -> Written:
    """Give a note of this version another path; links by its old name lead to it from then on.

    Its heading goes with its name where it was the same, unless the library is busy, the disk
    refuses or the file is another by then: the name is changed all the same, and the version that
    is given tells it. Raises as `write_note` does, and TakenPathError where something lies at the
    new path; nothing is renamed then.
    """
    stored = read_note(folder, path)
    parts = parts_of(path_within(folder, stored.path))
    if (to := parts_of(new)) == parts:
        return Written("/".join(parts), version_of(stored.data), "")
    beside = to[:-1] == parts[:-1]  # folders that are there may have any name
    to = (*to[:-1], *check_new(to[-1:])) if beside else check_new(to)
    data = renamed_heading(stored.data, _stem(parts), _stem(to))
    check_text(str(folder.joinpath(*to)), data)
    back = partial(rename_file, folder, to, parts, version=version)
    begun = noted(library, folder, "/".join(parts), "/".join(to), version=version, at=at)
    with begun, disk_errors(path), unless_recorded(back), library.writing() as db:
        try:
            whole = rename_file(folder, parts, to, version=version)
        except FileExistsError as error:
            raise TakenPathError(f"something lies at '{new}' already; choose another") from error
        change = _record_renaming(db, folder, stored, whole, data, at)
        recorded(db)
    moved = bring_in(library, folder, [stored.path, whole])
    # an import must see first that the file moved
    if moved and data != stored.data and _write_heading(library, folder, to, stored, data):
        bring_in(library, folder, [whole])
        stored = replace(stored, data=data)
    return Written(path_within(folder, whole), version_of(stored.data), change)


def _write_heading(
    library: Library, folder: Path, parts: Parts, stored: Stored, data: bytes
) -> bool:
    """Write a renamed note with its new heading; False where that cannot be.

    Its renaming is recorded already, and can be undone either way.
    """
    try:
        with disk_errors("/".join(parts)), library.writing():
            write_file(
                folder, parts, data,
                instead_of=version_of(stored.data), later_than=stored.mtime_ns,
            )  # fmt: skip
    except UNWRITTEN:
        return False
    return True


def _record_renaming(
    db: Connection, folder: Path, stored: Stored, whole: Path, data: bytes, at: str
) -> str:
    """Log that a note has another path, and keep its old name as an alias. Gives the change."""
    path, new = path_within(folder, stored.path), path_within(folder, whole)
    for each in (stored.data, data):
        keep(db, each)
    items = [note_item(folder, path, stored.data, None), note_item(folder, new, None, data)]
    if code := note_at(db, stored.path):
        old = stored.path.stem
        aliases = document(db, code).aliases
        if name_key(old) not in map(name_key, (*aliases, whole.stem)):
            items += set_document_fields(db, {code: {"aliases": [*aliases, old]}}, at)
    return record_change(db, f"renamed the note “{path}” to “{new}”", items, at)


def _stem(parts: Parts) -> str:
    return parts[-1][: -len(SUFFIX)]
