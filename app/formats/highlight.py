"""Highlight of a bullet's lines and of its indented children."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from textwrap import dedent
from typing import NamedTuple

from app.formats.dates import only_stamp, stamp
from app.formats.exporters.links import link_ids, location_label
from app.formats.fields import COLORS, labelled
from app.formats.lines import is_bullet, is_marked
from app.formats.markers import (
    Markers,
    merge,
    strip_leading_marker,
    strip_line_markers,
    strip_markers,
)
from app.formats.names import cut_hashtags, split_tags
from app.model import ParsedHighlight

_ID = re.compile(
    r"[0-9]{6,20}|[0-9A-Za-z]{26}|[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"
)  # Readwise's, Reader's, Logseq's
_BLOCK = re.compile(r"\^[A-Za-z0-9-]{1,64}[ \t]*")
_MAY_BE_CHILD = frozenset({" ", "\t", "^", "-", "*", "_"})
_ANYWHERE = frozenset(
    {"tags", "note"}
)  # labels that no list of a passage's own holds, however little they are indented
_HOLDERS = frozenset(
    {"note", "tags", "more"}
)  # labels below which a deeper bullet is no child of its own
_LISTED = re.compile(r"[ \t]{0,60}(?:[-*+]|[0-9]{1,4}[.)])[ \t]")
_TAB = 4
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


@dataclass(slots=True)
class Details:
    """Fields of a highlight from the text after and below its passage."""

    ids: dict[str, None]
    url: str = ""
    location: str = ""
    color: str = ""
    highlighted_at: str | None = None
    notes: list[str] = field(default_factory=list)
    tags: dict[str, None] = field(default_factory=dict)
    block: str = ""

    def take(self, label: str, value: str) -> None:
        """Add a labelled line's value; what its label cannot hold becomes a note."""
        match label:
            case "tags":
                self.take_tags(value)
            case "note":
                self.take_note(value)
            case "more":
                added = value.rstrip() if _LISTED.match(value) else value.strip()
                note = f"{self.notes[-1]}\n{added}".strip()
                self.notes[-1] = (
                    note[:-2].rstrip() if note.endswith("**") and note.count("**") % 2 else note
                )
            case "color":
                self.take_color(value)
            case "date":
                self.highlighted_at = stamp(value) or self.highlighted_at
                self.notes += [] if only_stamp(value) else [value]
            case "id":
                self.take_id(value)
            case "link":
                self.take_link(value)
            case _:
                self.take_markers(
                    strip_markers(f"({value})" if location_label(value) else value),
                    is_location=label == "location",
                )

    def take_tags(self, value: str) -> None:
        """Add tags; a colour or a day among them becomes the highlight's field, not a tag."""
        for tag in split_tags([value]):
            if tag.lower() in COLORS:
                self.color = self.color or tag.lower()
            elif tag[:1].isdecimal() and (date := only_stamp(tag)):
                self.highlighted_at = date
            else:
                self.tags[tag] = None

    def take_color(self, value: str) -> None:
        """Set the highlight's one colour; any other value becomes a note."""
        color = value.strip("#[] ").lower()
        if color.isalpha() and self.color in ("", color):
            self.color = color
        else:
            self.notes.append(value)

    def take_id(self, value: str) -> None:
        """Add an exporter's id.

        A bare number is dropped, since ids are global and it would join other highlights;
        words are a note.
        """
        if _ID.fullmatch(value):
            self.ids[value.lower()] = None
        elif not value.isdecimal():
            self.notes.append(value)

    def take_link(self, value: str) -> None:
        """Add a bare address, or a link in brackets."""
        bare = value.strip("<>")
        if bare.startswith("http") and not any(map(str.isspace, bare)):
            self.ids.update(dict.fromkeys(link_ids(bare)))
            self.url = self.url or bare
        else:
            self.take_markers(strip_markers(value), is_location=False)

    def take_note(self, value: str) -> None:
        """Add a note; Reader's own copy has the tags in the same line."""
        note, _, tags = value.rpartition("Tags: ") if "Tags: " in value else (value, "", "")
        markers = strip_markers(note)
        self.notes += [markers.text, markers.note]
        if tags:
            self.take_tags(tags)

    def take_markers(self, markers: Markers, *, is_location: bool) -> None:
        """Add a marker on a line of its own; words beside it are the location, or a note."""
        self.ids.update(dict.fromkeys(markers.ids))
        self.url = self.url or markers.url
        self.block = self.block or markers.block
        words = markers.text.lstrip("-*+ ").removeprefix("[n]").strip(" *—–")
        if is_location and not (self.location or markers.location):
            self.location, words = words, ""
        self.location = self.location or markers.location
        self.notes += [words, markers.note]

    def note(self) -> str:
        """All notes as one text."""
        return "\n\n".join(filter(None, self.notes))


