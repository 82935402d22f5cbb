"""A bullet with what is indented below it: the passage, and its labelled children (tags, note, date)."""

import re
from collections.abc import Sequence

_CHILD = re.compile(
    r"(?:\t|  )[ \t]{0,40}[-*+] +\**(tags?|notes?|comments?|date|highlighted(?: at| on)?|colou?r|location|page|link|url)\**:{1,2}\**[ \t]*(.*)",
    re.IGNORECASE | re.DOTALL,
)
_LABELS = {"tag": "tags", "tags": "tags", "note": "note", "notes": "note", "comment": "note", "comments": "note", "color": "color", "colour": "color"}


def split_children(chunk: Sequence[str]) -> tuple[list[str], list[tuple[str, list[str]]]]:
    """The lines of a passage, its bullet and indentation gone, and its labelled children as (label, lines)."""
    texts = [chunk[0]]
    children: list[tuple[str, list[str]]] = []
    least = "    " if not chunk[0].startswith("*") else "  "
    for line in chunk[1:]:
        found = _CHILD.fullmatch(line) if line[:1] in " \t" and ":" in line[:48] else None
        if found and (line[0] == "\t" or line.startswith(least)):
            children.append((_label(found[1]), [found[2]]))
        elif children:
            children[-1][1].append(line.strip())
        else:
            texts.append(undent(line))
    return texts, children


def undent(line: str) -> str:
    """The line without the two spaces or the tab that make it part of a bullet."""
    return line[2:] if line.startswith("  ") else line[1:] if line.startswith("\t") else line


def _label(word: str) -> str:
    word = word.lower()
    return _LABELS.get(word, "date" if word.startswith(("date", "highlighted")) else word)
