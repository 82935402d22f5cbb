"""Exports of the readwise-mirror plugin: passages between rules, each with a block id."""

import re

from app.formats.families.obsidian import read_highlights
from app.formats.fields import entry, is_known
from app.formats.headings import level, opening, title
from app.formats.lines import is_rule
from app.formats.markers.stripping import strip_markers
from app.formats.passages.collector import Collector
from app.formats.passages.paragraphs import read_paragraphs
from app.formats.preamble import cover, read_preamble
from app.formats.source import Source
from app.model import Line, ParsedDocument

_NUMBER = re.compile(r"[ \t]\^[0-9]{6,20}[ \t]*$", re.MULTILINE)
_MARK = re.compile(r"^%%[ \t]*\nID: [0-9]", re.MULTILINE)


def is_mirror(source: Source) -> bool:
    """Whether a file has the plugin's comment with the document's number."""
    return "%%" in source.text[:4000] and _MARK.search(source.text) is not None


def read_mirror(source: Source) -> tuple[ParsedDocument, list[Line]]:
    """Document of the file, and the unparsed lines."""
    collector = Collector(source.builder())
    lines = source.lines
    i = read_preamble(lines, source.header.end, collector.builder)
    if i < len(lines) and (opens := opening(title(lines[i]))):
        collector.open(opens, Line(i + 1, lines[i]))
        i += 1
    numbered = _NUMBER.search(source.text) is not None
    while i < len(lines):
        if level(lines[i]) and opening(
            title(lines[i])
        ):  # another exporter's highlights behind the plugin's own
            read_highlights(lines, i, collector)
            break
        end = _end(lines, i + 1)
        while end < len(lines) and numbered and _goes_on(lines, i, end):
            end = _end(lines, end + 1)
        _segment(lines, i + is_rule(lines[i]), end, collector)
        i = end
    collector.close()
    return collector.builder.document(tuple(collector.highlights)), collector.unparsed


def _end(lines: list[str], start: int) -> int:
    """Index of the next rule, or of a heading that opens highlights, or of the end."""
    i = start
    while (
        i < len(lines)
        and not is_rule(lines[i])
        and not (level(lines[i]) and opening(title(lines[i])))
    ):
        i += 1
    return i


def _goes_on(lines: list[str], start: int, end: int) -> bool:
    """Whether the rule at `end` is part of a passage.

    Yes where no number comes above it, and one below it before any heading.
    """
    if not is_rule(lines[end]) or any(strip_markers(line).ids for line in lines[start:end]):
        return False
    if not any(line.strip() and not is_rule(line) and not level(line) for line in lines[start:end]):
        return False
    below = lines[end + 1 : _end(lines, end + 1)]
    return any(strip_markers(line).ids for line in below) and not any(map(level, below))


def _segment(lines: list[str], start: int, end: int, collector: Collector) -> None:
    """Read the lines between two rules: headings, then a passage that ends with its number."""
    first = next((i for i in range(start, end) if lines[i].strip()), end)
    while first < end and level(lines[first]):
        collector.heading(level(lines[first]), title(lines[first]), Line(first + 1, lines[first]))
        first = next((i for i in range(first + 1, end) if lines[i].strip()), end)
    entries = [
        entry(line)
        for line in lines[first:end]
        if line.strip() and not cover(line.strip(), collector.builder)
    ]
    if entries and all(each and is_known(each) for each in entries):
        for each in filter(None, entries):
            collector.builder.add(each.key, each.value)
    elif entries:
        read_paragraphs(
            lines,
            first,
            end,
            collector,
            "marked" if any(strip_markers(line).ids for line in lines[first:end]) else "paragraphs",
        )
