"""Acts of the reader on his notes: written, deleted; each in the log of changes."""

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlalchemy import Connection

from app.changes import Item
from app.errors import (
    FlorilegiumError,
    FullDiskError,
    LibraryBusyError,
    UnknownError,
)
from app.importer.reading import deflate
from app.importer.run import import_some
from app.notes.errors import (
    ChangedMeanwhileError,
    NotePathError,
    NotOursError,
    TakenPathError,
)
from app.notes.files import (
    Stored,
    bin_file,
    read_file,
    remove_from_bin,
    write_file,
)
from app.notes.paths import Parts, check_new, parts_of
from app.notes.text import check_text, reads_as_note, version_of
from app.settings import notes_beside
from app.store.db.library import Library
from app.store.edits.changes import record_change
from app.store.edits.undo import VERSIONS
from app.store.writes.versions import deflated, inflate, keep_contents, known_files

_SHOWN = 2_000  # letters of a note's changed lines that the log shows
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class DiskError(FlorilegiumError):
    """the disk refused to read or write a note"""

    status = 403


# why the text of a note that was renamed is not written: it is left as it is
UNWRITTEN = (DiskError, FullDiskError, LibraryBusyError, ChangedMeanwhileError)


@dataclass(frozen=True, slots=True)
class Written:
    """Result of an act: the note's path and version, and the change's id.

    The id is empty where nothing changed.
    """

    path: str
    version: str
    change: str


def read_note(folder: Path, path: str) -> Stored:
    """The file of a note, by its path within the folder of notes.

    Raises NotFoundError where there is none, NotOursError for an export, a link and what is no
    plain file, NotePathError for a path that no note can have.
    """
    found = _present(folder, path)
    if found is None:
        raise UnknownError("note", path, listed="/notes")
    return found


def _present(folder: Path, path: str) -> Stored | None:
    parts = parts_of(path)
    with disk_errors(path):
        found = read_file(folder, parts)
    if found and not reads_as_note(str(found.path), found.data):
        raise NotOursError(
            f"'{path}' holds an export, or nothing that is read as a note; it is never written over"
        )
    return found


def version_kept(db: Connection, version: str) -> bytes | None:
    """Bytes of a version of a note, by its SHA-256; None where the library never saw them."""
    held = deflated(db, [version]).get(version)
    return inflate(held, version) if held is not None else None


def write_note(
    library: Library, folder: Path, path: str, data: bytes, *, version: str, at: str
) -> Written:
    """Write a note in place of its version, or a new one where `version` is empty.

    It is in the library at once. Nothing happens, and no change is recorded, where these very bytes
    are there already. Raises ChangedMeanwhileError where another version is there, and as
    `read_note` and `check_text` do.
    """
    parts = parts_of(path)
    present = _present(folder, path)
    if present is None and not version:
        parts = check_new(parts)
    whole = present.path if present else folder.joinpath(*parts)
    check_text(str(whole), data)
    if present and present.data == data:
        return Written(path_within(folder, whole), version_of(data), "")
    back = partial(_put_back, folder, parts, present, version_of(data))
    with disk_errors(path), unless_recorded(back), library.writing() as db:
        if folder == notes_beside(library.path):
            folder.mkdir(mode=0o700, exist_ok=True)  # the owner's alone, as the library is
        change = _write(db, folder, parts, data, version, at)
    bring_in(library, folder, [whole])
    return Written(path_within(folder, whole), version_of(data), change)


def _write(
    db: Connection, folder: Path, parts: tuple[str, ...], data: bytes, version: str, at: str
) -> str:
    before = _kept(db, read_file(folder, parts))
    keep(db, data)
    whole = folder.joinpath(*parts)
    written = write_file(folder, parts, data, instead_of=version, later_than=newest_time(db, whole))
    path = path_within(folder, written)
    item = note_item(folder, path, before, data)
    return record_change(db, f"{'changed' if version else 'wrote'} the note “{path}”", [item], at)


