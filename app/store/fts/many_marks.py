"""Marks of thousands of passages at once: those of `shingles.marks`, in a fraction of the time."""

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from app.store.fts.shingles import (
    BEGINNING,
    BITS,
    LEAST,
    LONGER,
    SAMPLE,
    SPREAD,
    STEP,
    letters_of,
)

Numbers: TypeAlias = NDArray[Any]

_SPACE = 32
_TOGETHER = 1_000  # texts whose arrays are held at once: some 10 MB
_WIDTH = BITS.bit_length()  # of a run, below the place of its text
_SHIFT = np.uint64(64 - _WIDTH)


def marks_of_many(texts: Sequence[tuple[int, str]]) -> list[tuple[int, bytes]]:
    """Row ids and marks, as they are stored, for texts of the index (row id, text), in order."""
    found: list[tuple[int, bytes]] = []
    for at in range(0, len(texts), _TOGETHER):
        some = texts[at : at + _TOGETHER]
        places, marks = _marks([text for _, text in some])
        ends = (np.searchsorted(places, np.arange(len(some)), side="right") * 4).tolist()
        data = marks.astype("<u4").tobytes()
        rows = zip(some, [0, *ends], ends, strict=False)
        found += [(row, data[begin:end]) for (row, _), begin, end in rows]
    return found


def _marks(texts: Sequence[str]) -> tuple[Numbers, Numbers]:
    """Places of texts, in order, and the marks of each, in order."""
    each = [letters_of(text) for text in texts]
    joined = b" ".join([*each, bytes(BEGINNING)])  # behind the last word as much as is read of it
    begins, lengths = _words(joined[:-BEGINNING])
    ends = np.cumsum(np.fromiter(map(len, each), np.int64, len(each)) + 1)
    places = np.repeat(np.arange(len(each)), np.diff(np.searchsorted(begins, ends), prepend=0))
    runs = _runs(_hashes(joined, begins, lengths))
    within = places[:-2] == places[2:]
    places, runs = _without_repeats(places[:-2][within], runs[within])
    firsts = np.searchsorted(places, np.arange(len(each)))
    chosen = (runs < SAMPLE) | (np.arange(len(runs)) - firsts[places] < LEAST)
    return places[chosen], runs[chosen]


def _words(joined: bytes) -> tuple[Numbers, Numbers]:
    """Where the words between spaces begin, and their bytes; short ones are left out."""
    spaces = np.frombuffer(b" " + joined, np.uint8) == _SPACE
    edges = np.flatnonzero(spaces[1:] != spaces[:-1])  # a word's begin and its end by turns
    begins, lengths = edges[::2], edges[1::2] - edges[::2]
    return begins[lengths > LONGER], lengths[lengths > LONGER]


def _hashes(joined: bytes, begins: Numbers, lengths: Numbers) -> Numbers:
    """Hash of each word, of its first bytes and its length, as `shingles` makes it."""
    # at each byte the number that it and the next seven are
    numbers: Numbers = np.ndarray((len(joined) - BEGINNING + 1,), "<u8", joined, strides=(1,))
    kept = np.array([(1 << 8 * n) - 1 for n in range(BEGINNING + 1)], np.uint64)
    words = numbers[begins] & kept[np.minimum(lengths, BEGINNING)]
    words += lengths.astype(np.uint64) * np.uint64(STEP)
    return (words * np.uint64(SPREAD)) >> _SHIFT


def _runs(hashes: Numbers) -> Numbers:
    """Hashes of runs of three words, each by its first word."""
    words = hashes.astype(np.int64)
    runs: Numbers = (words[:-2] * 961 + words[1:-1] * 31 + words[2:]) & BITS
    return runs


def _without_repeats(places: Numbers, runs: Numbers) -> tuple[Numbers, Numbers]:
    """Pairs of a place and a run in order, each once."""
    pairs = (places << _WIDTH) | runs
    pairs.sort(kind="stable")  # a merge of what is in order by place, in a third of the time
    pairs = pairs[np.diff(pairs, prepend=-1) != 0]
    return pairs >> _WIDTH, pairs & BITS
