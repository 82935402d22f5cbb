"""`key: value` lines that are no YAML, as one header in ten is."""

import re
from collections.abc import Sequence

Value = str | tuple[str, ...]

_KEY = re.compile(r"""["']?([^\s:#\-\[\]{}>|*`"'][^:\n"']{0,60})["']?:(?:[ \t]+(.*))?""")
_ITEM = re.compile(r"[ \t]{0,40}-(?: +(.*))?")
_ENDS = {'"': '"', "'": "'"}
_CLOSED = {'"': re.compile('"'), "'": re.compile(r"(?<=[^\s'])'(?![\w'])")}  # a single quote within a word is an apostrophe
NULLS = frozenset({"null", "Null", "NULL", "~"})


def read_properties(lines: Sequence[str]) -> tuple[dict[str, Value], bool]:
    """The keys and values of a header's lines, and whether they look like anything but a header. A key that stands twice keeps both values."""
    found: dict[str, list[str]] = {}
    key, odd = "", 0
    for line in lines:
        if not line.strip():
            continue
        entry = _KEY.fullmatch(line.rstrip())
        item = None if entry else _ITEM.fullmatch(line.rstrip())
        if entry:
            key = entry[1].strip()
            found.setdefault(key, []).extend(_values((entry[2] or "").strip()))
        elif not key:
            odd += 1
        elif item:
            found[key].append(_bare((item[1] or "").strip()))
        else:
            _continue(found[key], line.strip())
    return {k: v[0] if len(v) == 1 else tuple(v) for k, v in found.items()}, odd > 0 or not found


def _continue(values: list[str], text: str) -> None:
    if values:
        values[-1] = f"{values[-1]}\n{text}"
    else:
        values.append(text)


def _values(text: str) -> list[str]:
    if not text:
        return []
    if text.startswith("[") and text.endswith("]") and not text.startswith("[["):
        return list(dict.fromkeys(_bare(part) for part in halve(text[1:-1])))
    return [_bare(text)]


def halve(text: str) -> list[str]:
    """The items of `a, b`; of a template's `title, full title` the one title, whatever commas it holds."""
    middle = (len(text) - 2) // 2
    if text[:middle] == text[middle + 2 :] and text[middle : middle + 2] == ", ":
        return [text[:middle]]
    return [part.strip() for part in text.split(", ")]


def _bare(text: str) -> str:
    """The text without the quotes around it, or without one that nothing closes; nothing for YAML's null."""
    if text in NULLS:
        return ""
    quote = text[:1]
    if quote not in _ENDS or len(text) < 2:  # noqa: PLR2004 - a quote alone
        return text
    if text[-1] == quote:
        return text[1:-1].replace(quote * 2, quote) if quote == "'" else text[1:-1]
    if _CLOSED[quote].search(text, 1):
        return text
    return text[1:].replace("''", "'").lstrip() if quote == "'" else text[1:].lstrip()
