"""Decoded file: bytes to text, the text in lines, its header read; the input of every parser."""

import codecs
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePath

from app.formats.document import DocumentBuilder
from app.formats.header.frontmatter import Header
from app.model import Problem

# Bytes that are not UTF-8 come out of `surrogateescape` as U+DC80..U+DCFF; Windows-1252 is their
# most likely meaning.
_WINDOWS = {
    0xDC00 + byte: bytes([byte]).decode("cp1252", "ignore") or bytes([byte]).decode("latin-1")
    for byte in range(0x80, 0x100)
}
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE_BYTES = 2000
_CONTROLS = bytes(
    {*range(0x20), 0x7F} - {*b"\t\n\v\f\r\x1b"}
)  # signs that no text holds; ESC colours what terminals show
_STRAY, _PART = (
    8,
    20,
    # more of them than a few, and more than one in twenty: nine in a hundred of any packed data are
    # such
)


@dataclass(frozen=True, slots=True)
class Source:
    """One file, decoded. `lines` are the whole text; the body begins at the index `header.end`."""

    path: str
    text: str
    lines: list[str]
    header: Header

    @property
    def stem(self) -> str:
        """File name without folder and suffix."""
        return PurePath(self.path).stem.strip() or self.path

    @property
    def suffix(self) -> str:
        """Suffix of the file's name in lower case, such as `.md`."""
        return _suffix(self.path)

    def builder(self) -> DocumentBuilder:
        """Document builder filled from the header."""
        builder = DocumentBuilder(self.stem)
        for key, value in self.header.values.items():
            builder.add(key, value)
            if (
                key.casefold() == "date"
            ):  # in a header the date of the work; elsewhere it dates anything
                builder.published(value)
        return builder


@lru_cache(maxsize=16)  # every family asks
def _suffix(path: str) -> str:
    return PurePath(path).suffix.lower()


def decode(data: bytes) -> tuple[str, tuple[Problem, ...]]:
    r"""Text of a file with `\n` line ends and no byte order mark, and problems of decoding."""
    text, problems = _read(data)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        problems += (Problem("NUL characters, shown as ␀", _line_of(text, text.index("\0"))),)
        text = text.replace("\0", "␀")
    return text, problems


def is_binary(data: bytes) -> bool:
    """Whether bytes are no text in any encoding: over a twentieth are control characters."""
    wide = _wide_encoding(data)
    content = data.decode(wide, "replace").encode() if wide else data
    controls = len(content) - len(content.translate(None, _CONTROLS))
    return controls > _STRAY and controls * _PART > len(content)


def _read(data: bytes) -> tuple[str, tuple[Problem, ...]]:
    wide = _wide_encoding(data)
    if wide:
        return data.decode(wide, "replace").removeprefix("\ufeff"), (
            Problem(f"not UTF-8: read as {wide.upper()}"),
        )
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        text = data.decode("utf-8", "surrogateescape").translate(_WINDOWS)
        return text, (Problem("not UTF-8: odd bytes read as Windows-1252", line),)


def _wide_encoding(data: bytes) -> str:
    """Two- or four-byte encoding by its byte order mark or pattern of NULs, or an empty string."""
    for byte_order_mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(byte_order_mark):
            return encoding
    sample = data[:_SAMPLE_BYTES]
    if sample.count(0) * 10 < len(sample) * 4 or not sample:
        return ""
    return "utf-16-le" if sample[1::2].count(0) > sample[::2].count(0) else "utf-16-be"


def _line_of(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1
