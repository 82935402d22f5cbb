"""Words of plain texts by sentence, and the runs of capitalised words in them."""

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from app.subject_index.stop_words import ARTICLES, calendar

# A word, a sign that ends a sentence, or one that divides it. Numbers are no words.
_TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+|[^\w\s]|\n")
_ENDS = frozenset('.!?:;…\n"“”•*—–|()[]{}/')
_CALENDAR = calendar()
_BETWEEN = frozenset(["of", "de", "van", "von", "der", "den", "la", "le", "du", "da", "di", "del"])
# of the words of a sentence that are capitalised: a title, where capitals say nothing
_SHOUTED = 0.6
_FEW = 4  # words of which that cannot be told
_POSSESSIVE = ("'s", "’s", "'", "’")


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words that follow each other without a sign between, as written and in lower case.

    `begins` is whether its first word begins a sentence.
    """

    words: tuple[str, ...]
    lower: tuple[str, ...]
    begins: bool

    def capitalised(self, common: AbstractSet[str]) -> Iterator[range]:
        """Runs of capitalised words: from which number to before which.

        None in a title, nor common words at the beginning of a sentence.
        """
        capital = [self._is_capital(at) for at in range(len(self.words))]
        if len(self.words) > _FEW and sum(capital) > _SHOUTED * len(self.words):
            return
        at = 1 if self.begins and (self.lower[0] in common or not capital[0]) else 0
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
    begins, following = True, True
    for token in _TOKEN.findall(text):
        if token[0].isalpha():
            if not words:
                begins = following
            words.append(token)
            continue
        if words:
            found.append(_sentence(words, begins))
            words = []
        following = token in _ENDS
    if words:
        found.append(_sentence(words, begins))
    return found


def _sentence(words: list[str], begins: bool) -> Sentence:  # noqa: FBT001
    plain = [_without_possessive(word) for word in words]
    return Sentence(tuple(plain), tuple(word.lower() for word in plain), begins)


def _without_possessive(word: str) -> str:
    if not word[0].isupper() or not word.endswith(_POSSESSIVE):  # most words, told at once
        return word
    for end in _POSSESSIVE:
        if word.endswith(end) and len(word) > len(end) + 1:
            return word[: -len(end)]
    return word
