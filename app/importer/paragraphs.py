"""Passages that are no bullets: paragraphs and quotes, each ended by the exporter's link, or standing alone."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from app.importer.dates import only_stamp
from app.importer.headings import level, opening, title
from app.importer.labels import labelled
from app.importer.lines import block_end, fence_end, is_bullet, is_exported, is_marked, is_rule, unquote
from app.importer.marks import NO_MARKS, Marks, merge, peel
from app.importer.section import Section

# What is a passage here: every bullet; every number; every quote; what ends with a mark; every paragraph; or only what ends with a mark,
# amid prose of the owner's own.
Style = Literal["bullets", "numbered", "quotes", "marked", "paragraphs", "own"]

_NUMBERED = re.compile(r"[0-9]{1,4}[.)] +")
_INNER = re.compile(r"[ ]?\(?\[(?:View Highlight)?\]\(https://read\.readwise\.io/(?:new/)?read/[0-9A-Za-z]{26}\)\)?")
_TAGS = re.compile(r"(?:#[^\s#]{1,80}[ \t,]*){1,40}")
_FARTHEST = 300  # lines: what says something of a passage does not stand farther below it
_QUOTES = frozenset({"quote", "cite", "highlight", "readwise", "text", "note", "info", "abstract"})
_CALLOUT = re.compile(r"\[!([A-Za-z-]{1,20})\][+-]?[ \t]*(.*)")


def style_of(lines: Sequence[str], start: int) -> Style:
    """What is a passage between the line at `start` and the next heading that opens highlights."""
    met = _Met()
    above = ""
    for i in range(start, len(lines)):
        line = lines[i]
        if not line.strip() or is_rule(line):
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


@dataclass(slots=True)
class Reader:
    """Reads the blocks of one run of highlights: `pending` waits for the mark that makes it a passage."""

    section: Section
    style: Style
    pending: list[str] = field(default_factory=list)
    filled: bool = False  # something in it is not blank
    first: int = 0
    nested: bool = False  # the block is a quote, so that a quote within it is a note
    head: Marks = NO_MARKS  # what the head of a callout said of the passage below it
    fresh: bool = False  # the last thing read was a passage, so that its tags and notes may follow
    noted: int = 0  # the number of the last line of its note, which the next line may go on with
    last: int = 0  # the number of the last line of the passage
    comments: list[str] = field(default_factory=list)  # the owner's words below the passage
    commented: int = 0  # the number of the line below them
    met: bool = False  # a passage stands above under the same heading, so that the owner's words are said of it

    def block(self, lines: list[str], first: int) -> None:
        """A block of lines that touch each other; `first` is the number of its first line."""
        quote = all(line[:1] == ">" for line in lines)
        texts, self.head = _unquoted(lines) if quote else (lines, NO_MARKS)
        self.nested = quote and texts is not lines
        lone = all(map(_is_furniture, texts))  # only the mark of what stands above
        if not lone and (quote or self.style == "own"):
            self.flush()
        if self.pending and not lone:
            self.pending.append("")
        self.first = self.first if self.pending else first
        i = 0
        while i < len(texts):
            stop = fence_end(texts, i) if "```" in texts[i] else i
            if stop > i:
                self._code(texts[i : stop + 1], first + i)
            else:
                self._line(texts[i], first + i)
            i = stop + 1
        whole = (quote and self.style != "own") or self.style in ("paragraphs", "numbered") or self.head.stated
        if whole and self.filled:
            self._close(NO_MARKS, first + len(lines) - 1)

    def flush(self) -> None:
        """End what waits for a mark: none came, so it is prose."""
        if self.filled and (self.met if self.style == "own" else self.style == "quotes" and self.section.highlights):
            self.comments += [*([""] if self.first > self.commented else []), *self.pending]
            self.commented = self.first + len(self.pending)
        elif self.filled:
            self.section.prose(self.pending)
        self.pending, self.filled, self.fresh = [], False, False

    def settle(self) -> None:
        """Give the passage above what its reader said of it."""
        if self.comments:
            self.section.comment(self.comments)
        self.comments = []

    def _wait(self, lines: list[str]) -> None:
        self.pending += lines
        self.filled = self.filled or any(map(str.strip, lines))

    def _line(self, text: str, number: int) -> None:
        if self._belongs(text, number):
            return
        for piece, mark in _cut(text):
            marks = peel(mark or piece)
            left = (piece if mark else marks.text) if (piece if mark else marks.text).strip("> \t—–-") else ""
            if self._ends(marks, mark or piece, left):
                self._wait([left] if left else [])
                self._close(marks, number)
                self.first = number + (not mark)
            else:
                self._wait([piece])

    def _ends(self, marks: Marks, told: str, left: str) -> bool:
        """Whether marks end a passage; in the owner's own prose, where any link may end a line, only an exporter's."""
        if self.style == "own" and not is_exported(told):
            return False
        return bool(marks.ids or marks.url or (marks.location and (left or self.pending)))

    def _code(self, lines: list[str], number: int) -> None:
        """A code fence whole. In the owner's own prose it only shows what a mark looks like."""
        last = number + len(lines) - 1
        marks = [peel(line) for line in lines] if self.style != "own" else []
        found = next((mark for mark in marks if mark.ids), None)
        if found:
            self._wait([mark.text if mark.ids else line for mark, line in zip(marks, lines, strict=True)])
            self._close(found, last)
            self.first = last + 1
        elif self.fresh and self.style != "own" and number <= self.last + _FARTHEST and not self.filled:
            self.section.extend(lines, last)
            self.pending, self.filled, self.first = [], False, last + 1
        else:
            self._wait(lines)

    def _belongs(self, text: str, number: int) -> bool:
        """Whether a line says something of the passage above it, which is then noted."""
        said = labelled(text)
        if said and peel(text).ids and self.section.is_marked():
            said = None  # it has a mark of its own, so it only begins like a label
        if self.filled and (said or (self.nested and text[:1] == ">")) and (self.style in ("paragraphs", "quotes") or self.head.stated):
            self._close(NO_MARKS, number - 1)
        if said and said[0] == "text" and self.style != "own":
            self.pending, self.filled, self.first, self.fresh = [said[1]], bool(said[1]), number, False
            return True
        if not self.fresh or self.filled or number > self.last + _FARTHEST:
            return False
        said = self._unlabelled(text, number) or said
        if said is None:
            return False
        self.section.attach(*said, number)
        self.noted = number if said[0] in ("note", "more") else 0
        self.first = number + 1
        return True

    def _unlabelled(self, text: str, number: int) -> tuple[str, str] | None:
        """(label, value) of a line below a passage that has no label and yet says something of it."""
        if _TAGS.fullmatch(text.strip()):
            return "tags", text.strip()
        if text.startswith("^") and not peel(text).text:
            return "block", text
        if self.nested and text.startswith(">") and not is_marked(text):
            return "note", _CALLOUT.sub(r"\2", unquote(text), count=1)
        marked = is_marked(text)
        if labelled(text) or (marked and self.section.is_marked()):
            return None
        if marked:
            return ("marked", text) if number == self.last + 1 or _is_furniture(text) else None
        return ("more", text) if number == self.noted + 1 else None

    def _close(self, marks: Marks, last: int) -> None:
        tags = self.pending.pop().strip() if len(self.pending) > 1 and _TAGS.fullmatch(self.pending[-1].strip()) else ""
        self.settle()
        if self.style == "own" and self.pending and is_bullet(bullet := self.pending[0].lstrip()):
            self.pending[0] = unquote(bullet[2:]) if bullet[2:3] == ">" else bullet[2:]
        self.section.passage(self.pending, merge(self.head, marks), self.first, last)
        self.head, self.last = NO_MARKS, last
        if tags:
            self.section.attach("tags", tags, last)
        self.pending, self.filled, self.fresh, self.noted, self.met = [], False, True, 0, True


