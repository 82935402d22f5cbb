"""What the results have in common: how many are of each kind, author, tag and year."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from app.model import Facet
from app.store.search_plans import Plan
from app.store.search_shelves import HIGHLIGHTS

MOST_RESULTS = 5_000  # of more results nothing is counted: it would take longer than the search
MOST_ROWS = 12  # of each facet


def facets(db: Connection, plans: Sequence[Plan]) -> tuple[Facet, ...]:
    """The facets of all results of the plans, each with its most frequent values first."""
    documents: Counter[int] = Counter()
    years: Counter[str] = Counter()
    tags: Counter[str] = Counter()
    for plan in plans:
        query = (_FOUND + (_OWN_TAGS if plan.shelf is HIGHLIGHTS else "")).format(shelf=plan.shelf, rows=plan.rows)
        for document, name, number in db.exec_driver_sql(query, plan.bound).all():
            if document is None:
                tags[name] += number
            else:
                documents[document] += number
                years[name] += number
    del years[""]
    return (
        Facet("kind", _most(_spread(db, _KINDS, documents))),
        Facet("author", _most(_spread(db, _AUTHORS, documents))),
        Facet("tag", _most(tags + _spread(db, _TAGS, documents))),
        Facet("year", _most(years)),
    )


_FOUND = """
WITH found AS MATERIALIZED (
  SELECT r.id AS id, {shelf.document} AS document_id, CASE WHEN {shelf.dated} THEN substr({shelf.stamp}, 1, 4) ELSE '' END AS year {rows}
)
SELECT document_id, year, count(*) FROM found GROUP BY 1, 2
"""
# A tag that a highlight and its document both bear is counted with the document's.
_OWN_TAGS = """
UNION ALL SELECT NULL, name, count(*) FROM found CROSS JOIN highlight_tags own ON own.highlight_id = found.id JOIN tags ON tags.id = own.tag_id
WHERE NOT EXISTS (SELECT 1 FROM document_tags of_it WHERE of_it.document_id = found.document_id AND of_it.tag_id = own.tag_id)
GROUP BY tags.id
"""
_KINDS = "SELECT id, kind FROM documents WHERE id IN (SELECT value FROM json_each(?))"
_AUTHORS = """
SELECT document_id, name FROM document_authors JOIN authors ON authors.id = author_id WHERE document_id IN (SELECT value FROM json_each(?))
"""
_TAGS = "SELECT document_id, name FROM document_tags JOIN tags ON tags.id = tag_id WHERE document_id IN (SELECT value FROM json_each(?))"


def _spread(db: Connection, query: str, documents: Mapping[int, int]) -> Counter[str]:
    """How many results lie under each name that documents bear."""
    spread: Counter[str] = Counter()
    for document, name in db.exec_driver_sql(query, (json.dumps(list(documents)),)).all():
        spread[name] += documents[document]
    return spread


def _most(counted: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counted.items(), key=lambda row: (-row[1], row[0]))[:MOST_ROWS])
