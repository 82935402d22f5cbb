"""Roam's export converted for Logseq: every attribute and every highlight is a heading."""

import re

from app.formats.headings import level, opening, title
from app.formats.markers.stripping import strip_markers
from app.formats.passages.collector import Collector
from app.formats.preamble import cover
from app.formats.source import Source
from app.model import Line, ParsedDocument

_ATTRIBUTE = re.compile(r"([^\s:][^:\n]{0,40})::[ \t]*(.*)")
_MARK = re.compile(r"^## (?:Author|Full Title|Category):: ?", re.MULTILINE)


def is_headed(source: Source) -> bool:
    """Whether a file has attributes as headings."""
    return "## " in source.text and "::" in source.text and _MARK.search(source.text) is not None


def read_headed(source: Source) -> tuple[ParsedDocument, list[Line]]:
    """Document of the file, and the unparsed lines."""
    collector = Collector(source.builder())
    lines = source.lines
    i = source.header.end
    opened = False
    while i < len(lines):
        end = next((k for k in range(i + 1, len(lines)) if level(lines[k])), len(lines))
        opened = (
            _heading(lines[i:end], i + 1, collector, opened=opened)
            if level(lines[i])
            else _prose(lines[i:end], collector, opened=opened)
        )
        i = end
    return collector.builder.document(tuple(collector.highlights)), collector.unparsed


def _heading(lines: list[str], first: int, collector: Collector, *, opened: bool) -> bool:
    """Read a heading and the lines below it; gives whether highlights have been opened."""
    name = title(lines[0])
    opens = opening(name)
    attribute = _ATTRIBUTE.fullmatch(name)
    if opens:
        collector.open(opens, Line(first, lines[0]))
    elif attribute and not opened:
        collector.builder.add(attribute[1], attribute[2])
    elif opened:
        last = max(i for i, line in enumerate(lines) if line.strip())
        markers = strip_markers("\n".join([name, *(line.strip() for line in lines[1:])]))
        collector.passage([markers.text], markers, first, first + last)
        return True
    else:
        collector.builder.body.append(lines[0])
    return _prose(lines[1:], collector, opened=opened or opens is not None)


def _prose(lines: list[str], collector: Collector, *, opened: bool) -> bool:
    collector.builder.body += [
        line for line in lines if line.strip() and not cover(line.strip(), collector.builder)
    ]
    return opened
