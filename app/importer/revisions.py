"""Telling a passage that was reworded between two versions of one file from one that went and one that came."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from app.importer.keys import id_sort, place
from app.importer.sightings import Record
from app.model import ParsedHighlight

ENOUGH = 0.6  # of their words shared, two wordings are one passage
REACH = 40  # passages that two rows may be out of step between two neighbours: a file replaced whole must not compare all with all
_WORD = re.compile(r"\w+")


def similarity(a: str, b: str) -> float:
    """How much of their words two texts share, counted with repeats, from 0 to 1 (Dice's coefficient)."""
    mine, theirs = Counter(_WORD.findall(a.casefold())), Counter(_WORD.findall(b.casefold()))
    return shared(mine, theirs) if mine or theirs else float(a == b)


def shared(mine: Counter[str], theirs: Counter[str]) -> float:
    """How much two texts share whose words were counted, from 0 to 1."""
    words = mine.total() + theirs.total()
    return 2 * (mine & theirs).total() / words if words else 0.0


def revisions(before: Sequence[Record], found: list[Record | None], highlights: Sequence[ParsedHighlight]) -> list[Record | None]:
    """`found` with the gaps filled by the records of the version before that were reworded.

    Such a record was matched by nothing in the new version, lies between the same matched neighbours as the new passage or
    at the same place, and shares `ENOUGH` of its words. Two ids of one sort are never one passage.
    """
    kept = {id(r) for r in found if r is not None}
    lost = _gaps([r if id(r) in kept else None for r in before])
    filled = list(found)
    for new, gap in _gaps(found).items():
        highlight = highlights[new]
        near = [o for o, other in lost.items() if _may_be_one(before[o], highlight) and (gap.meets(other) or _same_place(before[o], highlight))]
        scored = [(similarity(before[o].sightings[-1][1].text, highlight.text), -o) for o in near]
        best, old = max(scored, default=(0.0, 0))
        if best >= ENOUGH:
            filled[new] = before[-old]
            del lost[-old]
    return filled


def _may_be_one(record: Record, highlight: ParsedHighlight) -> bool:
    return not {id_sort(i) for i in highlight.ids} & set(record.ids.values())


def _same_place(record: Record, highlight: ParsedHighlight) -> bool:
    here = place(highlight)
    return here is not None and here == record.place


class _Gap(NamedTuple):
    """Where an unmatched passage stands: its matched neighbours (0 at an end) and how far into the gap it is."""

    ahead: int
    following: int
    step: int

    def meets(self, other: "_Gap") -> bool:
        return self[:2] == other[:2] and abs(self.step - other.step) <= REACH


def _gaps(row: Sequence[Record | None]) -> dict[int, _Gap]:
    after, following = 0, [0] * len(row)
    for i in range(len(row) - 1, -1, -1):
        following[i] = after
        after = id(row[i]) if row[i] is not None else after
    gaps: dict[int, _Gap] = {}
    ahead, step = 0, 0
    for i, record in enumerate(row):
        if record is None:
            gaps[i] = _Gap(ahead, following[i], step)
            step += 1
        else:
            ahead, step = id(record), 0
    return gaps
