"""Highlight made of a passage's text, its markers and its labelled children."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from app.formats.exporters.links import link_ids
from app.formats.markers.one_link import strip_leading_marker
from app.formats.markers.stripping import strip_markers
from app.formats.markers.values import Markers, merge
from app.formats.passages.details import Details
from app.model import ParsedHighlight

Children = list[tuple[str, list[str]]]

_ORG_QUOTE = re.compile(
    r"^[ \t]{0,20}#\+BEGIN_(QUOTE|IMPORTANT|NOTE|TIP|WARNING|CAUTION|PINNED|CENTER|VERSE)[ \t]*\n?"
    r"(.*?)\n?[ \t]{0,20}#\+END_\1",
    re.IGNORECASE | re.DOTALL | re.MULTILINE,
)


class Context(NamedTuple):
    """State above a passage: when it was added, and its chapter."""

    added_at: str | None = None
    chapter: str = ""


def build(
    markers: Markers,
    children: Sequence[tuple[str, list[str]]],
    lines: tuple[int, int],
    context: Context,
) -> ParsedHighlight | None:
    """Highlight of a passage's markers and labelled children; None where all are empty."""
    text = markers.text.lstrip("\n ")
    if text[:1] in "[(" and text and not markers.stated:
        markers = strip_leading_marker(text)
        text = markers.text
    text, behind = org_quote(text) if "#+" in text else (text, "")
    if behind and (within := strip_markers(text)).stated:
        markers, text = merge(within, markers), within.text
    ids = (
        tuple(dict.fromkeys(markers.ids + link_ids(text)))
        if "readwise.io/" in text
        else markers.ids
    )
    if behind or markers.note:
        children = [*children, ("note", ["\n\n".join(filter(None, (behind, markers.note)))])]
    if not children and text and not markers.tags and not markers.date:
        return ParsedHighlight(
            text,
            "",
            (),
            context.chapter,
            markers.location,
            markers.url,
            markers.color,
            None,
            context.added_at,
            ids,
            (lines,),
            block=markers.block,
        )
    details = Details(
        dict.fromkeys(ids),
        markers.url,
        markers.location,
        markers.color,
        markers.date or None,
        block=markers.block,
    )
    if markers.tags:
        details.take_tags(markers.tags)
    for label, values in children:
        details.take(label, "\n".join(values).strip())
    if not (text or details.ids or details.url or children):
        return None
    return _with(
        ParsedHighlight(text, chapter=context.chapter, added_at=context.added_at, lines=(lines,)),
        details,
    )


def org_quote(text: str) -> tuple[str, str]:
    """(the words of Logseq's `#+BEGIN_QUOTE` block, the text around it); else (the text, "")."""
    match = _ORG_QUOTE.search(text)
    if not match:
        return text, ""
    about = "\n".join(filter(None, (text[: match.start()].strip(), text[match.end() :].strip())))
    return match[2].strip("\n "), about


def attach(highlight: ParsedHighlight, label: str, value: str) -> ParsedHighlight:
    """Highlight with the value of a labelled line below it."""
    details = Details(
        dict.fromkeys(highlight.ids),
        highlight.url,
        highlight.location,
        highlight.color,
        highlight.highlighted_at,
        [highlight.note],
        dict.fromkeys(highlight.tags),
        highlight.block,
    )
    details.take(label, value)
    return _with(highlight, details)


def _with(highlight: ParsedHighlight, details: Details) -> ParsedHighlight:
    return highlight._replace(
        note=details.note(),
        tags=tuple(details.tags),
        location=details.location,
        url=details.url,
        color=details.color,
        highlighted_at=details.highlighted_at,
        ids=tuple(details.ids),
        block=details.block,
    )
