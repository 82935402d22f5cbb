"""What one file holds: its bytes, deflated as the library keeps them, their hash, and what they say."""

from hashlib import sha256
from typing import NamedTuple

from app.importer.parse import parse_file
from app.importer.walk import FoundFile, read_found
from app.model import ParsedFile, Problem

try:  # the same form in a third of the time, where there are wheels of it
    from isal.isal_zlib import compress
except ImportError:
    from zlib import compress


class Content(NamedTuple):
    """A file that was read: `size` bytes, `deflated`. `parsed` is None where the bytes are the known ones."""

    deflated: bytes
    size: int
    sha256: str
    parsed: ParsedFile | None


class Wanted(NamedTuple):
    """A file to read, and the hash of bytes that need not be understood again, if there are such."""

    found: FoundFile
    known: str = ""


def deflate(data: bytes) -> bytes:
    """The bytes as the library keeps them: `zlib.decompress` gives them back."""
    return compress(data, 1)


def read_content(wanted: Wanted) -> Content | Problem:
    """The file read and understood, or why it cannot be read."""
    path = wanted.found.path
    try:
        data = read_found(wanted.found)
    except OSError as error:
        return Problem(f"cannot be read: {error.strerror or error}; it was passed over", path=path)
    digest = sha256(data).hexdigest()
    parsed = None if digest == wanted.known else parse_file(path, data, named=wanted.found.named)
    return Content(deflate(data), len(data), digest, parsed)
