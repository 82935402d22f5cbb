"""Blocks of adjacent lines, read into passages and what annotates them."""

import re
from dataclasses import dataclass, field

from app.formats.exporters.callouts import note_in_callout, unquoted
from app.formats.exporters.trailing import cut_note
from app.formats.fields import labelled
from app.formats.lines import fence_end, is_bullet, is_exported, is_rule, unquote
from app.formats.markers.stripping import strip_markers
from app.formats.markers.values import NO_MARKERS, Markers, merge
from app.formats.passages.annotations import Annotations, is_furniture, is_tags
from app.formats.passages.collector import Collector
from app.formats.passages.layout import Layout, numbered

_INNER = re.compile(
    r"[ ]?\(?\[(?:View Highlight)?\]\(https://read\.readwise\.io/(?:new/)?read/[0-9A-Za-z]{26}\)\)?"
)


@dataclass(slots=True)
class _PendingLines:
    """Lines without a marker as yet, which makes them a passage."""

    lines: list[str] = field(default_factory=list)
    filled: bool = False  # something in them is not blank
    first: int = 0  # the number of the first of them, or of the line that may be

    def add(self, lines: list[str]) -> None:
        """Add lines."""
        self.lines += lines
        self.filled = self.filled or any(map(str.strip, lines))

    def begin(self, first: int, *lines: str) -> None:
        """Replace the pending lines."""
        self.lines, self.filled, self.first = list(lines), any(lines), first

    def end(self) -> None:
        """Drop all lines."""
        self.lines, self.filled = [], False


