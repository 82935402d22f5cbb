"""Words that name nothing, known in any language by the words before them.

Articles and possessives come before nouns and what describes them; auxiliary verbs, pronouns and
conjunctions come before verbs. The first are known by this: what follows often ends a sentence.
"""

from dataclasses import dataclass

import numpy as np

from app.subject_index.tokens import Array, Tokens

_FREQUENT = 400  # words that may come before others so often that they tell
_LEAST_WORDS = 20_000  # of a library that tells anything
_SELDOM_LAST = 0.06  # of their uses in which such words end a sentence
_BEFORE_NOUNS, _BEFORE_VERBS = 0.97, 0.7  # of all words: how often what follows ends a sentence
_LEAST_SHARE = 0.2  # of the uses of a word, behind words that come before verbs
_LEAST = 10  # such uses: fewer tell nothing
_TIMES = 5  # as often as behind those that come before nouns
_OFTEN_AFTER = 0.4  # of the uses of a word, behind frequent ones: it is no second part of a noun
_SELDOM_NOUN = 0.2  # of these, behind words that come before nouns


@dataclass(frozen=True, slots=True)
class Contexts:
    """What tells of each word, by its number.

    Whether it comes before nouns; whether it is mostly used as a verb or the like, which is no part
    of a subject's name; and whether it is used as a noun so seldom that it ends none.
    """

    before_nouns: Array
    is_no_noun: Array
    is_no_end: Array


def contexts(tokens: Tokens, is_common: Array) -> Contexts:
    """The contexts of all words; nothing is told of a library of too few."""
    size = len(tokens.words)
    uses = np.bincount(tokens.word[tokens.word >= 0], minlength=size)
    if uses.sum() < _LEAST_WORDS:
        return Contexts(*(np.zeros(size, bool) for _ in range(3)))
    first = np.flatnonzero(tokens.pairs)
    before, behind = tokens.word[first], tokens.word[first + 1]
    nouns, verbs = _openers(tokens, uses, before, behind)
    after_nouns = np.bincount(behind[nouns[before]], minlength=size)
    after_verbs = np.bincount(behind[verbs[before]], minlength=size)
    enough = after_verbs >= np.maximum(_LEAST, _LEAST_SHARE * uses)
    after_common = np.bincount(behind[is_common[before]], minlength=size)
    bare = (after_common >= _OFTEN_AFTER * uses) & (after_nouns < _SELDOM_NOUN * after_common)
    return Contexts(nouns, enough & (after_verbs > _TIMES * after_nouns), bare)


def _openers(tokens: Tokens, uses: Array, before: Array, behind: Array) -> tuple[Array, Array]:
    """Whether each word is a frequent one that comes before nouns, or before verbs."""
    size = len(uses)
    is_last = (tokens.word[:-1] >= 0) & (tokens.word[1:] < 0)
    ends = np.bincount(tokens.word[:-1][is_last], minlength=size)
    following = np.bincount(before, minlength=size)
    last = np.bincount(before, weights=(ends / np.maximum(uses, 1))[behind], minlength=size)
    share = last / np.maximum(following, 1) / (ends.sum() / uses.sum())
    frequent = np.zeros(size, bool)
    frequent[np.argsort(-uses, kind="stable")[:_FREQUENT]] = True
    opens = frequent & (ends < _SELDOM_LAST * uses)
    return opens & (share > _BEFORE_NOUNS), opens & (share < _BEFORE_VERBS)
