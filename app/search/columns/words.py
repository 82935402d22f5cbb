"""Words of an index: the vocabulary with counts, and the postings of the frequent words.

FTS5 has the rows of every word, but takes a third of a second to list those of a word in a million.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from sqlalchemy import Connection

from app.search.columns.postings import (
    WIDTH,
    Mask,
    Postings,
    encode,
    instance_list,
    parse_instances,
)
from app.search.columns.storage import Array, Arrays
from app.store.fts.tables import IndexedTable

_AT_HAND = 8  # frequent words whose postings are kept
LONGEST = 4  # letters of the beginnings whose rows are kept
SHORT = 2  # letters of those so short that their frequent words are added too
LAST = "\U0010ffff"  # sorts behind every letter
_WHOLE = 4  # a word in more than one of so many rows is stored with the bytes of all rows


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The stems of an index, in order, a line end behind each.

    `counts` are numbers of instances, `signatures` 64 bits of which letters each has.
    """

    letters: bytes
    ends: Array
    counts: Array
    signatures: Array

    def word(self, number: int) -> str:
        """The word of this number, counted from 0."""
        return self.letters[
            int(self.ends[number - 1]) + 1 if number else 0 : int(self.ends[number])
        ].decode()

    def words(self, numbers: Array) -> list[str]:
        """The words of these numbers."""
        begins = np.where(numbers > 0, self.ends[numbers - 1].astype(np.int64) + 1, 0).tolist()
        pieces = [
            self.letters[begin:end]
            for begin, end in zip(begins, self.ends[numbers].tolist(), strict=True)
        ]
        # At once: a third of the time that it takes one by one.
        return b"\n".join(pieces).decode().split("\n") if pieces else []

    def index_of(self, word: str) -> int:
        """The number of words that sort before this one."""
        return bisect_left(
            range(len(self.ends)), word.encode(), key=lambda number: self.word(number).encode()
        )

    def count(self, word: str) -> int:
        """The number of instances of a word in the index."""
        number = self.index_of(word)
        return (
            int(self.counts[number]) if number < len(self.ends) and self.word(number) == word else 0
        )


@dataclass(frozen=True, slots=True)
class Words:
    """The words of an index when it had `size` rows; the postings of `frequent` ones in `arrays`.

    `counted` alone are words without postings, which FTS5 then lists; an import leaves such.
    `recent` keeps postings that were asked for last: a query needs them more than once, and the
    next one mostly needs the same.
    """

    table: IndexedTable
    size: int
    vocabulary: Vocabulary
    frequent: Sequence[str]
    arrays: Arrays
    counted: bool = False
    recent: dict[str, Postings] = field(default_factory=dict)

    def postings(self, word: str, size: int) -> Postings | None:
        """The postings of a frequent word for `size` rows, read-only; None for any other word."""
        known = self.recent.get(word)
        if known is None or len(known) != size:
            known = self._read_postings(f"{self.table.name}/word/{word}", size)
            if known is not None:
                kept = list(self.recent)  # a list: other threads write to it as well
                for oldest in kept[: max(0, len(kept) + 1 - _AT_HAND)]:
                    self.recent.pop(oldest, None)
                self.recent[word] = known
        return known

    def _read_postings(self, name: str, size: int) -> Postings | None:
        if f"{name}/codes" not in self.arrays:
            return None
        postings = np.zeros(size, np.uint8)
        stored = self.arrays[f"{name}/codes"]
        if f"{name}/rows" in self.arrays:
            postings[self.arrays[f"{name}/rows"]] = stored
        elif f"{name}/bits" in self.arrays:
            bits = np.unpackbits(self.arrays[f"{name}/bits"], count=self.size)
            postings[np.flatnonzero(bits)] = stored  # a third of the time that a mask takes
        else:
            postings[: self.size] = stored
        postings.setflags(write=False)
        return postings

    def frequent_from(self, beginning: str) -> Sequence[str]:
        """The frequent words with this prefix, in order."""
        return self.frequent[
            bisect_left(self.frequent, beginning) : bisect_left(self.frequent, beginning + LAST)
        ]

    def others_from(self, beginning: str, size: int) -> Mask | None:
        """A mask of the rows with a word of this prefix that is not frequent; None if not kept."""
        return self._mask(f"{self.table.name}/beginning/{beginning}", size)

    def all_from(self, beginning: str, size: int) -> Mask | None:
        """A mask of the rows with any word of this prefix; None if not kept."""
        return self._mask(f"{self.table.name}/all/{beginning}", size)

    def _mask(self, name: str, size: int) -> Mask | None:
        if name not in self.arrays:
            return None
        mask = np.zeros(size, bool)
        mask[: self.size] = np.unpackbits(self.arrays[name], count=self.size).view(bool)
        return mask


def from_arrays(table: IndexedTable, arrays: Arrays) -> Words | None:
    """The words of such arrays; None where they hold none."""
    own = f"{table.name}/vocabulary/"
    if f"{own}letters" not in arrays:
        return None
    vocabulary = Vocabulary(
        arrays[f"{own}letters"].tobytes(),
        arrays[f"{own}ends"],
        arrays[f"{own}counts"],
        arrays[f"{own}shapes"],
    )
    words = f"{table.name}/word/"
    frequent = sorted(
        name[len(words) : -len("/codes")] for name in arrays.names(words) if name.endswith("/codes")
    )
    size = int(arrays[f"{own}size"][0])
    return Words(table, size, vocabulary, frequent, arrays, is_counted(table, arrays))


