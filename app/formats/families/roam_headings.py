"""Roam's export converted for Logseq, where every attribute and every highlight has become a heading."""

import re

from app.formats.collector import Section
from app.formats.headings import level, opening, title
from app.formats.markers import peel
from app.formats.preamble import cover
from app.formats.source import Source
from app.model import Line, ParsedDocument

_ATTRIBUTE = re.compile(r"([^\s:][^:\n]{0,40})::[ \t]*(.*)")
_MARK = re.compile(r"^## (?:Author|Full Title|Category):: ?", re.MULTILINE)


def is_headed(source: Source) -> bool:
    """Whether a file has attributes as headings."""
    return "## " in source.text and "::" in source.text and _MARK.search(source.text) is not None


def read_headed(source: Source) -> tuple[ParsedDocument, list[Line]]:
    """The document and the lines that nobody understood."""
    section = Section(source.draft())
    lines = source.lines
    i = source.header.end
    opened = False
    while i < len(lines):
        end = next((k for k in range(i + 1, len(lines)) if level(lines[k])), len(lines))
        opened = _heading(lines[i:end], i + 1, section, opened=opened) if level(lines[i]) else _prose(lines[i:end], section, opened=opened)
        i = end
    return section.draft.document(tuple(section.highlights)), section.unparsed


def _heading(lines: list[str], first: int, section: Section, *, opened: bool) -> bool:
    """Take in a heading with what stands below it; gives whether highlights have been opened."""
    name = title(lines[0])
    opens = opening(name)
    attribute = _ATTRIBUTE.fullmatch(name)
    if opens:
        section.open(opens, Line(first, lines[0]))
    elif attribute and not opened:
        section.draft.add(attribute[1], attribute[2])
    elif opened:
        last = max(i for i, line in enumerate(lines) if line.strip())
        marks = peel("\n".join([name, *(line.strip() for line in lines[1:])]))
        section.passage([marks.text], marks, first, first + last)
        return True
    else:
        section.draft.body.append(lines[0])
    return _prose(lines[1:], section, opened=opened or opens is not None)


def _prose(lines: list[str], section: Section, *, opened: bool) -> bool:
    section.draft.body += [line for line in lines if line.strip() and not cover(line.strip(), section.draft)]
    return opened
