"""Words of plain texts by sentence, and the runs of capitalised words in them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.subject_index.stop_words import ARTICLES, calendar

# A word, or a sign that ends or divides a sentence. Numbers are no words.
_TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+|[^\w\s]|\n")
_CALENDAR = calendar()
_BETWEEN = frozenset(["of", "de", "van", "von", "der", "den", "la", "le", "du", "da", "di", "del"])
# of the words of a sentence that are capitalised: a title, where capitals say nothing
_SHOUTED = 0.6
_FEW = 4  # words of which that cannot be told
_POSSESSIVE = ("'s", "’s", "'", "’")


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words that follow each other without a sign between, as written and in lower case."""

    words: tuple[str, ...]
    lower: tuple[str, ...]

    def capitalised(self) -> Iterator[range]:
        """Runs of capitalised words: from which number to before which; none in a title."""
        capital = [self._is_capital(at) for at in range(len(self.words))]
        if len(self.words) > _FEW and sum(capital) > _SHOUTED * len(self.words):
            return
        at = 0
        while at < len(self.words):
            if not capital[at] or self.lower[at] in ARTICLES:
                at += 1
                continue
            end = at + 1
            while end < len(self.words) and self._goes_on(end, capital):
                end += 1
            yield range(at, end)
            at = end

    def _is_capital(self, at: int) -> bool:
        word, lower = self.words[at], self.lower[at]
        return word[0].isupper() and len(word) > 1 and lower not in _CALENDAR

    def _goes_on(self, at: int, capital: list[bool]) -> bool:
        if capital[at]:
            return True
        between = self.lower[at] in _BETWEEN
        return between and at + 1 < len(capital) and capital[at + 1]


def sentences(text: str) -> list[Sentence]:
    """The sentences of a plain text; a sign between words begins another."""
    found: list[Sentence] = []
    words: list[str] = []
    for token in [*_TOKEN.findall(text), "\n"]:
        if token[0].isalpha():
            words.append(without_possessive(token))
        elif words:
            found.append(Sentence(tuple(words), tuple(map(str.lower, words))))
            words = []
    return found


def without_possessive(word: str) -> str:
    """A word with a capital without the ending of a possessive; any other as it is."""
    if not word[0].isupper() or not word.endswith(_POSSESSIVE):  # most words, told at once
        return word
    for end in _POSSESSIVE:
        if word.endswith(end) and len(word) > len(end) + 1:
            return word[: -len(end)]
    return word
