"""The order of results: best first, as FTS5's bm25 has it, where words were asked for, else by date or by place."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np

from app.query.tree import Mention, Node, Phrase, Prefix, Sort, Within, Word, leaves
from app.search.columns.postings import Codes, Mask, weights
from app.search.columns.storage import Array
from app.search.filters import only
from app.search.fts_query import in_a_row, in_titles
from app.search.match import in_prose, leaf
from app.search.scope import Ground
from app.search.tiers import Answer, Masks, Tier, fitting, number_of
from app.store.fts.tables import DOCUMENTS, Shelf

_K1, _B = 1.2, 0.75  # bm25's
_COMMON = 1e-6  # the weight of a word that stands in more than half of the rows
_PRIME = 2_147_483_647  # 2^31 - 1: the product of two numbers below it fits 64 bits
_CHUNK = 1 << 16  # rows
_DENSE = 4  # where more than one of so many rows is wanted all are read
At: TypeAlias = slice | Array  # which rows
TITLED = 3  # documents with all words in their titles that stand before all passages


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
        if sort == "old":
            return np.where(column[at] == 0, np.iinfo(np.int64).max, column[at])  # what is undated comes last, either way
        return -column[at]

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


@dataclass(frozen=True, slots=True)
class Place:
    """A result by its shelf and row id, and how well it fits."""

    shelf: Shelf
    id: int
    tier: str


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that stand together, ranked by the words that were asked for on each shelf. `tier` is how well they fit."""

    tier: str
    rows: Masks
    said: Mapping[str, Sequence[Said]]
    total: int


def groups(found: Answer) -> list[Group]:
    """The results best first, in groups: a few titles, then phrases before scattered words, then what fits nearly. Each stands in one."""
    ordered: list[Group] = []
    first = int(found.titled)  # the tier of all that was asked for
    for number, tier in enumerate(found.tiers):
        said = {ground.shelf.name: words(ground, tier.tree) for ground in found.grounds}
        rows = dict(tier.rows)
        if number == first and found.query.sort == "relevance":
            for name, chosen in _foremost(found, tier, said):
                ordered.append(_group(name, {shelf: mask & rows[shelf] for shelf, mask in chosen.items()}, said))
                rows = {shelf: mask & ~chosen[shelf] if shelf in chosen else mask for shelf, mask in rows.items()}
        ordered.append(_group(tier.name, rows, said))
    return ordered


def _group(tier: str, rows: Masks, said: Mapping[str, Sequence[Said]]) -> Group:
    return Group(tier, rows, said, number_of(rows))


def _foremost(found: Answer, tier: Tier, said: Mapping[str, Sequence[Said]]) -> Iterator[tuple[str, Masks]]:
    """What stands before the rest of a tier: a few documents with all words in their titles, and words in a row."""
    phrase = in_a_row(tier.tree)
    together = {ground.shelf.name: in_prose(ground, phrase) & tier.rows[ground.shelf.name] for ground in found.grounds} if phrase else {}
    for ground in found.grounds:
        inside = in_titles(tier.tree)
        if ground.shelf is DOCUMENTS and inside:
            rows = tier.rows[ground.shelf.name] & fitting(ground, inside)
            most = max(1, TITLED - (found.tiers[0].total if found.titled else 0))
            first = only(best(ground, rows, said[ground.shelf.name], most)[0], len(rows))
            row = together.get(ground.shelf.name, ~rows)
            yield "exact phrase", {ground.shelf.name: first & row}
            yield tier.name, {ground.shelf.name: first & ~row}
    if phrase:
        yield "exact phrase", together


def places(found: Answer, ordered: Sequence[Group], first: int, last: int) -> list[Place]:
    """The results from `first` up to, not including, `last`."""
    if found.query.sort == "relevance" and any(any(group.said.values()) for group in ordered):
        return _by_group(found, ordered, first, last)
    titled = ordered[: found.titled]
    begun = sum(group.total for group in titled)
    chosen = _by_group(found, titled, first, last)
    return chosen + (_by_date(found, ordered[found.titled :], max(0, first - begun), last - begun) if last > begun else [])


def _by_group(found: Answer, ordered: Sequence[Group], first: int, last: int) -> list[Place]:
    chosen: list[Place] = []
    begun = 0
    for group in ordered:
        ended = begun + group.total
        if max(first, begun) < min(last, ended):
            chosen += _best(found.grounds, group, max(first, begun) - begun, min(last, ended) - begun)
        begun = ended
    return chosen


def _best(grounds: Sequence[Ground], group: Group, first: int, last: int) -> list[Place]:
    within = [ground for ground in grounds if ground.shelf.name in group.rows]
    each = [best(ground, group.rows[ground.shelf.name], group.said[ground.shelf.name], last) for ground in within]
    of, rows = _merged([(rows, -scores) for rows, scores in each], rising=False)
    return [Place(within[number].shelf, row, group.tier) for number, row in zip(of[first:last], rows[first:last], strict=True)]


def _by_date(found: Answer, ordered: Sequence[Group], first: int, last: int) -> list[Place]:
    sort: Sort = found.query.sort if found.query.sort != "relevance" else "new"
    rows = found.untitled
    each = [dated(ground, rows[ground.shelf.name], sort, last, found.query.seed) for ground in found.grounds]
    of, ids = _merged(each, rising=sort != "new")
    shelves = [ground.shelf for ground in found.grounds]
    return [Place(shelves[shelf], row, _tier(ordered, shelves[shelf], row)) for shelf, row in zip(of[first:last], ids[first:last], strict=True)]


def _tier(ordered: Sequence[Group], shelf: Shelf, row: int) -> str:
    return next((group.tier for group in ordered if shelf.name in group.rows and group.rows[shelf.name][row]), ordered[-1].tier)


def _merged(each: Sequence[tuple[Array, Array]], *, rising: bool) -> tuple[list[int], list[int]]:
    """Rows of several shelves in one order, by their keys: which shelf each is of, and its id."""
    if not each:
        return [], []
    of = np.concatenate([np.full(len(rows), number) for number, (rows, _) in enumerate(each)])
    rows = np.concatenate([rows for rows, _ in each])
    order = np.lexsort((rows if rising else -rows, of, np.concatenate([keys for _, keys in each])))
    return of[order].tolist(), rows[order].tolist()
