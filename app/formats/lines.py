"""The shapes of single lines, and how far what they begin goes on."""

import re
from collections.abc import Callable

from app.formats.headings import level
from app.formats.markers import peel

_ADDRESS = re.compile(r"<?https?://[^\s<>]{3,2000}>?")
_FARTHEST_FENCE = 400
_BULLETS = frozenset(f"{sign}{gap}" for sign in "-*+" for gap in " \t\u00a0")


def is_bullet(line: str) -> bool:
    """Whether a line begins a bullet at the margin."""
    return line[:2] in _BULLETS or line in ("-", "*")


def is_rule(line: str) -> bool:
    """Whether a line is a thematic break."""
    return line[:3] in ("---", "***", "___") and not line.strip("-*_ \t")


def is_marked(line: str) -> bool:
    """Whether a line ends with an exporter's mark."""
    return peel(line).stated


def is_address(line: str) -> bool:
    """Whether a line holds nothing but an address."""
    return _ADDRESS.fullmatch(line.strip()) is not None


def is_exported(line: str) -> bool:
    """Whether a line ends with a mark that only exporters write: an id, a linked place, a link that says `View`; not any link called `source`."""
    marks = peel(line)
    return bool(marks.ids or (marks.url and (marks.location or "[View " in line)))


def unquote(line: str) -> str:
    """The line without the `>` that makes it part of a quote."""
    return line[1:].removeprefix(" ")


def chunk_end(lines: list[str], start: int) -> int:
    """The index behind the last line that belongs to the bullet which begins at `start`."""
    i = start
    end = len(lines)
    while True:
        if "```" in lines[i]:
            i = fence_end(lines, i)
        i += 1
        if i >= end:
            return end
        line = lines[i]
        head = line[:2]
        if head == "- ":
            return i
        if head == "  ":
            continue
        blank = i
        while i < end and (not lines[i] or lines[i].isspace()):
            i += 1
        if i >= end or not _continues(lines, i, after_blank=i > blank):
            return blank


def _continues(lines: list[str], i: int, *, after_blank: bool) -> bool:
    """Whether a line that does not touch the bullet's own indentation still belongs to it: indented, a block id, or a passage not yet ended."""
    line = lines[i]
    if line[0] in " \t^":
        return True
    return not (after_blank or is_bullet(line) or line[0] == ">" or level(line) or is_rule(line) or _is_closed(lines[i - 1]))


def card_end(lines: list[str], start: int) -> int:
    """The index behind what stands below an empty bullet: up to the next bullet or heading."""
    i = start + 1
    while i < len(lines) and not is_bullet(lines[i]) and not level(lines[i]):
        i = (fence_end(lines, i) if "```" in lines[i] else i) + 1
    return min(i, len(lines))


def block_end(lines: list[str], start: int, end: int, breaks: Callable[[str], bool] | None = None) -> int:
    """The index behind the last line of a block: a paragraph, a quote, a fence, with what touches it; `breaks` ends it sooner."""
    i = start
    while i < end and lines[i].strip() and (i == start or not (is_rule(lines[i]) or (breaks and breaks(lines[i])))):
        i = (fence_end(lines, i) if "```" in lines[i] else i) + 1
    return min(i, end)


def _is_closed(line: str) -> bool:
    """Whether a line ends a passage: the exporter's link or block id stands at its end."""
    marks = peel(line)
    return bool(marks.url or marks.ids)


def fence_end(lines: list[str], start: int) -> int:
    """The index of the line that closes the code fence opened in a line, or that line where none does before another fence is opened."""
    if lines[start].count("```") % 2 == 0:
        return start
    for i in range(start + 1, min(len(lines), start + _FARTHEST_FENCE)):
        if "```" in lines[i]:
            if lines[i].lstrip().startswith("```"):
                return i
            if lines[i].count("```") % 2:  # neither is a fence; looked past, each of many such lines would be looked past by all
                break
    return start