def delete_note(library: Library, folder: Path, path: str, *, version: str, at: str) -> Written:
    """Move a note of this version to the bin of its folder; it is gone from the library at once.

    Raises as `write_note` does.
    """
    stored = read_note(folder, path)
    parts = parts_of(path_within(folder, stored.path))
    back = partial(_put_back, folder, parts, stored, "")
    with disk_errors(path), unless_recorded(back), library.writing() as db:
        before = _kept(db, stored)
        binned = bin_file(folder, parts, version=version)
        item = note_item(folder, "/".join(parts), before, None)
        change = record_change(db, f"deleted the note “{'/'.join(parts)}”", [item], at)
    bring_in(library, folder, [stored.path, binned])
    return Written("/".join(parts), "", change)


@contextmanager
def unless_recorded(back: Callable[[], object]) -> Iterator[None]:
    """Call `back` where what is done meanwhile fails, and so is not recorded.

    So a full disk leaves a file as it was, and no change of it. `back` raises where the file is as
    it was already; it is not called where nothing was done, since the place was another's.
    """
    try:
        yield
    except (ChangedMeanwhileError, NotOursError, NotePathError, TakenPathError):
        raise
    except BaseException:
        with suppress(OSError, FlorilegiumError):  # it is as it was, or the disk is away
            back()
        raise


def _put_back(folder: Path, parts: Parts, stored: Stored | None, written: str) -> None:
    """Put a file back as it was; a new one goes to the bin.

    `written` is the version that an act left in its place, empty for none. ChangedMeanwhileError
    where another is there.
    """
    if stored is None:
        bin_file(folder, parts, version=written)
        return
    write_file(folder, parts, stored.data, instead_of=written, later_than=stored.mtime_ns)
    if not written:
        remove_from_bin(folder, parts, version=version_of(stored.data))


def _kept(db: Connection, stored: Stored | None) -> bytes | None:
    """Bytes of a file, kept in the library so that an undo has them."""
    if stored is None:
        return None
    keep(db, stored.data)
    return stored.data


def keep(db: Connection, data: bytes) -> None:
    """Keep the bytes of a note in the library, so that an undo has them."""
    keep_contents(db, {version_of(data): deflate(data)})


def newest_time(db: Connection, path: Path) -> int:
    """Time of the newest version of a file that the library knows, in nanoseconds."""
    known = known_files(db, [str(path)]).get(str(path))
    return known.mtime_ns if known else 0


def note_item(folder: Path, path: str, before: bytes | None, after: bytes | None) -> Item:
    """What a change did to one note, with its bytes before and after it; None means no file."""
    seen = _differing(before, after)
    versions = (version_of(data) if data is not None else "" for data in (before, after))
    owns = [(str(folder), version) for version in versions]
    return Item("note", path, VERSIONS, *seen, *owns)


def _differing(before: bytes | None, after: bytes | None) -> tuple[str | None, str | None]:
    """The lines that differ between two versions, from the first to the last, cut to some length.

    None means no file.
    """
    one, other = ((data or b"").decode("utf-8", "replace").split("\n") for data in (before, after))
    same = 0
    while same < min(len(one), len(other)) and one[same] == other[same]:
        same += 1
    end = 0
    while end < min(len(one), len(other)) - same and one[-1 - end] == other[-1 - end]:
        end += 1
    shown = ("\n".join(lines[same : len(lines) - end])[:_SHOWN] for lines in (one, other))
    first, second = shown
    return (None if before is None else first, None if after is None else second)


def path_within(folder: Path, path: Path) -> str:
    """The path of a file within its folder, its parts divided by `/`."""
    return path.relative_to(folder).as_posix()


@contextmanager
def disk_errors(path: str) -> Iterator[None]:
    """Say in one line what the disk refused."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise FullDiskError from error
        raise DiskError(
            f"'{path}' cannot be read or written: {(error.strerror or str(error)).lower()}"
        ) from error


def bring_in(library: Library, folder: Path, paths: list[Path]) -> bool:
    """Bring these files into the library.

    False where it is busy: the watch of the folder does it.
    """
    try:
        import_some(library, folder, paths)
    except LibraryBusyError:
        return False
    return True
