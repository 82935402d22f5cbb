"""Kinds of single lines, and where the constructs they begin end."""

import re
from collections.abc import Callable

from app.formats.exporters.links import is_of_exporter
from app.formats.exporters.trailing import bare_address_as_link, cut_note
from app.formats.headings import level
from app.formats.markers.one_link import strip_leading_marker
from app.formats.markers.stripping import strip_markers

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
    """Whether a line ends with an exporter's marker."""
    return strip_markers(line).stated


def is_address(line: str) -> bool:
    """Whether a line is nothing but an address."""
    return _ADDRESS.fullmatch(line.strip()) is not None


def is_exported(line: str) -> bool:
    """Whether a line ends with a marker that only exporters write.

    An id, a linked location, a link labelled `View` or into such a program; not any link called
    `source`, nor a bare address, which people write as well. Some exporters put it first.
    """
    if "readwise.io/" in line and "](" not in line and bare_address_as_link(line.rstrip()):
        return False
    markers = strip_markers(cut_note(line)[0])
    if not markers.stated and "](" in line:
        markers = strip_leading_marker(line.lstrip(" \t>-*+"))
    if markers.ids or not markers.url:
        return bool(markers.ids)
    return bool(
        markers.location
        or "[View " in line
        or (is_of_exporter(markers.url) and markers.text.strip("-*+> \t"))
    )


def unquote(line: str) -> str:
    """Line without the `>` of a quote."""
    return line[1:].removeprefix(" ")


def chunk_end(lines: list[str], start: int) -> int:
    """Index after the last line of the bullet that begins at `start`."""
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
    """Whether a line beyond the bullet's indentation still belongs to it.

    It is indented, a block id, or the passage has not ended.
    """
    line = lines[i]
    if line[0] in " \t^":
        return True
    return not (
        after_blank
        or is_bullet(line)
        or line[0] == ">"
        or level(line)
        or is_rule(line)
        or _is_closed(lines[i - 1])
    )


def card_end(lines: list[str], start: int) -> int:
    """Index after the lines below an empty bullet: at the next bullet or heading."""
    i = start + 1
    while i < len(lines) and not is_bullet(lines[i]) and not level(lines[i]):
        i = (fence_end(lines, i) if "```" in lines[i] else i) + 1
    return min(i, len(lines))


def block_end(
    lines: list[str], start: int, end: int, breaks: Callable[[str], bool] | None = None
) -> int:
    """Index after the last line of a block: a paragraph, a quote, a fence.

    `breaks` ends it sooner, at a line for which it is true.
    """
    i = start
    while (
        i < end
        and lines[i].strip()
        and (i == start or not (is_rule(lines[i]) or (breaks and breaks(lines[i]))))
    ):
        i = (fence_end(lines, i) if "```" in lines[i] else i) + 1
    return min(i, end)


def _is_closed(line: str) -> bool:
    """Whether a line ends a passage with the exporter's link or a block id."""
    markers = strip_markers(line)
    return bool(markers.url or markers.ids)


def fence_end(lines: list[str], start: int) -> int:
    """Index of the line that closes the code fence opened at `start`.

    `start` itself where none does before another fence is opened.
    """
    if lines[start].count("```") % 2 == 0:
        return start
    for i in range(start + 1, min(len(lines), start + _FARTHEST_FENCE)):
        if "```" in lines[i]:
            if lines[i].lstrip().startswith("```"):
                return i
            if (
                lines[i].count("```") % 2
                # neither is a fence; looked past, each of many such lines would be looked past by
                # all
            ):
                break
    return start
