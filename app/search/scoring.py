"""The best rows of one scope: by bm25 for words, else by date or by place in the document."""

from collections.abc import Callable, Iterable
from typing import NamedTuple, TypeAlias

import numpy as np

from app.query.tree import Mention, Node, Phrase, Prefix, Sort, Within, Word, leaves
from app.search.columns.postings import Mask, Postings, bm25_weights
from app.search.columns.storage import Array
from app.search.match import match_term
from app.search.scope import Scope
from app.store.fts.tables import DOCUMENTS

_K1 = 1.2  # of bm25, as _B
_B = 0.75
_COMMON = 1e-6  # the weight of a word in more than half of the rows
_PRIME = 2_147_483_647  # 2^31 - 1: the product of two numbers below it fits 64 bits
_CHUNK = 1 << 16  # rows
_DENSE = 4  # where more than one of so many rows is wanted all are read
Rows: TypeAlias = slice | Array  # which rows


class RankedTerm(NamedTuple):
    """The postings of a wanted term, and its inverse document frequency, times a constant."""

    postings: Postings
    rarity: np.float32


def ranked_terms(scope: Scope, tree: Node) -> list[RankedTerm]:
    """The wanted terms of a tree, which rank its rows.

    Those in more than half of the rows are left out unless there are no others.
    """
    matches = [
        match_term(scope, node)
        for node, wanted in leaves(tree)
        if wanted and isinstance(node, Word | Phrase | Prefix | Mention | Within)
    ]
    weighed = [
        (
            each.postings,
            _rarity(int(np.count_nonzero(each.postings)), scope.number),
        )
        for each in matches
    ]
    return [
        RankedTerm(postings, np.float32(rarity * (_K1 + 1)))
        for postings, rarity in [pair for pair in weighed if pair[1] > _COMMON] or weighed
    ]


def _rarity(number: int, rows: int) -> float:
    return max(
        _COMMON, float(np.log((rows - number + 0.5) / (number + 0.5))) if number < rows else 0.0
    )


def by_relevance(
    scope: Scope, among: Mask, terms: Iterable[RankedTerm], most: int
) -> tuple[Array, Array]:
    """The `most` best rows by bm25, and their scores; the latest marked first of equal ones."""
    mean = scope.snapshot.totals(scope.table).mean
    tokens, weight = scope.part.columns["tokens"], bm25_weights(scope.table)

    def keys(at: Rows) -> Array:
        damping = tokens[at].astype(np.float32) * np.float32(_K1 * _B / mean) + np.float32(
            _K1 * (1 - _B)
        )
        scores = np.zeros(len(damping), np.float32)
        for postings, rarity in terms:
            weight_there = weight.take(postings[at], mode="clip")  # bounds need no check
            scores -= rarity * weight_there / (weight_there + damping)
        return scores

    rows, lowest = _first(among, most, keys, latest=scope.part.columns["stamp"])
    return rows, -lowest


def by_date(scope: Scope, among: Mask, sort: Sort, most: int, seed: int = 0) -> tuple[Array, Array]:
    """The first `most` rows by date, position or lot, and their sort keys, lowest first.

    Args:
        scope: whose rows.
        among: the mask of the rows to order.
        sort: `new`, `old`, `place` (position in the document) or `random`.
        most: rows to give.
        seed: of a random order.
    """
    columns = scope.part.columns
    later = scope.table is DOCUMENTS
    # Once, for the column of positions is read from the file each time.
    column = columns["position" if sort == "place" else "stamp"]

    def keys(at: Rows) -> Array:
        if sort == "place":
            return columns["document"][at] * np.int64(2**31) + column[at] + np.int64(2**62 * later)
        if sort == "random":
            mixed = (
                (2 * np.arange(len(among))[at] + later) * (seed * 7919 % (_PRIME - 1) + 1) % _PRIME
            )
            return mixed * (mixed + 40503) % _PRIME
        if sort == "old":
            # what is undated comes last, either way
            return np.where(column[at] == 0, np.iinfo(np.int64).max, column[at])
        return -column[at]

    return _first(among, most, keys, rising=sort not in {"new", "relevance"})


def _first(
    among: Mask,
    most: int,
    keys: Callable[[Rows], Array],
    *,
    rising: bool = False,
    latest: Array | None = None,
) -> tuple[Array, Array]:
    """The `most` rows with the lowest keys, in order, and these keys.

    Of equal ones those with the highest values of `latest`, if given, then the first, where
    `rising`, else the last. Rows are read in chunks that fit the processor's cache; of each only
    those better than the chosen ones are kept.
    """
    rows, lowest = np.zeros(0, np.intp), keys(slice(0, 0))
    begins = range(0, len(among), _CHUNK)
    for begin in begins if rising else reversed(begins):
        more, more_keys = _among(among, begin, keys)
        if len(lowest) == most:
            worst = lowest[-1]
            better = np.flatnonzero(more_keys < worst if latest is None else more_keys <= worst)
            more, more_keys = more[better], more_keys[better]
        if len(more):
            rows, lowest = _cut(
                np.concatenate([rows, more]),
                np.concatenate([lowest, more_keys]),
                most,
                rising=rising,
                latest=latest,
            )
    return rows, lowest


def _among(among: Mask, begin: int, keys: Callable[[Rows], Array]) -> tuple[Array, Array]:
    """The rows of one chunk and their keys; of a dense chunk all keys are computed at once."""
    fits = among[begin : begin + _CHUNK]
    rows = np.flatnonzero(fits)
    if _DENSE * len(rows) > len(fits):
        return rows + begin, keys(slice(begin, begin + _CHUNK))[rows]
    return rows + begin, keys(rows + begin)


def _cut(
    rows: Array, keys: Array, most: int, *, rising: bool, latest: Array | None
) -> tuple[Array, Array]:
    """The `most` first of these rows, in order, and their keys."""
    if len(rows) > 4 * most:
        near = np.flatnonzero(keys <= np.partition(keys, most - 1)[most - 1])
        rows, keys = rows[near], keys[near]
    written = rows if rising else -rows
    marked = np.zeros(len(rows), np.int64) if latest is None else -latest[rows]
    order = np.lexsort((written, marked, keys))[:most]
    return rows[order], keys[order]
