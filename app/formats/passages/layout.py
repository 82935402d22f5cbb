"""Layout of a run of highlights: by which lines its passages are recognised."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from app.formats.dates import only_stamp
from app.formats.fields import labelled
from app.formats.headings import level, opening, title
from app.formats.lines import is_bullet, is_marked, is_rule

# A passage is every bullet; every number; every quote; every text that ends with a marker; every
# paragraph; or, in the owner's prose, every text with an exporter's marker.
Layout = Literal["bullets", "numbered", "quotes", "marked", "paragraphs", "prose"]

_NUMBERED = re.compile(r"[0-9]{1,4}[.)] +")


def layout_of(lines: Sequence[str], start: int) -> Layout:
    """Layout between the line at `start` and the next heading that opens highlights."""
    met = _LineCounts()
    above = ""
    for i in range(start, len(lines)):
        line = lines[i]
        if not line.strip() or is_rule(line) or (line[0] == "(" and only_stamp(line)):
            above = ""
            continue
        if level(line):
            if opening(title(line)):
                break
            continue
        if met.nothing and is_bullet(line):
            return "bullets"
        if (
            met.nothing
            and numbered(line)
            and (is_marked(line) or any(map(numbered, lines[i + 1 : i + 4])))
        ):
            return "numbered"
        met.line(line, above)
        above = line
    return met.layout()


@dataclass(slots=True)
class _LineCounts:
    """Counts of each kind of line in a run that begins with neither bullet nor number."""

    nothing: bool = True
    quotes: int = 0
    bullets: int = 0
    paragraphs: int = 0
    markers: int = 0
    quoted_markers: int = 0
    listed_markers: int = 0
    listed: bool = False  # the last line was a bullet or part of one

    def line(self, line: str, above: str) -> None:
        """Count one more line; `above` is the line directly before it, if any."""
        quoted, marked = line[0] == ">", is_marked(line)
        bullet = is_bullet(line) and labelled(line) is None
        below_quote = quoted or above[:1] == ">"
        self.nothing = False
        self.listed = bullet or (self.listed and line[0] in " \t")
        self.quotes += quoted
        self.bullets += bullet
        self.paragraphs += not (above or self.listed or quoted)
        self.markers += marked
        self.quoted_markers += marked and below_quote
        self.listed_markers += marked and self.listed and not below_quote

    def layout(self) -> Layout:
        """Layout by the counts.

        Bullets, if most markers are at them, or if without any marker they outnumber
        paragraphs: the rest is the owner's.
        """
        if self.listed_markers * 2 > self.markers or (
            not self.markers and not self.quotes and self.bullets > self.paragraphs
        ):
            return "bullets"
        if self.markers and self.quoted_markers * 2 < self.markers:
            return "marked"
        return "quotes" if self.quotes else "paragraphs"


def numbered(line: str) -> int:
    """Length of the number of a numbered list's line in letters, 0 without one."""
    match = _NUMBERED.match(line) if line[:1].isdecimal() else None
    return match.end() if match else 0
