"""Files of notes: read without following links, written whole or not at all, put into a bin."""

import os
import re
import stat
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from secrets import token_hex

from app.importer.files.scan import HUGE
from app.notes.errors import ChangedMeanwhileError, NoteTooLargeError, NotOursError
from app.notes.paths import Parts, alike
from app.notes.places import Place, place_of
from app.notes.text import version_of

BIN = ".trash"
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_HALF_MADE = re.compile(r"\.florilegium-[0-9a-f]{16}\.tmp")
_COARSE = 2 * 10**9  # nanoseconds: the step in which some disks count time
_LAST = 2**63 - 1  # nanoseconds from 1970: the largest number that a system takes
_ABANDONED = 3600  # seconds after which a file that was half-made belongs to nobody


@dataclass(frozen=True, slots=True)
class Stored:
    """A file as it was read: its whole path, its bytes, its modification time, its permissions."""

    path: Path
    data: bytes
    mtime_ns: int
    mode: int


def read_file(folder: Path, parts: Parts) -> Stored | None:
    """The file at these parts below the folder; None where there is none.

    Raises NotOursError for a link and for what is no plain file, NoteTooLargeError for what
    imports would not read.
    """
    with place_of(folder, parts) as place:
        return _read(place) if place and place.there else None


def _read(place: Place) -> Stored | None:
    try:
        opened = os.open(place.name, _READ, dir_fd=place.folder)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise NotOursError(
            f"'{place.path}' is a link or cannot be read ({error.strerror}); it is left alone"
        ) from error
    try:
        status = os.fstat(opened)
        if not stat.S_ISREG(status.st_mode):
            raise NotOursError(f"'{place.path}' is no plain file; it is left alone")
        with os.fdopen(opened, "rb", closefd=False) as file:
            data = file.read(HUGE + 1)
    finally:
        os.close(opened)
    if len(data) > HUGE:
        raise NoteTooLargeError(f"'{place.path}' is larger than {HUGE // 1_000_000} MB")
    return Stored(place.path, data, status.st_mtime_ns, stat.S_IMODE(status.st_mode))


def write_file(
    folder: Path, parts: Parts, data: bytes, *, instead_of: str, later_than: int = 0
) -> Path:
    """Write a whole file in place of the version `instead_of`, or a new one where that is empty.

    Gives its whole path. The bytes are on the disk before the name leads to them, and the name
    leads to the old or to the new ones at any moment. The new file's time is later than the old
    one's and than `later_than`, in nanoseconds. Raises ChangedMeanwhileError where another version
    is there; nothing is written then.
    """
    with place_of(folder, parts, make=not instead_of) as place:
        if place is None and not instead_of:
            raise NotOursError(f"the folder '{folder}' is away; bring it back, and save again")
        if place is None:
            raise ChangedMeanwhileError("/".join(parts), None)
        old = _expected(place, instead_of, parts)
        half_made = f".florilegium-{token_hex(8)}.tmp"
        try:
            _write_new(place, half_made, data, old, later_than)
            _expected(place, instead_of, parts)  # again, for writing takes a while
            if old:
                os.replace(half_made, place.name, src_dir_fd=place.folder, dst_dir_fd=place.folder)
            else:
                _move(place, half_made, place, place.name)
        except FileExistsError as error:
            raise ChangedMeanwhileError("/".join(parts), _bytes(place)) from error
        finally:
            with suppress(FileNotFoundError):
                os.unlink(half_made, dir_fd=place.folder)
        os.fsync(place.folder)
        _sweep(place)
    return place.path


def _expected(place: Place, version: str, parts: Parts) -> Stored | None:
    """The file at a place, which must be of this version; none there must be for an empty one."""
    present = _read(place)
    if (version_of(present.data) if present else "") != version:
        raise ChangedMeanwhileError("/".join(parts), present.data if present else None)
    return present


def _bytes(place: Place) -> bytes | None:
    present = _read(place)
    return present.data if present else None


def _write_new(place: Place, name: str, data: bytes, old: Stored | None, later_than: int) -> None:
    opened = os.open(name, _NEW, 0o666, dir_fd=place.folder)
    with os.fdopen(opened, "wb") as file:
        file.write(data)
        file.flush()
        if old:
            os.fchmod(opened, old.mode)
        least = max(later_than, old.mtime_ns if old else 0) + 1
        for now in (max(time.time_ns(), least), least + _COARSE):
            os.utime(opened, ns=(min(now, _LAST), min(now, _LAST)))
            if os.fstat(opened).st_mtime_ns >= least:
                break  # else the disk counts in seconds
        os.fsync(opened)


