"""Callouts of Obsidian's templates: around a passage, or around the note on one."""

import re

from app.formats.fields import COLORS
from app.formats.lines import is_marked, unquote
from app.formats.markers import NO_MARKERS, Markers, date_marker, strip_markers

CALLOUT = re.compile(r"\[!([A-Za-z-]{1,20})(?:\|[^\[\]\n]{0,40})?\][+-]?[ \t]*(.*)")
_HEADS = frozenset({"highlight", "quote", "passage", "annotation"})  # say nothing of a passage
_NOTES = frozenset(
    {"note", "notes", "my note", "my notes", "comment", "my comment", "my thoughts", "annotation"}
)
_QUOTES = frozenset({"quote", "cite", "highlight", "readwise", "text", "note", "info", "abstract"})


def unquoted(lines: list[str]) -> tuple[list[str], Markers]:
    """Lines of a quote without `>`, and the markers in a callout's head.

    The kind of a callout stays only if it is not a common one.
    """
    texts = [unquote(line) for line in lines]
    match = CALLOUT.fullmatch(texts[0].strip())
    if not match:
        return texts, NO_MARKERS
    head = "" if match[2].strip().casefold() in _HEADS else match[2]
    markers = date_marker(head) or strip_markers(head)
    if head.strip().casefold() in COLORS:
        markers = Markers("", color=head.strip().casefold())
    if not match[2] and match[1].lower() not in _QUOTES:
        return lines, NO_MARKERS
    return [markers.text, *texts[1:]], markers if markers != NO_MARKERS._replace(
        text=markers.text
    ) else NO_MARKERS


def note_in_callout(lines: list[str]) -> list[str]:
    """Lines of a callout that is called a note and has no marker; none of any other quote."""
    match = CALLOUT.fullmatch(unquote(lines[0]).strip())
    if (
        not match
        or match[1].lower() not in ("note", "comment")
        or match[2].strip().casefold() not in _NOTES
        or any(map(is_marked, lines))
    ):
        return []
    return [unquote(line) for line in lines[1:]]
