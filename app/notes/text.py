"""Text of a note as bytes: its version, whether it reads as a note, its line ends. Pure."""

import hashlib
import re
from dataclasses import dataclass

from app.formats.registry import parse_file
from app.importer.files.scan import HUGE
from app.notes.errors import NoteTextError, NoteTooLargeError
from app.text import name_key

NOTE = "note"  # the family of files that no exporter made
_MARK = "\ufeff"
_HEADER = re.compile(r"---[ \t]*\n(?:(?!---[ \t]*$).*\n)*?---[ \t]*\n", re.MULTILINE)
_HEADING = re.compile(r"(\s{0,1000}# )[ \t]*(\S.*?)[ \t]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Form:
    """How a file writes its text: its line ends, and whether a byte order mark begins it."""

    newline: str = "\n"
    mark: str = ""


def version_of(data: bytes) -> str:
    """Version of a note: the SHA-256 of its bytes, in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def reads_as_note(path: str, data: bytes) -> bool:
    """Whether an import reads these bytes at this path as the reader's own note."""
    return parse_file(path, data).format == NOTE


def check_text(path: str, data: bytes) -> None:
    """Check that bytes may become a note.

    Raises NoteTooLargeError beyond the size that imports read, NoteTextError for bytes that are no
    UTF-8, and for what an import would read as an export, or not at all.
    """
    if len(data) > HUGE:
        raise NoteTooLargeError(f"a note has at most {HUGE // 1_000_000} MB; split it")
    try:
        data.decode()
    except UnicodeDecodeError as error:
        raise NoteTextError("a note is text in UTF-8; this is not") from error
    parsed = parse_file(path, data)
    if parsed.skipped == "empty":
        raise NoteTextError("a note has words; delete it to be rid of it")
    if parsed.skipped:
        raise NoteTextError(f"an import would pass this over ({parsed.skipped}); it is no note")
    if parsed.format != NOTE:
        raise NoteTextError(
            f"an import would read this as an export ({parsed.format}), and not as your note; "
            f"quote passages instead of pasting a whole export"
        )


def decoded(data: bytes) -> tuple[str, Form] | None:
    r"""Text of a note with `\n` line ends, and the form of its file; None where it is no UTF-8."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return None
    mark = _MARK if text.startswith(_MARK) else ""
    windows = text.count("\r\n")
    newline = "\r\n" if windows * 2 > text.count("\n") else "\n"
    return plain_lines(text.removeprefix(_MARK)), Form(newline, mark)


def plain_lines(text: str) -> str:
    r"""Text with `\n` line ends alone, as a form sends it with others."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def encoded(text: str, form: Form) -> bytes:
    r"""Bytes of a text with `\n` line ends in the form of its file."""
    return (form.mark + plain_lines(text).replace("\n", form.newline)).encode("utf-8", "replace")


def renamed_heading(data: bytes, old: str, new: str) -> bytes:
    """Bytes of a note whose first heading is its name, with the new name there; else as they are.

    The heading is that of the first line with words behind the header.
    """
    known = decoded(data)
    if known is None:
        return data
    text, form = known
    header = _HEADER.match(text)
    begin = header.end() if header else 0
    heading = _HEADING.match(text, begin)
    if not heading or name_key(heading[2]) != name_key(old):
        return data
    return encoded(f"{text[: heading.start(2)]}{new}{text[heading.end(2) :]}", form)
