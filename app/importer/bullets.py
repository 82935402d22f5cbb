"""A bullet with what is indented below it: the passage, and its labelled children (tags, note, date)."""

import re
from collections.abc import Sequence

from app.importer.labels import labelled

_BLOCK = re.compile(r"\^[A-Za-z0-9-]{1,64}[ \t]*")
_MAY_BE_CHILD = frozenset({" ", "\t", "^"})
Children = list[tuple[str, list[str]]]


def split_children(chunk: Sequence[str]) -> tuple[list[str], Children]:
    """The lines of a passage, its bullet and indentation gone, and its labelled children as (label, lines)."""
    texts = [chunk[0][2:]]
    children: Children = []
    dashed = chunk[0][0] == "-"
    deep = "    " if dashed else "  "  # a linter that changes the bullets also halves the indentation
    for line in chunk[1:]:
        if dashed and not children and line[:2] == "  " and line[2:3] not in _MAY_BE_CHILD:
            texts.append(line[2:])
            continue
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
