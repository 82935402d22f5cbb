"""The file beside the library that holds its digest: arrays of numbers, one after the other, with a table of contents at its end.

All in it is derived: whoever removes it loses nothing. A file that is cut off, of another form or of another library is none.
"""

import glob
import json
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from app.store.disk import open_private
from app.store.fts.change_log import Position

Array: TypeAlias = NDArray[Any]
FORM = "florilegium digest 8"
_ABANDONED = 3600  # seconds after which what somebody wrote is no longer being written
_TAIL = 16  # the last bytes: where the table of contents begins
_SORTS = frozenset({"|u1", "<u2", "<u4", "<i4", "<i8", "<u8"})
Read = TypeVar("Read")
Contents: TypeAlias = Mapping[str, tuple[str, int, int]]  # name: sort, first byte, number


@dataclass(frozen=True, slots=True)
class Arrays:
    """Arrays by name: those at hand, and those of an open file, which are read when they are asked for."""

    held: Mapping[str, Array]
    contents: Contents = field(default_factory=dict)
    file: "_File | None" = None

    def names(self, beginning: str) -> list[str]:
        """The names that begin so, in order."""
        return sorted(name for name in {*self.held, *self.contents} if name.startswith(beginning))

    def __getitem__(self, name: str) -> Array:
        if name in self.held:
            return self.held[name]
        sort, first, number = self.contents[name]
        kind = np.dtype(sort)
        if self.file is None:
            raise KeyError(name)
        return np.frombuffer(self.file.read(first, number * kind.itemsize), kind)

    def __contains__(self, name: str) -> bool:
        return name in self.held or name in self.contents


@dataclass(frozen=True, slots=True)
class Unread(Mapping[str, Read]):
    """Values by name: those at hand, and those that are read each time they are asked for, which few searches do."""

    held: Mapping[str, Read]
    others: Sequence[str]
    read: Callable[[str], Read]

    def __getitem__(self, name: str) -> Read:
        return self.held[name] if name in self.held or name not in self.others else self.read(name)

    def __iter__(self) -> Iterator[str]:
        return iter((*self.held, *self.others))

    def __len__(self) -> int:
        return len(self.held) + len(self.others)


class _File:
    """An open file, closed when nobody reads its arrays any more; it stays readable when another takes its name."""

    def __init__(self, number: int) -> None:
        self.number = number
        self._lock = Lock()

    def read(self, first: int, size: int) -> bytes:
        """So many bytes from there on."""
        with self._lock:  # not every system can read at a place without going there
            os.lseek(self.number, first, os.SEEK_SET)
            return os.read(self.number, size)

    def __del__(self) -> None:
        os.close(self.number)


def write_arrays(path: Path, position: Position, arrays: Iterable[tuple[str, Array]]) -> None:
    """Write the file, which takes its name only when it is whole."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    for other in path.parent.glob(f"{glob.escape(path.name)}.*.part"):
        if other.stat().st_mtime < time.time() - _ABANDONED:
            other.unlink(missing_ok=True)
    contents: dict[str, tuple[str, int, int]] = {}
    try:
        with open(open_private(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), "wb") as file:  # noqa: PTH123 Path.open takes no descriptor
            for name, array in arrays:
                contents[name] = (array.dtype.str, file.tell(), len(array))
                file.write(np.ascontiguousarray(array).data)
            first = file.tell()
            file.write(json.dumps({"form": FORM, "position": position, "arrays": contents}).encode())
            file.write(first.to_bytes(_TAIL, "little"))
            file.flush()
            os.fsync(file.fileno())  # or a name could stand, after a loss of power, for a file whose numbers are lost
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def read_arrays(path: Path) -> tuple[Position, Arrays] | None:
    """The arrays of a file and the place in the log that they were read at; None where there is no such file."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        file = _File(os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0)))
        size = os.fstat(file.number).st_size
        first = int.from_bytes(file.read(size - _TAIL, _TAIL), "little")
        if first > size - _TAIL:
            return None
        head = json.loads(file.read(first, size - _TAIL - first))
        contents = {str(name): (str(sort), int(at), int(number)) for name, (sort, at, number) in head["arrays"].items()}
        whole = all(sort in _SORTS and 0 <= at <= at + number * np.dtype(sort).itemsize <= first for sort, at, number in contents.values())
        if head["form"] == FORM and whole:
            line, mark = head["position"]
            return Position(int(line), int(mark)), Arrays({}, contents, file)
    return None
