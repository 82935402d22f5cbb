"""A saved search as a feed: what it finds, newest first, as Atom (RFC 4287)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

from markupsafe import Markup

from app.markdown.plain import plain
from app.model import Hit, SavedSearch

_TITLE = 100  # letters
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # letters that XML 1.0 has no way to write


@dataclass(frozen=True, slots=True)
class Entry:
    """One result in a feed; `updated` is RFC 3339, `path` an address of ours, `text` and `note` are Markdown."""

    id: str
    title: str
    path: str
    updated: str
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    text: str
    note: str


def entries(hits: Sequence[Hit], saved: SavedSearch) -> tuple[Entry, ...]:
    """The results as entries; one without a date of its own bears that of the search."""
    return tuple(_entry(hit, saved) for hit in hits)


def _entry(hit: Hit, saved: SavedSearch) -> Entry:
    one, document = hit.highlight, hit.document
    if one is None:
        path, said, stamp = f"/documents/{document.id}", document.title or "Untitled", document.latest
    else:
        path, said, stamp = f"/highlights/{one.id}", " ".join(plain(one.text).split()), one.highlighted_at or one.added_at
    return Entry(
        id=identity(path),
        title=said if len(said) <= _TITLE else said[:_TITLE].rstrip() + "…",
        path=path,
        updated=moment(stamp) or moment(saved.saved_at),
        authors=document.authors,
        tags=one.tags if one else document.tags,
        text=one.text if one else str(Markup(hit.snippet).striptags()),  # noqa: S704 the contract of Hit.snippet
        note=one.note if one else "",
    )


def identity(path: str) -> str:
    """The name of a thing for good, wherever and under whatever name the library is served."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'florilegium:{path}')}"


def moment(stamp: str) -> str:
    """A stamp as RFC 3339 in UTC, wall time being this computer's; empty for what is no stamp."""
    try:
        return datetime.fromisoformat(stamp).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError):
        return ""


def writable(text: str) -> str:
    """The text without the letters that XML has no way to write; what is safe HTML stays so."""
    return type(text)(_NO_XML.sub("", text))
