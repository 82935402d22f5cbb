"""Highlight of a bullet's lines and of its indented children."""

import re
from collections.abc import Sequence
from textwrap import dedent

from app.formats.fields import labelled
from app.formats.lines import is_bullet, is_marked
from app.formats.markers.stripping import strip_line_markers, strip_markers
from app.formats.names import cut_hashtags
from app.formats.passages.details import LISTED
from app.formats.passages.highlight import Children, Context, build
from app.model import ParsedHighlight

_BLOCK = re.compile(r"\^[A-Za-z0-9-]{1,64}[ \t]*")
_MAY_BE_CHILD = frozenset({" ", "\t", "^", "-", "*", "_"})
_ANYWHERE = frozenset(
    {"tags", "note"}
)  # labels that no list of a passage's own holds, however little they are indented
_HOLDERS = frozenset(
    {"note", "tags", "more"}
)  # labels below which a deeper bullet is no child of its own
_TAB = 4


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
    if any(LISTED.match(line) for line in below):
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
