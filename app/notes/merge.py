"""Two texts that come from one, merged line by line where they do not touch. Pure."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

_MOST = 10_000  # pairs of lines that are compared where none of them is met once

Lines = Sequence[str]


@dataclass(frozen=True, slots=True)
class Agreed:
    """Text that both have, or that one of them changed alone."""

    text: str


@dataclass(frozen=True, slots=True)
class Clash:
    """Text that both changed, each in its own way, and what it was before."""

    base: str
    mine: str
    theirs: str


Piece = Agreed | Clash


def merge(base: str, mine: str, theirs: str) -> tuple[Piece, ...]:
    """Merge two texts that were both made from `base`, in pieces from first to last.

    What one of them changed, and the other did not touch, is as the one has it. Lines that both
    changed, or that are beside each other, are a Clash, unless both say the same.
    """
    if theirs in (mine, base):
        return _together([Agreed(mine)])
    if base == mine:
        return _together([Agreed(theirs)])
    return _together(_pieces(*map(_lines, (base, mine, theirs))))


def joined(pieces: Sequence[Piece]) -> str | None:
    """Text of a merge without clashes; None where there are some."""
    if any(isinstance(piece, Clash) for piece in pieces):
        return None
    return "".join(piece.text for piece in pieces if isinstance(piece, Agreed))


def _lines(text: str) -> Lines:
    lines = [f"{line}\n" for line in text.split("\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]


def _pieces(base: Lines, mine: Lines, theirs: Lines) -> Iterator[Piece]:
    kept = [
        (0, 0, 0, 0),
        *_kept_by_both(base, mine, theirs),
        (len(base), len(mine), len(theirs), 0),
    ]
    for (b, m, t, size), (next_b, next_m, next_t, _) in pairwise(kept):
        yield Agreed("".join(base[b : b + size]))
        yield _piece(
            "".join(base[b + size : next_b]),
            "".join(mine[m + size : next_m]),
            "".join(theirs[t + size : next_t]),
        )


def _piece(base: str, mine: str, theirs: str) -> Piece:
    if mine in (base, theirs):
        return Agreed(theirs)
    return Agreed(mine) if theirs == base else Clash(base, mine, theirs)


def _kept_by_both(base: Lines, mine: Lines, theirs: Lines) -> Iterator[tuple[int, int, int, int]]:
    """Runs of lines that neither changed: where they begin in each, and how long they are."""
    one, other = _same(base, mine), _same(base, theirs)
    i = j = 0
    while i < len(one) and j < len(other):
        (a, m, a_size), (b, t, b_size) = one[i], other[j]
        first, end = max(a, b), min(a + a_size, b + b_size)
        if first < end:
            yield first, m + first - a, t + first - b, end - first
        if a + a_size < b + b_size:
            i += 1
        else:
            j += 1


def _same(base: Lines, text: Lines) -> list[tuple[int, int, int]]:
    """Runs of equal lines in both: where they begin in each, and how long they are.

    Lines that both have once are matched first, then what is between them: so a long text
    takes no longer than its lines, whatever they are.
    """
    found: list[tuple[int, int, int]] = []
    waiting = [(0, len(base), 0, len(text))]
    while waiting:
        a, a_end, b, b_end = waiting.pop()
        most = min(a_end - a, b_end - b)
        head = next((n for n in range(most) if base[a + n] != text[b + n]), most)
        found.append((a, b, head))
        a, b, most = a + head, b + head, most - head
        tail = next((n for n in range(most) if base[a_end - 1 - n] != text[b_end - 1 - n]), most)
        a_end, b_end = a_end - tail, b_end - tail
        found.append((a_end, b_end, tail))
        anchors = [(a + i, b + j) for i, j in _met_once(base[a:a_end], text[b:b_end])]
        if anchors:
            found += [(i, j, 1) for i, j in anchors]
            begins = [(a, b), *((i + 1, j + 1) for i, j in anchors)]
            ends = [*anchors, (a_end, b_end)]
            waiting += [(i, k, j, m) for (i, j), (k, m) in zip(begins, ends, strict=True)]
        elif 0 < (a_end - a) * (b_end - b) <= _MOST:
            matcher = SequenceMatcher(None, base[a:a_end], text[b:b_end], autojunk=False)
            found += [(a + i, b + j, n) for i, j, n in matcher.get_matching_blocks()]
    return sorted(each for each in found if each[2])


def _met_once(one: Lines, other: Lines) -> list[tuple[int, int]]:
    """Places of lines that both have exactly once, as many as have the same order in both."""
    counted = Counter(one), Counter(other)
    places = {line: n for n, line in enumerate(other) if counted[1][line] == 1}
    pairs = [
        (n, places[line]) for n, line in enumerate(one) if counted[0][line] == 1 and line in places
    ]
    ends: list[int] = []  # the least last place of a row of each length
    rows: list[tuple[int, int]] = []  # of each pair: its own number, and that of the one before it
    last: list[int] = []  # the pair with which each of these rows ends
    for number, (_, place) in enumerate(pairs):
        length = bisect_left(ends, place)
        ends[length : length + 1] = [place]
        last[length : length + 1] = [number]
        rows.append((number, last[length - 1] if length else -1))
    found, at = [], last[-1] if last else -1
    while at >= 0:
        found.append(pairs[at])
        at = rows[at][1]
    return found[::-1]


def _together(pieces: Sequence[Piece] | Iterator[Piece]) -> tuple[Piece, ...]:
    """Pieces without empty ones, and without two agreed ones beside each other."""
    found: list[Piece] = []
    for piece in pieces:
        if piece == Agreed(""):
            continue
        if found and isinstance(piece, Agreed) and isinstance(found[-1], Agreed):
            found[-1] = Agreed(found[-1].text + piece.text)
        else:
            found.append(piece)
    return tuple(found)
