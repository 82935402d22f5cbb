"""Passages of one document that may be one and the same: marked again, longer or shorter, at an overlapping place."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from app.identity.keys import place_of
from app.identity.records import HighlightRecord
from app.identity.rewording import shared
from app.text import letters

_WORD = re.compile(r"\w+")
_EDGE = 20  # letters that two versions of a passage share at their beginning or their end
_LATEST = 8  # of those that share an edge, as all verses with one refrain do, only the nearest are compared
_CUT = 2 * _EDGE  # signs that hold so many letters, with what stands between them
_ALIKE = 0.9
_NEAR = 12  # locations (of 128 bytes), or as many pages or seconds: a passage starts no further from its longer version


def near_repeats(highlights: Sequence[HighlightRecord]) -> Iterator[tuple[int, int]]:
    """Pairs of live highlights, by index, of which one holds the other or that share nine words in ten, where their places allow it."""
    bearers: dict[str, list[int]] = {}
    words = _Words(highlights)
    for i, highlight in enumerate(highlights):
        text = highlight.text
        if highlight.gone or len(text) < _EDGE:
            continue
        first, last = letters(text[:_CUT])[:_EDGE], letters(text[-_CUT:])[-_EDGE:]
        edges = (first,) if first == last else (first, last)
        for edge in edges:
            if edge in bearers:
                others = dict.fromkeys(j for known in {first, last} for j in bearers.get(known, ())[-_LATEST:])
                yield from ((j, i) for j in others if _may_meet(highlights[j], highlight) and words.are_one(j, i))
                break
        for edge in edges:
            if edge in bearers:
                bearers[edge].append(i)
            else:
                bearers[edge] = [i]


def _may_meet(a: HighlightRecord, b: HighlightRecord) -> bool:
    here, there = place_of(a.location), place_of(b.location)
    return here is None or there is None or here[0] != there[0] or abs(here[1] - there[1]) <= _NEAR


class _Words:
    """The words of the highlights, each text cut into them once."""

    def __init__(self, highlights: Sequence[HighlightRecord]) -> None:
        self._highlights = highlights
        self._cut: dict[int, tuple[str, Counter[str]]] = {}

    def are_one(self, a: int, b: int) -> bool:
        """Whether one of two highlights, by index, holds the other, or they share nine words in ten."""
        (mine, my_words), (theirs, their_words) = self._of(a), self._of(b)
        return mine in theirs or theirs in mine or shared(my_words, their_words) >= _ALIKE

    def _of(self, index: int) -> tuple[str, Counter[str]]:
        if index not in self._cut:
            words = _WORD.findall(self._highlights[index].text.casefold())
            self._cut[index] = " ".join(words), Counter(words)
        return self._cut[index]
