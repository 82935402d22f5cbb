"""Runs of so many words, each with all its places among the tokens."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from app.subject_index.tokens import Array, Tokens, distinct

Key = tuple[str, ...]  # words in lower case
_NEAR = 3  # words and signs on either side of a run, by which copies of it are told
_MIXES = np.uint64(0x9E3779B97F4A7C15)  # an odd number: as good as different for different words
_SPELLED = 200  # places of a run by which its spelling is told


@dataclass(frozen=True, slots=True)
class Runs:
    """Runs of words of one length that recur.

    `at` are the tokens that they begin with, run by run and in order, `run` the number of the run
    of each; `uses`, `passages` and `documents` tell for each run in how many it is.
    """

    tokens: Tokens
    length: int
    at: Array
    run: Array
    uses: Array
    passages: Array
    documents: Array

    @property
    def heads(self) -> Array:
        """The place of each run's first use in `at`."""
        heads: Array = np.searchsorted(self.run, np.arange(len(self.uses)))
        return heads

    def words(self, place: int) -> Array:
        """The number of one of the words of each run: the first is 0, the last -1."""
        words: Array = self.tokens.word[self.at[self.heads] + place % self.length]
        return words

    def keys(self) -> list[Key]:
        """The words of each run."""
        columns = [self.words(place) for place in range(self.length)]
        known = self.tokens.words
        return [tuple(known[word] for word in key) for key in zip(*columns, strict=True)]

    def those(self, chosen: Array) -> "Runs":
        """Some of the runs, by whether each is one of them."""
        kept = chosen[self.run]
        number = np.cumsum(chosen) - 1
        return Runs(
            self.tokens,
            self.length,
            self.at[kept],
            number[self.run[kept]],
            self.uses[chosen],
            self.passages[chosen],
            self.documents[chosen],
        )

    def sums(self, counted: Array) -> Array:
        """For each run the number of its uses of which something is true."""
        return np.bincount(self.run[counted], minlength=len(self.uses))

    def before(self) -> Array:
        """The number of the word before each use, -1 where there is none."""
        words: Array = np.where(self.at > 0, self.tokens.word[self.at - 1], -1)
        return words

    def behind(self) -> Array:
        """The number of the word behind each use, -1 where there is none."""
        words: Array = self.tokens.word[self.at + self.length]  # a text ends with a sign
        return words

    def surroundings(self) -> Array:
        """For each run between how many different words and signs it is: one, where it is copied.

        So many as are near in the passage are looked at on either side.
        """
        form, passage = self.tokens.form, self.tokens.passage
        last = len(form) - 1
        near = [
            place for place in range(-_NEAR, self.length + _NEAR) if not 0 <= place < self.length
        ]
        found = np.zeros(len(self.at), dtype=np.uint64)
        for place in near:
            at = self.at + place
            inside = (at >= 0) & (at <= last)
            at = np.where(inside, at, 0)
            beside = np.where(inside & (passage[at] == passage[self.at]), form[at] + 1, 0)
            found = found * _MIXES + beside.astype(np.uint64)
        order = np.lexsort((found, self.run))
        is_new = np.ones(len(order), bool)
        is_new[1:] = (np.diff(self.run[order]) != 0) | (found[order][1:] != found[order][:-1])
        return np.bincount(self.run[order][is_new], minlength=len(self.uses))

    def spellings(self) -> Iterator[Counter[Key]]:
        """How each run is written, in its first uses, with the number of each form."""
        heads, of = self.heads, [*[self.tokens.written] * (self.length - 1), self.tokens.forms]
        for head, uses in zip(heads.tolist(), self.uses.tolist(), strict=True):
            at = self.at[head : head + min(uses, _SPELLED)]
            columns = [self.tokens.form[at + place].tolist() for place in range(self.length)]
            counted = Counter(zip(*columns, strict=True))
            spelled: Counter[Key] = Counter()
            for key, number in counted.items():
                spelled[tuple(forms[n] for forms, n in zip(of, key, strict=True))] += number
            yield spelled

    def places(self) -> Iterator[Sequence[int]]:
        """The numbers of the passages that each run is in, in order."""
        passage = self.tokens.passage[self.at]
        for head, uses in zip(self.heads.tolist(), self.uses.tolist(), strict=True):
            yield distinct(passage[head : head + uses]).tolist()


def runs(tokens: Tokens, at: Array, length: int, *, passages: int, documents: int) -> Runs:
    """The runs of so many words that begin at these tokens and are in at least so many texts."""
    if not len(at):
        none = np.zeros(0, dtype=np.int64)
        return Runs(tokens, length, none, none, none, none, none)
    code = np.unique(tokens.word[at], return_inverse=True)[1].astype(np.int64)
    for place in range(1, length):
        code = code * len(tokens.words) + tokens.word[at + place]
        code = np.unique(code, return_inverse=True)[1]
    code, at = _often(code, at, passages)
    order = np.argsort(code, kind="stable")
    code, at = code[order], at[order]
    every = Runs(tokens, length, at, code, *_counted(tokens, code, at))
    return every.those((every.passages >= passages) & (every.documents >= documents))


def _often(code: Array, at: Array, least: int) -> tuple[Array, Array]:
    """The codes that are used so often, numbered anew, and where."""
    often = np.bincount(code) >= least
    kept = often[code]
    return (np.cumsum(often) - 1)[code[kept]], at[kept]


def _counted(tokens: Tokens, code: Array, at: Array) -> tuple[Array, Array, Array]:
    """Uses, passages and documents of each code."""
    number = int(code.max(initial=-1)) + 1
    passage = tokens.passage[at]
    document = tokens.document[passage] if len(passage) else passage
    counts = [np.bincount(code, minlength=number)]
    for where in (passage, document):
        size = int(where.max(initial=0)) + 1
        each = distinct(code.astype(np.int64) * size + where) // size
        counts.append(np.bincount(each, minlength=number))
    return counts[0], counts[1], counts[2]
