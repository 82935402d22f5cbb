"""Marks of thousands of passages at once: those of `shingles.marks`, in a fraction of the time."""

from collections.abc import Sequence
from typing import Any, TypeAlias
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from app.store.fts.shingles import BITS, LEAST, LONGER, SAMPLE, letters_of

Numbers: TypeAlias = NDArray[Any]

_SPACE = 32
_TOGETHER = 1_000  # texts whose arrays are held at once: some 10 MB
_LONG = 64  # bytes of a word from which on it is hashed by itself
_WIDTH = BITS.bit_length()  # of a run, below the place of its text


def marks_of_many(texts: Sequence[tuple[int, str]]) -> list[tuple[int, int]]:
    """Pairs (row id, mark) for texts of the index (row id, text), by mark, then in their order."""
    if not texts:
        return []
    found = [_marks(texts[at : at + _TOGETHER]) for at in range(0, len(texts), _TOGETHER)]
    rows, marks = (np.concatenate(each) for each in zip(*found, strict=True))
    order = np.argsort(marks, kind="stable")  # the index by mark is then written page by page
    return list(zip(rows[order].tolist(), marks[order].tolist(), strict=True))


def _marks(texts: Sequence[tuple[int, str]]) -> tuple[Numbers, Numbers]:
    """Row ids and marks, in the order of the texts."""
    each = [letters_of(text) for _, text in texts]
    joined = b" ".join([*each, b""])
    begins, lengths = _words(joined)
    ends = np.cumsum(np.fromiter(map(len, each), np.int64, len(each)) + 1)
    places = np.repeat(np.arange(len(each)), np.diff(np.searchsorted(begins, ends), prepend=0))
    runs = _runs(_hashes(joined, begins, lengths))
    within = places[:-2] == places[2:]
    places, runs = _without_repeats(places[:-2][within], runs[within])
    firsts = np.searchsorted(places, np.arange(len(each)))
    chosen = (runs < SAMPLE) | (np.arange(len(runs)) - firsts[places] < LEAST)
    rows = np.fromiter((row for row, _ in texts), np.int64, len(texts))
    return rows[places[chosen]], runs[chosen]


def _words(joined: bytes) -> tuple[Numbers, Numbers]:
    """Where the words between spaces begin, and their bytes; short ones are left out."""
    spaces = np.frombuffer(b" " + joined, np.uint8) == _SPACE
    edges = np.flatnonzero(spaces[1:] != spaces[:-1])  # a word's begin and its end by turns
    begins, lengths = edges[::2], edges[1::2] - edges[::2]
    return begins[lengths > LONGER], lengths[lengths > LONGER]


def _hashes(joined: bytes, begins: Numbers, lengths: Numbers) -> Numbers:
    """CRC-32 of each word, byte by byte of all words that have so many, the longest first."""
    order = np.argsort(-np.minimum(lengths, _LONG).astype(np.int8), kind="stable")
    at, letters, table = begins[order], np.frombuffer(joined, np.uint8), _crc_table()
    found = np.full(len(at), 0xFFFFFFFF, np.uint32)
    longer = len(at) - np.cumsum(np.bincount(lengths.clip(max=_LONG), minlength=_LONG))
    for place, many in enumerate([len(at), *longer[: _LONG - 1].tolist()][1:]):
        hashes = found[:many]
        found[:many] = table[(hashes ^ letters[at[:many] + place]) & 0xFF] ^ (hashes >> 8)
    hashes = np.empty_like(found)
    hashes[order] = ~found
    for number in np.flatnonzero(lengths >= _LONG).tolist():
        hashes[number] = crc32(joined[begins[number] : begins[number] + lengths[number]])
    return hashes


def _crc_table() -> Numbers:
    """The remainder of each byte by the polynomial of CRC-32, bits reversed."""
    table = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        table = np.where(table & 1, (table >> 1) ^ np.uint32(0xEDB88320), table >> 1)
    return table


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
