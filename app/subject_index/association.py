"""How much the words of a run belong together, and how unevenly they lie over the documents."""

from dataclasses import dataclass

import numpy as np

from app.subject_index.runs import Runs
from app.subject_index.tokens import Array, Tokens, distinct

_SIZES = 24  # classes of documents of about the same number of words


@dataclass(frozen=True, slots=True)
class Association:
    """Of each run the log-likelihood ratio of its words, and how often chance would bring it."""

    likelihood: Array
    chance: Array


def association(runs: Runs, uses: Array) -> Association:
    """How the first and the last word of each run belong together; `uses` are those of words."""
    total = max(1, int(uses.sum()))
    first, last, both = uses[runs.words(0)], uses[runs.words(-1)], runs.uses
    chance = np.maximum(first * last / total, 1e-9)
    if runs.length > 2:  # noqa: PLR2004 - what is between makes it less likely
        chance = chance * np.maximum(uses[runs.words(1)] / total * 20, 0.05)
    ratio = 2 * (
        _term(both, chance)
        + _term(first - both, np.maximum(first - chance, 1e-9))
        + _term(last - both, np.maximum(last - chance, 1e-9))
    )
    return Association(ratio, chance)


def _term(seen: Array, expected: Array) -> Array:
    seen = np.maximum(seen, 0)
    return seen * np.log(np.maximum(seen, 1e-9) / expected)


def clustering(tokens: Tokens) -> Array:
    """How much each word keeps to a few documents: in how many it would be by chance, over those.

    1 of a word that is everywhere alike, as `thing`; 2 and more of one that some documents are
    about. The longer a document is, the more of a word chance would bring it.
    """
    at = np.flatnonzero(tokens.word >= 0)
    word, passage = tokens.word[at].astype(np.int64), tokens.passage[at]
    number, size = len(tokens.document), len(tokens.words)
    used = distinct(word * max(1, number) + passage)
    of_word, of_document = used // max(1, number), tokens.document[used % max(1, number)]
    documents = int(tokens.document.max(initial=-1)) + 1
    passages = np.bincount(of_word, minlength=size)
    seen = np.bincount(
        distinct(of_word * max(1, documents) + of_document) // max(1, documents), minlength=size
    )
    expected = np.zeros(size)
    for share, several in _shares(np.bincount(tokens.document[passage], minlength=documents)):
        expected += several * -np.expm1(-passages * share)
    return expected / np.maximum(1, seen)


def _shares(words: Array) -> list[tuple[float, int]]:
    """Shares of all words that documents of some classes have, each with their number."""
    words = words[words > 0]
    if not len(words):
        return []
    classes = np.minimum(_SIZES - 1, (np.log2(words) * 1.5).astype(int))
    total = words.sum()
    found = []
    for each in np.unique(classes):
        own = words[classes == each]
        found.append((float(own.mean() / total), len(own)))
    return found
