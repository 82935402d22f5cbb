"""Words that name nothing, known by the words before them.

Articles and possessives come before nouns and what describes them; pronouns, auxiliary verbs and
conjunctions come before verbs. Of languages without lists of such words they are known by this:
behind the first more often than behind the second a sentence ends.
"""

from dataclasses import dataclass

import numpy as np

from app.subject_index.function_words import CONJUNCTIONS, before_nouns, before_verbs
from app.subject_index.tokens import Array, Tokens

_FREQUENT = 400  # words that may come before others so often that they tell
_LEAST_WORDS = 20_000  # of a library that tells anything
_SELDOM_LAST = 0.06  # of their uses in which such words end a sentence
_BEFORE_NOUNS, _BEFORE_VERBS = 0.97, 0.7  # of all words: how often what follows ends a sentence
_LEAST_SHARE = 0.1  # of the uses of a word, behind words that come before verbs
_LEAST = 5  # such uses: fewer tell nothing
_TIMES = 5  # as often as behind those that come before nouns
_SURELY = 20  # as often: a verb, wherever it is
_OFTEN_AFTER = 0.4  # of the uses of a word, behind frequent ones: it is no second part of a noun
_SELDOM_NOUN = 0.2  # of these, behind words that come before nouns


@dataclass(frozen=True, slots=True)
class Contexts:
    """What tells of each word, by its number.

    Whether it comes before nouns; whether it is mostly used as a verb or the like, which is no part
    of a subject's name; whether it hardly ever is a noun; and whether it so seldom is one that it
    ends none.
    """

    before_nouns: Array
    is_no_noun: Array
    is_verb: Array
    is_no_end: Array


def contexts(tokens: Tokens, is_common: Array, languages: Array) -> Contexts:
    """The contexts of all words; `languages` has the code of the language of each document."""
    size = len(tokens.words)
    uses = np.bincount(tokens.word[tokens.word >= 0], minlength=size)
    first = np.flatnonzero(tokens.pairs)
    before, behind = tokens.word[first], tokens.word[first + 1]
    codes, of_document = np.unique(languages, return_inverse=True)
    language = of_document[tokens.document[tokens.passage[first]]]
    counted = _openers(tokens, uses, before, behind)
    openers = [_listed(tokens, code) if code else counted for code in codes.tolist()]
    nouns = np.array([each[0] for each in openers], dtype=bool).reshape(-1, size)
    verbs = np.array([each[1] for each in openers], dtype=bool).reshape(-1, size)
    after_nouns = np.bincount(behind[nouns[language, before]], minlength=size)
    after_verbs = np.bincount(behind[verbs[language, before]], minlength=size)
    enough = after_verbs >= np.maximum(_LEAST, _LEAST_SHARE * uses)
    is_no_noun = enough & (after_verbs > _TIMES * after_nouns)
    is_verb = is_no_noun & (after_verbs >= _SURELY * np.maximum(1, after_nouns))
    joins = np.array([each in CONJUNCTIONS for each in tokens.words], dtype=bool)
    after_common = np.bincount(behind[(is_common & ~joins)[before]], minlength=size)
    bare = (after_common >= _OFTEN_AFTER * uses) & (after_nouns < _SELDOM_NOUN * after_common)
    bare &= uses.sum() >= _LEAST_WORDS
    opens: Array = np.logical_and(nouns.any(axis=0), ~verbs.any(axis=0))
    return Contexts(opens, is_no_noun, is_verb, bare)


def _listed(tokens: Tokens, code: str) -> tuple[Array, Array]:
    """Whether each word comes before nouns, or before verbs, by the lists of a language."""
    nouns, verbs = before_nouns(code), before_verbs(code)
    return (
        np.array([each in nouns for each in tokens.words], dtype=bool),
        np.array([each in verbs for each in tokens.words], dtype=bool),
    )


def _openers(tokens: Tokens, uses: Array, before: Array, behind: Array) -> tuple[Array, Array]:
    """Whether each word is a frequent one that comes before nouns, or before verbs."""
    size = len(uses)
    if uses.sum() < _LEAST_WORDS:
        return np.zeros(size, bool), np.zeros(size, bool)
    is_last = (tokens.word[:-1] >= 0) & (tokens.word[1:] < 0)
    ends = np.bincount(tokens.word[:-1][is_last], minlength=size)
    following = np.bincount(before, minlength=size)
    last = np.bincount(before, weights=(ends / np.maximum(uses, 1))[behind], minlength=size)
    share = last / np.maximum(following, 1) / (ends.sum() / uses.sum())
    frequent = np.zeros(size, bool)
    frequent[np.argsort(-uses, kind="stable")[:_FREQUENT]] = True
    opens = frequent & (ends < _SELDOM_LAST * uses)
    return opens & (share > _BEFORE_NOUNS), opens & (share < _BEFORE_VERBS)
