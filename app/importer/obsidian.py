"""Readwise's export to Obsidian and its kin: a heading, metadata, then a bullet, a quote or a paragraph a highlight."""

from app.importer.dates import only_stamp
from app.importer.headings import closes, level, opening, title
from app.importer.lines import card_end, chunk_end, fence_end, is_bullet
from app.importer.marks import peel
from app.importer.paragraphs import read_paragraphs
from app.importer.preamble import begins_export, is_full_text, read_preamble
from app.importer.section import Section
from app.importer.source import Source
from app.importer.styles import Style, style_of
from app.model import Line, ParsedDocument


def read_obsidian(source: Source) -> tuple[ParsedDocument, list[Line]]:
    """The document and the lines that nobody understood."""
    section = Section(source.draft())
    start = read_preamble(source.lines, source.header.end, section.draft)
    section.added_at = section.draft.fields.get("exported")
    read_section(source.lines, start, section)
    return section.draft.document(tuple(section.highlights)), section.unparsed


def read_section(lines: list[str], start: int, section: Section) -> None:
    """Take in all passages from the line that opens the highlights to the end."""
    i = start
    end = len(lines)
    style: Style = style_of(lines, start)
    while i < end:
        line = lines[i]
        if not line or line.isspace():
            i += 1
        elif style == "bullets" and is_bullet(line):
            i = _bullet(lines, i, section)
        elif level(line):
            name = title(line)
            style = style_of(lines, i + 1) if opening(name) else "prose" if closes(name, level(line)) else style
            i = _heading(lines, i, section)
        else:
            stop = _run_end(lines, i, bullets=style == "bullets")
            read_paragraphs(lines, i, stop, section, style)
            i = stop
    section.close()


def _bullet(lines: list[str], i: int, section: Section) -> int:
    """Take in a bullet with what belongs to it; gives the index from which to go on."""
    line = lines[i]
    ends_with_link = line[-2:] == "))"
    if ends_with_link and i + 1 < len(lines) and lines[i + 1][:2] == "- " and section.take_usual(line, i + 1):
        return i + 1
    stop = chunk_end(lines, i) if line[2:].strip() else card_end(lines, i)
    name = line[2:].strip()
    if level(name) and title(name) and stop == i + 1 and not peel(name).stated:
        section.heading(level(name), title(name), Line(i + 1, line))
        return stop
    section.bullet(lines[i:stop], i + 1)
    return stop


def _heading(lines: list[str], i: int, section: Section) -> int:
    """Take in a heading; gives the index from which to go on."""
    name = title(lines[i])
    opens = opening(name)
    if opens:
        section.open(opens, Line(i + 1, lines[i]))
        if i + 1 < len(lines) and lines[i + 1].strip()[:1] == "(" and (date := only_stamp(lines[i + 1])):
            section.added_at = section.added_at or date
            return i + 2
    elif is_full_text(lines[i]):
        end = _stub_end(lines, i + 1) or len(lines)
        section.prose(lines[i + 1 : end])
        return end
    elif begins_export(lines, i):
        section.close()
        if level(lines[i]) == 1:
            section.draft.heading(name)
        return read_preamble(lines, i + 1, section.draft, inside=level(lines[i]) > 1)
    elif name:
        section.heading(level(lines[i]), name, Line(i + 1, lines[i]))
    return i + 1


def _stub_end(lines: list[str], start: int) -> int:
    """Where only a link stands for the full text, the index of the heading that opens the highlights behind it; else 0."""
    filled = [i for i in range(start, min(len(lines), start + 10)) if lines[i].strip()][:2]
    if len(filled) == 2 and lines[filled[0]].startswith("[[") and opening(title(lines[filled[1]])):  # noqa: PLR2004 - the link and the heading
        return filled[1]
    return 0


def _run_end(lines: list[str], start: int, *, bullets: bool) -> int:
    """The index behind the last line of what is no bullet and no heading."""
    i = start + 1
    while i < len(lines) and not level(lines[i]) and not (bullets and is_bullet(lines[i])):
        i = (fence_end(lines, i) if "```" in lines[i] else i) + 1
    return min(i, len(lines))
