"""Which of the rows that fit are best, as FTS5's bm25 has it, and which are newest: the first of them, in order."""

from collections.abc import Callable, Iterable
from typing import NamedTuple, TypeAlias

import numpy as np

from app.query.tree import Mention, Node, Phrase, Prefix, Sort, Within, Word, leaves
from app.search.columns.postings import Codes, Mask, weights
from app.search.columns.storage import Array
from app.search.match import leaf
from app.search.scope import Ground
from app.store.fts.tables import DOCUMENTS

_K1, _B = 1.2, 0.75  # bm25's
_COMMON = 1e-6  # the weight of a word that stands in more than half of the rows
_PRIME = 2_147_483_647  # 2^31 - 1: the product of two numbers below it fits 64 bits
_CHUNK = 1 << 16  # rows
_DENSE = 4  # where more than one of so many rows is wanted all are read
At: TypeAlias = slice | Array  # which rows


class Said(NamedTuple):
    """Where a wanted word stands, and how much it counts."""

    codes: Codes
    rarity: np.float32


def words(ground: Ground, tree: Node) -> list[Said]:
    """The wanted words of a tree, by which rows are ranked; those that stand nearly everywhere only where there are no others."""
    found = [leaf(ground, node) for node, wanted in leaves(tree) if wanted and isinstance(node, Word | Phrase | Prefix | Mention | Within)]
    weighed = [(each.codes, _rarity(int(np.count_nonzero(each.codes)), ground.digest.totals(ground.shelf).live)) for each in found]
    return [Said(codes, np.float32(rarity * (_K1 + 1))) for codes, rarity in [pair for pair in weighed if pair[1] > _COMMON] or weighed]


def _rarity(number: int, live: int) -> float:
    return max(_COMMON, float(np.log((live - number + 0.5) / (number + 0.5))) if number < live else 0.0)


def best(ground: Ground, among: Mask, said: Iterable[Said], most: int) -> tuple[Array, Array]:
    """The first rows by bm25, and how good each is; of equals the newest first."""
    mean = ground.digest.totals(ground.shelf).mean
    tokens, weight = ground.part.columns["tokens"], weights(ground.shelf)

    def keys(at: At) -> Array:
        damping = tokens[at].astype(np.float32) * np.float32(_K1 * _B / mean) + np.float32(_K1 * (1 - _B))
        scores = np.zeros(len(damping), np.float32)
        for codes, rarity in said:
            said_there = weight.take(codes[at], mode="clip")  # bounds need no check
            scores -= rarity * said_there / (said_there + damping)
        return scores

    rows, found = _first(among, most, keys)
    return rows, -found


def dated(ground: Ground, among: Mask, sort: Sort, most: int, seed: int = 0) -> tuple[Array, Array]:
    """The first rows by date, by their places in documents, or by the seed's lot; and what they were sorted by, the lower the earlier."""
    columns = ground.part.columns
    later = ground.shelf is DOCUMENTS
    column = columns["position" if sort == "place" else "stamp"]  # once: that of positions is read out of the digest's file

    def keys(at: At) -> Array:
        if sort == "place":
            return columns["document"][at] * np.int64(2**31) + column[at] + np.int64(2**62 * later)
        if sort == "random":
            mixed = (2 * np.arange(len(among))[at] + later) * (seed * 7919 % (_PRIME - 1) + 1) % _PRIME
            return mixed * (mixed + 40503) % _PRIME
        return column[at] if sort == "old" else -column[at]

    return _first(among, most, keys, rising=sort not in {"new", "relevance"})


def _first(among: Mask, most: int, keys: Callable[[At], Array], *, rising: bool = False) -> tuple[Array, Array]:
    """The rows with the lowest keys, in order, and these keys; of equals the first, where rising, else the last.

    So many rows are looked at at once as the processor has at hand, and of these only the ones that are better than those chosen so far.
    """
    rows, found = np.zeros(0, np.intp), keys(slice(0, 0))
    begins = range(0, len(among), _CHUNK)
    for begin in begins if rising else reversed(begins):
        more, told = _among(among, begin, keys)
        if len(found) == most:
            better = np.flatnonzero(told < found[-1])
            more, told = more[better], told[better]
        if len(more):
            rows, found = _cut(np.concatenate([rows, more]), np.concatenate([found, told]), most, rising=rising)
    return rows, found


def _among(among: Mask, begin: int, keys: Callable[[At], Array]) -> tuple[Array, Array]:
    """The rows of one chunk and their keys; where they are most of it, it is quicker to ask for the keys of all."""
    fits = among[begin : begin + _CHUNK]
    places = np.flatnonzero(fits)
    if _DENSE * len(places) > len(fits):
        return places + begin, keys(slice(begin, begin + _CHUNK))[places]
    return places + begin, keys(places + begin)


def _cut(rows: Array, keys: Array, most: int, *, rising: bool) -> tuple[Array, Array]:
    """The first of these rows, in order, and their keys."""
    if len(rows) > 4 * most:
        near = np.flatnonzero(keys <= np.partition(keys, most - 1)[most - 1])
        rows, keys = rows[near], keys[near]
    order = np.lexsort((rows if rising else -rows, keys))[:most]
    return rows[order], keys[order]
