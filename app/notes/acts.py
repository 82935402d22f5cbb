"""Acts of the reader on his notes: written, deleted, undone; each in the log of changes."""

import errno
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlalchemy import Connection

from app.changes import Done, Fields, Item
from app.errors import (
    DamageError,
    FlorilegiumError,
    FullDiskError,
    LibraryBusyError,
    UnknownError,
)
from app.importer import acts
from app.importer.reading import deflate
from app.importer.run import import_some
from app.notes.errors import (
    AlikeNameError,
    ChangedMeanwhileError,
    ChangedSinceError,
    NotOursError,
    TakenPathError,
)
from app.notes.files import (
    Stored,
    bin_file,
    read_file,
    remove_from_bin,
    rename_file,
    write_file,
)
from app.notes.paths import SUFFIX, check_new, parts_of
from app.notes.text import check_text, reads_as_note, renamed_heading, version_of
from app.settings import notes_beside
from app.store.db.library import Library
from app.store.edits.changes import find_change, record_change
from app.store.edits.documents import set_document_fields
from app.store.edits.undo import VERSIONS
from app.store.reads.documents import document
from app.store.reads.notes import note_at
from app.store.writes.versions import deflated, inflate, keep_contents, known_files
from app.text import name_key

_SHOWN = 2_000  # letters of a note's changed lines that the log shows
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class DiskError(FlorilegiumError):
    """the disk refused to read or write a note"""

    status = 403


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
    with _told(path):
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
        return Written(_within(folder, whole), version_of(data), "")
    with _told(path), library.writing() as db:
        if folder == notes_beside(library.path):
            folder.mkdir(mode=0o700, exist_ok=True)  # the owner's alone, as the library is
        change = _write(db, folder, parts, data, version, at)
    _import(library, folder, [whole])
    return Written(_within(folder, whole), version_of(data), change)


def _write(
    db: Connection, folder: Path, parts: tuple[str, ...], data: bytes, version: str, at: str
) -> str:
    before = _kept(db, read_file(folder, parts))
    _keep(db, data)
    whole = folder.joinpath(*parts)
    written = write_file(folder, parts, data, instead_of=version, later_than=_newest(db, whole))
    path = _within(folder, written)
    item = _item(folder, path, before, data)
    return record_change(db, f"{'changed' if version else 'wrote'} the note “{path}”", [item], at)


def delete_note(library: Library, folder: Path, path: str, *, version: str, at: str) -> Written:
    """Move a note of this version to the bin of its folder; it is gone from the library at once.

    Raises as `write_note` does.
    """
    stored = read_note(folder, path)
    parts = parts_of(_within(folder, stored.path))
    with _told(path), library.writing() as db:
        before = _kept(db, stored)
        binned = bin_file(folder, parts, version=version)
        item = _item(folder, "/".join(parts), before, None)
        change = record_change(db, f"deleted the note “{'/'.join(parts)}”", [item], at)
    _import(library, folder, [stored.path, binned])
    return Written("/".join(parts), "", change)


def rename_note(
    library: Library, folder: Path, path: str, new: str, *, version: str, at: str
) -> Written:
    """Give a note of this version another path; links by its old name lead to it from then on.

    Its heading goes with its name where it was the same. Raises as `write_note` does, and
    TakenPathError where something lies at the new path.
    """
    stored = read_note(folder, path)
    parts = parts_of(_within(folder, stored.path))
    if (to := parts_of(new)) == parts:
        return Written("/".join(parts), version_of(stored.data), "")
    beside = to[:-1] == parts[:-1]  # folders that are there may have any name
    to = (*to[:-1], *check_new(to[-1:])) if beside else check_new(to)
    data = renamed_heading(stored.data, _stem(parts), _stem(to))
    check_text(str(folder.joinpath(*to)), data)
    with _told(path), library.writing() as db:
        try:
            whole = rename_file(folder, parts, to, version=version)
        except FileExistsError as error:
            raise TakenPathError(f"something lies at '{new}' already; choose another") from error
        change = _record_renaming(db, folder, stored, whole, data, at)
    _import(library, folder, [stored.path, whole])
    if data != stored.data:  # an import must see first that the file moved
        with _told(new), library.writing():
            write_file(folder, to, data, instead_of=version, later_than=stored.mtime_ns)
        _import(library, folder, [whole])
    return Written(_within(folder, whole), version_of(data), change)


def _record_renaming(
    db: Connection, folder: Path, stored: Stored, whole: Path, data: bytes, at: str
) -> str:
    """Log that a note has another path, and keep its old name as an alias. Gives the change."""
    path, new = _within(folder, stored.path), _within(folder, whole)
    for each in (stored.data, data):
        _keep(db, each)
    items = [_item(folder, path, stored.data, None), _item(folder, new, None, data)]
    if code := note_at(db, stored.path):
        old = stored.path.stem
        aliases = document(db, code).aliases
        if name_key(old) not in map(name_key, (*aliases, whole.stem)):
            items += set_document_fields(db, {code: {"aliases": [*aliases, old]}}, at)
    return record_change(db, f"renamed the note “{path}” to “{new}”", items, at)


def _stem(parts: tuple[str, ...]) -> str:
    return parts[-1][: -len(SUFFIX)]


