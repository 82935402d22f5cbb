"""A file's bytes made text, and the text cut into lines with its header read: what every family's parser takes."""

import codecs
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePath

from app.formats.document import Draft
from app.formats.header.frontmatter import Header
from app.model import Problem

# Bytes that are not UTF-8 come out of `surrogateescape` as U+DC80..U+DCFF; Windows-1252 says what they most likely meant.
_WINDOWS = {0xDC00 + byte: bytes([byte]).decode("cp1252", "ignore") or bytes([byte]).decode("latin-1") for byte in range(0x80, 0x100)}
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 2000
_CONTROLS = bytes({*range(0x20), 0x7F} - {*b"\t\n\v\f\r\x1b"})  # signs that no text holds; ESC colours what terminals show
_STRAY, _PART = 8, 20  # more of them than a few, and more than one in twenty: nine in a hundred of any packed data are such


@dataclass(frozen=True, slots=True)
class Source:
    """One file, decoded. `lines` hold the whole text; the body begins at the index `header.end`."""

    path: str
    text: str
    lines: list[str]
    header: Header

    @property
    def stem(self) -> str:
        """The file's name without folder and ending."""
        return PurePath(self.path).stem.strip() or self.path

    @property
    def suffix(self) -> str:
        """The ending of the file's name in lower case, such as `.md`."""
        return _suffix(self.path)

    def draft(self) -> Draft:
        """A document that knows what the header says."""
        draft = Draft(self.stem)
        for key, value in self.header.values.items():
            draft.add(key, value)
            if key.casefold() == "date":  # in a header the date of the work; elsewhere it dates anything
                draft.published(value)
        return draft


@lru_cache(maxsize=16)  # every family asks
def _suffix(path: str) -> str:
    return PurePath(path).suffix.lower()


def decode(data: bytes) -> tuple[str, tuple[Problem, ...]]:
    """A file's text, its lines ended by line feeds alone and without a byte order mark, and what had to be guessed to read it."""
    text, problems = _read(data)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        problems += (Problem("NUL characters, shown as ␀", _line_of(text, text.index("\0"))),)
        text = text.replace("\0", "␀")
    return text, problems


def is_binary(data: bytes) -> bool:
    """Whether these bytes are no text in any encoding: more than a twentieth of what they say are signs that no text holds."""
    wide = _wide_encoding(data)
    said = data.decode(wide, "replace").encode() if wide else data
    controls = len(said) - len(said.translate(None, _CONTROLS))
    return controls > _STRAY and controls * _PART > len(said)


def _read(data: bytes) -> tuple[str, tuple[Problem, ...]]:
    wide = _wide_encoding(data)
    if wide:
        return data.decode(wide, "replace").removeprefix("\ufeff"), (Problem(f"not UTF-8: read as {wide.upper()}"),)
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        text = data.decode("utf-8", "surrogateescape").translate(_WINDOWS)
        return text, (Problem("not UTF-8: odd bytes read as Windows-1252", line),)


def _wide_encoding(data: bytes) -> str:
    """The two- or four-byte encoding that a byte order mark or a pattern of NULs gives away, or an empty string."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    sample = data[:_SAMPLE]
    if sample.count(0) * 10 < len(sample) * 4 or not sample:
        return ""
    return "utf-16-le" if sample[1::2].count(0) > sample[::2].count(0) else "utf-16-be"


def _line_of(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1
