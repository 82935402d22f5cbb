"""Offsets in a compared form of a text as offsets in the text itself."""

from collections.abc import Callable, Sequence

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
