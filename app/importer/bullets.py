"""A bullet with what is indented below it: the passage, and its labelled children (tags, note, date)."""

import re
from collections.abc import Sequence

from app.importer.labels import labelled

_BLOCK = re.compile(r"\^[A-Za-z0-9-]{1,64}[ \t]*")
Children = list[tuple[str, list[str]]]


def split_children(chunk: Sequence[str]) -> tuple[list[str], Children]:
    """The lines of a passage, its bullet and indentation gone, and its labelled children as (label, lines)."""
    texts = [chunk[0][2:]]
    children: Children = []
    deep = "  " if chunk[0].startswith("*") else "    "  # a linter that changes the bullets also halves the indentation
    for line in chunk[1:]:
        text = line.lstrip()
        found = labelled(text) if text[:2] in ("- ", "* ", "+ ") and line.startswith((deep, "\t")) else None
        if found:
            children.append((found[0], [found[1]]))
        elif text[:1] == "^" and _BLOCK.fullmatch(text):
            children.append(("block", [text]))
        elif children:
            children[-1][1].append(text.rstrip())
        else:
            texts.append(undent(line))
    return texts, children


def undent(line: str) -> str:
    """The line without the two spaces or the tab that make it part of a bullet."""
    return line[2:] if line.startswith("  ") else line.removeprefix("\t")
