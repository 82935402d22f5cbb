"""Pieces of a long text that are rendered one at a time, with headings and footnote numbers."""

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field

from app.markdown.anchors import free_id, heading_id
from app.markdown.asides import comment_end

PIECE = 30_000  # letters of a piece, about
_MOST = 2 * PIECE  # beyond which a piece ends where no heading and no blank line is
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,}|\$\$)")
_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(\S.{0,1000}?)(?:[ \t]+#+)?[ \t]*$")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_OPENS = re.compile(
    r"[ \t]|[-*+>|#=]|\d{1,9}[.)]|\[\^|<"
)  # what may belong to the block before it, or is no paragraph
_NOTE = re.compile(r" {0,3}\[\^([^\]\s^]{1,100})\]:(?!\S*\()")
_CALL = re.compile(r"\[\^([^\]\s^]{1,100})\](?!:)")
_NAMED = re.compile(r" {0,3}\[(?!\^)[^\]\n]{1,200}\]:[ \t]*\S")


@dataclass(frozen=True, slots=True)
class TextHeading:
    """Heading: its Markdown, level from 1, HTML id, and number of its piece, from 1."""

    words: str
    level: int
    anchor: str
    piece: int


@dataclass(frozen=True, slots=True)
class Piece:
    """Piece of Markdown with its footnotes and link definitions.

    `notes_before` is the number of footnotes called in the pieces before it.
    """

    markdown: str
    notes_before: int = 0


@dataclass(frozen=True, slots=True)
class Text:
    """Text in its pieces, at least one."""

    pieces: tuple[Piece, ...]
    headings: tuple[TextHeading, ...]

    def piece_of(self, anchor: str) -> int | None:
        """Number, from 1, of the piece with a heading or block of this HTML id, or None."""
        heading_piece = next(
            (heading.piece for heading in self.headings if heading.anchor == anchor), None
        )
        if heading_piece or not anchor.startswith("block-"):
            return heading_piece
        named = re.compile(
            rf"\^{re.escape(anchor.removeprefix('block-'))}[ \t]*$", re.IGNORECASE | re.MULTILINE
        )
        return next(
            (number for number, piece in enumerate(self.pieces, 1) if named.search(piece.markdown)),
            None,
        )


@dataclass(slots=True)
class _Scan:
    """Line numbers of headings, of possible starts of pieces, and of code."""

    headings: list[tuple[int, int, str]] = field(default_factory=list)
    breaks: set[int] = field(default_factory=set)
    code: set[int] = field(default_factory=set)


def pieces(markdown: str) -> Text:
    """Text in pieces of similar length that begin at headings or paragraphs; a short one in one."""
    lines = markdown.split("\n")
    scan = _scanned(lines)
    begins = [0] if len(markdown) <= PIECE * 4 // 3 else _piece_starts(lines, scan)
    spans = [
        range(first, last) for first, last in zip(begins, [*begins[1:], len(lines)], strict=True)
    ]
    made = (Piece(markdown),) if len(spans) == 1 else tuple(_pieces(lines, spans, scan.code))
    return Text(made, tuple(_headings(scan, spans)))


def _scanned(lines: Sequence[str]) -> _Scan:
    scan, fence, at = _Scan(), "", 0
    while at < len(lines):
        line = lines[at]
        opening = _FENCE.match(line)
        if fence or opening:
            scan.code.add(at)
        if fence:
            fence = (
                ""
                if opening and opening[1].startswith(fence) and not line.strip().strip(fence[0])
                else fence
            )
        elif opening:
            fence = "" if opening[1] == "$$" and line.count("$$") > 1 else opening[1]
        elif (end := comment_end(lines, at) if line.lstrip().startswith("%%") else -1) > at:
            at = end
        else:
            _scan_line(scan, lines, at)
        at += 1
    return scan


def _scan_line(scan: _Scan, lines: Sequence[str], at: int) -> None:
    line, before = lines[at], lines[at - 1] if at else ""
    after = lines[at + 1] if at + 1 < len(lines) else ""
    if match := _HEADING.match(line):
        scan.headings.append((at, len(match[1]), match[2]))
    elif line.strip() and not before.strip() and not _OPENS.match(line):
        if match := _UNDERLINE.match(after):
            scan.headings.append((at, 1 if match[1][0] == "=" else 2, line.strip()))
        scan.breaks.add(at)


def _piece_starts(lines: Sequence[str], scan: _Scan) -> list[int]:
    """Line numbers at which pieces begin.

    A heading, else a paragraph once they are long enough. Code is never cut.
    """
    headed = {at for at, *_ in scan.headings}
    begins, letters = [0], 0
    for at, line in enumerate(lines):
        fits = (
            (letters > PIECE // 2 and at in headed)
            or (letters > PIECE and at in scan.breaks)
            or (letters > _MOST and at not in scan.code)
        )
        if at and fits:
            begins.append(at)
            letters = 0
        letters += len(line) + 1
    return begins


def _headings(scan: _Scan, spans: Sequence[range]) -> Iterator[TextHeading]:
    """Headings with the HTML ids that the renderer gives them, piece by piece."""
    headings = iter(scan.headings)
    heading = next(headings, None)
    for number, span in enumerate(spans, 1):
        given: dict[str, int] = {}
        while heading and heading[0] < span.stop:
            anchor = free_id(heading_id(heading[2]), given)
            yield TextHeading(heading[2], heading[1], anchor, number)
            heading = next(headings, None)


def _pieces(lines: list[str], spans: Sequence[range], code: Container[int]) -> Iterator[Piece]:
    notes, named, text_lines = _definitions(lines, code)
    uncalled = notes.keys() - set(_CALL.findall("\n".join(lines)))
    called: set[str] = set()
    for span in spans:
        text = "\n".join(lines[at] for at in span if at in text_lines)
        before = len(called)
        here = list(dict.fromkeys(label for label in _CALL.findall(text) if label in notes))
        for label in here:
            here += [
                other
                for other in _CALL.findall(notes[label])
                if other in notes and other not in here
            ]
        here += [label for label in notes if label in uncalled] if span is spans[-1] else []
        called.update(here)
        added = [notes[label] for label in here] + (named if "[" in text else [])
        yield Piece("\n\n".join([text, *added]), before)


def _definitions(
    lines: list[str], code: Container[int]
) -> tuple[dict[str, str], list[str], set[int]]:
    """(footnotes by label, lines that define links, numbers of all other lines)."""
    notes: dict[str, str] = {}
    named: list[str] = []
    text_lines = set(range(len(lines)))
    at = 0
    while at < len(lines):
        match = None if at in code else _NOTE.match(lines[at])
        end = at + 1
        if match:
            while end < len(lines) and (
                lines[end].startswith(("    ", "\t")) or _goes_on(lines, at, end)
            ):
                end += 1
            notes.setdefault(match[1], "\n".join(lines[at:end]).rstrip())
            text_lines.difference_update(range(at, end))
        elif at not in code and _NAMED.match(lines[at]):
            named.append(lines[at])
        at = end
    return notes, named, text_lines


def _goes_on(lines: Sequence[str], first: int, at: int) -> bool:
    """Whether a line belongs to the footnote before it: directly, or indented."""
    if lines[at].strip():
        return (
            bool(lines[at - 1].strip())
            and at > first
            and not _NOTE.match(lines[at])
            and not _OPENS.match(lines[at])
        )
    return at + 1 < len(lines) and lines[at + 1].startswith(("    ", "\t"))
