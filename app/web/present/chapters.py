"""Chapters on a document's page: nested headings, their outline, and the highlights of each."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from app.markdown.anchors import heading_key
from app.markdown.pieces import Text, TextHeading
from app.model import BETWEEN_CHAPTERS, DocumentSummary, Highlight
from app.store.reads.parts import Start

PART = 120  # highlights of a document that one page shows
_DEEPEST = 5  # levels: a page has the headings h2 to h6
_MOST = 500  # entries of the longest outline of a text
_WHOLE = 200  # entries beyond which an outline shows deeper ones only for the present page


@dataclass(frozen=True, slots=True)
class Heading:
    """A chapter's own name, without those of the chapters around it.

    `before` and `count` are numbers of highlights, `level` is 1 or more.
    """

    name: str
    level: int
    anchor: str
    before: int
    count: int = 0
    path: str = ""  # with the chapters around it

    @property
    def part(self) -> int:
        """Part of the document in which the chapter begins."""
        return self.before // PART + 1


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the outline, with the lines below it."""

    heading: Heading
    entries: tuple["Entry", ...] = ()


@dataclass(frozen=True, slots=True)
class Passages:
    """Consecutive highlights, with the headings above them."""

    headings: tuple[Heading, ...]
    highlights: tuple[Highlight, ...]


def headings(starts: Sequence[Start], total: int) -> tuple[Heading, ...]:
    """Headings of a document: of each path only the chapters that are new.

    Highlights outside chapters have none.
    """
    found: list[Heading] = []
    path: list[str] = []
    for start in starts:
        found += _entered(path, start)
        path = _path(start.chapter)
    return tuple(_counted(found, total))


def _path(chapter: str) -> list[str]:
    parts = [part for part in chapter.split(BETWEEN_CHAPTERS) if part.strip()]
    return (
        [*parts[: _DEEPEST - 1], BETWEEN_CHAPTERS.join(parts[_DEEPEST - 1 :])]
        if len(parts) > _DEEPEST
        else parts
    )


def _entered(left: Sequence[str], start: Start) -> Iterator[Heading]:
    """Headings of the chapters between the one that ends and the one that begins."""
    path = _path(start.chapter)
    shared = 0
    while shared < min(len(left), len(path) - 1) and left[shared] == path[shared]:
        shared += 1
    for level in range(shared, len(path)):
        yield Heading(
            path[level],
            level + 1,
            _anchor(start.code, level + 1, len(path)),
            start.before,
            path=BETWEEN_CHAPTERS.join(path[: level + 1]),
        )


def _anchor(code: str, level: int, deepest: int) -> str:
    return f"under-{code}" if level == deepest else f"under-{code}-{level}"


def _counted(found: Sequence[Heading], total: int) -> Iterator[Heading]:
    """The same headings with the number of highlights up to the next one that is no deeper."""
    ends: list[tuple[int, int]] = []  # levels and ends of the headings that follow
    counted: list[Heading] = []
    for heading in reversed(found):
        while ends and ends[-1][0] > heading.level:
            ends.pop()
        end = ends[-1][1] if ends else total
        counted.append(replace(heading, count=end - heading.before))
        if ends and ends[-1][0] == heading.level:
            ends.pop()
        ends.append((heading.level, heading.before))
    yield from reversed(counted)


def outline(found: Sequence[Heading], part: int) -> tuple[Entry, ...]:
    """Tree of the headings.

    Of a very long one, the deeper headings are those of one part only.
    """
    first, last = (part - 1) * PART, part * PART
    kept = (
        found
        if len(found) <= _WHOLE
        else [h for h in found if h.level == 1 or (h.before < last and first < h.before + h.count)]
    )
    entries, _ = _entries(kept, 0, 0)
    return entries


@dataclass(frozen=True, slots=True)
class TextEntry:
    """A heading of a document's own text in the outline, with those below it."""

    heading: TextHeading
    entries: tuple["TextEntry", ...] = ()


def text_outline(text: Text) -> tuple[TextEntry, ...]:
    """Tree of the headings of a text, whatever levels it uses."""
    kept = text.headings
    for deepest in range(_DEEPEST, 0, -1):
        if len(kept) > _WHOLE:
            kept = tuple(heading for heading in kept if heading.level <= deepest)
    return _text_entries(kept[:_MOST], 0, 0)[0]


def _text_entries(
    found: Sequence[TextHeading], at: int, above: int
) -> tuple[tuple[TextEntry, ...], int]:
    entries: list[TextEntry] = []
    while at < len(found) and found[at].level > above:
        heading = found[at]
        below, at = _text_entries(found, at + 1, heading.level)
        entries.append(TextEntry(heading, below))
    return tuple(entries), at


def _entries(found: Sequence[Heading], at: int, above: int) -> tuple[tuple[Entry, ...], int]:
    entries: list[Entry] = []
    while at < len(found) and found[at].level > above:
        heading = found[at]
        below, at = _entries(found, at + 1, heading.level)
        entries.append(Entry(heading, below))
    return tuple(entries), at


def shown(
    starts: Sequence[Start], found: Iterable[Heading], highlights: Sequence[Highlight], first: int
) -> tuple[Passages, ...]:
    """Highlights of one part, under their headings; `first` is the number of the first one.

    A chapter that began in an earlier part is named again, with all the chapters around it.
    """
    above: dict[int, list[Heading]] = {}
    for heading in found:
        above.setdefault(heading.before, []).append(heading)
    done: list[Passages] = []
    ends = [start.before for start in starts[1:]] + [first + len(highlights)] * bool(starts)
    for start, end in zip(starts, ends, strict=True):
        rows = tuple(highlights[max(0, start.before - first) : max(0, end - first)])
        if rows:
            heads = (
                above.get(start.before, []) if start.before >= first else _again(start, rows[0].id)
            )
            done.append(Passages(tuple(heads), rows))
    return tuple(done)


def _again(start: Start, code: str) -> Iterable[Heading]:
    return _entered((), Start(start.chapter, code, start.before))


def linked_chapters(
    found: Iterable[Heading], anchored: Mapping[str, Iterable[DocumentSummary]]
) -> dict[str, list[DocumentSummary]]:
    """Documents that hold links to a chapter, by the chapter's path.

    `anchored` has them by the anchors of the links.
    """
    asking: dict[str, dict[str, DocumentSummary]] = {}
    for anchor, those in anchored.items():
        asking.setdefault(heading_key(anchor.rpartition("#")[2]), {}).update(
            {each.id: each for each in those}
        )
    if not asking:
        return {}
    keys = {each.path: {heading_key(each.path), heading_key(each.name)} - {""} for each in found}
    documents = {
        path: {code: each for key in of for code, each in asking.get(key, {}).items()}
        for path, of in keys.items()
    }
    return {path: [*those.values()] for path, those in documents.items() if those}
