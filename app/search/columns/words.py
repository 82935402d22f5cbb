"""The words of an index: all of them with how often each stands there, and, of those that stand in many rows, which rows these are.

FTS5 keeps every word's rows, but takes a third of a second to tell those of a word that stands in a million: too long to wait for.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from sqlalchemy import Connection

from app.search.columns.postings import WIDTH, Codes, Mask, coded, keys_of, listed
from app.search.columns.storage import Array, Arrays
from app.store.fts.tables import Shelf

_AT_HAND = 8  # frequent words of which the bytes are kept
LONGEST = 4  # letters of the beginnings whose rows are kept
SHORT = 2  # letters of those that so many frequent words have that these are kept with the others
LAST = "\U0010ffff"  # sorts behind every letter
_WHOLE = 4  # of a word that stands in more than one of so many rows the bytes of all rows are kept: these need only be read


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of an index, that is stems, in order, each with a line end behind it; how often each stands; which letters each holds."""

    letters: bytes
    ends: Array
    counts: Array
    shapes: Array

    def word(self, number: int) -> str:
        """The word of that number, counted from 0."""
        return self.letters[int(self.ends[number - 1]) + 1 if number else 0 : int(self.ends[number])].decode()

    def words(self, numbers: Array) -> list[str]:
        """The words of these numbers."""
        begins = np.where(numbers > 0, self.ends[numbers - 1].astype(np.int64) + 1, 0).tolist()
        pieces = [self.letters[begin:end] for begin, end in zip(begins, self.ends[numbers].tolist(), strict=True)]
        return b"\n".join(pieces).decode().split("\n") if pieces else []  # a third of the time that it takes one by one

    def place(self, word: str) -> int:
        """How many words sort before this one."""
        return bisect_left(range(len(self.ends)), word.encode(), key=lambda number: self.word(number).encode())

    def count(self, word: str) -> int:
        """How often a word stands in the index."""
        number = self.place(word)
        return int(self.counts[number]) if number < len(self.ends) and self.word(number) == word else 0


@dataclass(frozen=True, slots=True)
class Words:
    """The words of an index as they were when it had `size` rows: its frequent ones, by name, and the rows of these in `arrays`.

    `told` keeps what was asked for last: a query asks more than once, and the next one mostly asks for the same.
    """

    shelf: Shelf
    size: int
    vocabulary: Vocabulary
    frequent: Sequence[str]
    arrays: Arrays
    told: dict[str, Codes] = field(default_factory=dict)

    def codes(self, word: str, size: int) -> Codes | None:
        """The bytes of a frequent word, with places for so many rows, not to be written to; None for another word."""
        known = self.told.get(word)
        if known is None or len(known) != size:
            known = self._codes(f"{self.shelf.name}/word/{word}", size)
            if known is not None:
                for oldest in list(self.told)[: max(0, len(self.told) + 1 - _AT_HAND)]:  # a list: other threads write to it as well
                    self.told.pop(oldest, None)
                self.told[word] = known
        return known

    def _codes(self, name: str, size: int) -> Codes | None:
        if f"{name}/codes" not in self.arrays:
            return None
        codes = np.zeros(size, np.uint8)
        told = self.arrays[f"{name}/codes"]
        if f"{name}/rows" in self.arrays:
            codes[self.arrays[f"{name}/rows"]] = told
        elif f"{name}/bits" in self.arrays:
            codes[np.flatnonzero(np.unpackbits(self.arrays[f"{name}/bits"], count=self.size))] = told  # a third of the time that the bits take
        else:
            codes[: self.size] = told
        codes.setflags(write=False)
        return codes

    def frequent_from(self, beginning: str) -> Sequence[str]:
        """The frequent words with this beginning, in order."""
        return self.frequent[bisect_left(self.frequent, beginning) : bisect_left(self.frequent, beginning + LAST)]

    def others_from(self, beginning: str, size: int) -> Mask | None:
        """Which of so many rows hold a word with this beginning that is not frequent; None where that was not kept."""
        return self._mask(f"{self.shelf.name}/beginning/{beginning}", size)

    def all_from(self, beginning: str, size: int) -> Mask | None:
        """Which of so many rows hold any word with this beginning; None where that was not kept."""
        return self._mask(f"{self.shelf.name}/all/{beginning}", size)

    def _mask(self, name: str, size: int) -> Mask | None:
        if name not in self.arrays:
            return None
        mask = np.zeros(size, bool)
        mask[: self.size] = np.unpackbits(self.arrays[name], count=self.size).view(bool)
        return mask


def loaded(shelf: Shelf, arrays: Arrays) -> Words | None:
    """The words out of a file; None where it holds none."""
    own = f"{shelf.name}/vocabulary/"
    if f"{own}letters" not in arrays:
        return None
    vocabulary = Vocabulary(arrays[f"{own}letters"].tobytes(), arrays[f"{own}ends"], arrays[f"{own}counts"], arrays[f"{own}shapes"])
    words = f"{shelf.name}/word/"
    frequent = sorted(name[len(words) : -len("/codes")] for name in arrays.names(words) if name.endswith("/codes"))
    return Words(shelf, int(arrays[f"{own}size"][0]), vocabulary, frequent, arrays)