@dataclass(slots=True)
class BlockReader:
    """Reader of the blocks of one run of highlights."""

    collector: Collector
    layout: Layout
    annotations: Annotations
    pending: _PendingLines = field(default_factory=_PendingLines)
    nested: bool = False  # the block is a quote, so that a quote within it is a note
    ruled: bool = False  # rules part the passages
    closed: bool = False  # a marker ended a passage since the last rule
    head: Markers = NO_MARKERS  # of a callout's head, for the passage below it

    def block(self, lines: list[str], first: int) -> None:
        """Read a block of adjacent lines; `first` is the number of its first line."""
        quote = all(line[:1] == ">" for line in lines)
        if quote and self.annotations.met and (note := note_in_callout(lines)):
            self.annotations.comment(note, first)
            return
        if self.ruled and self.collector.headed and self.annotations.met:
            self.annotations.comment(lines, first)  # KOReader parts a note from its passage so
            return
        texts, self.head = unquoted(lines) if quote else (lines, NO_MARKERS)
        self.nested = quote and texts is not lines
        lone = all(map(is_furniture, texts))  # only the marker of the lines above
        labels = self.annotations.fresh and not self.pending.filled and labelled(texts[0])
        if not lone and (quote or (self.layout == "prose" and not labels)):
            self.flush()
        if not self.pending.lines:
            self.pending.first = first
        elif not lone:
            self.pending.lines.append("")
        i = 0
        while i < len(texts):
            stop = fence_end(texts, i) if "```" in texts[i] else i
            if stop > i:
                self._code(texts[i : stop + 1], first + i)
            else:
                self._line(texts[i], first + i)
            i = stop + 1
        if self.nested and self.pending.filled and self.annotations.last >= first:
            below = [line for line in self.pending.lines if not is_rule(line)]
            self.annotations.comment(below, self.pending.first)  # in one quote with its passage
            self.pending.end()
        whole = (
            (quote and self.layout != "prose")
            or self.layout in ("paragraphs", "numbered")
            or self.head.stated
        )
        if whole and self.pending.filled:
            self._close(NO_MARKERS, first + len(lines) - 1)

    def flush(self) -> None:
        """Move pending lines to the comments of the passage above, or to the prose."""
        above = (
            self.annotations.met
            if self.layout == "prose"
            else self.layout == "quotes" and self.collector.highlights
        )
        if self.pending.filled and above:
            self.annotations.comment(self.pending.lines, self.pending.first)
        elif self.pending.filled:
            self.collector.prose(self.pending.lines)
        self.pending.end()
        self.annotations.fresh = False

    def rule(self) -> None:
        """Read a rule; lines between a marker and a rule are the reader's note on that passage."""
        if self.layout == "marked" and self.closed and self.pending.filled:
            self.annotations.comment(self.pending.lines, self.pending.first)
            self.annotations.apply_comments()
            self.pending.end()
        self.ruled, self.closed = True, False

    def _line(self, text: str, number: int) -> None:
        if self._take_annotation(text, number):
            return
        text, note = cut_note(text)
        for piece, marker in _cut(text):
            stripped = strip_markers(marker or piece)
            remaining = (
                (piece if marker else stripped.text)
                if (piece if marker else stripped.text).strip("> \t—–-*+")
                else ""
            )
            if self._ends_highlight(stripped, marker or piece, remaining):
                self.pending.add([remaining] if remaining else [])
                self._close(stripped, number)
                self.pending.first = number + (not marker)
            else:
                self.pending.add([piece])
        if note:
            self.annotations.comment([note], number)

    def _ends_highlight(self, markers: Markers, written: str, remaining: str) -> bool:
        """Whether markers end a highlight.

        In the owner's prose, where any link may end a line, only an exporter's.
        """
        if self.layout == "prose" and not is_exported(written):
            return False
        return bool(
            markers.ids or markers.url or (markers.location and (remaining or self.pending.lines))
        )

    def _code(self, lines: list[str], number: int) -> None:
        """Read a whole code fence. In the owner's prose it only shows what a marker looks like."""
        last = number + len(lines) - 1
        stripped = [strip_markers(line) for line in lines] if self.layout != "prose" else []
        first_stated = next((marker for marker in stripped if marker.ids), None)
        if first_stated:
            self.pending.add(
                [
                    marker.text if marker.ids else line
                    for marker, line in zip(stripped, lines, strict=True)
                ]
            )
            self._close(first_stated, last)
            self.pending.first = last + 1
        elif (
            self.annotations.follows(number) and self.layout != "prose" and not self.pending.filled
        ):
            self.collector.extend(lines, last)
            self.pending.begin(last + 1)
        else:
            self.pending.add(lines)

    def _take_annotation(self, text: str, number: int) -> bool:
        """Attach a line to the passage above, or begin a new one; False where it does neither."""
        entry = self.annotations.label(text)
        ends = entry or (self.nested and text[:1] == ">")
        if (
            self.pending.filled
            and ends
            and (self.layout in ("paragraphs", "quotes") or self.head.stated)
        ):
            self._close(NO_MARKERS, number - 1)
        if entry and entry[0] == "text" and self.layout != "prose":
            self.pending.begin(number, entry[1])
            self.annotations.fresh = False
            return True
        if (
            self.pending.filled
            or not self.annotations.follows(number)
            or not self.annotations.take(text, number, entry, nested=self.nested)
        ):
            return False
        self.pending.first = number + 1
        return True

    def _close(self, markers: Markers, last: int) -> None:
        """Add the pending lines as a highlight with these markers."""
        lines = self.pending.lines
        tags = lines.pop().strip() if len(lines) > 1 and is_tags(lines[-1]) else ""
        self.annotations.apply_comments()
        if self.layout == "prose" and lines and (number := numbered(lines[0].lstrip())):
            lines[0] = lines[0].lstrip()[number:]
        elif self.layout == "prose" and lines and is_bullet(bullet := lines[0].lstrip()):
            lines[0] = unquote(bullet[2:]) if bullet[2:3] == ">" else bullet[2:]
        merged, self.head = merge(self.head, markers), NO_MARKERS
        if not self.collector.passage(lines, merged, self.pending.first, last):
            self.pending.end()
            self.annotations.met = self.annotations.fresh = False
            return
        if tags:
            self.collector.attach("tags", tags, last)
        self.pending.end()
        self.closed = markers.stated
        self.annotations.begin(last)


def _cut(line: str) -> list[tuple[str, str]]:
    """Line split after each marker within it: (text, marker) pairs, the last marker empty."""
    pieces: list[tuple[str, str]] = []
    at = 0
    if "read.readwise.io/" in line:
        for match in _INNER.finditer(line):
            if match.end() < len(line.rstrip()) and not line[
                match.end() : match.end() + 8
            ].lstrip().startswith(("[", "(", "^")):
                pieces.append((line[at : match.start()], match.group().strip()))
                at = match.end()
    return [*pieces, (line[at:], "")]
