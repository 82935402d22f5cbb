"""What the results have in common: how many are of each kind, author, tag, year and document, and how many bear a note."""

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
    noted = favorites = 0
    for plan in plans:
        query = (_FOUND + (_OWN_TAGS if plan.shelf is HIGHLIGHTS else "")).format(
            shelf=plan.shelf, rows=plan.rows, favorite="r.favorite" if plan.shelf is HIGHLIGHTS else 0
        )
        for document, name, number, with_note, favorite in db.exec_driver_sql(query, plan.bound).all():
            if document is None:
                tags[name] += number
            else:
                documents[document] += number
                years[name] += number
                noted += with_note
                favorites += favorite
    del years[""]
    return (
        Facet("kind", most(_spread(db, _KINDS, documents))),
        Facet("author", most(_spread(db, _AUTHORS, documents))),
        Facet("tag", most(tags + _spread(db, _TAGS, documents))),
        Facet("year", most(years)),
        Facet("document", most(_spread(db, _TITLES, documents))),
        Facet("with", with_rows(noted, favorites)),
    )


def with_rows(noted: int, favorite: int) -> tuple[tuple[str, int], ...]:
    """The rows of the facet `with`: those with a note and the favourites, where there are any."""
    return tuple((name, number) for name, number in (("note", noted), ("favorite", favorite)) if number)


_FOUND = """
WITH found AS MATERIALIZED (
  SELECT r.id AS id, {shelf.document} AS document_id, CASE WHEN {shelf.dated} THEN substr({shelf.stamp}, 1, 4) ELSE '' END AS year,
    r.note <> '' AS noted, {favorite} AS favorite {rows}
)
SELECT document_id, year, count(*), sum(noted), sum(favorite) FROM found GROUP BY 1, 2
"""
# A tag that a highlight and its document both bear is counted with the document's.
_OWN_TAGS = """
UNION ALL SELECT NULL, name, count(*), 0, 0 FROM found CROSS JOIN highlight_tags own ON own.highlight_id = found.id JOIN tags ON tags.id = own.tag_id
WHERE NOT EXISTS (SELECT 1 FROM document_tags of_it WHERE of_it.document_id = found.document_id AND of_it.tag_id = own.tag_id)
GROUP BY tags.id
"""
_KINDS = "SELECT id, kind FROM documents WHERE id IN (SELECT value FROM json_each(?))"
_TITLES = "SELECT id, title FROM documents WHERE title <> '' AND id IN (SELECT value FROM json_each(?))"
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


def most(counted: Counter[str]) -> tuple[tuple[str, int], ...]:
    """The most frequent of what was counted, most first, then by name."""
    return tuple(sorted(counted.items(), key=lambda row: (-row[1], row[0]))[:MOST_ROWS])
