"""Which of the rows that fit are best, as FTS5's bm25 has it, and which are newest: the first of them, in order."""

from collections.abc import Iterable

import numpy as np

from app.query.tree import Node, Phrase, Prefix, Sort, Within, Word, leaves
from app.store.digest_codes import Mask, weights
from app.store.digest_file import Array
from app.store.search_ground import Ground, Leaf
from app.store.search_leaves import leaf
from app.store.search_shelves import DOCUMENTS

_K1, _B = 1.2, 0.75  # bm25's
_COMMON = 1e-6  # the weight of a word that stands in more than half of the rows
_PRIME = 2_147_483_647  # 2^31 - 1: the product of two numbers below it fits 64 bits
_SAMPLE = 64  # of so many values one is looked at to guess which are among the first
_MANY = 20_000  # values that are sorted by guessing first


def words(ground: Ground, tree: Node) -> list[Leaf]:
    """Where the wanted words of a tree stand, by which rows are ranked."""
    return [leaf(ground, node) for node, wanted in leaves(tree) if wanted and isinstance(node, Word | Phrase | Prefix | Within)]


def best(ground: Ground, among: Mask, said: Iterable[Leaf], most: int) -> tuple[Array, Array]:
    """The first rows by bm25, and how good each is; of equals the newest first."""
    rows = np.flatnonzero(among)
    if not len(rows):
        return rows, np.zeros(0, np.float32)
    live = int(np.count_nonzero(ground.live))
    tokens = ground.part.columns["tokens"]
    mean = max(1.0, float(tokens.sum(dtype=np.int64)) / max(1, live))
    damping = tokens[rows].astype(np.float32) * np.float32(_K1 * _B / mean) + np.float32(_K1 * (1 - _B))
    scores = np.zeros(len(rows), np.float32)
    for each, rarity in _weighed(said, live):
        said_there = weights(ground.shelf).take(each.codes.take(rows))
        scores += np.float32(rarity * (_K1 + 1)) * said_there / (said_there + damping)
    first = _first(-scores, most)
    return rows[first], scores[first]


def _weighed(said: Iterable[Leaf], live: int) -> list[tuple[Leaf, float]]:
    """The words with their weights; those that stand nearly everywhere only where there are no others."""
    found = []
    for each in said:
        number = int(np.count_nonzero(each.codes))
        found.append((each, max(_COMMON, float(np.log((live - number + 0.5) / (number + 0.5))) if number < live else 0.0)))
    return [pair for pair in found if pair[1] > _COMMON] or found


def dated(ground: Ground, among: Mask, sort: Sort, most: int, seed: int = 0) -> tuple[Array, Array]:
    """The first rows by date, by their places in documents, or by the seed's lot; and what they were sorted by, the lower the earlier."""
    rows = np.flatnonzero(among)
    columns = ground.part.columns
    if sort == "place":
        keys = columns["position"][rows] + (rows if ground.shelf is DOCUMENTS else columns["document"][rows].astype(np.int64)) * 2**31
        keys = keys + (2**62 if ground.shelf is DOCUMENTS else 0)
    elif sort == "random":
        mixed = (2 * rows.astype(np.int64) + (ground.shelf is DOCUMENTS)) * (seed * 7919 % (_PRIME - 1) + 1) % _PRIME
        keys = mixed * (mixed + 40503) % _PRIME
    else:
        keys = columns["stamp"][rows] if sort == "old" else -columns["stamp"][rows]
    first = _first(keys, most, rising=sort not in {"new", "relevance"})
    return rows[first], keys[first]


def _first(keys: Array, most: int, *, rising: bool = False) -> Array:
    """Where the lowest keys are, in order; of equals the first, where rising, else the last."""
    chosen = _guessed(keys, most)
    if len(chosen) > 4 * most:
        edge = np.partition(keys[chosen], most - 1)[most - 1]
        chosen = chosen[keys[chosen] <= edge]
    return chosen[np.lexsort((chosen if rising else -chosen, keys[chosen]))][:most]


def _guessed(keys: Array, most: int) -> Array:
    """Where at least so many of the lowest keys are, and, of many keys, few others: a sample tells how low these are."""
    sample = keys[::_SAMPLE]
    place = 2 * most // _SAMPLE + 16
    if len(keys) > _MANY and place < len(sample):
        guessed = np.flatnonzero(keys <= np.partition(sample, place)[place])
        if len(guessed) >= most:
            return guessed
    return np.arange(len(keys))
