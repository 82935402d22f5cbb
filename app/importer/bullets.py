"""A bullet with what is indented below it: the passage, and its labelled children (tags, note, date)."""

import re
from collections.abc import Sequence
from textwrap import dedent

from app.importer.labels import labelled
from app.importer.lines import is_bullet, is_marked
from app.importer.names import cut_hashtags

_BLOCK = re.compile(r"\^[A-Za-z0-9-]{1,64}[ \t]*")
_MAY_BE_CHILD = frozenset({" ", "\t", "^", "-"})
_ANYWHERE = frozenset({"tags", "note"})  # labels that no list of a passage's own holds, however little they are indented
_HOLDERS = frozenset({"note", "tags", "more"})  # labels below which a bullet that stands deeper is no child of its own
LISTED = re.compile(r"[ \t]{0,60}(?:[-*+]|[0-9]{1,4}[.)])[ \t]")
_TAB = 4
Children = list[tuple[str, list[str]]]


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
    if any(LISTED.match(line) for line in below):
        return [*head, *dedent("\n".join(below)).split("\n")]
    return [*head, *(line.lstrip() for line in below)]


def _unlabelled(text: str) -> tuple[str, list[str]]:
    """What stands below the mark of a passage without saying what it is: hashtags, or a comment."""
    bare = text.lstrip("".join(c for c in text[:4] if not c.isalnum() and c not in "#[(\"'*_`!<"))
    return ("tags", [bare]) if bare.startswith("#") and not cut_hashtags(f" {bare}")[0] else ("note", [bare or text])


def undent(line: str) -> str:
    """The line without the two spaces or the tab that make it part of a bullet."""
    return line[2:] if line.startswith("  ") else line.removeprefix("\t")
