"""Pictures of imported folders.

Found beside the text that shows them, and identified by content.
"""

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from struct import unpack

from app.store.reads.pictures import Held

LARGEST = 20_000_000  # bytes, as of any file that is read
_BESIDE = (
    "attachments",
    "assets",
    "images",
    "img",
    "media",
    "files",
    "_resources",
    "_attachments",
    "_assets",
    "resources",
)
_LOOKED_AT = 20_000  # entries of a folder that are looked at for a picture named without its path
_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK  # neither a link nor a pipe


@dataclass(frozen=True, slots=True)
class Kind:
    """Kind of a picture by its first bytes.

    Its type, and its size in pixels where they contain it.
    """

    type: str
    width: int = 0
    height: int = 0


def find(held: Sequence[Held], name: str) -> Iterator[tuple[Path, Path]]:
    """Find the files that the name may mean, each with its imported folder, best first.

    A path is resolved from the folder of the text, then from the imported folder; a bare name also
    means a file in the usual folders beside them or, if there is none, anywhere below.
    """
    wanted = PurePosixPath(name.replace("\\", "/"))
    if not wanted.name or wanted.is_absolute() or "\0" in name:
        return
    bare = len(wanted.parts) == 1
    for each in held:
        root = Path(each.root)
        above = [folder for folder in Path(each.path).parents if folder.is_relative_to(root)]
        for folder in above:
            yield from _inside(root, folder / wanted)
            for beside in _BESIDE if bare else ():
                yield from _inside(root, folder / beside / wanted)
        if bare:
            yield from _anywhere(root, wanted.name)


def _inside(root: Path, path: Path) -> Iterator[tuple[Path, Path]]:
    """Resolved file, if it exists and is below the folder, also after following links."""
    try:
        real = path.resolve(strict=True)
        inside = root.resolve(strict=True)
        hidden = real.is_relative_to(inside) and any(
            part[0] == "." for part in real.relative_to(inside).parts
        )
        if real.is_relative_to(inside) and not hidden and stat.S_ISREG(real.stat().st_mode):
            yield root, real
    except (
        OSError,
        RuntimeError,
        ValueError,
    ):  # not there, a circle of links, or no name for a file
        return


def _anywhere(root: Path, name: str) -> Iterator[tuple[Path, Path]]:
    seen = 0
    for folder, folders, files in os.walk(root):
        folders[:] = [each for each in folders if not each.startswith(".")]
        if name in files:
            yield from _inside(root, Path(folder) / name)
        seen += len(files) + len(folders)
        if seen > _LOOKED_AT:
            return


def read_picture(root: Path, path: Path, size: int = LARGEST + 1) -> bytes:
    """Read the first `size` bytes of the file.

    Empty if it is too large, outside the folder, or cannot be read.
    """
    try:
        with os.fdopen(os.open(path, _FLAGS), "rb") as file:
            known = os.fstat(file.fileno())
            if not stat.S_ISREG(known.st_mode) or known.st_size > LARGEST:
                return b""
            if not path.resolve(strict=True).is_relative_to(root.resolve(strict=True)):
                return b""
            return file.read(size)
    except (OSError, RuntimeError):
        return b""


# --- what it is ----------------------------------------------------------------------------------


def kind_of(data: bytes) -> Kind | None:
    """Kind of a picture by content: PNG, JPEG, GIF, WebP or AVIF, which run no scripts.

    Else None.
    """
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:  # noqa: PLR2004 - up to its size
        return Kind("image/png", *unpack(">II", data[16:24]))
    if data[:6] in {b"GIF87a", b"GIF89a"} and len(data) >= 10:  # noqa: PLR2004 - as above
        return Kind("image/gif", *unpack("<HH", data[6:10]))
    if data.startswith(b"\xff\xd8\xff"):
        return Kind("image/jpeg", *_jpeg_size(data))
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return Kind("image/webp", *_webp_size(data))
    if data[4:12] in {b"ftypavif", b"ftypavis"}:
        at = data.find(b"ispe", 0, 4096)
        size = unpack(">II", data[at + 8 : at + 16]) if 0 < at <= len(data) - 16 else (0, 0)
        return Kind("image/avif", *size)
    return None


def _jpeg_size(data: bytes) -> tuple[int, int]:
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:  # noqa: PLR2004 - what begins a segment
        if 0xC0 <= data[at + 1] <= 0xCF and data[at + 1] not in {0xC4, 0xC8, 0xCC}:  # noqa: PLR2004
            height, width = unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + max(2, int.from_bytes(data[at + 2 : at + 4], "big"))
    return 0, 0


def _webp_size(data: bytes) -> tuple[int, int]:
    sort, body = data[12:16], data[20:30]
    if len(body) < 10:  # noqa: PLR2004 - up to its size
        return 0, 0
    if sort == b"VP8X":
        return 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")
    if sort == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = unpack("<HH", body[6:10])
    return width & 0x3FFF, height & 0x3FFF
