"""Passages of one document that may be one and the same: marked again, longer or shorter, at an overlapping place."""

import re
from collections.abc import Iterator, Sequence

from app.importer.keys import place_of
from app.importer.revisions import similarity
from app.store.records import HighlightRecord

_WORD = re.compile(r"\w+")
_EDGE = 5  # words that two versions of a passage share at their beginning or their end
_ALIKE = 0.9
_NEAR = 12  # locations (of 128 bytes), or as many pages or seconds: a passage starts no further from its longer version


def near_repeats(highlights: Sequence[HighlightRecord]) -> Iterator[tuple[int, int]]:
    """Pairs of live highlights, by index, of which one holds the other or that share nine words in ten, where their places allow it."""
    words = [tuple(_WORD.findall(h.text.casefold())) if not h.gone else () for h in highlights]
    edges: dict[tuple[str, ...], list[int]] = {}
    for i, mine in enumerate(words):
        if len(mine) < _EDGE:
            continue
        others = dict.fromkeys(j for edge in (mine[:_EDGE], mine[-_EDGE:]) for j in edges.get(edge, ()))
        yield from ((j, i) for j in others if _may_meet(highlights[j], highlights[i]) and _one_passage(highlights[j].text, highlights[i].text))
        for edge in {mine[:_EDGE], mine[-_EDGE:]}:
            edges.setdefault(edge, []).append(i)


def _may_meet(a: HighlightRecord, b: HighlightRecord) -> bool:
    here, there = place_of(a.location), place_of(b.location)
    return here is None or there is None or here[0] != there[0] or abs(here[1] - there[1]) <= _NEAR


def _one_passage(a: str, b: str) -> bool:
    shorter, longer = sorted((" ".join(_WORD.findall(text.casefold())) for text in (a, b)), key=len)
    return shorter in longer or similarity(a, b) >= _ALIKE
