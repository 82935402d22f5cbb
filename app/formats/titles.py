"""Readable titles: exporters' additions removed, and a title for documents without one."""

import re
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import unquote, urlsplit

from app.markdown.plain import plain
from app.model import OWN_KINDS, ParsedDocument

_ENCODED = re.compile(r"%[0-9A-Fa-f]{2}")
_MARK = re.compile(
    r" ?[(\[](?:kindle |book |readwise )?(?:highlights?|annotations?|readwise)[)\]]$", re.IGNORECASE
)
_FOLDER = re.compile(r"(?:readwise|hls|highlights)(?:/|___?)(?=\S)", re.IGNORECASE)
_ESCAPED = re.compile(r"\\([#*_\[\]()!`~>])")
_NONE = re.compile(r"(?:untitled|no title)(?: \d{1,6})?", re.IGNORECASE)
_CODED = re.compile(r"(?:[0-9]{1,8}[_-])?(?=[0-9a-f]*[0-9])(?=[0-9a-f]*[a-f])[0-9a-f]{12,64}")
_WORDS = re.compile(r"[-_+]+")
_SUFFIX = re.compile(r"\.(?:html?|php|aspx?|pdf|md)$", re.IGNORECASE)
_QUOTES = tuple(map(tuple, ('""', "“”", "„“", "«»", "「」", "『』", "《》", "〈〉", "‹›", "‚‘")))
_WIDE = "þÿ"  # how UTF-16 begins, as PDF files have titles, where bytes were taken for letters
_PAIR = re.compile(r"[ \xa0]?([\x10-\x1f])")  # the two bytes of a dash or a quotation mark
_MOST = 60  # letters of a title made of first words


def with_title(document: ParsedDocument) -> ParsedDocument:
    """Document with a readable title; `written` keeps the file's own, on which its key depends."""
    written = document.title
    title = _without_bytes(written)
    if document.kind not in OWN_KINDS:
        title = _without_authors(_without_marks(title), document.authors)
    if title.startswith(("http://", "https://")) and not any(map(str.isspace, title)):
        title = _last_part(title)
    coded = document.kind == "text" and _CODED.fullmatch(title)
    if not title or _NONE.fullmatch(title) or coded:
        title = _first_words(document) or title
    return document if title == written else replace(document, title=title, written=written)


def _without_marks(title: str) -> str:
    """Title without percent encoding, Markdown's backslashes, exporter's folder and suffix."""
    if "%" in title and not title.startswith("http"):
        title = _decoded(title)
    folder = _FOLDER.match(title)
    stripped = _MARK.sub("", _ESCAPED.sub(r"\1", title[folder.end() :] if folder else title))
    return _without_lone_quote(stripped.strip()) or title


def _without_bytes(title: str) -> str:
    """Title as a PDF file meant it whose UTF-16 was read byte by byte and lost its zeros."""
    if not title.startswith(_WIDE):
        return title
    found = _PAIR.sub(lambda pair: chr(0x2000 + ord(pair[1])), title.removeprefix(_WIDE))
    return re.sub(r"(?<=\S)(?=[–—]\s)", " ", found).strip() or title


def _without_authors(title: str, authors: Sequence[str]) -> str:
    """Title without ` - Author` or ` by Author` at its end, which exporters' file names have."""
    for author in authors:
        for between in (" - ", " – ", " — ", " by "):
            if title.casefold().endswith(f"{between}{author}".casefold()):
                return title[: -len(between) - len(author)].rstrip() or title
    return title


def _without_lone_quote(title: str) -> str:
    """Title without a quotation mark at one end that has no partner."""
    for opened, closed in _QUOTES:
        if title[:1] == opened and closed not in title[1:]:
            return title[1:].lstrip()
        if title[-1:] == closed and opened not in title[:-1]:
            return title[:-1].rstrip()
    return title


def _decoded(title: str) -> str:
    """Title with `%2F` and the like decoded.

    Unchanged where a percent sign is literal or the bytes are no text.
    """
    if title.count("%") != len(_ENCODED.findall(title)):
        return title
    try:
        decoded = unquote(title, errors="strict")
    except UnicodeDecodeError:
        return title
    return decoded if decoded.isprintable() else title


def _last_part(address: str) -> str:
    """Last part of an address in words.

    With its host where it is only a code; the address where it has no path.
    """
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return address
    last = _decoded(parts.path.rstrip("/").rpartition("/")[2])
    words = _WORDS.sub(" ", _SUFFIX.sub("", last)).strip()
    if " " in words:
        return words[:1].upper() + words[1:]
    return f"{host}/{last}" if last else host or address


def _first_words(document: ParsedDocument) -> str:
    """First words of the body, or of the first highlight."""
    for text in (document.body, *(each.text for each in document.highlights[:1])):
        words = " ".join(plain(text[:2000]).split())
        if words:
            return (
                words
                if len(words) <= _MOST
                else f"{words[:_MOST].rpartition(' ')[0] or words[:_MOST]} …"
            )
    return ""