def read_words(db: Connection, shelf: Shelf, size: int) -> Iterator[tuple[str, Array]]:
    """All that `loaded` wants, as arrays by name, read in one pass through the index."""
    least, most = _frequent(size), _few(size)
    names: list[str] = []
    counts: list[int] = []
    others = _Others(shelf, size, most)
    pass_through = f"SELECT term, {listed(shelf)} FROM {shelf.index}_words GROUP BY term"
    for word, among in db.exec_driver_sql(pass_through).yield_per(50):
        told = among[1:-1]
        count = told.count(",") + 1
        names.append(word)
        counts.append(count)
        yield from others.up_to(word)
        if count >= least:
            rows, codes = coded(keys_of(told, shelf), shelf)
            others.add_frequent(rows)
            yield from _stored(f"{shelf.name}/word/{word}", rows, codes, size)
        else:
            others.told.append(told)
            others.count += count
    yield from others.up_to("")
    yield from _vocabulary(shelf, names, counts, size)


def _frequent(size: int) -> int:
    """How often a word must stand in an index with so many rows to be frequent: the others are told by FTS5 in some milliseconds."""
    return min(max(size // 80, 250), 10_000)


def _few(size: int) -> int:
    """How many instances of words with one beginning FTS5 is left to tell."""
    return min(max(size // 10, 4_000), 25_000)


def _stored(name: str, rows: Array, codes: Codes, size: int) -> Iterator[tuple[str, Array]]:
    """The rows of a frequent word in the form that takes least room."""
    if len(rows) * _WHOLE > size:
        whole = np.zeros(size, np.uint8)
        whole[rows] = codes
        yield f"{name}/codes", whole
        return
    yield f"{name}/codes", codes
    if len(rows) * 32 < size:  # a row's number takes as much as the bits of so many rows
        yield f"{name}/rows", rows.astype(np.uint32)
    else:
        yield f"{name}/bits", np.packbits(_mask(rows, size))


def _mask(rows: Array, size: int) -> Mask:
    mask = np.zeros(size, bool)
    mask[rows] = True
    return mask


@dataclass(slots=True)
class _Beginning:
    """Words with one beginning that are not frequent: how often they stand in the index, and in which rows."""

    letters: str
    count: int = 0
    rows: list[Array] = field(default_factory=list)
    frequent: Mask | None = None  # the rows of frequent words, where the beginning is so short that there are many of these


class _Others:
    """Gathers the rows of words that are not frequent under the beginnings of these words, and gives those of beginnings that are."""

    def __init__(self, shelf: Shelf, size: int, most: int) -> None:
        self.shelf, self.size, self.most = shelf, size, most
        self.told: list[str] = []  # the instances of the words with the longest beginning
        self.count = 0
        self._open: list[_Beginning] = []  # each one letter longer

    def up_to(self, word: str) -> Iterator[tuple[str, Array]]:
        """What is known of beginnings that this word no longer has."""
        if self._open and word.startswith(self._open[-1].letters) and len(self._open[-1].letters) == min(LONGEST, len(word)):
            return
        self._gather()
        while self._open and not word.startswith(self._open[-1].letters):
            done = self._open.pop()
            if done.count > self.most:
                mask = _mask(np.concatenate(done.rows), self.size)
                done.rows = [np.flatnonzero(mask)]
                yield f"{self.shelf.name}/beginning/{done.letters}", np.packbits(mask)
                if done.frequent is not None:
                    yield f"{self.shelf.name}/all/{done.letters}", np.packbits(mask | done.frequent)
            if self._open:
                self._open[-1].rows += done.rows
                self._open[-1].count += done.count
        self._open += [_Beginning(word[:length]) for length in range(len(self._open) + 1, min(LONGEST, len(word)) + 1)]

    def add_frequent(self, rows: Array) -> None:
        """Take the rows of a frequent word."""
        for each in self._open[:SHORT]:
            if each.frequent is None:
                each.frequent = np.zeros(self.size, bool)
            each.frequent[rows] = True

    def _gather(self) -> None:
        if self.told:
            self._open[-1].rows.append(keys_of(",".join(self.told), self.shelf) // WIDTH)
            self._open[-1].count += self.count
        self.told, self.count = [], 0


def _vocabulary(shelf: Shelf, names: list[str], counts: list[int], size: int) -> Iterator[tuple[str, Array]]:
    own = f"{shelf.name}/vocabulary/"
    letters = np.frombuffer("".join(f"{name}\n" for name in names).encode(), np.uint8)
    ends = np.flatnonzero(letters == ord("\n")).astype(np.uint32)
    yield f"{own}letters", letters
    yield f"{own}ends", ends
    yield f"{own}counts", np.array(counts, np.uint32)
    yield f"{own}shapes", shapes(letters, ends)
    yield f"{own}size", np.array([size], np.int64)


def shapes(letters: Array, ends: Array) -> Array:
    """Which of 64 classes of letters each word holds, as bits."""
    bits = np.left_shift(np.uint64(1), (letters & 63).astype(np.uint64))
    bits[ends] = 0
    begins = np.concatenate([[0], ends[:-1] + 1]).astype(np.intp)
    return np.bitwise_or.reduceat(bits, begins) if len(ends) else np.zeros(0, np.uint64)