def read_bullet(chunk: Sequence[str], first: int, context: Context) -> ParsedHighlight | None:
    """Highlight of a bullet and its children, or None for an empty bullet.

    `first` is the 1-based number of its first line.
    """
    if len(chunk) == 1:
        return build(strip_markers(chunk[0][2:]), (), (first, first), context)
    if not chunk[0][2:].strip():
        return _read_card(chunk[1:], first, context)
    texts, children = split_children(chunk)
    return build(strip_line_markers(texts), children, (first, first + len(chunk) - 1), context)


def _read_card(lines: Sequence[str], first: int, context: Context) -> ParsedHighlight | None:
    """Highlight below an empty bullet: a passage with hashtags, or a question with its answer."""
    markers = strip_markers("\n".join(line.strip() for line in lines))
    texts = markers.text.split("\n")
    cuts = [cut_hashtags(text) for text in texts]
    at = next((i for i, (_, tags) in enumerate(cuts) if tags), len(texts))
    above = "\n".join([*texts[:at], cuts[at][0]] if at < len(texts) else texts).strip()
    answer = "\n".join(texts[at + 1 :]).strip()
    children = [("tags", [cuts[at][1]])] if at < len(texts) else []
    if answer and above:
        children.append(("note", [above]))
    return build(
        markers._replace(text=answer or above), children, (first, first + len(lines)), context
    )


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


def split_children(chunk: Sequence[str]) -> tuple[list[str], Children]:
    """(lines of a passage without bullet and indentation, its children as (label, lines)).

    A list in a note stays one child.
    """
    texts = [chunk[0][2:]]
    children: Children = []
    inside = 0  # the indentation of the last child's bullet; deeper lines are a part of it
    dashed = chunk[0][0] == "-"
    deep = (
        "    " if dashed else "  "
    )  # a linter that changes the bullets also halves the indentation
    for line in chunk[1:]:
        if (
            dashed
            and not children
            and line[:2] == "  "
            and line[2:3] not in _MAY_BE_CHILD
            and texts[-1][-1:] != ")"
        ):
            texts.append(line[2:])
            continue
        text = line.lstrip()
        width = _width(line, text)
        may_label = is_bullet(text) or text[:1] in ("*", "_")  # `*Note:* words` needs no bullet
        entry = labelled(text) if may_label and line[:1] in " \t" else None
        if children and text and width > inside and children[-1][0] in _HOLDERS:
            children[-1][1].append(line.rstrip())
        elif entry and (entry[0] in _ANYWHERE or line.startswith((deep, "\t"))):
            children.append((entry[0], [entry[1]]))
            inside = width
        elif is_bullet(text) and _BLOCK.fullmatch(text[2:].strip()):
            children.append(("block", [text[2:].strip()]))
        elif is_bullet(text) and is_marked(texts[-1]):
            children.append(_unlabelled(text[2:].strip()))
            inside = width
        elif text[:1] == "^" and _BLOCK.fullmatch(text):
            children.append(("block", [text]))
        elif children:
            children[-1][1].append(text.rstrip())
        else:
            texts.append(undent(line))
    return texts, [(label, _as_written(label, lines)) for label, lines in children]


def _width(line: str, text: str) -> int:
    """Indentation of a line in spaces; `text` is the line without it."""
    indent = line[: len(line) - len(text)]
    return len(indent) + (_TAB - 1) * indent.count("\t")


def _as_written(label: str, lines: list[str]) -> list[str]:
    """Lines of a child without their common indentation if they are a list, else without any."""
    head, below = lines[:1], lines[1:]
    if label == "tags":
        return [*head, *(line.lstrip(" \t-*+") for line in below)]
    if any(_LISTED.match(line) for line in below):
        return [*head, *dedent("\n".join(below)).split("\n")]
    return [*head, *(line.lstrip() for line in below)]


def _unlabelled(text: str) -> tuple[str, list[str]]:
    """(label, lines) of a child without a label: hashtags, or a comment."""
    bare = text.lstrip("".join(c for c in text[:4] if not c.isalnum() and c not in "#[(\"'*_`!<"))
    return (
        ("tags", [bare])
        if bare.startswith("#") and not cut_hashtags(f" {bare}")[0]
        else ("note", [bare or text])
    )


def undent(line: str) -> str:
    """Line without the two spaces or the tab that make it part of a bullet."""
    return line[2:] if line.startswith("  ") else line.removeprefix("\t")
