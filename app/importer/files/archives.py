"""Zip archives, read member by member in memory, with limits whatever their directory claims."""

import stat
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import SEEK_CUR, FileIO
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from app.model import Problem

ENTRIES, TOGETHER, RATIO = (
    20_000,
    500_000_000,
    100,
)  # files of one archive, their bytes inflated, and how many of them one byte may become
_SMALL = (
    100_000  # bytes that may come out of any few: a page of blank lines packs better than a bomb
)
# bytes of an archive's list of files, which is read at once: 400 for each of the entries
_LIST = 8_000_000
_CHUNK = 65_536
_HEADER = struct.Struct(
    "<4s22xHH"
    # of a member: its signature, the fields repeated from the directory, the lengths of its name
    # and extra field
)
_UTF8, _ENCRYPTED = (
    0x800,
    0x2041,
)  # flags of an entry: how its name is written; its bytes, or its place in the list, are
NUL = "\0"
_MAC = "__MACOSX"  # holds a shadow of every other file
_BROKEN = (
    BadZipFile,
    OSError,
    ValueError,
    NotImplementedError,
    OverflowError,
    struct.error,
)  # errors of zipfile for a file that is no zip


@dataclass(frozen=True, slots=True)
class Member:
    """Member of an archive: where its compressed bytes begin, and its entry in the directory.

    `mtime_ns` treats the archive's wall time as UTC.
    """

    archive: Path
    name: str
    offset: int
    packed: int
    size: int
    crc: int
    deflated: bool
    mtime_ns: int


class _Bounded(FileIO):
    """File that returns no more at once than a directory of an archive may contain."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > _LIST:
            raise BadZipFile("its list of files is too long")
        return super().read(size) or b""


def members(
    archive: Path, problems: list[Problem], *, wanted: Callable[[str], bool], largest: int
) -> Iterator[Member]:
    """Members of an archive that are wanted, none larger than `largest` bytes.

    Those that cannot be read, or whose path is outside of the archive, become problems.
    """
    try:
        mtime_ns = archive.stat().st_mtime_ns
        with _Bounded(archive) as source, ZipFile(source) as opened:
            entries = opened.infolist()
    except _BROKEN as error:
        problems.append(
            Problem(
                f"this archive cannot be read: {getattr(error, 'strerror', '') or error}; it was "
                f"passed over",
                path=str(archive),
            )
        )
        return
    if len(entries) > ENTRIES:
        problems.append(
            Problem(
                f"holds more than {ENTRIES:,} files; those behind were passed over: split it",
                path=str(archive),
            )
        )
    met: set[str] = set()
    together = 0
    for entry, name in _named(entries[:ENTRIES], wanted):
        objection = _objection(entry, name, largest) or (
            "stands in the archive twice; the first one was read" if name in met else ""
        )
        if not objection and together + entry.file_size > TOGETHER:
            objection = (
                f"would make the archive more than {TOGETHER // 1_000_000} MB; it was passed "
                f"over: split the archive"
            )
        if objection:
            problems.append(Problem(objection, path=f"{archive}/{name.replace(NUL, '␀')}"))
        else:
            met.add(name)
            together += entry.file_size
            yield _member(archive, entry, name, mtime_ns)


def _named(
    entries: Sequence[ZipInfo], wanted: Callable[[str], bool]
) -> Iterator[tuple[ZipInfo, str]]:
    """Entries that a scan of a folder would consider, each with its name.

    A name with a NUL is listed so that it is refused.
    """
    for entry in entries:
        name = _name(entry)
        parts = name.split("/")
        if NUL in name or ((wanted(name) or _is_archive(name)) and _MAC not in parts):
            yield (
                entry,
                "/".join(part for part in parts if part not in {"", "."})
                if not name.startswith("/")
                else name,
            )


def _is_archive(name: str) -> bool:
    return name.lower().endswith(".zip")


def _name(entry: ZipInfo) -> str:
    """Name of the entry with slashes.

    Some programs write UTF-8 without the flag for it; zipfile decodes those names as an old code
    page.
    """
    name = entry.orig_filename
    if not entry.flag_bits & _UTF8:
        try:
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError:
            name = entry.orig_filename
    return name.replace("\\", "/")


def _objection(entry: ZipInfo, name: str, largest: int) -> str:
    """Reason why an entry is not read, or an empty string."""
    kind = stat.S_IFMT(entry.external_attr >> 16)
    outside = NUL in name or name.startswith("/") or name[1:3] == ":/" or ".." in name.split("/")
    unpack = "it was passed over: unpack the archive and import the folder"
    objections = (
        (outside, "has a name that leads out of the archive; it was passed over"),
        (
            _is_archive(name),
            (
                "is an archive within an archive, which is not opened: unpack it and import it by "
                "its own name"
            ),
        ),
        (kind not in {0, stat.S_IFREG}, "is a link or no plain file; it was passed over"),
        (entry.flag_bits & _ENCRYPTED, f"is encrypted; {unpack}"),
        (
            entry.compress_type not in {ZIP_STORED, ZIP_DEFLATED},
            f"is packed in an unusual way; {unpack}",
        ),
        (
            entry.file_size > largest,
            (
                f"is larger than {largest // 1_000_000} MB; it was passed over: split it, "
                "or export less at once"
            ),
        ),
        (
            entry.file_size > max(_SMALL, RATIO * entry.compress_size),
            f"would become more than {RATIO} times as large as it is; it was passed over",
        ),
    )
    return next((message for holds, message in objections if holds), "")


def _member(archive: Path, entry: ZipInfo, name: str, otherwise: int) -> Member:
    try:
        mtime_ns = int(datetime(*entry.date_time, tzinfo=UTC).timestamp()) * 1_000_000_000
    except ValueError:  # no date at all
        mtime_ns = otherwise
    deflated = entry.compress_type == ZIP_DEFLATED
    return Member(
        archive,
        name,
        entry.header_offset,
        entry.compress_size,
        entry.file_size,
        entry.CRC,
        deflated,
        mtime_ns,
    )


def read_member(member: Member) -> bytes:
    """Read a member's bytes.

    An OSError where the archive is damaged, has changed, or contains more than its directory
    states.
    """
    try:
        with member.archive.open("rb") as source:
            _find(source, member)
            data = b"".join(_counted(_inflated(source, member), member.size))
    except (
        zlib.error,
        ValueError,
        OverflowError,
    ) as error:  # the latter two of an offset that no file can have
        raise OSError("the archive is damaged here") from error
    if len(data) != member.size or zlib.crc32(data) != member.crc:
        raise OSError("the archive is damaged here: these are not the bytes that were packed")
    return data


def _find(source: BinaryIO, member: Member) -> None:
    source.seek(member.offset)
    header = source.read(_HEADER.size)
    mark, name, extra = _HEADER.unpack(header) if len(header) == _HEADER.size else (b"", 0, 0)
    if mark != b"PK\3\4":
        raise OSError("the archive is damaged here")
    source.seek(name + extra, SEEK_CUR)


def _inflated(source: BinaryIO, member: Member) -> Iterator[bytes]:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    left = member.packed
    while left > 0 and not inflater.eof and (chunk := source.read(min(left, _CHUNK))):
        left -= len(chunk)
        while chunk:
            yield inflater.decompress(chunk, _CHUNK) if member.deflated else chunk
            chunk = inflater.unconsumed_tail if member.deflated else b""


def _counted(pieces: Iterable[bytes], size: int) -> Iterator[bytes]:
    for piece in pieces:
        size -= len(piece)
        if size < 0:
            raise OSError("it holds more than the archive says")
        yield piece