def is_counted(table: IndexedTable, arrays: Arrays) -> bool:
    """Whether the words of a table are counted alone in these arrays."""
    return f"{table.name}/vocabulary/counted" in arrays


def count_words(db: Connection, table: IndexedTable, size: int) -> Iterator[tuple[str, Array]]:
    """The arrays that `from_arrays` takes, without postings: a tenth of the time of all."""
    names: list[str] = []
    counts: list[int] = []
    counted = f"SELECT term, cnt FROM {table.index}_counts"
    for word, count in db.exec_driver_sql(counted).yield_per(1_000):
        names.append(word)
        counts.append(count)
    yield f"{table.name}/vocabulary/counted", np.ones(1, np.uint8)
    yield from _vocabulary(table, names, counts, size)


def read_words(db: Connection, table: IndexedTable, size: int) -> Iterator[tuple[str, Array]]:
    """The arrays that `from_arrays` takes, read in one pass through the index."""
    least, most = _frequent(size), _few(size)
    names: list[str] = []
    counts: list[int] = []
    others = _Others(table, size, most)
    pass_through = f"SELECT term, {instance_list(table)} FROM {table.index}_words GROUP BY term"
    for word, among in db.exec_driver_sql(pass_through).yield_per(50):
        keys = among[1:-1]
        count = keys.count(",") + 1
        names.append(word)
        counts.append(count)
        yield from others.up_to(word)
        if count >= least:
            rows, postings = encode(parse_instances(keys, table), table)
            others.add_frequent(rows)
            yield from _stored(f"{table.name}/word/{word}", rows, postings, size)
        else:
            others.pending.append(keys)
            others.count += count
    yield from others.up_to("")
    yield from _vocabulary(table, names, counts, size)


def _frequent(size: int) -> int:
    """The least number of instances of a frequent word; others FTS5 lists in milliseconds."""
    return min(max(size // 80, 250), 10_000)


def _few(size: int) -> int:
    """The most instances of words with one prefix that are left to FTS5."""
    return min(max(size // 10, 4_000), 25_000)


def _stored(name: str, rows: Array, postings: Postings, size: int) -> Iterator[tuple[str, Array]]:
    """The postings of a frequent word in the form that takes least room."""
    if len(rows) * _WHOLE > size:
        whole = np.zeros(size, np.uint8)
        whole[rows] = postings
        yield f"{name}/codes", whole
        return
    yield f"{name}/codes", postings
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
    """Words with one prefix that are not frequent: their instances and rows."""

    letters: str
    count: int = 0
    rows: list[Array] = field(default_factory=list)
    frequent: Mask | None = (
        None  # rows of frequent words, for beginnings of at most `SHORT` letters
    )


class _Others:
    """Rows of words that are not frequent, gathered by prefix while the words go by in order."""

    def __init__(self, table: IndexedTable, size: int, most: int) -> None:
        self.table, self.size, self.most = table, size, most
        self.pending: list[str] = []  # lists of instances of the words with the longest beginning
        self.count = 0
        self._open: list[_Beginning] = []  # each one letter longer

    def up_to(self, word: str) -> Iterator[tuple[str, Array]]:
        """The arrays of prefixes that this word no longer has."""
        if (
            self._open
            and word.startswith(self._open[-1].letters)
            and len(self._open[-1].letters) == min(LONGEST, len(word))
        ):
            return
        self._gather()
        while self._open and not word.startswith(self._open[-1].letters):
            done = self._open.pop()
            if done.count > self.most:
                mask = _mask(np.concatenate(done.rows), self.size)
                done.rows = [np.flatnonzero(mask)]
                yield f"{self.table.name}/beginning/{done.letters}", np.packbits(mask)
                if done.frequent is not None:
                    yield f"{self.table.name}/all/{done.letters}", np.packbits(mask | done.frequent)
            if self._open:
                self._open[-1].rows += done.rows
                self._open[-1].count += done.count
        self._open += [
            _Beginning(word[:length])
            for length in range(len(self._open) + 1, min(LONGEST, len(word)) + 1)
        ]

    def add_frequent(self, rows: Array) -> None:
        """Take the rows of a frequent word."""
        for each in self._open[:SHORT]:
            if each.frequent is None:
                each.frequent = np.zeros(self.size, bool)
            each.frequent[rows] = True

    def _gather(self) -> None:
        if self.pending:
            self._open[-1].rows.append(parse_instances(",".join(self.pending), self.table) // WIDTH)
            self._open[-1].count += self.count
        self.pending, self.count = [], 0


def _vocabulary(
    table: IndexedTable, names: list[str], counts: list[int], size: int
) -> Iterator[tuple[str, Array]]:
    own = f"{table.name}/vocabulary/"
    letters = np.frombuffer("".join(f"{name}\n" for name in names).encode(), np.uint8)
    ends = np.flatnonzero(letters == ord("\n")).astype(np.uint32)
    yield f"{own}letters", letters
    yield f"{own}ends", ends
    yield f"{own}counts", np.array(counts, np.uint32)
    yield f"{own}shapes", signatures(letters, ends)
    yield f"{own}size", np.array([size], np.int64)


def signatures(letters: Array, ends: Array) -> Array:
    """The signature of each word: a bit for each of 64 classes of letters that it has."""
    bits = np.left_shift(np.uint64(1), (letters & 63).astype(np.uint64))
    bits[ends] = 0
    begins = np.concatenate([[0], ends[:-1] + 1]).astype(np.intp)
    return np.bitwise_or.reduceat(bits, begins) if len(ends) else np.zeros(0, np.uint64)
