"""Feed of a saved search: its results, newest first, as Atom (RFC 4287)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

from markupsafe import Markup

from app.markdown.plain import plain
from app.model import Hit, SavedSearch

_TITLE = 100  # letters
_NO_XML = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"
)  # letters that cannot be written in XML 1.0


@dataclass(frozen=True, slots=True)
class Entry:
    """A result in a feed.

    `updated` is RFC 3339, `path` an address of ours, `text` and `note` are Markdown.
    """

    id: str
    title: str
    path: str
    updated: str
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    text: str
    note: str


def entries(hits: Sequence[Hit], saved: SavedSearch) -> tuple[Entry, ...]:
    """Results as entries; one without a date of its own gets that of the search."""
    return tuple(_entry(hit, saved) for hit in hits)


def _entry(hit: Hit, saved: SavedSearch) -> Entry:
    one, document = hit.highlight, hit.document
    if one is None:
        path, title, stamp = (
            f"/documents/{document.id}",
            document.title or "Untitled",
            document.latest,
        )
    else:
        path, title, stamp = (
            f"/highlights/{one.id}",
            " ".join(plain(one.text).split()),
            one.highlighted_at or one.added_at,
        )
    return Entry(
        id=identity(path),
        title=title if len(title) <= _TITLE else title[:_TITLE].rstrip() + "…",
        path=path,
        updated=moment(stamp) or moment(saved.saved_at),
        authors=document.authors,
        tags=one.tags if one else document.tags,
        # the contract of Hit.snippet
        text=one.text if one else str(Markup(hit.snippet).striptags()),  # noqa: S704
        note=one.note if one else "",
    )


def identity(path: str) -> str:
    """Permanent id of a thing, independent of the host at which the library is served."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'florilegium:{path}')}"


def moment(stamp: str) -> str:
    """Stamp as RFC 3339 in UTC; empty for an invalid one.

    A stamp without a zone is taken for this computer's local time.
    """
    try:
        return datetime.fromisoformat(stamp).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError):
        return ""


def writable(text: str) -> str:
    """Strip a text of the letters that cannot be written in XML; safe HTML stays safe."""
    return type(text)(_NO_XML.sub("", text))
