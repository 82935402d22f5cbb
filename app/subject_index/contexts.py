"""Words that name nothing, known in any language by the words before them.

Articles and possessives come before nouns and what describes them; auxiliary verbs, pronouns and
conjunctions come before verbs. The first are known by this: what follows often ends a sentence.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from app.subject_index.words import Sentence

_FREQUENT = 400  # words that may come before others so often that they tell
_LEAST_WORDS = 20_000  # of a library that tells anything
_SELDOM_LAST = 0.06  # of their uses in which such words end a sentence
_BEFORE_NOUNS, _BEFORE_VERBS = 0.97, 0.7  # of all words: how often what follows ends a sentence
_LEAST_SHARE = 0.2  # of the uses of a word, behind words that come before verbs
_LEAST = 10  # such uses: fewer tell nothing
_TIMES = 5  # as often as behind those that come before nouns


@dataclass(frozen=True, slots=True)
class Openers:
    """Frequent words that come before nouns, and those that come before verbs."""

    nouns: AbstractSet[str] = frozenset()
    verbs: AbstractSet[str] = frozenset()


@dataclass(slots=True)
class Contexts:
    """How often each word is behind either sort of openers; `words` counts all its uses."""

    openers: Openers
    words: Counter[str]
    behind_nouns: Counter[str] = field(default_factory=Counter)
    behind_verbs: Counter[str] = field(default_factory=Counter)

    def see(self, sentence: Sentence) -> None:
        """Count the words of a sentence by the word before each."""
        before = ""
        for word in sentence.lower:
            if before in self.openers.verbs:
                self.behind_verbs[word] += 1
            elif before in self.openers.nouns:
                self.behind_nouns[word] += 1
            before = word

    def is_no_noun(self, word: str) -> bool:
        """Whether a word is mostly used as a verb or the like: no part of a subject's name."""
        number = self.behind_verbs[word]
        return number >= max(_LEAST, _LEAST_SHARE * self.words[word]) and (
            number > _TIMES * self.behind_nouns[word]
        )


def find_openers(texts: Iterable[Sequence[Sentence]], words: Counter[str]) -> Openers:
    """The openers among the most frequent of these words; none where these are too few."""
    if words.total() < _LEAST_WORDS:
        return Openers()
    ends: Counter[str] = Counter()
    behind: dict[str, Counter[str]] = {word: Counter() for word, _ in words.most_common(_FREQUENT)}
    for sentences in texts:
        for sentence in sentences:
            ends[sentence.lower[-1]] += 1
            before = ""
            for word in sentence.lower:
                if before in behind:
                    behind[before][word] += 1
                before = word
    mean = ends.total() / words.total()
    nouns, verbs = set(), set()
    for word, following in behind.items():
        if ends[word] >= _SELDOM_LAST * words[word]:
            continue
        last = sum(n * ends[each] / words[each] for each, n in following.items())
        share = last / max(1, following.total()) / mean
        if share > _BEFORE_NOUNS:
            nouns.add(word)
        elif share < _BEFORE_VERBS:
            verbs.add(word)
    return Openers(frozenset(nouns), frozenset(verbs))
