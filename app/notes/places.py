"""Folders of notes, opened step by step, so that no link is followed on the way to a file."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from app.notes.errors import AlikeNameError, NotOursError
from app.notes.paths import Parts, alike, same_file

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


@dataclass(frozen=True, slots=True)
class Place:
    """Place of a file: the descriptor of its folder, and its name as it is there.

    `there` states whether something of that name is there; `path` is the whole path.
    """

    folder: int
    name: str
    path: Path
    there: bool


@contextmanager
def place_of(
    folder: Path, parts: Parts, *, make: bool = False, alike_too: bool = False
) -> Iterator[Place | None]:
    """Place of the file with these parts below `folder`; None where a folder on the way is missing.

    With `make`, missing folders below it are made, and what differs in case alone from something
    that is there is refused, since some disks take the two for one, unless `alike_too`. Raises
    NotOursError where a link or something else than a folder is on the way.
    """
    refusing = make and not alike_too
    opened: list[int] = []
    try:
        at = _opened_root(folder)
        if at is None:
            yield None
            return
        opened.append(at)
        for number, part in enumerate(parts[:-1], 1):
            name = _name_in(at, part, refusing=refusing)
            if name is None and not make:
                yield None
                return
            at = _below(at, name, parts[:number], folder, new=part)
            opened.append(at)
        name = _name_in(at, parts[-1], refusing=refusing)
        yield Place(
            at, name or parts[-1], folder.joinpath(*parts[:-1], name or parts[-1]), name is not None
        )
    finally:
        for each in reversed(opened):
            os.close(each)


def _opened_root(folder: Path) -> int | None:
    try:
        return os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    except NotADirectoryError as error:
        raise NotOursError(f"'{folder}' is no folder; notes cannot lie in it") from error


def _below(at: int, name: str | None, so_far: Sequence[str], folder: Path, *, new: str) -> int:
    """Descriptor of a folder below an open one; it is made where `name` is None."""
    if name is None:
        with suppress(FileExistsError):
            os.mkdir(new, dir_fd=at)
        os.fsync(at)
    try:
        return os.open(name or new, _FOLDER, dir_fd=at)
    except OSError as error:
        shown = folder.joinpath(*so_far)
        raise NotOursError(
            f"'{shown}' is a link, or no folder; notes are not written through it"
        ) from error


def _name_in(at: int, wanted: str, *, refusing: bool) -> str | None:
    """The name as it is in an open folder, in whatever normal form; None for a missing one.

    AlikeNameError where one is there that is alike, if that is to be refused.
    """
    names = os.listdir(at)
    if wanted in names:
        return wanted
    if found := next((name for name in names if same_file(name, wanted)), None):
        return found
    if refusing and (near := next((name for name in names if alike(name, wanted)), None)):
        raise AlikeNameError(near, wanted)
    return None
