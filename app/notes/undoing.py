"""Undo of changes, those of notes among them: their files become what they were."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path

from sqlalchemy import Connection

from app.changes import Done, Fields, Item
from app.errors import DamageError
from app.importer import acts
from app.notes.acts import (
    UNWRITTEN,
    bring_in,
    disk_errors,
    newest_time,
    unless_recorded,
    version_kept,
)
from app.notes.errors import (
    AlikeNameError,
    ChangedMeanwhileError,
    ChangedSinceError,
    NotOursError,
)
from app.notes.files import bin_file, read_file, remove_from_bin, rename_file, write_file
from app.notes.paths import parts_of
from app.notes.text import version_of
from app.notes.unfinished import noted, recorded, version_at
from app.store.db.library import Library
from app.store.edits.changes import find_change
from app.store.edits.undo import VERSIONS


def undo(library: Library, folder: Path, change: str, at: str) -> Done:
    """Undo a change of any kind; see `acts.undo`.

    A note becomes what it was before that change, unless its file was changed since by other means,
    or another is there whose name differs in letter case alone: then ChangedSinceError is raised,
    and nothing of the change is undone. The text of a note that was renamed back is in
    `not_undone` where it could not be written: the library was busy, or the disk refused.
    """
    with library.reading() as db:
        items = [item for item in find_change(db, change).items if item.type == "note"]
    if not items:
        return acts.undo(library, change, at)
    expected = _expected(folder, items)
    touched: set[Path] = set()
    renamed: dict[str, str] = {}
    restore = partial(_restore, folder, expected, touched, renamed)
    with disk_errors(", ".join(expected)):
        try:
            with (
                _noted(library, folder, expected, at),
                unless_recorded(partial(_rename_again, folder, expected, renamed)),
            ):
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
    moved = bring_in(library, folder, sorted(touched))
    left: tuple[Item, ...] = ()
    for path, version in renamed.items():  # an import must see the move first
        met = next(filter(None, expected.values()))
        if version != met and not (moved and _write_back(library, folder, path, version, met)):
            left = tuple(item for item in items if item.code == path)
    return replace(done, not_undone=(*done.not_undone, *left))


def _expected(folder: Path, items: Sequence[Item]) -> dict[str, str]:
    """The versions that a change left of its notes, by path; empty where it left no file.

    Of a renaming what is there: also where its heading was not written any more, and where an undo
    of it ended once the old name was given back. ChangedSinceError for anything else.
    """
    left = {item.code: item.own_after[1] for item in items if item.own_after}
    old = [item for item in items if item.own_after and not item.own_after[1] and item.own_before]
    if len(left) != 2 or len(old) != 1 or not old[0].own_before:  # noqa: PLR2004 old and new path
        return left
    there = {path: version_at(folder, path) for path in left}
    known = {old[0].own_before[1], *left.values()} - {""}
    if sorted(map(bool, there.values())) == [False, True] and known >= {*there.values()} - {""}:
        return there
    path = next(path for path in left if there[path] != left[path])
    raise ChangedSinceError(
        f"'{path}' was changed since it was renamed; undo that first, or rename it again"
    )


def _noted(
    library: Library, folder: Path, expected: Mapping[str, str], at: str
) -> AbstractContextManager[None]:
    """Keep in the library which note is about to be renamed back; of other undos nothing."""
    here = [path for path, version in expected.items() if version]
    free = [path for path, version in expected.items() if not version]
    if len(here) != 1 or len(free) != 1:
        return nullcontext()
    return noted(library, folder, here[0], free[0], version=expected[here[0]], at=at)


def _rename_again(folder: Path, expected: Mapping[str, str], renamed: Mapping[str, str]) -> None:
    """Give a note that was renamed back its new name again."""
    for path in renamed:
        (new,) = (each for each in expected if each != path)
        rename_file(folder, parts_of(path), parts_of(new), version=expected[new])


def _write_back(library: Library, folder: Path, path: str, version: str, met: str) -> bool:
    """Write what a note that was renamed back shall say; False where that cannot be."""
    try:
        with disk_errors(path), library.writing() as db:
            _put_back(db, folder, path, version, instead_of=met)
    except (*UNWRITTEN, DamageError):
        return False
    bring_in(library, folder, [folder.joinpath(*parts_of(path))])
    return True


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
        recorded(db)
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
    newest = newest_time(db, folder.joinpath(*parts))
    write_file(folder, parts, data, instead_of=instead_of, later_than=newest)


def _rename_back(
    folder: Path, expected: Mapping[str, str], touched: set[Path], wanted: Mapping[str, str]
) -> str:
    """Give a renamed note its name back; gives that path, empty where none was renamed.

    `wanted` are the versions wanted by path, none for a path at which nothing shall be. The note
    may have its name already, where an undo ended before it was recorded.
    """
    new = [path for path, version in wanted.items() if not version]
    old = [path for path, version in wanted.items() if version]
    if len(new) != 1 or len(old) != 1 or bool(expected[new[0]]) == bool(expected[old[0]]):
        return ""
    parts, back = parts_of(new[0]), parts_of(old[0])
    if expected[new[0]]:
        rename_file(folder, parts, back, version=expected[new[0]])
    touched |= {folder.joinpath(*parts), folder.joinpath(*back)}
    return old[0]
