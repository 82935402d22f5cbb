"""Passages that are no bullets: paragraphs and quotes, each ended by the exporter's link, or standing alone; and what is said of them below."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from app.formats.collector import Section
from app.formats.dates import only_stamp
from app.formats.fields import labelled
from app.formats.layout import Style, numbered
from app.formats.lines import block_end, fence_end, is_bullet, is_exported, is_marked, is_rule, unquote
from app.formats.markers import NO_MARKS, Marks, dated_mark, merge, peel

CALLOUT = re.compile(r"\[!([A-Za-z-]{1,20})\][+-]?[ \t]*(.*)")
_TAGS = re.compile(r"(?:#[^\s#]{1,80}[ \t,]*){1,40}")
_NOTED = re.compile(r"\s\^[A-Za-z0-9_-]{1,60}-note$")  # the block id of a note
_NESTED = 4  # spaces
_FARTHEST = 300  # lines: what says something of a passage does not stand farther below it
_INNER = re.compile(r"[ ]?\(?\[(?:View Highlight)?\]\(https://read\.readwise\.io/(?:new/)?read/[0-9A-Za-z]{26}\)\)?")
_QUOTES = frozenset({"quote", "cite", "highlight", "readwise", "text", "note", "info", "abstract"})


def is_tags(line: str) -> bool:
    """Whether a line holds nothing but hashtags."""
    return _TAGS.fullmatch(line.strip()) is not None


def is_furniture(line: str) -> bool:
    """Whether a line holds nothing but a mark or hashtags."""
    return not peel(line).text.strip("> ") or is_tags(line)


@dataclass(slots=True)
class Remarks:
    """Gives the last passage of a section what stands below it."""

    section: Section
    met: bool = False  # a passage stands above under the same heading, so that the owner's words are said of it
    fresh: bool = False  # the last thing read was a passage, so that its tags and notes may follow
    last: int = 0  # the number of the last line of the passage
    indent: int = 0  # of what stands below its note, in spaces
    noted: int = 0  # the number of the last line of its note, which the next line may go on with
    comments: list[str] = field(default_factory=list)  # the owner's words below the passage
    commented: int = 0  # the number of the line below them

    def begin(self, last: int) -> None:
        """A passage was read; `last` is the number of its last line."""
        self.met, self.fresh, self.last, self.noted = True, True, last, 0

    def follows(self, number: int) -> bool:
        """Whether what stands on this line may still be said of the passage."""
        return self.fresh and number <= self.last + _FARTHEST

    def label(self, line: str) -> tuple[str, str] | None:
        """(label, value) of a line that says what it is, unless it has a mark of its own and only begins like a label."""
        said = labelled(line)
        return None if said and peel(line).ids and self.section.is_marked() else said

    def take(self, line: str, number: int, said: tuple[str, str] | None, *, nested: bool) -> bool:
        """Whether a line, of which `label` is `said`, says something of the passage, which is then noted. `nested`: it stands in a quote."""
        said = self._unlabelled(line, number, nested=nested) or said
        if said is None:
            return False
        if said[0] == "note":
            self.indent = len(line) - len(line.lstrip(" ")) + _NESTED
        if said[0] == "more":
            said = said[0], line[min(self.indent, len(line) - len(line.lstrip(" "))) :]
        self.section.attach(*said, number)
        self.noted = number if said[0] in ("note", "more") else 0
        return True

    def comment(self, lines: list[str], first: int) -> None:
        """The owner's words; `first` is the number of their first line."""
        self.comments += [*([""] if first > self.commented else []), *lines]
        self.commented = first + len(lines)

    def settle(self) -> None:
        """Give the passage what its owner said of it."""
        if self.comments:
            self.section.comment(self.comments)
        self.comments = []

    def _unlabelled(self, line: str, number: int, *, nested: bool) -> tuple[str, str] | None:
        """(label, value) of a line that has no label and yet says something of the passage."""
        if is_tags(line):
            return "tags", line.strip()
        if _NOTED.search(line) or (line.startswith("^") and not peel(line).text):
            marks = peel(line)
            return ("note", "\n\n".join(filter(None, (marks.text, marks.note)))) if _NOTED.search(line) else ("block", line)
        if nested and line.startswith(">") and not is_marked(line):
            return "note", CALLOUT.sub(r"\2", unquote(line), count=1)
        marked = is_marked(line)
        if labelled(line) or (marked and self.section.is_marked()):
            return None
        if marked:
            return ("marked", line) if number == self.last + 1 or is_furniture(line) else None
        return ("more", line) if number == self.noted + 1 else None


