"""Readwise's export to Obsidian and its kin: metadata, then highlights as bullets or paragraphs.

The rules that tell an export from a note are here as well.
"""

import re
from collections.abc import Iterator

from app.formats.dates import only_stamp
from app.formats.document import DocumentBuilder
from app.formats.exporters.marking_headings import marks_passage
from app.formats.exporters.snipd import take_snip
from app.formats.fields import entry, is_known, labelled
from app.formats.first_passage import begins_export, is_full_text
from app.formats.headings import (
    closes,
    is_highlights_heading,
    level,
    opening,
    speaks_of_annotations,
    title,
)
from app.formats.lines import (
    block_end,
    card_end,
    chunk_end,
    fence_end,
    is_address,
    is_bullet,
    is_exported,
    is_rule,
)
from app.formats.markers.stripping import strip_markers
from app.formats.passages.collector import Collector
from app.formats.passages.layout import Layout, layout_of
from app.formats.passages.paragraphs import read_paragraphs
from app.formats.preamble import read_preamble
from app.formats.source import Source
from app.model import Line, ParsedDocument

COVER = "![rw-book-cover"  # at the head of nearly every export, and of nothing else
_HEAD = 40  # lines
_KINDLE_LINK = re.compile(r"[-*] \[[^\[\]\n]{1,40}\]\(kindle://book\?action=open&asin=\w{1,20}\)$")
_SUMMARIES = frozenset({"summary", "abstract"})


def read_obsidian(source: Source) -> tuple[ParsedDocument, list[Line]]:
    """Document of the file, and the unparsed lines."""
    collector = Collector(source.builder())
    start = read_preamble(source.lines, source.header.end, collector.builder)
    collector.added_at = collector.builder.fields.get("exported")
    read_highlights(source.lines, start, collector)
    return collector.builder.document(tuple(collector.highlights)), collector.unparsed


def read_highlights(lines: list[str], start: int, collector: Collector) -> None:
    """Add all highlights from the line that opens them to the end of the file."""
    i = start
    end = len(lines)
    layout: Layout = layout_of(lines, start)
    while i < end:
        line = lines[i]
        if not line or line.isspace():
            i += 1
        elif layout == "bullets" and is_bullet(line):
            i = _bullet(lines, i, collector)
        elif level(line):
            name = title(line)
            layout = (
                layout_of(lines, i + 1)
                if opening(name)
                else "prose"
                if closes(name, level(line))
                else layout
            )
            i = _heading(lines, i, collector)
        else:
            stop = _run_end(lines, i, bullets=layout == "bullets")
            if not take_snip(lines, i, stop, collector):
                read_paragraphs(lines, i, stop, collector, layout)
            i = stop
    collector.close()


def _bullet(lines: list[str], i: int, collector: Collector) -> int:
    """Add a bullet with its children; gives the index of the next line."""
    line = lines[i]
    ends_with_link = line[-2:] == "))"
    if (
        ends_with_link
        and i + 1 < len(lines)
        and lines[i + 1][:2] == "- "
        and collector.take_simple_bullet(line, i + 1)
    ):
        return i + 1
    stop = chunk_end(lines, i) if line[2:].strip() else card_end(lines, i)
    name = line[2:].strip()
    if level(name) and title(name) and stop == i + 1 and not strip_markers(name).stated:
        collector.heading(level(name), title(name), Line(i + 1, line))
        return stop
    collector.bullet(lines[i:stop], i + 1)
    return stop


def _heading(lines: list[str], i: int, collector: Collector) -> int:
    """Add a heading; gives the index of the next line."""
    name = title(lines[i])
    opens = opening(name)
    if opens:
        collector.open(opens, Line(i + 1, lines[i]))
        if (
            i + 1 < len(lines)
            and lines[i + 1].strip()[:1] == "("
            and (date := only_stamp(lines[i + 1]))
        ):
            collector.added_at = collector.added_at or date
            return i + 2
    elif is_full_text(lines[i]):
        end = _stub_end(lines, i + 1) or len(lines)
        collector.prose(lines[i + 1 : end])
        return end
    elif begins_export(lines, i):
        collector.close()
        if level(lines[i]) == 1:
            collector.builder.heading(name)
        return read_preamble(lines, i + 1, collector.builder, inside=level(lines[i]) > 1)
    elif name and (collector.highlights or not is_highlights_heading(name)):
        collector.heading(level(lines[i]), name, Line(i + 1, lines[i]))
    return i + 1


