"""What the results have in common: how many are of each kind, author, tag and year."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from sqlalchemy import Connection

from app.model import Facet
from app.store.search_plans import Plan

MOST_RESULTS = 10_000  # of more results nothing is counted: it would take longer than the search
MOST_ROWS = 12  # of each facet


def facets(db: Connection, plans: Sequence[Plan]) -> tuple[Facet, ...]:
    """The facets of all results of the plans, each with its most frequent values first."""
    rows = [
        (plan.shelf.name, *row)
        for plan in plans
        for row in db.exec_driver_sql(f"SELECT r.id, {plan.shelf.document}, substr({plan.shelf.stamp}, 1, 4) {plan.among}", plan.bound)
    ]
    documents = Counter(row[2] for row in rows)
    wanted = json.dumps(list(documents))
    kinds = dict(_pairs(db, _KINDS, wanted))
    authors = _grouped(_pairs(db, _AUTHORS, wanted))
    inherited = _grouped(_pairs(db, _DOCUMENT_TAGS, wanted))
    own = _grouped(_pairs(db, _HIGHLIGHT_TAGS, json.dumps([row[1] for row in rows if row[0] == "highlights"])))
    tags = Counter(
        tag for shelf, row_id, document, _ in rows for tag in _tags(own.get(row_id) if shelf == "highlights" else None, inherited.get(document))
    )
    return (
        Facet("kind", _most(_spread(documents, {document: (kind,) for document, kind in kinds.items()}))),
        Facet("author", _most(_spread(documents, authors))),
        Facet("tag", _most(tags)),
        Facet("year", _most(Counter(row[3] for row in rows if row[3]))),
    )


_KINDS = "SELECT id, kind FROM documents WHERE id IN (SELECT value FROM json_each(?))"
_AUTHORS = """
SELECT document_id, name FROM document_authors JOIN authors ON authors.id = author_id WHERE document_id IN (SELECT value FROM json_each(?))
"""
_DOCUMENT_TAGS = "SELECT document_id, name FROM document_tags JOIN tags ON tags.id = tag_id WHERE document_id IN (SELECT value FROM json_each(?))"
_HIGHLIGHT_TAGS = "SELECT highlight_id, name FROM highlight_tags JOIN tags ON tags.id = tag_id WHERE highlight_id IN (SELECT value FROM json_each(?))"


def _pairs(db: Connection, query: str, wanted: str) -> Iterator[tuple[int, str]]:
    return ((row[0], row[1]) for row in db.exec_driver_sql(query, (wanted,)))


def _grouped(pairs: Iterable[tuple[int, str]]) -> dict[int, tuple[str, ...]]:
    grouped: dict[int, tuple[str, ...]] = {}
    for owner, name in pairs:
        grouped[owner] = (*grouped.get(owner, ()), name)
    return grouped


def _tags(own: Sequence[str] | None, inherited: Sequence[str] | None) -> Iterable[str]:
    return {*(own or ()), *(inherited or ())}


def _spread(documents: Mapping[int, int], names: Mapping[int, Sequence[str]]) -> Counter[str]:
    """How many results lie under each name that documents bear."""
    spread: Counter[str] = Counter()
    for document, number in documents.items():
        for name in names.get(document, ()):
            spread[name] += number
    return spread


def _most(counted: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counted.items(), key=lambda row: (-row[1], row[0]))[:MOST_ROWS])
