"""The order of results: best first where words were asked for, else by date or by place."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import chain, islice
from typing import Literal

from sqlalchemy import Connection

from app.query.tree import Node, Sort
from app.store.search_plans import Plan
from app.store.search_shelves import DOCUMENTS, SHELVES, Shelf
from app.store.search_terms import in_a_row, in_title

Tier = Literal["exact phrase", "all words", "prefix"]
TITLED = 3  # documents with all words in their titles that stand before all passages
RANKED = 4000  # of more matches than this, the newest are ranked and the others follow by date: ranking costs 3 µs a match

_BY_DATE = {
    "new": {"highlights": "r.at DESC, r.id DESC", "documents": "r.latest DESC, r.id DESC"},
    "old": {"highlights": "r.at, r.id", "documents": "r.latest, r.id"},
    "place": {"highlights": "r.document_id, r.position, r.id", "documents": "r.id"},
}
_PRIME = 2_147_483_647  # 2^31 - 1: the product of two numbers below it fits 64 bits


@dataclass(frozen=True, slots=True)
class Place:
    """A result by its shelf and row id, and how well it fits."""

    shelf: Shelf
    id: int
    tier: Tier = "all words"


def total(db: Connection, plan: Plan) -> int:
    """How many rows fit, exactly."""
    return int(db.exec_driver_sql(f"SELECT count(*) {plan.source}", plan.bound).scalar_one())


def ranked(db: Connection, plans: Sequence[Plan], tree: Node, title_key: str, first: int, last: int) -> list[Place]:
    """The results from `first` up to, not including, `last`: a few titles, then phrases before scattered words, then by bm25."""
    scored = sorted(one for plan in plans for one in _scored(db, plan, tree, title_key, min(last, RANKED)))
    best = [Place(SHELVES[name], -row_id, tier) for _, _, name, row_id, tier in scored]
    if last <= RANKED:
        return best[first:last]
    known = {(place.shelf.name, place.id) for place in best}
    rest = (place for plan in plans for place in _unranked(db, plan) if (place.shelf.name, place.id) not in known)
    return [*best[first:last], *islice(rest, max(0, first - len(best)), max(0, last - len(best)))]


Scored = tuple[int, float, str, int, Tier]  # group, bm25, shelf, minus the row id


def _scored(db: Connection, plan: Plan, tree: Node, title_key: str, limit: int) -> Iterator[Scored]:
    row = in_a_row(tree, plan.shelf)
    together = _bm25(db, plan, f"({plan.match}) AND {row}", limit) if row else {}
    titled = list(_bm25(db, plan, f"({plan.match}) AND {in_title(tree)}", TITLED)) if plan.shelf is DOCUMENTS and in_title(tree) else []
    named = {found.id for found in db.exec_driver_sql(_NAMED, (title_key,))} if titled else set()
    for row_id, score in (_bm25(db, plan, plan.match, limit) | together).items():
        group = -2 if row_id in named else -1 if row_id in titled else 0 if row_id in together else 1
        yield group, score, plan.shelf.name, -row_id, "exact phrase" if row_id in together or row_id in named else "all words"


_NAMED = "SELECT id FROM documents WHERE title_key = ? AND gone = 0"


def _bm25(db: Connection, plan: Plan, expression: str, limit: int) -> dict[int, float]:
    newest = f"SELECT s.rowid AS id, s.rank AS score {plan.source} AND s.rank MATCH '{plan.shelf.weights}' ORDER BY s.rowid DESC LIMIT {RANKED}"
    query = f"SELECT id, score FROM ({newest}) ORDER BY score, id DESC LIMIT {limit}"
    return {row[0]: row[1] for row in db.exec_driver_sql(query, (expression, *plan.values)).all()}


def _unranked(db: Connection, plan: Plan) -> Iterator[Place]:
    for (row_id,) in db.exec_driver_sql(f"SELECT s.rowid {plan.source} ORDER BY s.rowid DESC", plan.bound):
        yield Place(plan.shelf, row_id)


def shuffled(db: Connection, plans: Sequence[Plan], seed: int, first: int, last: int) -> list[Place]:
    """The results from `first` up to, not including, `last`, in an order that the seed alone decides."""
    shelves = [_by_chance(db, plan, seed, last) for plan in plans]
    return [place for _, place in islice(merge(*shelves, key=lambda one: one[0]), first, last)]


def _by_chance(db: Connection, plan: Plan, seed: int, limit: int) -> list[tuple[int, Place]]:
    mixed = f"((2 * r.id + {int(plan.shelf is DOCUMENTS)}) * {seed * 7919 % (_PRIME - 1) + 1} % {_PRIME})"
    query = f"SELECT {mixed} * ({mixed} + 40503) % {_PRIME} AS chance, r.id {plan.among} ORDER BY chance, r.id LIMIT {limit}"
    return [(chance, Place(plan.shelf, row_id)) for chance, row_id in db.exec_driver_sql(query, plan.bound)]


def dated(db: Connection, plans: Sequence[Plan], sort: Sort, first: int, last: int) -> list[Place]:
    """The results from `first` up to, not including, `last`, by date or, documents after highlights, by place."""
    order = sort if sort in _BY_DATE else "new"
    shelves = [_by_date(db, plan, _BY_DATE[order][plan.shelf.name], last) for plan in plans]
    found = chain(*shelves) if order == "place" else merge(*shelves, key=lambda one: one[0], reverse=order == "new")
    return [place for _, place in islice(found, first, last)]


def _by_date(db: Connection, plan: Plan, order: str, limit: int) -> list[tuple[str, Place]]:
    query = f"SELECT {plan.shelf.stamp}, r.id {plan.among} ORDER BY {order} LIMIT {limit}"
    return [(stamp, Place(plan.shelf, row_id)) for stamp, row_id in db.exec_driver_sql(query, plan.bound)]