def undo(library: Library, folder: Path, change: str, at: str) -> Done:
    """Undo a change of any kind; see `acts.undo`.

    A note becomes what it was before that change, unless its file was changed since by other means,
    or another is there whose name differs in letter case alone: then ChangedSinceError is raised,
    and nothing of the change is undone.
    """
    with library.reading() as db:
        items = [item for item in find_change(db, change).items if item.type == "note"]
    if not items:
        return acts.undo(library, change, at)
    expected = {item.code: item.own_after[1] for item in items if item.own_after}
    _check_renaming(folder, expected)
    touched: set[Path] = set()
    renamed: dict[str, str] = {}
    restore = partial(_restore, folder, expected, touched, renamed)
    with _told(", ".join(expected)):
        try:
            done = acts.undo(library, change, at, {"note": restore})
        except ChangedMeanwhileError as error:
            raise ChangedSinceError(
                f"'{error.path}' was changed since by another program; nothing was undone"
            ) from error
        except AlikeNameError as error:
            raise ChangedSinceError(
                f"'{error.near}' is there now, which some disks do not tell from '{error.wanted}'; "
                f"rename or move it, then undo again"
            ) from error
    _import(library, folder, sorted(touched))
    for path, version in renamed.items():  # an import must see first that the file moved
        with _told(path), library.writing() as db:
            _put_back(db, folder, path, version, instead_of=next(filter(None, expected.values())))
        _import(library, folder, [folder.joinpath(*parts_of(path))])
    return done


def _check_renaming(folder: Path, expected: Mapping[str, str]) -> None:
    """Check that a note that a change renamed is as that change left it."""
    if "" not in expected.values() or len(expected) == 1:
        return
    for path, version in expected.items():
        present = read_file(folder, parts_of(path))
        if (version_of(present.data) if present else "") != version:
            raise ChangedSinceError(
                f"'{path}' was changed since it was renamed; undo that first, or rename it again"
            )


def _restore(
    folder: Path,
    expected: Mapping[str, str],
    touched: set[Path],
    renamed: dict[str, str],
    db: Connection,
    wanted: Mapping[str, Fields],
    at: str,  # noqa: ARG001 - every setter's signature
) -> None:
    """Give each note (by path) the version wanted, in place of the expected one.

    The files that are others then are added to `touched`. A renamed file gets its name back; its
    path and the version that it shall have then are added to `renamed`.
    """
    owns = {path: fields[VERSIONS] or ("", "") for path, fields in wanted.items()}
    for path, (where, _) in owns.items():
        if where != str(folder):
            raise NotOursError(
                f"'{path}' lies in '{where}', which is not the folder that is served; "
                "serve that one"
            )
    versions = {path: version for path, (_, version) in owns.items()}
    if old := _rename_back(folder, expected, touched, versions):
        renamed[old] = versions[old]
        return
    for path, version in versions.items():
        parts = parts_of(path)
        present = read_file(folder, parts)
        if (version_of(present.data) if present else "") == version:
            continue
        if version:
            _put_back(db, folder, path, version, instead_of=expected[path])
            binned = remove_from_bin(folder, parts, version=version)
        else:
            binned = bin_file(folder, parts, version=expected[path])
        touched |= {folder.joinpath(*parts), *([binned] if binned else [])}


def _put_back(db: Connection, folder: Path, path: str, version: str, *, instead_of: str) -> None:
    """Write a version that is kept of a note, in place of another one."""
    if version == instead_of:
        return
    data = version_kept(db, version)
    if data is None:
        raise DamageError(f"the library has lost what '{path}' was; nothing was undone")
    parts = parts_of(path)
    newest = _newest(db, folder.joinpath(*parts))
    write_file(folder, parts, data, instead_of=instead_of, later_than=newest)


def _rename_back(
    folder: Path, expected: Mapping[str, str], touched: set[Path], wanted: Mapping[str, str]
) -> str:
    """Give a renamed note its name back; gives that path, empty where none was renamed.

    `wanted` are the versions wanted by path, none for a path at which nothing shall be.
    """
    new = [path for path, version in wanted.items() if not version and expected[path]]
    old = [path for path, version in wanted.items() if version and not expected[path]]
    if len(new) != 1 or len(old) != 1:
        return ""
    parts, back = parts_of(new[0]), parts_of(old[0])
    rename_file(folder, parts, back, version=expected[new[0]])
    touched |= {folder.joinpath(*parts), folder.joinpath(*back)}
    return old[0]


def _kept(db: Connection, stored: Stored | None) -> bytes | None:
    """Bytes of a file, kept in the library so that an undo has them."""
    if stored is None:
        return None
    _keep(db, stored.data)
    return stored.data


def _keep(db: Connection, data: bytes) -> None:
    keep_contents(db, {version_of(data): deflate(data)})


def _newest(db: Connection, path: Path) -> int:
    """Time of the newest version of a file that the library knows, in nanoseconds."""
    known = known_files(db, [str(path)]).get(str(path))
    return known.mtime_ns if known else 0


def _item(folder: Path, path: str, before: bytes | None, after: bytes | None) -> Item:
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


def _within(folder: Path, path: Path) -> str:
    return path.relative_to(folder).as_posix()


@contextmanager
def _told(path: str) -> Iterator[None]:
    """Say in one line what the disk refused."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise FullDiskError from error
        raise DiskError(
            f"'{path}' cannot be read or written: {(error.strerror or str(error)).lower()}"
        ) from error


def _import(library: Library, folder: Path, paths: list[Path]) -> None:
    """Bring these files into the library; where it is busy, the watch of the folder does it."""
    try:
        import_some(library, folder, paths)
    except LibraryBusyError:
        return
