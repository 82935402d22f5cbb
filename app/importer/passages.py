"""From the lines of a passage to a highlight."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from app.importer.bullets import split_children
from app.importer.dates import stamp
from app.importer.marks import link_ids, peel
from app.importer.names import split_tags
from app.model import ParsedHighlight

COLORS = frozenset({"yellow", "blue", "pink", "orange", "green", "purple", "red"})


class Context(NamedTuple):
    """What stands above a passage: when it was added, and under which headings."""

    added_at: str | None = None
    chapter: str = ""


def read_passage(chunk: Sequence[str], first: int, context: Context) -> ParsedHighlight | None:
    """The highlight that a bullet and its children hold, or None for an empty bullet; `first` is the number of its first line."""
    texts, children = split_children(chunk)
    texts[0] = texts[0][2:]
    return build(texts, children, ((first, first + len(chunk) - 1),), context)


def build(
    texts: Sequence[str], children: Iterable[tuple[str, list[str]]], lines: tuple[tuple[int, int], ...], context: Context
) -> ParsedHighlight | None:
    """The highlight made of a passage's lines and its labelled children; None where both are empty."""
    marks = peel("\n".join(texts) if len(texts) > 1 else texts[0])
    ids, url, location = marks.ids, marks.url, marks.location
    note, tags, color, date = "", (), "", None
    for label, values in children:
        value = "\n".join(values).strip()
        if label == "tags":
            tags, color = _tags(value, tags, color)
        elif label == "note":
            note = "\n\n".join(filter(None, (note, peel(value).text)))
        elif label == "date":
            date = stamp(value)
        elif label == "color":
            color = value.strip("#[]").lower()
        elif label in ("location", "page"):
            location = location or f"{label.capitalize()} {value}"
        elif not url:
            ids, url = ids or link_ids(value), value
    if not (marks.text or note or ids):
        return None
    if not ids and "readwise.io/" in marks.text:
        ids = link_ids(marks.text)
    return ParsedHighlight(marks.text.lstrip(), note, tags, context.chapter, location, url, color, date, context.added_at, ids, lines)


def _tags(value: str, tags: tuple[str, ...], color: str) -> tuple[tuple[str, ...], str]:
    found = split_tags([value])
    colors = [tag for tag in found if tag.lower() in COLORS]
    return tuple(dict.fromkeys((*tags, *(tag for tag in found if tag not in colors)))), color or (colors[0].lower() if colors else "")
