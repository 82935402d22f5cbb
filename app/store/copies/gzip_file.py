"""Gzip files (RFC 1952) whose comment says what is in them; any gzip program reads them."""

import struct
import zlib
from collections.abc import Callable, Iterator
from hashlib import sha256
from os import fdopen, fsync
from pathlib import Path
from typing import BinaryIO

from app.store.disk import open_private

try:  # the same form in a third of the time, where there are wheels of it
    from isal import isal_zlib as packing
except ImportError:
    packing = zlib  # type: ignore[misc] # takes and gives the same

_MAGIC = b"\x1f\x8b\x08"
_COMMENT = 0x10  # flag: a comment follows the header
_PLAIN_HEADER = 10  # bytes before the comment
_LONGEST_COMMENT = 4096
_LEVEL = 2
_PIECE = 1 << 20


def is_gzip(path: Path) -> bool:
    """Whether the file begins as gzip files do."""
    with path.open("rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC


def read_comment(path: Path) -> str:
    """Comment of a gzip file that `write_gzip` wrote; empty for any other file."""
    with path.open("rb") as file:
        header = file.read(_PLAIN_HEADER)
        if header[:4] != _MAGIC + bytes([_COMMENT]):
            return ""
        comment, end, _ = file.read(_LONGEST_COMMENT).partition(b"\0")
    return comment.decode("latin-1") if end else ""


def write_gzip(
    source: Path, target: Path, comment: str, digest: str, after_piece: Callable[[], None]
) -> None:
    """Compress a file to a new one for its owner alone, synced, and read it back.

    `comment` is ASCII, `digest` the SHA-256 of the file in hexadecimal digits. `after_piece` is
    called after each MiB and may raise to end it. Raises OSError where the disk fails, and where
    what is read back is another file.
    """
    with fdopen(open_private(target), "wb") as file:
        file.write(_MAGIC + bytes([_COMMENT]) + b"\0\0\0\0\0\xff" + comment.encode("ascii") + b"\0")
        packer = packing.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
        check, size = 0, 0
        for piece in _pieces(source):
            check, size = packing.crc32(piece, check), size + len(piece)
            file.write(packer.compress(piece))
            after_piece()
        file.write(packer.flush() + struct.pack("<LL", check, size & 0xFFFFFFFF))
        file.flush()
        fsync(file.fileno())
    read = sha256()
    with target.open("rb") as file:
        for piece in unpacked(file):
            read.update(piece)
            after_piece()
    if read.hexdigest() != digest:
        raise OSError(f"what was written to '{target}' is read otherwise")


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece


def unpack_gzip(source: Path, target: Path) -> None:
    """Write the contents of a gzip file to a new file; OSError where it is damaged or cut short."""
    with source.open("rb") as packed, fdopen(open_private(target), "wb") as file:
        for piece in unpacked(packed):
            file.write(piece)


def unpacked(file: BinaryIO) -> Iterator[bytes]:
    """Contents of an open gzip file in pieces of at most a MiB.

    OSError where it is damaged or cut short.
    """
    reader = packing.decompressobj(16 + zlib.MAX_WBITS)
    try:
        while not reader.eof:
            piece = reader.unconsumed_tail or file.read(_PIECE)
            if out := reader.decompress(piece, _PIECE):
                yield out
            elif not piece and not reader.eof:
                raise OSError("the file is cut short")
    # a class of exceptions, though isal's types call it an exception
    except (zlib.error, packing.error) as error:  # type: ignore[misc]
        raise OSError(f"the compressed file is damaged: {error}") from error