@dataclass(slots=True)
class _Waiting:
    """Lines that wait for the mark which makes them a passage."""

    lines: list[str] = field(default_factory=list)
    filled: bool = False  # something in them is not blank
    first: int = 0  # the number of the first of them, or of the line that may be

    def add(self, lines: list[str]) -> None:
        """Let these wait as well."""
        self.lines += lines
        self.filled = self.filled or any(map(str.strip, lines))

    def begin(self, first: int, *lines: str) -> None:
        """Let only these wait."""
        self.lines, self.filled, self.first = list(lines), any(lines), first

    def end(self) -> None:
        """Nothing waits any longer."""
        self.lines, self.filled = [], False


@dataclass(slots=True)
class _Reader:
    """Reads the blocks of one run of highlights."""

    section: Section
    style: Style
    remarks: Remarks
    waiting: _Waiting = field(default_factory=_Waiting)
    nested: bool = False  # the block is a quote, so that a quote within it is a note
    ruled: bool = False  # rules part the passages
    closed: bool = False  # a mark ended a passage since the last rule
    head: Marks = NO_MARKS  # what the head of a callout said of the passage below it

    def block(self, lines: list[str], first: int) -> None:
        """A block of lines that touch each other; `first` is the number of its first line."""
        quote = all(line[:1] == ">" for line in lines)
        texts, self.head = _unquoted(lines) if quote else (lines, NO_MARKS)
        self.nested = quote and texts is not lines
        lone = all(map(is_furniture, texts))  # only the mark of what stands above
        if not lone and (quote or self.style == "prose"):
            self.flush()
        if not self.waiting.lines:
            self.waiting.first = first
        elif not lone:
            self.waiting.lines.append("")
        i = 0
        while i < len(texts):
            stop = fence_end(texts, i) if "```" in texts[i] else i
            if stop > i:
                self._code(texts[i : stop + 1], first + i)
            else:
                self._line(texts[i], first + i)
            i = stop + 1
        whole = (quote and self.style != "prose") or self.style in ("paragraphs", "numbered") or self.head.stated
        if whole and self.waiting.filled:
            self._close(NO_MARKS, first + len(lines) - 1)

    def flush(self) -> None:
        """End what waits for a mark: none came, so it is said of the passage above, or prose."""
        above = self.remarks.met if self.style == "prose" else self.style == "quotes" and self.section.highlights
        if self.waiting.filled and above:
            self.remarks.comment(self.waiting.lines, self.waiting.first)
        elif self.waiting.filled:
            self.section.prose(self.waiting.lines)
        self.waiting.end()
        self.remarks.fresh = False

    def rule(self) -> None:
        """A rule between passages: what stands between a mark and the rule is the reader's note on that passage."""
        if self.style == "marked" and self.closed and self.waiting.filled:
            self.remarks.comment(self.waiting.lines, self.waiting.first)
            self.remarks.settle()
            self.waiting.end()
        self.ruled, self.closed = True, False

    def _line(self, text: str, number: int) -> None:
        if self._belongs(text, number):
            return
        for piece, mark in _cut(text):
            marks = peel(mark or piece)
            left = (piece if mark else marks.text) if (piece if mark else marks.text).strip("> \t—–-") else ""
            if self._ends(marks, mark or piece, left):
                self.waiting.add([left] if left else [])
                self._close(marks, number)
                self.waiting.first = number + (not mark)
            else:
                self.waiting.add([piece])

    def _ends(self, marks: Marks, told: str, left: str) -> bool:
        """Whether marks end a passage; in the owner's own prose, where any link may end a line, only an exporter's."""
        if self.style == "prose" and not is_exported(told):
            return False
        return bool(marks.ids or marks.url or (marks.location and (left or self.waiting.lines)))

    def _code(self, lines: list[str], number: int) -> None:
        """A code fence whole. In the owner's own prose it only shows what a mark looks like."""
        last = number + len(lines) - 1
        marks = [peel(line) for line in lines] if self.style != "prose" else []
        found = next((mark for mark in marks if mark.ids), None)
        if found:
            self.waiting.add([mark.text if mark.ids else line for mark, line in zip(marks, lines, strict=True)])
            self._close(found, last)
            self.waiting.first = last + 1
        elif self.remarks.follows(number) and self.style != "prose" and not self.waiting.filled:
            self.section.extend(lines, last)
            self.waiting.begin(last + 1)
        else:
            self.waiting.add(lines)

    def _belongs(self, text: str, number: int) -> bool:
        """Whether a line says something of the passage above it, which is then noted, or that the next one begins here."""
        said = self.remarks.label(text)
        ends = said or (self.nested and text[:1] == ">")
        if self.waiting.filled and ends and (self.style in ("paragraphs", "quotes") or self.head.stated):
            self._close(NO_MARKS, number - 1)
        if said and said[0] == "text" and self.style != "prose":
            self.waiting.begin(number, said[1])
            self.remarks.fresh = False
            return True
        if self.waiting.filled or not self.remarks.follows(number) or not self.remarks.take(text, number, said, nested=self.nested):
            return False
        self.waiting.first = number + 1
        return True

    def _close(self, marks: Marks, last: int) -> None:
        """What waits is a passage, with these marks."""
        lines = self.waiting.lines
        tags = lines.pop().strip() if len(lines) > 1 and is_tags(lines[-1]) else ""
        self.remarks.settle()
        if self.style == "prose" and lines and is_bullet(bullet := lines[0].lstrip()):
            lines[0] = unquote(bullet[2:]) if bullet[2:3] == ">" else bullet[2:]
        self.section.passage(lines, merge(self.head, marks), self.waiting.first, last)
        self.head = NO_MARKS
        if tags:
            self.section.attach("tags", tags, last)
        self.waiting.end()
        self.closed = marks.stated
        self.remarks.begin(last)


