"""Search: any text as a query, answered from the library, with other queries where little fits.

All functions take a reader's connection. A writer's sees rows that may never be committed, so that
nothing is kept in memory for it: a search over it reads the tables whole. A test holds that no code
of the program does.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from app.model import Found, Hit
from app.query.explain import explain, explain_less
from app.query.parser import parse
from app.query.tree import Query
from app.store.db.rows import decode, encode

if TYPE_CHECKING:
    from app.search.evaluation import Evaluation

MOST = 200  # results of one page
MOST_OF_ALL = 100_000  # results that are handed out in one go
_BATCH = 100  # results of a batch: a text may be long
_DEEPEST = 1_000_000  # results that can be paged through
HitBatch = Callable[[Connection], tuple[Hit, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Found):
    """The results of a query, with the query as it was understood.

    `widened` says that its last word was also read as a prefix, `most_of` is the number of words of
    which the tier `most words` holds most, `read_as` are other words of the library that were
    looked for, by the word that was typed.
    """

    parsed: Query
    widened: bool = False
    most_of: int = 0
    read_as: Mapping[str, Sequence[str]] = field(default_factory=dict)


def search(db: Connection, text: str, *, limit: int = 20, cursor: str = "") -> Answer:
    """The results for any text, best first; no text is an error.

    Args:
        db: a reader's connection.
        text: the query as typed.
        limit: results of this page, 1 to `MOST`.
        cursor: `next_cursor` of the page before; the first page where it is empty or none of ours.
    """
    begun = time.perf_counter()
    found = _evaluate(db, text)
    results = found.results
    first = _offset(cursor)
    last = first + max(1, min(limit, MOST))
    explanation = explain(results.query, widened=results.widened)
    return Answer(
        query=results.query.text,
        explanation=" · ".join([explanation, *explain_less(results.read_as, found.most_of)]),
        total=results.total,
        exact_total=results.exact,
        hits=tuple(hit for read in found.batches(first, last, MOST) for hit in read(db)),
        facets=found.facets(db),
        suggestions=found.suggestions,
        next_cursor=_next_cursor(last, results.total),
        tiers=_tier_totals(found.tiers),
        seconds=time.perf_counter() - begun,
        parsed=results.query,
        widened=results.widened,
        most_of=found.most_of,
        read_as=results.read_as,
    )


def count(db: Connection, text: str) -> int:
    """The number of results for a text, less those that match it only nearly."""
    return _evaluate(db, text, nearly=False).results.total


def all_hits(
    db: Connection, text: str, *, most: int = MOST_OF_ALL, nearly: bool = True
) -> Iterator[Hit]:
    """The first results for a text, best first, read some hundred at a time.

    With `nearly`, those that match it only nearly come last.
    """
    for read in hit_batches(db, text, most=most, nearly=nearly):
        yield from read(db)


def hit_batches(
    db: Connection, text: str, *, most: int = MOST_OF_ALL, nearly: bool = True
) -> Sequence[HitBatch]:
    """The results of `all_hits`, as functions that read about a hundred of them each.

    Which rows are results, and their order, is decided now. Each function takes any later
    connection to the same library, and leaves out rows that have been removed since.
    """
    return _evaluate(db, text, nearly=nearly).batches(0, most, _BATCH)


def all_codes(
    db: Connection, text: str, *, most: int = MOST_OF_ALL
) -> tuple[Sequence[str], Sequence[str]]:
    """The codes of the highlights and documents among the first results of all tiers, in order."""
    return _evaluate(db, text).codes(db, most)


def _evaluate(db: Connection, text: str, *, nearly: bool = True) -> "Evaluation":
    from app.search.evaluation import evaluate_query  # slow to import: NumPy

    return evaluate_query(db, parse(text), nearly=nearly)


def _tier_totals(counted: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    totals: dict[str, int] = {}
    for name, total in counted:
        totals[name] = totals.get(name, 0) + total
    return tuple((name, total) for name, total in totals.items() if total)


def _offset(cursor: str) -> int:
    values = decode(cursor)
    fits = len(values) == 1 and isinstance(values[0], int) and 0 <= values[0] <= _DEEPEST
    return int(values[0]) if fits else 0


def _next_cursor(last: int, total: int) -> str:
    """The cursor of the page after that one; empty where `_offset` would not take it."""
    return encode([last]) if last < total and last <= _DEEPEST else ""
