"""The shapes of single lines, and how far what they begin goes on."""

from app.importer.headings import level
from app.importer.marks import peel

_FARTHEST_FENCE = 400


def is_bullet(line: str) -> bool:
    """Whether a line begins a bullet at the margin."""
    return line[:2] in ("- ", "* ") or line in ("-", "*")


def is_rule(line: str) -> bool:
    """Whether a line is a thematic break."""
    return line[:3] in ("---", "***", "___") and not line.strip("-*_ \t")


def is_marked(line: str) -> bool:
    """Whether a line ends with an exporter's mark."""
    if line.rstrip()[-1:] not in (")", "%", "]") and "^" not in line:
        return False
    marks = peel(line)
    return bool(marks.url or marks.ids or marks.location)


def unquote(line: str) -> str:
    """The line without the `>` that makes it part of a quote."""
    return line[1:].removeprefix(" ")


def chunk_end(lines: list[str], start: int) -> int:
    """The index behind the last line that belongs to the bullet which begins at `start`."""
    i = start
    while True:
        if "```" in lines[i]:
            i = fence_end(lines, i)
        i += 1
        blank = i
        while i < len(lines) and (not lines[i] or lines[i].isspace()):
            i += 1
        if i >= len(lines):
            return len(lines)
        line = lines[i]
        if line[0] in " \t" or line[0] == "^":
            continue
        if i > blank or is_bullet(line) or line[0] == ">" or level(line) or is_rule(line) or _is_closed(lines[i - 1]):
            return i


def block_end(lines: list[str], start: int, end: int) -> int:
    """The index behind the last line of a block: a paragraph, a quote, a fence, with what touches it."""
    i = start
    while i < end and lines[i].strip() and (i == start or not is_rule(lines[i])):
        i = (fence_end(lines, i) if "```" in lines[i] else i) + 1
    return min(i, end)


def _is_closed(line: str) -> bool:
    """Whether a line ends a passage: the exporter's link or block id stands at its end."""
    marks = peel(line)
    return bool(marks.url or marks.ids)


def fence_end(lines: list[str], start: int) -> int:
    """The index of the line that closes the code fence opened in a line, or that line where none does."""
    if lines[start].count("```") % 2 == 0:
        return start
    for i in range(start + 1, min(len(lines), start + _FARTHEST_FENCE)):
        if lines[i].lstrip().startswith("```"):
            return i
    return start
