"""Readwise's export to Obsidian and its kin: a heading, metadata, then a bullet a highlight."""

from app.importer.headings import level, opening, title
from app.importer.marks import peel
from app.importer.passages import Context
from app.importer.preamble import is_full_text, read_preamble
from app.importer.section import Section
from app.importer.source import Source
from app.model import Line, ParsedDocument

_FENCES = ("```", "~~~")


def read_obsidian(source: Source) -> tuple[ParsedDocument, list[Line]]:
    """The document and the lines that nobody understood."""
    draft = source.draft()
    start = read_preamble(source.lines, source.header.end, draft)
    section = Section(draft)
    read_section(source.lines, start, section)
    return draft.document(tuple(section.highlights)), section.unparsed


def read_section(lines: list[str], start: int, section: Section) -> None:
    """Take in all passages from the line that opens the highlights to the end."""
    i = start
    while i < len(lines):
        line = lines[i]
        if is_bullet(line):
            end = chunk_end(lines, i)
            section.bullet(lines[i:end], i + 1)
            i = end
        elif not line or line.isspace():
            i += 1
        elif level(line):
            i = _heading(lines, i, section)
        else:
            end = paragraph_end(lines, i)
            section.prose(lines[i:end])
            i = end
    section.close()


def _heading(lines: list[str], i: int, section: Section) -> int:
    name = title(lines[i])
    line = Line(i + 1, lines[i])
    opens = opening(name)
    if opens:
        section.open(opens, line)
    elif is_full_text(lines[i]):
        section.prose(lines[i + 1 :])
        return len(lines)
    elif name:
        section.chapter(level(lines[i]), name, line)
    return i + 1


def is_bullet(line: str) -> bool:
    """Whether a line begins a bullet at the margin."""
    return line[:2] in ("- ", "* ") or line in ("-", "*")


def chunk_end(lines: list[str], start: int) -> int:
    """The index behind the last line that belongs to the bullet which begins at `start`."""
    i = start
    while True:
        if "```" in lines[i]:
            i = _fence_end(lines, i)
        i += 1
        while i < len(lines) and (not lines[i] or lines[i].isspace()):
            i += 1
        if i >= len(lines):
            return len(lines)
        line = lines[i]
        if line[0] in " \t":
            continue
        if is_bullet(line) or level(line) or not lines[i - 1].strip() or line[0] == ">" or is_rule(line) or _is_closed(lines[i - 1]):
            return i


def is_rule(line: str) -> bool:
    """Whether a line is a thematic break."""
    return line[:3] in ("---", "***", "___") and not line.strip("-*_ \t")


def _is_closed(line: str) -> bool:
    """Whether a line ends a passage: the exporter's link or block id stands at its end."""
    marks = peel(line)
    return bool(marks.url or marks.ids)


def _fence_end(lines: list[str], start: int) -> int:
    """The index of the line that closes the code fence opened in a line, or that line where none does."""
    if lines[start].count("```") % 2 == 0:
        return start
    for i in range(start + 1, min(len(lines), start + 400)):
        if lines[i].lstrip().startswith("```"):
            return i
    return start


def paragraph_end(lines: list[str], start: int) -> int:
    """The index behind the last line of a paragraph."""
    i = start + 1
    while i < len(lines) and lines[i].strip() and not is_bullet(lines[i]) and not level(lines[i]):
        i += 1
    return i
