"""Comparison of two passages by the runs of words that both have."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from app.lexicon import LETTER, WORD
from app.text import normal

RUN = 3  # words of a run: fewer are shared by chance
# Other than in the index, `don't` is one word: of its parts one is shared by chance.
_WORD = re.compile(rf"{WORD.pattern}(?:'{LETTER}+)*")


@dataclass(frozen=True, slots=True)
class Words:
    """Words of a plain text in the form in which they are compared, each with its range."""

    forms: Sequence[str]
    ranges: Sequence[tuple[int, int]]

    def runs(self) -> set[tuple[str, ...]]:
        """All runs of three words, but those of one word repeated, as laughter is."""
        three = zip(self.forms, self.forms[1:], self.forms[2:], strict=False)
        return {run for run in three if not run[0] == run[1] == run[2]}


def words_of(text: str) -> Words:
    """The words of a plain text; each sign of a script without spaces is one."""
    found = [*_WORD.finditer(text.replace("’", "'"))]
    return Words([normal(word[0]) for word in found], [word.span() for word in found])


def held_in(words: Words, runs: Collection[tuple[str, ...]]) -> list[bool]:
    """For each word, whether it is in one of these runs."""
    held = [False] * len(words.forms)
    three = zip(words.forms, words.forms[1:], words.forms[2:], strict=False)
    for at, run in enumerate(three):
        if run in runs:
            held[at : at + RUN] = [True] * RUN
    return held


def shared_ranges(text: str, other: str) -> list[tuple[int, int]]:
    """Ranges of a plain text that another has as well, in order."""
    words = words_of(text)
    held = held_in(words, words_of(other).runs())
    ranges: list[tuple[int, int]] = []
    for at, (begin, end) in enumerate(words.ranges):
        if not held[at]:
            continue
        if at and held[at - 1]:
            ranges[-1] = (ranges[-1][0], end)
        else:
            ranges.append((begin, end))
    return ranges
