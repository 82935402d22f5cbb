"""Text with one link as its marker, at its end or its beginning: the common cases."""

import re

from app.formats.exporters.links import link_ids, link_marker, stated_date
from app.formats.markers.values import Markers

_USUAL = re.compile(
    r"\(\[(View Highlight|View Tweet|(?:Location|Page)[ "
    r"\u00a0][0-9]{1,9})\]\((https?://[^\s()]{1,200})\)\)"
)
_HEAD = re.compile(r"\(?\[([^\[\]\n]{1,40})\]\(([^()\s]{1,2000})\)\)?[ \t]*[:—–-]?\s*")
LONGEST_LINK = 240
_READER_LINK = len("https://read.readwise.io/read/") + 26
_MARKER_ENDS = frozenset(")]%>*_")
LONGEST_TAIL = 80


def date_marker(text: str) -> Markers | None:
    """Marker of a callout's head that is nothing but a date (`Updated on 2023-05-06`).

    Else None.
    """
    date = stated_date(text)
    return Markers("", date=date) if date else None


def strip_leading_marker(text: str) -> Markers:
    """Text of a passage without the one marker at its beginning, and its values."""
    match = _HEAD.match(text)
    marker = (
        link_marker(match[1].replace("\u00a0", " "), match[2], wrapped=text[0] == "(")
        if match
        else None
    )
    if not match or not marker:
        return Markers(text)
    return Markers(text[match.end() :], marker.ids, match[2], marker.location, date=marker.date)


def strip_one_link(text: str) -> Markers | None:
    """Text without one link in brackets at its end, the common case; None for any other text."""
    start = text.rfind("([", max(0, len(text) - LONGEST_LINK))
    match = _USUAL.fullmatch(text, start) if start >= 0 else None
    if not match:
        return None
    before = text[:start].rstrip()
    if before[-1:] in _MARKER_ENDS or "^" in before[-LONGEST_TAIL:] or "readwise.io/" in before:
        return None
    label, url = match.groups()
    if (
        label == "View Highlight"
        and len(url) == _READER_LINK
        and url.startswith("https://read.readwise.io/read/")
    ):
        return Markers(before, (url[-26:].lower(),), url)
    return Markers(
        before, link_ids(url), url, "" if label[0] == "V" else label.replace("\u00a0", " ")
    )
