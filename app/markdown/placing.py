"""Offsets in a compared form of a text as offsets in the text itself."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from app.text import cluster_end, clusters

Span = tuple[int, int]
_STEP = 100


def placed(text: str, spans: Sequence[Span], form: Callable[[str], str]) -> list[Span]:
    """Offsets in `form(text)` as offsets in the text, which has accents and ligatures.

    The form of a text must be that of its clusters (`app.text.clusters`) in a row, and that of
    ASCII letters must have their lengths. The spans are in order and apart.
    """
    if text.isascii() or all(_same(text, edge, form) for span in spans for edge in span):
        return list(spans)
    edges = [edge for span in spans for edge in span]
    places: list[int] = []
    at = grow = 0
    while at < len(text) and len(places) < len(edges):
        end = cluster_end(text, at + _STEP)
        width = len(form(text[at:end]))
        if edges[len(places)] <= grow + width:
            _place(places, edges, text, (at, end), grow, form)
        at, grow = end, grow + width
    places += [len(text)] * (len(edges) - len(places))
    return [(places[i], places[i + 1]) for i in range(0, len(places), 2)]


@dataclass(frozen=True, slots=True)
class Placing:
    """Places ranges of `form(text)` in the text one by one, as `placed` does.

    Where each part of the text begins in its form is remembered, so that many ranges take no longer
    than the text is, however far behind they are.
    """

    text: str
    form: Callable[[str], str]
    _begins: list[int] = field(default_factory=lambda: [0])  # of parts of the text
    _grown: list[int] = field(default_factory=lambda: [0])  # of the same parts in its form

    def place(self, span: Span) -> Span:
        """One range of the form as a range of the text."""
        if self.text.isascii():
            return span
        self._read_to(span[1])
        first = bisect_right(self._grown, span[0]) - 1
        last = bisect_left(self._grown, span[1], first + 1)
        begin, grown = self._begins[first], self._grown[first]
        part = self.text[begin : (self._begins[last] if last < len(self._begins) else None)]
        here = (span[0] - grown, span[1] - grown)
        ((start, end),) = placed(part, [here], self.form)
        return begin + start, begin + end

    def _read_to(self, edge: int) -> None:
        """Remember the parts up to the one that holds an edge of the form."""
        while self._grown[-1] < edge and self._begins[-1] < len(self.text):
            begin = self._begins[-1]
            end = cluster_end(self.text, begin + _STEP)
            self._begins.append(end)
            self._grown.append(self._grown[-1] + len(self.form(self.text[begin:end])))


def _same(text: str, edge: int, form: Callable[[str], str]) -> bool:
    """Whether an offset in the form is the same in the text, as where few letters change."""
    return cluster_end(text, edge) == edge and len(form(text[:edge])) == edge


def _place(
    places: list[int],
    edges: Sequence[int],
    text: str,
    part: Span,
    grow: int,
    form: Callable[[str], str],
) -> None:
    """Add the offsets of edges in one part of the text, which begins at `grow` in its form."""
    for first, last in clusters(text, *part):
        grow += 1 if last == first + 1 and text[first] < "\x80" else len(form(text[first:last]))
        while len(places) < len(edges) and edges[len(places)] < grow + len(places) % 2:
            places.append(last if len(places) % 2 else first)
