"""Places of mentions and links: passages and documents, by row, in an order."""

from collections.abc import Collection, Sequence

from sqlalchemy import Connection

from app.store.db.rows import in_json
from app.store.fts.form import fts_prefixes

SORTS: dict[str, str] = {
    "new": "latest DESC, code, position, highlight",
    "old": "latest, code, position, highlight",
    "title": "title_key, code, position, highlight",
}
Place = tuple[int, int]  # rows of a document and of a highlight in it, 0 for the document itself


def ordered(
    db: Connection,
    highlights: Collection[int],
    documents: Collection[int],
    sort: str = "new",
) -> list[Place]:
    """Places of live highlights and documents in an order."""
    if not highlights and not documents:
        return []
    query = _ORDERED.format(order=SORTS.get(sort, SORTS["new"]))
    asked = (in_json(highlights), in_json(documents))
    return [(row[0], row[1]) for row in db.exec_driver_sql(query, asked).all()]


def holding(
    db: Connection, places: Sequence[Place], words: str, within: tuple[str, str] = ("", "")
) -> list[Place]:
    """Those of these places that hold all of the words, or words that begin so, in their order.

    `within` are expressions of FTS5 that all of the highlights, and documents, are known to fit:
    with them frequent words are looked for in few rows.
    """
    sought = fts_prefixes(words)
    if not sought or not places:
        return [*places]
    ids = (
        [highlight for _, highlight in places if highlight],
        [document for document, highlight in places if not highlight],
    )
    asked = [
        value
        for known, rows in zip(within, ids, strict=True)
        for value in (f"({known}) AND ({sought})" if known else sought, in_json(rows))
    ]
    found = {(row[0], row[1]) for row in db.exec_driver_sql(_HOLDING, tuple(asked)).all()}
    return [
        place
        for place in places
        if ((place[1], "highlight") if place[1] else (place[0], "document")) in found
    ]


# The rows are not looked for one by one: each would read all that hold the words.
_HOLDING = " UNION ALL ".join(
    f"SELECT rowid, '{table}' FROM {table}_search WHERE {table}_search MATCH ?"
    " AND +rowid IN (SELECT value FROM json_each(?))"
    for table in ("highlight", "document")
)
_ORDERED = """
SELECT d.id AS document, asked.id AS highlight, d.latest, d.title_key, d.code,
  asked.position AS position
FROM (SELECT id, document_id, position FROM highlights
      WHERE id IN (SELECT value FROM json_each(?)) AND gone = 0) AS asked
CROSS JOIN documents AS d ON d.id = asked.document_id AND d.gone = 0
UNION ALL
SELECT id, 0, latest, title_key, code, -1 FROM documents
WHERE gone = 0 AND id IN (SELECT value FROM json_each(?))
ORDER BY {order}
"""
