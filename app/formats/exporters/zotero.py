"""Annotations of Zotero's notes: words in quotes, links that cite them, a comment."""

import re
from itertools import pairwise
from typing import NamedTuple

from app.formats.exporters.links import link_marker

_ZOTERO_LINK = re.compile(r"\(?\[([^\[\]\n]{0,300})\]\( ?(zotero://[^\s()]{1,500}) ?\)\)?")
_ZOTERO_HEAD = re.compile(r"[\s>]{0,8}(?:[0-9]{1,4}\.\s?|[-*+]\s)?")
_NOTED_ON = re.compile(
    r"\s?\((?:note|comment) on (?:p\.? ?|page )[0-9ivxlc]{1,6}\)$", re.IGNORECASE
)
_COLOR_CLASS = re.compile(r"hltr-([a-z]{3,10})", re.IGNORECASE)
_MARK_TAG = re.compile(r"<mark\b([^<>]{0,200})>(.*)</mark>", re.DOTALL)
_QUOTES = {"“": "”", '"': '"', "„": "“", "«": "»", "‘": "’"}


class Citation(NamedTuple):
    """Annotation: its words, ids, address in Zotero, page, colour, and the reader's comment."""

    text: str
    ids: tuple[str, ...]
    url: str
    location: str
    color: str
    note: str


def read_citation(text: str) -> Citation | None:
    """Annotation that a text is, or None.

    Perhaps a link first, then the words in quotes, links that cite them, a comment.
    """
    links = list(_ZOTERO_LINK.finditer(text))
    start = 0
    head = _ZOTERO_HEAD.match(text)
    lead = (
        links[0]
        if links
        and head
        and head.end() == links[0].start()
        and not links[0].group().startswith("([")
        else None
    )
    if lead:
        links, start = links[1:], lead.end()
    if not links or not (
        lead or text[head.end() if head else 0 :].lstrip(" ")[:1] in {*_QUOTES, "<"}
    ):
        return None
    between = [text[a.end() : b.start()] for a, b in pairwise(links)]
    passage = text[start : links[0].start()].strip()
    if any(map(str.strip, between)) or not passage:
        return None
    cited_links = [
        (link[2], link_marker(link[1], link[2], wrapped=True))
        for link in [*([lead] if lead else []), *links]
    ]
    markers = [marker for _, marker in cited_links if marker]
    if len(markers) < len(cited_links):
        return None
    cited = [
        marker.location
        for target, marker in cited_links
        if marker and marker.location and "://select/" in target
    ]
    words, color = _unquoted(passage if lead else passage[head.end() if head else 0 :])
    return Citation(
        words,
        tuple(dict.fromkeys(code for marker in markers for code in marker.ids)),
        next(
            (target for target, _ in cited_links if "://select/" not in target), cited_links[0][0]
        ),
        next(iter([*cited, *(marker.location for marker in markers if marker.location)]), ""),
        color,
        _NOTED_ON.sub("", text[links[-1].end() :].strip()),
    )


def _unquoted(text: str) -> tuple[str, str]:
    """(the words of a passage without quotes and `<mark>`, the colour that the `<mark>` names)."""
    marked = _MARK_TAG.fullmatch(text.strip())
    color = _COLOR_CLASS.search(marked[1]) if marked else None
    words = marked[2].strip() if marked else text.strip()
    if len(words) > 1 and _QUOTES.get(words[0]) == words[-1]:
        words = words[1:-1].strip()
    return words, color[1].lower() if color else ""
