"""Callouts of Obsidian's templates: around a passage, or around the note on one."""

import re

from app.formats.fields import COLORS
from app.formats.lines import is_marked, is_rule, unquote
from app.formats.markers.one_link import date_marker
from app.formats.markers.stripping import strip_markers
from app.formats.markers.values import NO_MARKERS, Markers

CALLOUT = re.compile(r"\[!([A-Za-z-]{1,20})(?:\|[^\[\]\n]{0,40})?\][+-]?[ \t]*(.*)")
_HEADS = frozenset({"highlight", "quote", "passage", "annotation"})  # say nothing of a passage
_NOTES = frozenset(
    {"note", "notes", "my note", "my notes", "comment", "my comment", "my thoughts", "annotation"}
)
# Raindrop's template says the colour of a passage by the kind of its callout.
_RAINDROP = {"danger": "red", "info": "blue", "check": "green"}
_PDF_LINK = re.compile(
    r"\[\[[^\[\]|\n]{1,300}#page=([0-9]{1,6})[^\[\]|\n]{0,300}(?:\|[^\[\]\n]{0,200})?\]\]"
)
_QUOTES = frozenset({"quote", "cite", "highlight", "readwise", "text", "note", "info", "abstract"})


def unquoted(lines: list[str]) -> tuple[list[str], Markers]:
    """Lines of a quote without `>`, and the markers in a callout's head.

    The kind of a callout is kept only if it is not a common one. The note on a passage is below a
    rule, or below the passage of a PDF.
    """
    texts = [unquote(line) for line in lines]
    match = CALLOUT.fullmatch(texts[0].strip())
    if not match:
        return texts, NO_MARKERS
    if match[1].lower() == "pdf" and (link := _PDF_LINK.fullmatch(match[2].strip())):
        return _of_pdf(texts, f"Page {link[1]}", match.group())
    head = "" if match[2].strip().casefold() in _HEADS else match[2]
    markers = date_marker(head) or strip_markers(head)
    if markers.stated and markers.text.strip(" :").casefold() in _HEADS:
        return _above_rule(texts[1:], markers)
    if markers.date and match[1].lower() in _RAINDROP:
        markers = markers._replace(color=_RAINDROP[match[1].lower()])
    if head.strip().casefold() in COLORS:
        markers = Markers("", color=head.strip().casefold())
    if not match[2] and match[1].lower() not in _QUOTES:
        return lines, NO_MARKERS
    return [markers.text, *texts[1:]], markers if markers != NO_MARKERS._replace(
        text=markers.text
    ) else NO_MARKERS


def _of_pdf(texts: list[str], location: str, head: str) -> tuple[list[str], Markers]:
    """Passage of PDF++: words in a quote within the callout, else all of it; the rest is a note."""
    color = head.partition("|")[2].partition("]")[0].strip().casefold()
    quoted = [line for line in texts[1:] if line[:1] == ">"]
    rest = "\n".join(line for line in texts[1:] if line[:1] != ">").strip("\n ")
    words, note = ([unquote(line) for line in quoted], rest) if quoted else (rest.split("\n"), "")
    return words, Markers("", location=location, color=color if color in COLORS else "", note=note)


def _above_rule(texts: list[str], markers: Markers) -> tuple[list[str], Markers]:
    """Lines of a callout up to a rule, below which ZotLit writes the note."""
    at = next((i for i, line in enumerate(texts) if is_rule(line)), len(texts))
    note = "\n".join(texts[at + 1 :]).strip("\n ")
    return texts[:at], markers._replace(text="", note=note)


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
