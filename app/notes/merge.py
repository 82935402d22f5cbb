"""Two texts that come from one, merged line by line where they do not touch. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

_MOST = 4_000_000  # pairs of lines that are compared; beyond that the texts are one clash

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
    changed, or that stand beside each other, are a Clash, unless both say the same.
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
    """Runs of equal lines in both: where they begin in each, and how long they are."""
    most = min(len(base), len(text))
    head = next((n for n in range(most) if base[n] != text[n]), most)
    tail = next((n for n in range(most - head) if base[-1 - n] != text[-1 - n]), most - head)
    inner, other = base[head : len(base) - tail], text[head : len(text) - tail]
    found = [(0, 0, head)]
    if len(inner) * len(other) <= _MOST:
        blocks = SequenceMatcher(None, inner, other, autojunk=False).get_matching_blocks()
        found += [(head + a, head + b, size) for a, b, size in blocks]
    found.append((len(base) - tail, len(text) - tail, tail))
    return [each for each in found if each[2]]


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
