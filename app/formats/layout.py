"""What is a passage in a run of highlights, as its lines look."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from app.formats.dates import only_stamp
from app.formats.fields import labelled
from app.formats.headings import level, opening, title
from app.formats.lines import is_bullet, is_marked, is_rule

# A passage is every bullet; every number; every quote; what ends with a mark; every paragraph; or, in the owner's prose, what an exporter marked.
Style = Literal["bullets", "numbered", "quotes", "marked", "paragraphs", "prose"]

_NUMBERED = re.compile(r"[0-9]{1,4}[.)] +")


def style_of(lines: Sequence[str], start: int) -> Style:
    """What is a passage between the line at `start` and the next heading that opens highlights."""
    met = _Met()
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
        if met.nothing and numbered(line) and (is_marked(line) or any(map(numbered, lines[i + 1 : i + 4]))):
            return "numbered"
        met.line(line, above)
        above = line
    return met.style()


@dataclass(slots=True)
class _Met:
    """What stands in a section whose first line is neither bullet nor number: how many of each sort of line."""

    nothing: bool = True
    quotes: int = 0
    bullets: int = 0
    paragraphs: int = 0
    marks: int = 0
    quoted_marks: int = 0
    listed_marks: int = 0
    listed: bool = False  # the last line was a bullet or stood in one

    def line(self, line: str, above: str) -> None:
        """Count one more line; `above` is the line that it touches, if any."""
        quoted, marked = line[0] == ">", is_marked(line)
        bullet = is_bullet(line) and labelled(line) is None
        below_quote = quoted or above[:1] == ">"
        self.nothing = False
        self.listed = bullet or (self.listed and line[0] in " \t")
        self.quotes += quoted
        self.bullets += bullet
        self.paragraphs += not (above or self.listed or quoted)
        self.marks += marked
        self.quoted_marks += marked and below_quote
        self.listed_marks += marked and self.listed and not below_quote

    def style(self) -> Style:
        """What is a passage. Bullets are, if most marks stand at them, or if without any there are more than paragraphs: the rest is the owner's."""
        if self.listed_marks * 2 > self.marks or (not self.marks and not self.quotes and self.bullets > self.paragraphs):
            return "bullets"
        if self.marks and self.quoted_marks * 2 < self.marks:
            return "marked"
        return "quotes" if self.quotes else "paragraphs"


def numbered(line: str) -> int:
    """How many letters of a line are the number of a numbered list, 0 without one."""
    found = _NUMBERED.match(line) if line[:1].isdecimal() else None
    return found.end() if found else 0