def read_paragraphs(lines: list[str], start: int, end: int, section: Section, style: Style) -> None:
    """Take in the blocks between two headings."""
    reader = Reader(section, "own" if style == "bullets" else style)
    i = start
    while i < end:
        if not lines[i].strip() or is_rule(lines[i]):
            i += 1
            continue
        if (date := only_stamp(lines[i])) and i + 1 < end and lines[i + 1].strip():
            section.highlighted_at = date
            i += 1
            continue
        stop = block_end(lines, i, end, _breaks(lines[i], style))
        reader.block([lines[i][numbered(lines[i]) :], *lines[i + 1 : stop]] if style == "numbered" else lines[i:stop], i + 1)
        i = stop
    reader.flush()
    reader.settle()


def _breaks(first: str, style: Style) -> Callable[[str], bool] | None:
    """What ends a block besides a blank line: a number among numbers, the end of a quote among quotes, a quote or the next bullet in prose."""
    if style == "numbered":
        return lambda line: numbered(line) > 0
    quoted = first[:1] == ">"
    if style == "quotes":
        return lambda line: (line[:1] == ">") != quoted
    if style == "own":
        listed = is_bullet(first.lstrip())
        return lambda line: (line[:1] == ">" and not quoted) or (listed and is_bullet(line.lstrip()))
    return None


def _is_furniture(text: str) -> bool:
    """Whether a line holds nothing but a mark or hashtags."""
    return not peel(text).text.strip("> ") or _TAGS.fullmatch(text.strip()) is not None


def _cut(line: str) -> list[tuple[str, str]]:
    """The line in pieces: (text, the mark behind it) for every mark within it, then what stands behind the last one with its own mark."""
    pieces: list[tuple[str, str]] = []
    at = 0
    if "read.readwise.io/" in line:
        for found in _INNER.finditer(line):
            if found.end() < len(line.rstrip()) and not line[found.end() : found.end() + 8].lstrip().startswith(("[", "(", "^")):
                pieces.append((line[at : found.start()], found.group().strip()))
                at = found.end()
    return [*pieces, (line[at:], "")]


def _unquoted(lines: list[str]) -> tuple[list[str], Marks]:
    """The lines of a quote without their `>`, and the marks in the head of a callout. What kind of callout it is stays only if it tells something."""
    texts = [unquote(line) for line in lines]
    found = _CALLOUT.fullmatch(texts[0].strip())
    if not found:
        return texts, NO_MARKS
    marks = peel(found[2])
    if not found[2] and found[1].lower() not in _QUOTES:
        return lines, NO_MARKS
    return [marks.text, *texts[1:]], marks if marks != NO_MARKS._replace(text=marks.text) else NO_MARKS
