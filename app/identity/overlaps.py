"""Overlaps: passages of one document that were marked twice, once longer and once shorter."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from app.identity.keys import place_of
from app.identity.records import HighlightRecord
from app.identity.rewording import shared
from app.text import letters

_WORD = re.compile(r"\w+")
_EDGE = 20  # letters that two versions of a passage share at their beginning or their end
_LATEST = 8  # passages that share an edge, as verses with a refrain do: how many are compared
_CUT = 2 * _EDGE  # regular expression for this many letters, with whatever separates them
_ALIKE = 0.9
_NEAR = 12  # locations, pages or seconds between the beginnings of two overlapping passages


def overlaps(highlights: Sequence[HighlightRecord]) -> Iterator[tuple[int, int]]:
    """Pairs of live highlights, by index: one holds the other, or they share nine words in ten."""
    candidates: dict[str, list[int]] = {}
    words = _Words(highlights)
    for i, highlight in enumerate(highlights):
        text = highlight.text
        if highlight.gone or len(text) < _EDGE:
            continue
        first, last = letters(text[:_CUT])[:_EDGE], letters(text[-_CUT:])[-_EDGE:]
        edges = (first,) if first == last else (first, last)
        for edge in edges:
            if edge in candidates:
                others = dict.fromkeys(
                    j for known in {first, last} for j in candidates.get(known, ())[-_LATEST:]
                )
                yield from (
                    (j, i)
                    for j in others
                    if _may_meet(highlights[j], highlight) and words.are_one(j, i)
                )
                break
        for edge in edges:
            if edge in candidates:
                candidates[edge].append(i)
            else:
                candidates[edge] = [i]


def _may_meet(a: HighlightRecord, b: HighlightRecord) -> bool:
    here, there = place_of(a.location), place_of(b.location)
    return here is None or there is None or here[0] != there[0] or abs(here[1] - there[1]) <= _NEAR


class _Words:
    """Words of the highlights; each text is split once."""

    def __init__(self, highlights: Sequence[HighlightRecord]) -> None:
        self._highlights = highlights
        self._cut: dict[int, tuple[str, Counter[str]]] = {}

    def are_one(self, a: int, b: int) -> bool:
        """Whether two highlights, by index, overlap."""
        (mine, my_words), (theirs, their_words) = self._of(a), self._of(b)
        return mine in theirs or theirs in mine or shared(my_words, their_words) >= _ALIKE

    def _of(self, index: int) -> tuple[str, Counter[str]]:
        if index not in self._cut:
            words = _WORD.findall(self._highlights[index].text.casefold())
            self._cut[index] = " ".join(words), Counter(words)
        return self._cut[index]
