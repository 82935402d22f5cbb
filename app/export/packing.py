"""A zip archive that is sent while it is made, with the same bytes for the same files."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import NamedTuple, Self
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

_EARLIEST = (1980, 1, 1, 0, 0, 0)  # that a zip archive can tell
_LATEST_YEAR = 2107
_PRIVATE = 0o600 << 16
PIECE = 1 << 18  # bytes that are gathered before they are sent


class File(NamedTuple):
    """A file that is to be written: its path, its bytes, its date in nanoseconds from 1970."""

    name: str
    data: bytes
    mtime_ns: int = 0


class _Sink(BytesIO):
    """Bytes written since the last `drain`, at the positions of the whole archive."""

    def __init__(self) -> None:
        super().__init__()
        self.before = 0

    def tell(self) -> int:
        """Position in the archive."""
        return self.before + super().tell()

    def seek(self, position: int, whence: int = 0, /) -> int:
        """Go to a position that was not drained yet."""
        return self.before + super().seek(position - self.before if whence == 0 else 0, whence)

    def drain(self) -> bytes:
        """The bytes since the last time."""
        data = self.getvalue()
        self.before += len(data)
        super().seek(0)
        self.truncate()
        return data


class Packing:
    """A zip archive to which files are added, and whose bytes are taken in pieces."""

    def __init__(self) -> None:
        self._sink = _Sink()
        self._zip = ZipFile(self._sink, "w")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()  # also where its bytes are wanted no more

    @property
    def waiting(self) -> int:
        """How many bytes `take` would give."""
        return self._sink.getbuffer().nbytes

    def add(self, name: str, data: bytes, mtime_ns: int = 0, *, stored: bool = False) -> None:
        """Add a file, dated in UTC (nanoseconds from 1970); `stored` as it is, else deflated."""
        entry = ZipInfo(name, _dated(mtime_ns))
        entry.compress_type = ZIP_STORED if stored else ZIP_DEFLATED
        entry.create_system = 3  # Unix, on whatever system it is made
        entry.external_attr = _PRIVATE
        self._zip.writestr(entry, data)

    def take(self) -> bytes:
        """The bytes of the archive since the last time."""
        return self._sink.drain()

    def close(self) -> bytes:
        """The last bytes: the list of the files."""
        self._zip.close()
        return self._sink.drain()


def zipped(files: Iterable[File]) -> Iterator[bytes]:
    """The bytes of a zip archive of these files, each once."""
    names = set()
    with Packing() as packing:
        for name, data, mtime_ns in files:
            if name not in names:
                names.add(name)
                packing.add(name, data, mtime_ns)
                if packing.waiting > PIECE:
                    yield packing.take()
        yield packing.close()


def _dated(mtime_ns: int) -> tuple[int, int, int, int, int, int]:
    """A moment as zip archives have it."""
    try:
        moment = datetime.fromtimestamp(mtime_ns // 1_000_000_000, UTC)
    except (OverflowError, ValueError, OSError):
        return _EARLIEST
    if not _EARLIEST[0] <= moment.year <= _LATEST_YEAR:
        return _EARLIEST
    return (
        *(moment.year, moment.month, moment.day),
        *(moment.hour, moment.minute, moment.second),
    )
