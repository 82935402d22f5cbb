"""From the lines of a passage to a highlight."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple, Required, TypedDict

from app.importer.bullets import split_children
from app.importer.dates import stamp
from app.importer.marks import Marks, link_ids, peel, peel_head, place_of
from app.importer.names import cut_hashtags, split_tags
from app.model import ParsedHighlight

COLORS = frozenset({"yellow", "blue", "pink", "orange", "green", "purple", "red"})


class Said(TypedDict, total=False):
    """The fields of a highlight that stand behind or below its passage."""

    note: str
    tags: tuple[str, ...]
    ids: Required[tuple[str, ...]]
    url: str
    location: str
    color: str
    highlighted_at: str | None


class Context(NamedTuple):
    """What stands above a passage: when it was added, and under which headings."""

    added_at: str | None = None
    chapter: str = ""


def read_bullet(chunk: Sequence[str], first: int, context: Context) -> ParsedHighlight | None:
    """The highlight that a bullet and its children hold, or None for an empty bullet; `first` is the number of its first line."""
    if len(chunk) == 1:
        return build(peel(chunk[0][2:]), (), (first, first), context)
    if not chunk[0][2:].strip():
        return _read_card(chunk[1:], first, context)
    texts, children = split_children(chunk)
    return build(peel("\n".join(texts)), children, (first, first + len(chunk) - 1), context)


def _read_card(lines: Sequence[str], first: int, context: Context) -> ParsedHighlight | None:
    """The highlight below an empty bullet: a passage with hashtags behind it, or a question with them and the passage as its answer."""
    marks = peel("\n".join(line.strip() for line in lines))
    texts = marks.text.split("\n")
    cuts = [cut_hashtags(text) for text in texts]
    at = next((i for i, (_, tags) in enumerate(cuts) if tags), len(texts))
    above = "\n".join([*texts[:at], cuts[at][0]] if at < len(texts) else texts).strip()
    answer = "\n".join(texts[at + 1 :]).strip()
    children = [("tags", [cuts[at][1]])] if at < len(texts) else []
    if answer and above:
        children.append(("note", [above]))
    return build(marks._replace(text=answer or above), children, (first, first + len(lines)), context)


def build(marks: Marks, children: Sequence[tuple[str, list[str]]], lines: tuple[int, int], context: Context) -> ParsedHighlight | None:
    """The highlight made of a passage, what stood behind it, and its labelled children; None where all are empty."""
    text = marks.text.lstrip("\n ")
    if text[:1] in "[(" and text and not marks.stated:
        marks = peel_head(text)
        text = marks.text
    ids = tuple(dict.fromkeys(marks.ids + link_ids(text))) if "readwise.io/" in text else marks.ids
    if not children and text and not marks.tags:
        return ParsedHighlight(text, "", (), context.chapter, marks.location, marks.url, marks.color, None, context.added_at, ids, (lines,))
    said: Said = {"ids": ids, "url": marks.url, "location": marks.location}
    if marks.color:
        said["color"] = marks.color
    if marks.tags:
        _say(said, "tags", marks.tags)
    for label, values in children:
        _say(said, label, "\n".join(values).strip())
    if not (text or said["ids"] or said["url"] or children):
        return None
    return ParsedHighlight(text, chapter=context.chapter, added_at=context.added_at, lines=(lines,), **said)


def attach(highlight: ParsedHighlight, label: str, value: str) -> ParsedHighlight:
    """The highlight with what a labelled line below it says."""
    said: Said = {
        "note": highlight.note,
        "tags": highlight.tags,
        "ids": highlight.ids,
        "url": highlight.url,
        "location": highlight.location,
        "color": highlight.color,
        "highlighted_at": highlight.highlighted_at,
    }
    _say(said, label, value)
    return replace(highlight, **said)


def _say(said: Said, label: str, value: str) -> None:
    """Add what a labelled line says."""
    match label:
        case "tags":
            found = split_tags([value])
            colors = [tag for tag in found if tag.lower() in COLORS]
            said["tags"] = tuple(dict.fromkeys((*said.get("tags", ()), *(tag for tag in found if tag not in colors))))
            if colors:
                said["color"] = said.get("color") or colors[0].lower()
        case "note":
            note, _, tags = value.rpartition("Tags: ") if "Tags: " in value else (value, "", "")
            said["note"] = "\n\n".join(filter(None, (said.get("note"), peel(note).text)))
            if tags:  # Reader's own copy puts them into one line
                _say(said, "tags", tags)
        case "more":
            said["note"] = f"{said.get('note', '')}\n{value.strip()}".strip()
        case "date":
            date = stamp(value)
            if date:
                said["highlighted_at"] = date
            else:
                _say(said, "note", value)
        case "color":
            said["color"] = value.strip("#[] ").lower()
        case "location":
            marks = peel(f"({value})" if place_of(value) else value)
            said["location"] = said.get("location") or marks.location or marks.text
            said["url"] = said.get("url") or marks.url
        case "marked":
            marks = peel(value)
            said["ids"], said["url"] = (*said["ids"], *marks.ids), said.get("url") or marks.url
            said["location"] = said.get("location") or marks.location
            _say(said, "note", marks.text.lstrip("-*+ ").removeprefix("[n]").strip(" *—–"))
        case "block":
            said["ids"] = tuple(dict.fromkeys((*said["ids"], *peel(value).ids)))
        case "id":
            said["ids"] = (*said["ids"], value)
        case _:
            said["ids"] = tuple(dict.fromkeys((*said["ids"], *link_ids(value))))
            said["url"] = said.get("url") or value.strip("<>")