def _move(source: Place, name: str, target: Place, new_name: str) -> None:
    """Give a file another name, where none is; FileExistsError where there is one."""
    try:
        os.link(
            name,
            new_name,
            src_dir_fd=source.folder,
            dst_dir_fd=target.folder,
            follow_symlinks=False,
        )
    except FileExistsError:
        raise
    except OSError:  # a disk without second names
        if any(alike(new_name, each) for each in os.listdir(target.folder)):  # noqa: PTH208 - open
            raise FileExistsError(new_name) from None
        os.rename(name, new_name, src_dir_fd=source.folder, dst_dir_fd=target.folder)
    else:
        os.unlink(name, dir_fd=source.folder)


def rename_file(folder: Path, parts: Parts, new: Parts, *, version: str) -> Path:
    """Give a file of this version another path in the folder, and give that whole path.

    Raises ChangedMeanwhileError where another version is there, FileExistsError where the new path
    is taken, AlikeNameError where some disks take it for another file's; nothing is moved then.
    """
    only_case = parts[:-1] == new[:-1] and alike(parts[-1], new[-1])
    with (
        place_of(folder, parts) as place,
        place_of(folder, new, make=True, alike_too=only_case) as target,
    ):
        if place is None or target is None:
            raise ChangedMeanwhileError("/".join(parts), None)
        _expected(place, version, parts)
        if target.there:
            raise FileExistsError(target.name)
        if only_case:  # which some disks take for the file itself
            os.rename(place.name, new[-1], src_dir_fd=place.folder, dst_dir_fd=target.folder)
        else:
            _move(place, place.name, target, target.name)
        os.fsync(target.folder)
        os.fsync(place.folder)
        return target.path


def bin_file(folder: Path, parts: Parts, *, version: str) -> Path:
    """Move a file of this version into the bin of the folder, and give its new path.

    Raises ChangedMeanwhileError where another version is there; nothing is moved then.
    """
    with (
        place_of(folder, parts) as place,
        place_of(folder, (BIN, *parts), make=True, alike_too=True) as target,
    ):
        if place is None or target is None:
            raise ChangedMeanwhileError("/".join(parts), None)
        _expected(place, version, parts)
        for name in _names(parts[-1]):
            with suppress(FileExistsError):
                _move(place, place.name, target, name)
                break
        moved = replace(target, name=name, path=target.path.with_name(name), there=True)
        if (other := _bytes(moved)) is None or version_of(other) != version:
            with suppress(FileExistsError):  # it was changed in between: it goes back
                _move(moved, name, place, place.name)
            raise ChangedMeanwhileError("/".join(parts), other)
        os.fsync(target.folder)
        os.fsync(place.folder)
        return moved.path


def remove_from_bin(folder: Path, parts: Parts, *, version: str) -> Path | None:
    """Remove a copy of this version of a file from the bin; gives its path, None without one."""
    with place_of(folder, (BIN, *parts)) as place:
        if place is None:
            return None
        for name in _names(parts[-1]):
            copy = _read(Place(place.folder, name, place.path.with_name(name), there=True))
            if copy is None:
                break
            if version_of(copy.data) == version:
                os.unlink(name, dir_fd=place.folder)
                return copy.path
    return None


def _names(name: str) -> Iterator[str]:
    """A file's name, then the same with a number: `On waiting.md`, `On waiting 2.md`, ..."""
    stem, suffix = name[: -len(".md")], name[-len(".md") :]
    yield name
    yield from (f"{stem} {number}{suffix}" for number in count(2))


def _sweep(place: Place) -> None:
    """Remove files that a kill left half-made."""
    for name in os.listdir(place.folder):  # noqa: PTH208 - an open folder
        if _HALF_MADE.fullmatch(name):
            with suppress(OSError):
                made = os.stat(name, dir_fd=place.folder, follow_symlinks=False).st_mtime
                if made < time.time() - _ABANDONED:
                    os.unlink(name, dir_fd=place.folder)