def read_paragraphs(lines: list[str], start: int, end: int, section: Section, style: Style) -> None:
    """Take in the blocks between two headings."""
    reader = _Reader(section, "prose" if style == "bullets" else style, Remarks(section))
    i = start
    while i < end:
        if is_rule(lines[i]):
            reader.rule()
            i += 1
            continue
        if not lines[i].strip():
            i += 1
            continue
        if (date := only_stamp(lines[i])) and i + 1 < end and lines[i + 1].strip():
            section.highlighted_at = date
            i += 1
            continue
        stop = block_end(lines, i, end, _breaks(lines[i], style))
        reader.block([lines[i][numbered(lines[i]) :], *lines[i + 1 : stop]] if style == "numbered" else lines[i:stop], i + 1)
        i = stop
    if reader.ruled:
        reader.rule()
    reader.flush()
    reader.remarks.settle()


def _breaks(first: str, style: Style) -> Callable[[str], bool] | None:
    """What ends a block besides a blank line: a number among numbers, the end of a quote among quotes, a quote or the next bullet in prose."""
    if style == "numbered":
        return lambda line: numbered(line) > 0
    quoted = first[:1] == ">"
    if style == "quotes":
        return lambda line: (line[:1] == ">") != quoted
    if style == "prose":
        listed = is_bullet(first.lstrip())
        return lambda line: (line[:1] == ">" and not quoted) or (listed and is_bullet(line.lstrip()))
    return None


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
    found = CALLOUT.fullmatch(texts[0].strip())
    if not found:
        return texts, NO_MARKS
    marks = dated_mark(found[2]) or peel(found[2])
    if not found[2] and found[1].lower() not in _QUOTES:
        return lines, NO_MARKS
    return [marks.text, *texts[1:]], marks if marks != NO_MARKS._replace(text=marks.text) else NO_MARKS
