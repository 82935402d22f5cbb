"""Header read line by line, as `key: value`, whatever it is."""

import re
from collections.abc import Sequence

from app.formats.fields import field_of

Value = str | tuple[str, ...]  # what a field of a header holds

_KEY = re.compile(r"""["']?([^\s:#\-\[\]{}>|*`"'][^:\n"']{0,60})["']?:(?:[ \t]+(.*))?""")
_ITEM = re.compile(r"[ \t]{0,40}-(?: +(.*))?")
_ENDS = {'"': '"', "'": "'"}
_CLOSED = {
    '"': re.compile('"'),
    "'": re.compile(r"(?<=[^\s'])'(?![\w'])"),
}  # a single quote within a word is an apostrophe
_ELIDED = re.compile(
    r"'(?:t(?:is|was|were|il|ill|ween)|em|n|cause|bout|round|neath|[0-9]0s)\b", re.IGNORECASE
)  # words that begin with an apostrophe
_ANCHOR = re.compile(r"&[\w-]{1,40} ")
NULLS = frozenset({"null", "Null", "NULL", "~"})


def read_properties(lines: Sequence[str]) -> tuple[dict[str, Value], bool]:
    """(keys and values of a header's lines, whether they look like no header).

    A duplicate key keeps both values.
    """
    properties: dict[str, list[str]] = {}
    key, odd = "", 0
    for line in lines:
        if not line.strip():
            continue
        entry = _KEY.fullmatch(line.rstrip())
        item = None if entry else _ITEM.fullmatch(line.rstrip())
        if entry:
            key = entry[1].strip()
            if key in properties and "title" in field_of(key):
                key = "aliases"
            properties.setdefault(key, []).extend(_values((entry[2] or "").strip()))
        elif not key:
            odd += 1
        elif item:
            properties[key].append(_bare((item[1] or "").strip()))
        else:
            _continue(properties[key], line.strip())
    return {
        k: v[0] if len(v) == 1 else tuple(v) for k, v in properties.items()
    }, odd > 0 or not properties


def _continue(values: list[str], text: str) -> None:
    if values:
        values[-1] = f"{values[-1]}\n{text}"
    else:
        values.append(text)


def _values(text: str) -> list[str]:
    if not text:
        return []
    if text.startswith("[") and text.endswith("]") and not text.startswith("[["):
        return list(dict.fromkeys(_bare(part) for part in split_pair(text[1:-1])))
    return [_bare(text)]


def split_pair(text: str) -> list[str]:
    """Items of `a, b`; of a template's `title, full title` the one title, with its commas."""
    middle = (len(text) - 2) // 2
    if text[:middle] == text[middle + 2 :] and text[middle : middle + 2] == ", ":
        return [text[:middle]]
    return [part.strip() for part in text.split(", ")]


def _bare(text: str) -> str:
    """Text without its quotes or an unclosed one; empty for YAML's null."""
    text = _ANCHOR.sub("", text) if text[:1] == "&" else text
    if text in NULLS:
        return ""
    quote = text[:1]
    if quote not in _ENDS or len(text) < 2:  # noqa: PLR2004 - a quote alone
        return text
    if text[-1] == quote:
        return text[1:-1].replace(quote * 2, quote) if quote == "'" else text[1:-1]
    if _CLOSED[quote].search(text, 1) or _ELIDED.match(text):
        return text
    return text[1:].replace("''", "'").lstrip() if quote == "'" else text[1:].lstrip()
