"""What is known of the words of a library before names and phrases are looked for."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np

from app.subject_index.languages import languages_of, languages_used, words_of_grammar
from app.subject_index.light_words import light_words
from app.subject_index.stop_words import labels
from app.subject_index.tokens import Array, Tokens, distinct

_FREQUENT, _OF_WORDS = 130, 40  # that begin and end no phrase: the most frequent of so many
_COMMON_SHARE = 0.02  # of all passages: nor do those in so many
_FEW_PASSAGES = 20  # in which a word may be, however small a library is
_FEW_USES = 8  # of a word that is frequent, however small a library is
_NOUN_CAPITALS = "de"  # the language that writes nouns with capitals


@dataclass(frozen=True, slots=True)
class Wording:
    """Of each word, by its number: its uses, those in lower case, and whether it is common.

    `common` are words that begin and end no phrase, `grammar` those of them that belong to no
    name. `is_low` is whether a word is mostly written in lower case. `languages` has the code of
    the language of each document.
    """

    tokens: Tokens
    uses: Array
    low: Array
    common: AbstractSet[str]
    is_common: Array
    grammar: AbstractSet[str]
    languages: Array

    @property
    def is_low(self) -> Array:
        """Whether each word is mostly written in lower case."""
        mostly: Array = 2 * self.low > self.uses
        return mostly

    def low_uses(self) -> Iterator[tuple[str, int]]:
        """The words that are written in lower case, with how often."""
        for number in np.flatnonzero(self.low).tolist():
            yield self.tokens.words[number], int(self.low[number])

    def noun_capitals(self, at: Array) -> Array:
        """Whether these tokens are in documents of a language that writes nouns with capitals."""
        languages: Array = self.languages[self.tokens.document[self.tokens.passage[at]]]
        has_them: Array = languages == _NOUN_CAPITALS
        return has_them


def wording(tokens: Tokens) -> Wording:
    """What is known of the words of these texts."""
    size = len(tokens.words)
    is_word = tokens.word >= 0
    word, passage = tokens.word[is_word], tokens.passage[is_word]
    uses = np.bincount(word, minlength=size)
    in_low = np.array([form == form.lower() for form in tokens.forms], dtype=bool)
    low = np.bincount(word[in_low[tokens.form[is_word]]], minlength=size)
    number = max(1, len(tokens.document))
    passages = np.bincount(
        distinct(word.astype(np.int64) * number + passage) // number, minlength=size
    )
    languages = languages_of(tokens)
    grammar = words_of_grammar(languages_used(languages))
    common = light_words() | labels() | grammar | _frequent(tokens, uses, passages)
    is_common = np.array([each in common for each in tokens.words], dtype=bool)
    return Wording(tokens, uses, low, common, is_common, grammar, languages)


def _frequent(tokens: Tokens, uses: Array, passages: Array) -> set[str]:
    """Words that are too frequent to begin or end a phrase."""
    most = np.argsort(-uses, kind="stable")[: min(_FREQUENT, len(uses) // _OF_WORDS)]
    most = most[uses[most] >= _FEW_USES]
    least = max(_FEW_PASSAGES, _COMMON_SHARE * len(tokens.document))
    often = np.flatnonzero(passages > least)
    return {tokens.words[number] for number in (*most.tolist(), *often.tolist())}
