"""What comes after phrases: how often nothing, and how often the same little word.

What is nearly always followed by one, as `tale lies in` or `made up of`, is cut out of an
expression. What ends a sentence is used as a noun, even where its last word is a verb elsewhere.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from app.subject_index.words import Sentence

Key = tuple[str, ...]  # words in lower case
_SAME_WORD = 0.7  # of the uses of a phrase, before one common word
_AT_END = 0.3  # of its uses: it ends the sentence, or there is a sign behind it


@dataclass(slots=True)
class Ending:
    """How often a phrase is used, ends a sentence, and comes before each common word."""

    uses: int = 0
    last: int = 0
    before: Counter[str] = field(default_factory=Counter)

    @property
    def is_cut_out(self) -> bool:
        """Whether one and the same word belongs behind it."""
        return max(self.before.values(), default=0) >= _SAME_WORD * self.uses

    @property
    def is_complete(self) -> bool:
        """Whether it often ends a sentence."""
        return self.last >= _AT_END * self.uses


def endings(
    texts: Iterable[Sequence[Sentence]], phrases: Collection[Key], common: AbstractSet[str]
) -> dict[Key, Ending]:
    """What comes after each of these phrases."""
    found = {key: Ending() for key in phrases}
    lengths: dict[str, set[int]] = {}
    for key in found:
        lengths.setdefault(key[0], set()).add(len(key))
    for sentences in texts:
        for sentence in sentences:
            lower = sentence.lower
            for at, word in enumerate(lower):
                for length in lengths.get(word, ()):
                    if ending := found.get(lower[at : at + length]):
                        _see(ending, lower[at + length : at + length + 1], common)
    return found


def _see(ending: Ending, following: Key, common: AbstractSet[str]) -> None:
    ending.uses += 1
    if not following:
        ending.last += 1
    elif following[0] in common:
        ending.before[following[0]] += 1
