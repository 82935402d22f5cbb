"""A name or phrase that recurs, and what is left out beside a longer or more frequent one."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from app.subject_index.runs import Key

Kind = Literal["person", "name", "phrase"]
_INSIDE_SHARE = 0.6  # of its uses that are parts of a longer one, which is listed instead


@dataclass(frozen=True, slots=True)
class Phrase:
    """A name or phrase as it is mostly written, and the passages that it is in.

    `at` are the numbers of these passages, from 0, in their order; `documents` is in how many
    documents they are.
    """

    words: str
    kind: Kind
    at: Sequence[int]
    documents: int

    @property
    def passages(self) -> int:
        """In how many passages it is."""
        return len(self.at)


Found = Mapping[Key, Phrase]


def outermost(found: Found) -> dict[Key, Phrase]:
    """Those that do not mostly occur within a longer one."""
    inside: Counter[Key] = Counter()
    for key, phrase in found.items():
        for length in range(1, len(key)):
            for at in range(len(key) - length + 1):
                inside[key[at : at + length]] += phrase.passages
    return {key: each for key, each in found.items() if inside[key] <= _INSIDE_SHARE * len(each.at)}


def one_number(found: Found) -> dict[Key, Phrase]:
    """One of `mental model` and `mental models`, the more frequent, with the places of both."""
    together: dict[Key, list[Key]] = {}
    for key in sorted(found, key=lambda each: (-found[each].passages, each)):
        together.setdefault(tuple(map(_singular, key)), []).append(key)
    return {keys[0]: _joined([found[key] for key in keys]) for keys in together.values()}


def _joined(phrases: Sequence[Phrase]) -> Phrase:
    first = phrases[0]
    if len(phrases) == 1:
        return first
    at = sorted({number for each in phrases for number in each.at})
    return Phrase(first.words, first.kind, at, max(each.documents for each in phrases))


def _singular(word: str) -> str:
    """A word without the ending of a plural, as far as its letters tell."""
    if word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word if word.endswith("ss") else word.removesuffix("s")
