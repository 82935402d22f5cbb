"""Ranking: the groups of results, and one page of their rows in order."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from app.query.tree import Sort
from app.search.columns.storage import Array
from app.search.filters import mask_of_rows
from app.search.fts_query import in_a_row, in_titles
from app.search.match import phrase_in_prose
from app.search.scope import Scope
from app.search.scoring import RankedTerm, by_date, by_relevance, ranked_terms
from app.search.tiers import Masks, Results, Tier, count_rows, matching_rows
from app.store.fts.tables import DOCUMENTS, IndexedTable

TITLED = 3  # documents with all words in their titles that come before all highlights


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