def _stub_end(lines: list[str], start: int) -> int:
    """Index of the heading that opens the highlights after a mere link to the full text; else 0."""
    filled = [i for i in range(start, min(len(lines), start + 10)) if lines[i].strip()][:2]
    if len(filled) < 2 or not lines[filled[0]].startswith("[["):  # noqa: PLR2004 - link, heading
        return 0
    return filled[1] if opening(title(lines[filled[1]])) else 0


def _run_end(lines: list[str], start: int, *, bullets: bool) -> int:
    """Index after the last line before the next heading, or bullet where there are `bullets`."""
    i = start + 1
    while i < len(lines) and not level(lines[i]) and not (bullets and is_bullet(lines[i])):
        i = (fence_end(lines, i) if "```" in lines[i] else i) + 1
    return min(i, len(lines))


def is_export(source: Source) -> bool:
    """Whether a file is an export.

    It has the exporter's cover, or highlights and the work they are from, or consists of
    passages with markers.
    """
    if COVER in source.text:
        return True
    lines = source.lines[source.header.end :]
    opened = next((i for i, line in enumerate(lines) if level(line) and opening(title(line))), None)
    marked = any(map(_is_passage, lines))
    if opened is None and not marked:
        return False
    if opened is not None and (marked or "added" in lines[opened]):
        return True
    builder = _described_work(source, lines[: _HEAD if opened is None else min(opened, _HEAD)])
    if opened is None:
        of_kindle = any(map(_KINDLE_LINK.match, lines[:_HEAD]))
        return of_kindle or builder.stated_kind is not None or _is_made_of_passages(lines)
    return _is_described(builder, plain=not speaks_of_annotations(lines[opened]))


def _is_described(builder: DocumentBuilder, *, plain: bool) -> bool:
    """Whether a work is described well enough for highlights without any marker.

    Below `Annotations`, a heading of the owner's notes too, an author does not suffice.
    """
    fields = builder.fields.keys() & {"url", "cover", "exporter_id"}
    return builder.stated_kind is not None or (
        bool(fields or builder.authors) if plain else bool(fields - {"url"})
    )


def _described_work(source: Source, head: list[str]) -> DocumentBuilder:
    """Document as the header and the first lines describe it."""
    builder = source.builder()
    plain = True  # bare `Key: value` lines count only above all prose
    for line in head:
        metadata = entry(line)
        if metadata and (
            metadata.strong or line[:2] in ("- ", "* ", "> ") or (plain and is_known(metadata))
        ):
            builder.add(metadata.key, metadata.value)
        elif line.strip() and not level(line):
            plain = False
    return builder


def _is_made_of_passages(lines: list[str]) -> bool:
    """Whether most blocks, without metadata and summary, are passages with markers."""
    blocks = list(_blocks(lines))
    return sum(blocks) * 2 > len(blocks)


def _blocks(lines: list[str]) -> Iterator[bool]:
    """For each block that is no metadata, whether it is a passage with a marker."""
    summary = marks = False
    i = 0
    while i < len(lines):
        line = lines[i]
        metadata = entry(line) if line.strip() else None
        if level(line):
            summary, marks = title(line).casefold() in _SUMMARIES, marks_passage(line)
        if (
            not line.strip()
            or level(line)
            or is_rule(line)
            or is_address(line)
            or only_stamp(line)
            or (metadata and is_known(metadata))
        ):
            i += 1
            continue
        if labelled(line):  # a note or tags on a passage, with its list
            i = block_end(lines, i, len(lines))
            continue
        stop = block_end(lines, i, len(lines), is_bullet)
        several = is_bullet(line) or line[:1] == ">"
        marked = "```" not in line and any(
            map(_is_passage, lines[i:stop] if several else lines[stop - 1 : stop])
        )
        marked, marks = marked or marks, False
        if marked or not summary:
            yield marked
        i = max(stop, i + 1)


def _is_passage(line: str) -> bool:
    return marks_passage(line) or is_exported(line) or bool(strip_markers(line).location)
