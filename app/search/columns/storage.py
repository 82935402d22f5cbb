"""File of the column index: arrays one after the other, a table of contents at the end.

All in it is derived: removing it loses nothing. A file that is cut off, of another form or of
another library is ignored.
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
FORM = "florilegium digest 9"
_ABANDONED = 3600  # seconds after which what somebody wrote is no longer being written
_FOOTER = 16  # the last bytes: where the table of contents begins
_DTYPES = frozenset({"|u1", "<u2", "<u4", "<i4", "<i8", "<u8"})
Value = TypeVar("Value")
Contents: TypeAlias = Mapping[str, tuple[str, int, int]]  # name: dtype, first byte, number


@dataclass(frozen=True, slots=True)
class Arrays:
    """Arrays by name: those in memory, and those of an open file, read when asked for."""

    loaded: Mapping[str, Array]
    contents: Contents = field(default_factory=dict)
    file: "_File | None" = None

    def names(self, beginning: str) -> list[str]:
        """The names with this prefix, in order."""
        return sorted(name for name in {*self.loaded, *self.contents} if name.startswith(beginning))

    def __getitem__(self, name: str) -> Array:
        if name in self.loaded:
            return self.loaded[name]
        dtype, first, number = self.contents[name]
        kind = np.dtype(dtype)
        if self.file is None:
            raise KeyError(name)
        return np.frombuffer(self.file.read(first, number * kind.itemsize), kind)

    def __contains__(self, name: str) -> bool:
        return name in self.loaded or name in self.contents


@dataclass(frozen=True, slots=True)
class LazyMapping(Mapping[str, Value]):
    """Values by name: those in memory, and those read each time they are asked for."""

    loaded: Mapping[str, Value]
    lazy: Sequence[str]
    read: Callable[[str], Value]

    def __getitem__(self, name: str) -> Value:
        return (
            self.loaded[name] if name in self.loaded or name not in self.lazy else self.read(name)
        )

    def __iter__(self) -> Iterator[str]:
        return iter((*self.loaded, *self.lazy))

    def __len__(self) -> int:
        return len(self.loaded) + len(self.lazy)


class _File:
    """An open file, closed with its last reader; it stays readable when another takes its name."""

    def __init__(self, number: int) -> None:
        self.number = number
        self._lock = Lock()

    def read(self, first: int, size: int) -> bytes:
        """`size` bytes from the offset `first`."""
        with self._lock:  # not every system can read at a place without going there
            os.lseek(self.number, first, os.SEEK_SET)
            return os.read(self.number, size)

    def __del__(self) -> None:
        os.close(self.number)


def write_arrays(path: Path, position: Position, arrays: Iterable[tuple[str, Array]]) -> None:
    """Write the file under another name, and rename it when it is whole."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    for other in path.parent.glob(f"{glob.escape(path.name)}.*.part"):
        if other.stat().st_mtime < time.time() - _ABANDONED:
            other.unlink(missing_ok=True)
    contents: dict[str, tuple[str, int, int]] = {}
    try:
        with os.fdopen(open_private(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), "wb") as file:
            for name, array in arrays:
                contents[name] = (array.dtype.str, file.tell(), len(array))
                file.write(np.ascontiguousarray(array).data)
            first = file.tell()
            file.write(
                json.dumps({"form": FORM, "position": position, "arrays": contents}).encode()
            )
            file.write(first.to_bytes(_FOOTER, "little"))
            file.flush()
            # Or the name could be, after a loss of power, that of a file whose numbers are lost.
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def read_arrays(path: Path) -> tuple[Position, Arrays] | None:
    """The position and the arrays of a file; None for none or one of another form."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        file = _File(os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0)))
        size = os.fstat(file.number).st_size
        first = int.from_bytes(file.read(size - _FOOTER, _FOOTER), "little")
        if first > size - _FOOTER:
            return None
        head = json.loads(file.read(first, size - _FOOTER - first))
        contents = {
            str(name): (str(dtype), int(at), int(number))
            for name, (dtype, at, number) in head["arrays"].items()
        }
        whole = all(
            dtype in _DTYPES and 0 <= at <= at + number * np.dtype(dtype).itemsize <= first
            for dtype, at, number in contents.values()
        )
        if head["form"] == FORM and whole:
            line, mark = head["position"]
            return Position(int(line), int(mark)), Arrays({}, contents, file)
    return None
