"""In which languages documents are, by their words of grammar."""

from collections.abc import Set as AbstractSet

import numpy as np

from app.subject_index.function_words import function_words
from app.subject_index.tokens import Array, Tokens

_LEAST_SHARE = 0.2  # of a document's words: those of its language's grammar
_LEAST_DOCUMENTS = 2  # of a language whose grammar matters


def languages_of(tokens: Tokens) -> Array:
    """The code of the language of each document, as `de`; empty where that is not known."""
    at = np.flatnonzero(tokens.word >= 0)
    document, word = tokens.document[tokens.passage[at]], tokens.word[at]
    number = int(tokens.document.max(initial=-1)) + 1
    counts = []
    for words in function_words().values():
        known = np.array([each in words for each in tokens.words], dtype=bool)
        counts.append(np.bincount(document[known[word]], minlength=number))
    total = np.bincount(document, minlength=number)
    every = np.array(counts).reshape(-1, number)
    codes = np.array([*function_words(), ""])
    told = every.max(axis=0) >= np.maximum(1, _LEAST_SHARE * total)
    return codes[np.where(told, every.argmax(axis=0), len(codes) - 1)]


def languages_used(languages: Array) -> frozenset[str]:
    """The codes of the languages of several documents, and English always."""
    names, numbers = np.unique(languages, return_counts=True)
    used = {str(name) for name in names[numbers >= _LEAST_DOCUMENTS] if name}
    return frozenset(used | {"en"})


def words_of_grammar(languages: AbstractSet[str]) -> frozenset[str]:
    """The words of grammar of these languages."""
    return frozenset[str]().union(*(function_words()[each] for each in languages))
