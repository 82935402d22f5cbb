"""From the lines of a bullet, and of what is indented below it, to a highlight."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from textwrap import dedent
from typing import NamedTuple

from app.formats.dates import only_stamp, stamp
from app.formats.exporters.links import link_ids, place_of
from app.formats.fields import labelled
from app.formats.lines import is_bullet, is_marked
from app.formats.markers import Marks, peel, peel_head, peel_lines
from app.formats.names import cut_hashtags, split_tags
from app.model import ParsedHighlight

COLORS = frozenset({"yellow", "blue", "pink", "orange", "green", "purple", "red"})

_ID = re.compile(r"[0-9]{6,20}|[0-9A-Za-z]{26}|[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")  # Readwise's, Reader's, Logseq's
_BLOCK = re.compile(r"\^[A-Za-z0-9-]{1,64}[ \t]*")
_MAY_BE_CHILD = frozenset({" ", "\t", "^", "-"})
_ANYWHERE = frozenset({"tags", "note"})  # labels that no list of a passage's own holds, however little they are indented
_HOLDERS = frozenset({"note", "tags", "more"})  # labels below which a bullet that stands deeper is no child of its own
_LISTED = re.compile(r"[ \t]{0,60}(?:[-*+]|[0-9]{1,4}[.)])[ \t]")
_TAB = 4
Children = list[tuple[str, list[str]]]

_ORG_QUOTE = re.compile(r"^[ \t]{0,20}#\+BEGIN_QUOTE[ \t]*\n?(.*?)\n?[ \t]{0,20}#\+END_QUOTE", re.IGNORECASE | re.DOTALL | re.MULTILINE)


class Context(NamedTuple):
    """What stands above a passage: when it was added, and under which headings."""

    added_at: str | None = None
    chapter: str = ""


@dataclass(slots=True)
class Sayings:
    """What stands behind and below a passage."""

    ids: dict[str, None]
    url: str = ""
    location: str = ""
    color: str = ""
    highlighted_at: str | None = None
    notes: list[str] = field(default_factory=list)
    tags: dict[str, None] = field(default_factory=dict)

    def take(self, label: str, value: str) -> None:
        """Take in what a labelled line says; what its label cannot hold is a note."""
        match label:
            case "tags":
                self.take_tags(value)
            case "note":
                self.take_note(value)
            case "more":
                note = f"{self.notes[-1]}\n{value.rstrip() if _LISTED.match(value) else value.strip()}".strip()
                self.notes[-1] = note[:-2].rstrip() if note.endswith("**") and note.count("**") % 2 else note
            case "color":
                self.take_color(value)
            case "date":
                self.highlighted_at = stamp(value) or self.highlighted_at
                self.notes += [] if stamp(value) else [value]
            case "id":
                self.take_id(value)
            case "link":
                self.take_link(value)
            case _:
                self.take_marks(peel(f"({value})" if place_of(value) else value), place=label == "location")

    def take_tags(self, value: str) -> None:
        """Take in tags; a colour or a day among them is the highlight's, not a tag."""
        for tag in split_tags([value]):
            if tag.lower() in COLORS:
                self.color = self.color or tag.lower()
            elif tag[:1].isdecimal() and (date := only_stamp(tag)):
                self.highlighted_at = date
            else:
                self.tags[tag] = None

    def take_color(self, value: str) -> None:
        """Take in the one colour that a highlight has; anything else is a note."""
        color = value.strip("#[] ").lower()
        if color.isalpha() and self.color in ("", color):
            self.color = color
        else:
            self.notes.append(value)

    def take_id(self, value: str) -> None:
        """Take in what only an exporter gives: an id is global, so a number that merely counts must join nothing; words are a note."""
        if _ID.fullmatch(value):
            self.ids[value.lower()] = None
        elif not value.isdecimal():
            self.notes.append(value)

    def take_link(self, value: str) -> None:
        """Take in a bare address, or a link in brackets."""
        bare = value.strip("<>")
        if bare.startswith("http") and not any(map(str.isspace, bare)):
            self.ids.update(dict.fromkeys(link_ids(bare)))
            self.url = self.url or bare
        else:
            self.take_marks(peel(value), place=False)

    def take_note(self, value: str) -> None:
        """Take in a note; Reader's own copy puts the tags into one line with it."""
        note, _, tags = value.rpartition("Tags: ") if "Tags: " in value else (value, "", "")
        marks = peel(note)
        self.notes += [marks.text, marks.note]
        if tags:
            self.take_tags(tags)

    def take_marks(self, marks: Marks, *, place: bool) -> None:
        """Take in a mark that stands in a line of its own; words beside it are the place, or a note."""
        self.ids.update(dict.fromkeys(marks.ids))
        self.url = self.url or marks.url
        words = marks.text.lstrip("-*+ ").removeprefix("[n]").strip(" *—–")
        if place and not (self.location or marks.location):
            self.location, words = words, ""
        self.location = self.location or marks.location
        self.notes += [words, marks.note]

    def note(self) -> str:
        """All notes as one text."""
        return "\n\n".join(filter(None, self.notes))


