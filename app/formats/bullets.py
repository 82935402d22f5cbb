"""A bullet with what is indented below it: the passage, and its labelled children (tags, note, date)."""

import re
from collections.abc import Sequence

from app.formats.labels import labelled
from app.formats.lines import is_bullet, is_marked
from app.formats.names import cut_hashtags

_BLOCK = re.compile(r"\^[A-Za-z0-9-]{1,64}[ \t]*")
_MAY_BE_CHILD = frozenset({" ", "\t", "^", "-"})
_ANYWHERE = frozenset({"tags", "note"})  # labels that no list of a passage's own holds, however little they are indented
Children = list[tuple[str, list[str]]]


def split_children(chunk: Sequence[str]) -> tuple[list[str], Children]:
    """The lines of a passage, its bullet and indentation gone, and its labelled children as (label, lines)."""
    texts = [chunk[0][2:]]
    children: Children = []
    dashed = chunk[0][0] == "-"
    deep = "    " if dashed else "  "  # a linter that changes the bullets also halves the indentation
    for line in chunk[1:]:
        if dashed and not children and line[:2] == "  " and line[2:3] not in _MAY_BE_CHILD and texts[-1][-1:] != ")":
            texts.append(line[2:])
            continue
        text = line.lstrip()
        found = labelled(text) if is_bullet(text) and line[:1] in " \t" else None
        if found and (found[0] in _ANYWHERE or line.startswith((deep, "\t"))):
            children.append((found[0], [found[1]]))
        elif is_bullet(text) and is_marked(texts[-1]):
            children.append(_unlabelled(text[2:].strip()))
        elif text[:1] == "^" and _BLOCK.fullmatch(text):
            children.append(("block", [text]))
        elif children:
            children[-1][1].append(text.rstrip())
        else:
            texts.append(undent(line))
    return texts, children


def _unlabelled(text: str) -> tuple[str, list[str]]:
    """What stands below the mark of a passage without saying what it is: hashtags, or a comment."""
    bare = text.lstrip("".join(c for c in text[:4] if not c.isalnum() and c not in "#[(\"'*_`!<"))
    return ("tags", [bare]) if bare.startswith("#") and not cut_hashtags(f" {bare}")[0] else ("note", [bare or text])


def undent(line: str) -> str:
    """The line without the two spaces or the tab that make it part of a bullet."""
    return line[2:] if line.startswith("  ") else line.removeprefix("\t")
