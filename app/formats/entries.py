"""`Key: value` in every dress it wears in a body: `- Key: v`, `Key:: v`, `**Key:** v`, `> **Key**:: v`."""

import re
from typing import NamedTuple

from app.formats.fields import field_of

_KEY = re.compile(r"[^\W\d_][\w '’/()-]{0,40}")
_MOST_WORDS = 5


class Entry(NamedTuple):
    """A key with its value; `strong` says that the dress alone (`::`, bold) tells it from a sentence with a colon."""

    key: str
    value: str
    strong: bool


def entry(line: str) -> Entry | None:
    """The entry that a line holds, or None where it is no `key: value`."""
    text = line.strip(" \t\\").lstrip("> \t")
    if text[:2] in ("- ", "* ", "+ "):
        text = text[2:].lstrip()
    colon = text.find(":", 0, 60)
    if colon < 1:
        return None
    key = text[:colon].strip("*_ \t")
    value = text[colon:]
    double = value.startswith("::")
    value = value[2 if double else 1 :]
    bold = text.startswith(("**", "__"))
    if bold:
        value = value.removeprefix("**").removeprefix("__")
    if not _KEY.fullmatch(key) or len(key.split()) > _MOST_WORDS or not (double or not value or value[0] in " \t\u00a0" or bold):
        return None
    return Entry(key, value.strip(), double or bold)


def is_known(found: Entry) -> bool:
    """Whether the key names a field of a document."""
    return bool(field_of(found.key)) or found.key.casefold() == "date"
