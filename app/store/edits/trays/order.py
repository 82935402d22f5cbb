"""Places of things in an order that the reader makes.

Numbers, of which as few as possible change when one is moved.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import pairwise


def places(now: Mapping[str, float], wanted: Sequence[str]) -> dict[str, float]:
    """A place for each wanted name, rising in their order; those that can stay where they are stay.

    `now` are the places of some of them, and of others that are wanted no more.
    """
    staying = _longest_rising([(name, now[name]) for name in wanted if name in now])
    found: dict[str, float] = {}
    moved: list[str] = []
    last: float | None = None
    for name in wanted:
        if name not in staying:
            moved.append(name)
            continue
        found |= _between(moved, last, now[name])
        found[name] = last = now[name]
        moved = []
    found |= _between(moved, last, None)
    rising = [found[name] for name in wanted]
    if all(a < b for a, b in pairwise(rising)):
        return found
    return {name: float(number) for number, name in enumerate(wanted)}  # no room left between two


def _longest_rising(named: Sequence[tuple[str, float]]) -> set[str]:
    """The names of a longest row of strictly rising places among these."""
    ends: list[float] = []  # the lowest place in which a rising row of each length can end
    lengths: list[int] = []
    for _, place in named:
        at = bisect_left(ends, place)
        ends[at : at + 1] = [place]
        lengths.append(at)
    wanted, kept = len(ends) - 1, set()
    for (name, _), length in zip(reversed(named), reversed(lengths), strict=True):
        if length == wanted:
            kept.add(name)
            wanted -= 1
    return kept


def _between(names: Sequence[str], low: float | None, high: float | None) -> dict[str, float]:
    """Places for these names above one and below another, evenly.

    By whole steps where a side is open.
    """
    count = len(names)
    if low is not None and high is not None:
        step = (high - low) / (count + 1)
        return {name: low + step * (n + 1) for n, name in enumerate(names)}
    start = low + 1.0 if low is not None else (high or 0.0) - count
    return {name: start + n for n, name in enumerate(names)}
