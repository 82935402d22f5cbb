"""Rewordings: passages whose words changed between two versions of one file."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.identity.keys import id_sort, place
from app.identity.observations import HighlightIdentity
from app.model import ParsedHighlight

ENOUGH = 0.6  # share of common words from which two texts are one passage
REACH = 40  # passages that two rows may be out of step: a replaced file is not compared whole
_WORD = re.compile(r"\w+")

_Spot = (
    tuple[int, int] | tuple[str, int]
)  # the two matched neighbours (0 at an end), or the location in the work
_Spots = Mapping[
    int, Mapping[_Spot, int]
]  # the position of each unmatched passage of a row, by index, and its number there


def shared(mine: Counter[str], theirs: Counter[str]) -> float:
    """Dice's coefficient of two texts' words, counted with repeats: from 0 to 1."""
    words = mine.total() + theirs.total()
    return 2 * (mine & theirs).total() / words if words else 0.0


def match_rewordings(
    before: Sequence[HighlightIdentity],
    found: list[HighlightIdentity | None],
    highlights: Sequence[ParsedHighlight],
) -> list[HighlightIdentity | None]:
    """Fill the gaps in `found` with records of the previous version that were reworded.

    Such a record has no match in the new version, is between the same matched neighbours as the new
    passage or at the same location, is at most `REACH` positions away, and shares `ENOUGH` of its
    words. Two ids of one number space are never the same passage.
    """
    kept = {id(r) for r in found if r is not None}
    lost = _Lost(
        before, _spots([r if id(r) in kept else None for r in before], [r.place for r in before])
    )
    filled = list(found)
    for new, spots in _spots(
        found, [None if r else place(h) for r, h in zip(found, highlights, strict=True)]
    ).items():
        filled[new] = lost.take(highlights[new], spots)
    return filled


def _spots(
    row: Sequence[HighlightIdentity | None], places: Sequence[tuple[str, int] | None]
) -> _Spots:
    after, following = 0, [0] * len(row)
    for i in range(len(row) - 1, -1, -1):
        following[i] = after
        after = id(row[i]) if row[i] is not None else after
    met: Counter[_Spot] = Counter()
    spots: dict[int, dict[_Spot, int]] = {}
    ahead = 0
    for i, record in enumerate(row):
        if record is None:
            here: list[_Spot | None] = [(ahead, following[i]), places[i]]
            spots[i] = {spot: met[spot] for spot in here if spot is not None}
            met.update(spots[i].keys())
        else:
            ahead = id(record)
    return spots


@dataclass(slots=True)
class _Wording:
    """Text with its words counted."""

    text: str
    words: Counter[str] = field(init=False)

    def __post_init__(self) -> None:
        self.words = Counter(_WORD.findall(self.text.casefold()))

    def likeness(self, other: "_Wording") -> float:
        """Similarity (Dice's coefficient) of two texts.

        Of texts without words, 1 if equal, else 0.
        """
        if self.words.keys().isdisjoint(other.words):  # as most are that share one position
            return float(self.text == other.text)
        return shared(self.words, other.words)


class _Lost:
    """Records of the previous version without a match in the new one, grouped by position."""

    def __init__(self, before: Sequence[HighlightIdentity], spots: _Spots) -> None:
        self._before = before
        self._wordings: dict[int, _Wording] = {
            i: _Wording(before[i].observations[-1][1].text) for i in spots
        }
        self._rows: dict[_Spot, list[int]] = {}
        for i, here in spots.items():
            for spot in here:
                self._rows.setdefault(spot, []).append(i)

    def take(
        self, highlight: ParsedHighlight, spots: Mapping[_Spot, int]
    ) -> HighlightIdentity | None:
        """Take the record that the highlight is a rewording of; None if there is none."""
        near = dict.fromkeys(
            i
            for spot, step in spots.items()
            for i in self._rows.get(spot, ())[max(0, step - REACH) : step + REACH + 1]
        )
        wording = _Wording(highlight.text)
        likely = [i for i in near if i in self._wordings and self._may_be(i, highlight)]
        best, first = max(
            ((wording.likeness(self._wordings[i]), -i) for i in likely), default=(0.0, 0)
        )
        if best < ENOUGH:
            return None
        del self._wordings[-first]
        return self._before[-first]

    def _may_be(self, index: int, highlight: ParsedHighlight) -> bool:
        sorts = self._before[index].ids.values()
        return not highlight.ids or not any(id_sort(i) in sorts for i in highlight.ids)
