"""Readwise's export to Obsidian and its kin: metadata, then a bullet, a quote or a paragraph a highlight; and what tells an export from a note."""

from collections.abc import Iterator

from app.formats.collector import Section
from app.formats.dates import only_stamp
from app.formats.document import Draft
from app.formats.fields import entry, is_known
from app.formats.headings import closes, is_section, level, opening, speaks_of_annotations, title
from app.formats.layout import Style, style_of
from app.formats.lines import block_end, card_end, chunk_end, fence_end, is_address, is_bullet, is_exported, is_rule
from app.formats.markers import peel
from app.formats.paragraphs import read_paragraphs
from app.formats.preamble import begins_export, is_full_text, read_preamble
from app.formats.source import Source
from app.model import Line, ParsedDocument

COVER = "![rw-book-cover"  # stands at the head of nearly every export, and of nothing else
_HEAD = 40  # lines
_SUMMARIES = frozenset({"summary", "abstract"})


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
    elif name and (section.highlights or not is_section(name)):
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


def is_export(source: Source) -> bool:
    """Whether a file is an export: it has the exporter's cover, or highlights and a work they are from, or is made of marked passages."""
    if COVER in source.text:
        return True
    lines = source.lines[source.header.end :]
    opened = next((i for i, line in enumerate(lines) if level(line) and opening(title(line))), None)
    marked = any(map(_is_passage, lines))
    if opened is None and not marked:
        return False
    if opened is not None and (marked or "added" in lines[opened]):
        return True
    draft = _stated(source, lines[: _HEAD if opened is None else min(opened, _HEAD)])
    if opened is None:
        return draft.stated_kind is not None or _is_made_of_passages(lines)
    return _is_described(draft, plain=not speaks_of_annotations(lines[opened]))


def _is_described(draft: Draft, *, plain: bool) -> bool:
    """Whether a work is named well enough for highlights without any mark. Below annotations, which own notes have too, an author does not do."""
    fields = draft.fields.keys() & {"url", "cover", "exporter_id"}
    return draft.stated_kind is not None or (bool(fields or draft.authors) if plain else bool(fields - {"url"}))


def _stated(source: Source, head: list[str]) -> Draft:
    """What the header and the first lines say of a work."""
    draft = source.draft()
    plain = True  # bare `Key: value` lines count only above all prose
    for line in head:
        found = entry(line)
        if found and (found.strong or line[:2] in ("- ", "* ", "> ") or (plain and is_known(found))):
            draft.add(found.key, found.value)
        elif line.strip() and not level(line):
            plain = False
    return draft


def _is_made_of_passages(lines: list[str]) -> bool:
    """Whether most of what stands at the margin, but for metadata and a summary, are passages with marks."""
    blocks = list(_blocks(lines))
    return sum(blocks) * 2 > len(blocks)


def _blocks(lines: list[str]) -> Iterator[bool]:
    """For each block that is no metadata, whether it is a passage with a mark."""
    summary = False
    i = 0
    while i < len(lines):
        line = lines[i]
        found = entry(line) if line.strip() else None
        if level(line):
            summary = title(line).casefold() in _SUMMARIES
        if not line.strip() or level(line) or is_rule(line) or is_address(line) or only_stamp(line) or (found and is_known(found)):
            i += 1
            continue
        stop = block_end(lines, i, len(lines), is_bullet)
        marked = "```" not in line and any(map(_is_passage, lines[i:stop] if is_bullet(line) else lines[stop - 1 : stop]))
        if marked or not summary:
            yield marked
        i = max(stop, i + 1)


def _is_passage(line: str) -> bool:
    return is_exported(line) or bool(peel(line).location)
