"""Most words: rows that hold most words of a long query, for where none holds all of them."""

from collections.abc import Iterator, Sequence
from math import log

import numpy as np

from app.query.tree import And, Most, Node, Or, Phrase, Prefix, Within, Word, leaves, parts
from app.search.columns.postings import Mask
from app.search.match import match_term
from app.search.scope import Scope

LONG = 4  # words of a query that is long
_COUNTED = 64  # words of a query that are counted: each is a pass over all rows
_STEPS = 64  # of a weight, for whole numbers
_HEAVIEST = 1_000  # a weight; so many of all counted words fit 16 bits


def most_of(scopes: Sequence[Scope], tree: Node) -> And | None:
    """The tree that asks for most of the words of a tree and for all else that it asks for.

    A word weighs the more the fewer rows of the whole library hold it, one that none holds nothing.
    The words of a phrase that is the whole tree count one by one.

    Returns:
        None where the tree has fewer than `LONG` words, or the library too few of them.
    """
    every = _single(tree)
    words = tuple(dict.fromkeys(part for part in every if _is_word(part)))[:_COUNTED]
    if len(words) < LONG:
        return None
    rows = sum(scope.number for scope in scopes)
    weights = tuple(_weight(_number(scopes, word), rows) for word in words)
    most = Most(words, weights)
    if sum(weight > 0 for weight in weights) < most.least:
        return None
    return And((most, *(part for part in every if not _is_word(part))))


def _single(tree: Node) -> tuple[Node, ...]:
    """The parts of a tree, in which one phrase is its words."""
    return tuple(map(Word, tree.text.split())) if isinstance(tree, Phrase) else parts(tree)


def _is_word(part: Node) -> bool:
    """Whether a part is a word, or a last word that is also read as a prefix."""
    one = part.parts[0] if isinstance(part, Or) and _reads_one(part) else part
    term = one.term if isinstance(one, Within) else one
    return isinstance(term, Word | Prefix)


def _reads_one(part: Or) -> bool:
    match part.parts:
        case (Word(word), Prefix(beginning)):
            return word == beginning
    return False


def _number(scopes: Sequence[Scope], word: Node) -> int:
    """The number of rows of the whole library that hold a word."""
    return sum(int(np.count_nonzero(_holding(scope, word))) for scope in scopes)


def _weight(number: int, rows: int) -> int:
    return min(_HEAVIEST, round(_STEPS * log(1 + rows / number))) if number else 0


def _holding(scope: Scope, word: Node) -> Mask:
    first, *others = _masks(scope, word)
    return first | others[0] if others else first


def _masks(scope: Scope, word: Node) -> Iterator[Mask]:
    for leaf, _ in leaves(word):
        if isinstance(leaf, Word | Prefix | Within):
            yield match_term(scope, leaf).mask


def most_rows(scope: Scope, most: Most) -> Mask:
    """The rows that hold enough of the words."""
    held = np.zeros(scope.part.size, np.uint8)
    weight = np.zeros(scope.part.size, np.uint16)
    for word, weighs in zip(most.words, most.weights, strict=True):
        if weighs:
            holding = _holding(scope, word).view(np.uint8)
            held += holding
            weight += holding * np.uint16(weighs)
    mask: Mask = (held >= most.least) & (weight >= most.least_weight)
    return mask


def words_held(scope: Scope, most: Most, row: int) -> int:
    """The number of the words that a row holds."""
    return sum(
        any(
            bool(match_term(scope, leaf).postings[row])
            for leaf, _ in leaves(word)
            if isinstance(leaf, Word | Prefix | Within)
        )
        for word in most.words
    )
