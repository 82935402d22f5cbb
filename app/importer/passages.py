"""From the lines of a passage to a highlight."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from app.importer.bullets import split_children
from app.importer.dates import stamp
from app.importer.marks import Marks, link_ids, peel, place_of
from app.importer.names import split_tags
from app.model import ParsedHighlight

COLORS = frozenset({"yellow", "blue", "pink", "orange", "green", "purple", "red"})


class Context(NamedTuple):
    """What stands above a passage: when it was added, and under which headings."""

    added_at: str | None = None
    chapter: str = ""


def read_bullet(chunk: Sequence[str], first: int, context: Context) -> ParsedHighlight | None:
    """The highlight that a bullet and its children hold, or None for an empty bullet; `first` is the number of its first line."""
    texts, children = split_children(chunk)
    marks = peel("\n".join(texts) if len(texts) > 1 else texts[0])
    return build(marks, children, (first, first + len(chunk) - 1), context)


def build(marks: Marks, children: Iterable[tuple[str, list[str]]], lines: tuple[int, int], context: Context) -> ParsedHighlight | None:
    """The highlight made of a passage, what stood behind it, and its labelled children; None where all are empty."""
    text = marks.text.lstrip("\n ")
    ids = marks.ids or link_ids(text)
    if not (text or ids or marks.url or children):
        return None
    highlight = ParsedHighlight(text, "", (), context.chapter, marks.location, marks.url, marks.color, None, context.added_at, ids, (lines,))
    for label, values in children:
        highlight = attach(highlight, label, "\n".join(values).strip())
    return highlight


def attach(highlight: ParsedHighlight, label: str, value: str) -> ParsedHighlight:
    """The highlight with what a labelled line below it says."""
    match label:
        case "tags":
            return _with_tags(highlight, value)
        case "note":
            return replace(highlight, note="\n\n".join(filter(None, (highlight.note, peel(value).text))))
        case "date":
            date = stamp(value)
            return replace(highlight, highlighted_at=date) if date else attach(highlight, "note", value)
        case "color":
            return replace(highlight, color=value.strip("#[] ").lower())
        case "location":
            marks = peel(f"({value})" if place_of(value) else value)
            return replace(highlight, location=highlight.location or marks.location or marks.text, url=highlight.url or marks.url)
        case "block":
            return replace(highlight, ids=tuple(dict.fromkeys((*highlight.ids, *peel(value).ids))))
        case "id":
            return replace(highlight, ids=(*highlight.ids, value))
        case _:
            ids = tuple(dict.fromkeys((*highlight.ids, *link_ids(value))))
            return replace(highlight, ids=ids, url=highlight.url or value.strip("<>"))


def _with_tags(highlight: ParsedHighlight, value: str) -> ParsedHighlight:
    found = split_tags([value])
    colors = [tag for tag in found if tag.lower() in COLORS]
    tags = tuple(dict.fromkeys((*highlight.tags, *(tag for tag in found if tag not in colors))))
    return replace(highlight, tags=tags, color=highlight.color or (colors[0].lower() if colors else ""))