def read_bullet(chunk: Sequence[str], first: int, context: Context) -> ParsedHighlight | None:
    """The highlight that a bullet and its children hold, or None for an empty bullet; `first` is the number of its first line."""
    if len(chunk) == 1:
        return build(peel(chunk[0][2:]), (), (first, first), context)
    if not chunk[0][2:].strip():
        return _read_card(chunk[1:], first, context)
    texts, children = split_children(chunk)
    return build(peel_lines(texts), children, (first, first + len(chunk) - 1), context)


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
    text, behind = org_quote(text) if "#+" in text else (text, "")
    if behind or marks.note:
        children = [*children, ("note", ["\n\n".join(filter(None, (behind, marks.note)))])]
    if not children and text and not marks.tags and not marks.date:
        return ParsedHighlight(text, "", (), context.chapter, marks.location, marks.url, marks.color, None, context.added_at, ids, (lines,))
    said = Sayings(dict.fromkeys(ids), marks.url, marks.location, marks.color, marks.date or None)
    if marks.tags:
        said.take_tags(marks.tags)
    for label, values in children:
        said.take(label, "\n".join(values).strip())
    if not (text or said.ids or said.url or children):
        return None
    return _with(ParsedHighlight(text, chapter=context.chapter, added_at=context.added_at, lines=(lines,)), said)


def org_quote(text: str) -> tuple[str, str]:
    """(the words between `#+BEGIN_QUOTE` and `#+END_QUOTE`, what stands about them) of a passage that Logseq wrote so; else (the text, nothing)."""
    found = _ORG_QUOTE.search(text)
    if not found:
        return text, ""
    about = "\n".join(filter(None, (text[: found.start()].strip(), text[found.end() :].strip())))
    return found[1].strip("\n "), about


def attach(highlight: ParsedHighlight, label: str, value: str) -> ParsedHighlight:
    """The highlight with what a labelled line below it says."""
    said = Sayings(
        dict.fromkeys(highlight.ids),
        highlight.url,
        highlight.location,
        highlight.color,
        highlight.highlighted_at,
        [highlight.note],
        dict.fromkeys(highlight.tags),
    )
    said.take(label, value)
    return _with(highlight, said)


def _with(highlight: ParsedHighlight, said: Sayings) -> ParsedHighlight:
    return highlight._replace(
        note=said.note(),
        tags=tuple(said.tags),
        location=said.location,
        url=said.url,
        color=said.color,
        highlighted_at=said.highlighted_at,
        ids=tuple(said.ids),
    )


def split_children(chunk: Sequence[str]) -> tuple[list[str], Children]:
    """The lines of a passage, its bullet and indentation gone, and its labelled children as (label, lines). A list in a note stays one."""
    texts = [chunk[0][2:]]
    children: Children = []
    inside = 0  # the indentation of the last child's bullet; what stands deeper is a part of it
    dashed = chunk[0][0] == "-"
    deep = "    " if dashed else "  "  # a linter that changes the bullets also halves the indentation
    for line in chunk[1:]:
        if dashed and not children and line[:2] == "  " and line[2:3] not in _MAY_BE_CHILD and texts[-1][-1:] != ")":
            texts.append(line[2:])
            continue
        text = line.lstrip()
        width = _width(line, text)
        found = labelled(text) if is_bullet(text) and line[:1] in " \t" else None
        if children and text and width > inside and children[-1][0] in _HOLDERS:
            children[-1][1].append(line.rstrip())
        elif found and (found[0] in _ANYWHERE or line.startswith((deep, "\t"))):
            children.append((found[0], [found[1]]))
            inside = width
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
    """How far a line is indented, in spaces; `text` is the line without its indentation."""
    indent = line[: len(line) - len(text)]
    return len(indent) + (_TAB - 1) * indent.count("\t")


def _as_written(label: str, lines: list[str]) -> list[str]:
    """A child's lines without the indentation that all of them share, where they hold a list, else without any."""
    head, below = lines[:1], lines[1:]
    if label == "tags":
        return [*head, *(line.lstrip(" \t-*+") for line in below)]
    if any(_LISTED.match(line) for line in below):
        return [*head, *dedent("\n".join(below)).split("\n")]
    return [*head, *(line.lstrip() for line in below)]


def _unlabelled(text: str) -> tuple[str, list[str]]:
    """What stands below the mark of a passage without saying what it is: hashtags, or a comment."""
    bare = text.lstrip("".join(c for c in text[:4] if not c.isalnum() and c not in "#[(\"'*_`!<"))
    return ("tags", [bare]) if bare.startswith("#") and not cut_hashtags(f" {bare}")[0] else ("note", [bare or text])


def undent(line: str) -> str:
    """The line without the two spaces or the tab that make it part of a bullet."""
    return line[2:] if line.startswith("  ") else line.removeprefix("\t")
