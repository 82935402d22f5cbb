"""Ranking: by FTS5's bm25 for words, else by date or by position in the document."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np

from app.query.tree import Mention, Node, Phrase, Prefix, Sort, Within, Word, leaves
from app.search.columns.postings import Mask, Postings, bm25_weights
from app.search.columns.storage import Array
from app.search.filters import mask_of_rows
from app.search.fts_query import in_a_row, in_titles
from app.search.match import match_term, phrase_in_prose
from app.search.scope import Scope
from app.search.tiers import Masks, Results, Tier, count_rows, matching_rows
from app.store.fts.tables import DOCUMENTS, IndexedTable

_K1, _B = 1.2, 0.75  # bm25's
_COMMON = 1e-6  # the weight of a word in more than half of the rows
_PRIME = 2_147_483_647  # 2^31 - 1: the product of two numbers below it fits 64 bits
_CHUNK = 1 << 16  # rows
_DENSE = 4  # where more than one of so many rows is wanted all are read
Rows: TypeAlias = slice | Array  # which rows
TITLED = 3  # documents with all words in their titles that come before all highlights


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


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A result: its indexed table, row id and tier; `held` as in `Hit`."""

    table: IndexedTable
    id: int
    tier: str
    held: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Results ranked together: masks and ranked terms by indexed table, and their number."""

    tier: str
    rows: Masks
    terms: Mapping[str, Sequence[RankedTerm]]
    total: int


def group_results(results: Results) -> list[Group]:
    """The results in groups, best first, each row in one of them.

    A few documents with the words in their titles, then phrases before scattered words, then near
    matches.
    """
    ordered: list[Group] = []
    first = int(results.titled)  # the tier of all that was asked for
    for number, tier in enumerate(results.tiers):
        terms = {scope.table.name: ranked_terms(scope, tier.tree) for scope in results.scopes}
        rows = dict(tier.rows)
        if number == first and results.query.sort == "relevance":
            for name, chosen in _leading(results, tier, terms):
                ordered.append(
                    _group(
                        name, {table: mask & rows[table] for table, mask in chosen.items()}, terms
                    )
                )
                rows = {
                    table: mask & ~chosen[table] if table in chosen else mask
                    for table, mask in rows.items()
                }
        ordered.append(_group(tier.name, rows, terms))
    return ordered


def _group(tier: str, rows: Masks, terms: Mapping[str, Sequence[RankedTerm]]) -> Group:
    return Group(tier, rows, terms, count_rows(rows))


def _leading(
    results: Results, tier: Tier, terms: Mapping[str, Sequence[RankedTerm]]
) -> Iterator[tuple[str, Masks]]:
    """The groups before the rest of a tier: documents with all words in the title, and phrases."""
    phrase = in_a_row(tier.tree)
    together = (
        {
            scope.table.name: phrase_in_prose(scope, phrase) & tier.rows[scope.table.name]
            for scope in results.scopes
        }
        if phrase
        else {}
    )
    for scope in results.scopes:
        inside = in_titles(tier.tree)
        if scope.table is DOCUMENTS and inside:
            rows = tier.rows[scope.table.name] & matching_rows(scope, inside)
            most = max(1, TITLED - (results.tiers[0].total if results.titled else 0))
            first = mask_of_rows(
                by_relevance(scope, rows, terms[scope.table.name], most)[0], len(rows)
            )
            row = together.get(scope.table.name, ~rows)
            yield "exact phrase", {scope.table.name: first & row}
            yield tier.name, {scope.table.name: first & ~row}
    if phrase:
        yield "exact phrase", together


def page_rows(results: Results, ordered: Sequence[Group], first: int, last: int) -> list[ResultRow]:
    """The results from `first` to before `last`."""
    if results.query.sort == "relevance" and any(any(group.terms.values()) for group in ordered):
        return _by_group(results, ordered, first, last)
    titled = ordered[: results.titled]
    start = sum(group.total for group in titled)
    chosen = _by_group(results, titled, first, last)
    return chosen + (
        _by_date(results, ordered[results.titled :], max(0, first - start), last - start)
        if last > start
        else []
    )


def _by_group(results: Results, ordered: Sequence[Group], first: int, last: int) -> list[ResultRow]:
    chosen: list[ResultRow] = []
    start = 0
    for group in ordered:
        end = start + group.total
        if max(first, start) < min(last, end):
            chosen += _best(
                results.scopes, group, max(first, start) - start, min(last, end) - start
            )
        start = end
    return chosen


def _best(scopes: Sequence[Scope], group: Group, first: int, last: int) -> list[ResultRow]:
    within = [scope for scope in scopes if scope.table.name in group.rows]
    each = [
        by_relevance(scope, group.rows[scope.table.name], group.terms[scope.table.name], last)
        for scope in within
    ]
    of, rows = _merged([(rows, -scores) for rows, scores in each])
    return [
        ResultRow(within[number].table, row, group.tier)
        for number, row in zip(of[first:last], rows[first:last], strict=True)
    ]


def _by_date(results: Results, ordered: Sequence[Group], first: int, last: int) -> list[ResultRow]:
    sort: Sort = results.query.sort if results.query.sort != "relevance" else "new"
    rows = results.untitled
    each = [
        by_date(scope, rows[scope.table.name], sort, last, results.query.seed)
        for scope in results.scopes
    ]
    of, ids = _merged(each)
    tables = [scope.table for scope in results.scopes]
    return [
        ResultRow(tables[table], row, _tier(ordered, tables[table], row))
        for table, row in zip(of[first:last], ids[first:last], strict=True)
    ]


def _tier(ordered: Sequence[Group], table: IndexedTable, row: int) -> str:
    return next(
        (
            group.tier
            for group in ordered
            if table.name in group.rows and group.rows[table.name][row]
        ),
        ordered[-1].tier,
    )


def _merged(each: Sequence[tuple[Array, Array]]) -> tuple[list[int], list[int]]:
    """Rows of several scopes in one order, by their keys: numbers of scopes, and row ids.

    Equal ones of a scope stay in its order.
    """
    if not each:
        return [], []
    of = np.concatenate([np.full(len(rows), number) for number, (rows, _) in enumerate(each)])
    rows = np.concatenate([rows for rows, _ in each])
    order = np.lexsort((of, np.concatenate([keys for _, keys in each])))  # keeps the order of ties
    return of[order].tolist(), rows[order].tolist()
