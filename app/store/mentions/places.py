"""Places of mentions and links: passages and documents, by row, in an order."""

from collections.abc import Collection

from sqlalchemy import Connection

from app.store.db.rows import in_json
from app.store.fts.form import fts_prefixes

SORTS: dict[str, str] = {
    "new": "latest DESC, code, position",
    "old": "latest, code, position",
    "title": "title_key, code, position",
}
Place = tuple[int, int]  # rows of a document and of a highlight in it, 0 for the document itself


def ordered(
    db: Connection,
    highlights: Collection[int],
    documents: Collection[int],
    sort: str = "new",
    words: str = "",
) -> list[Place]:
    """Places of live highlights and documents in an order; with `words`, those that hold them."""
    if not highlights and not documents:
        return []
    expression = fts_prefixes(words)
    asked = (in_json(highlights), in_json(documents))
    fits = [_FITS.format(index=f"{table}_search") if expression else "" for table in _TABLES]
    query = _ORDERED.format(*fits, order=SORTS.get(sort, SORTS["new"]))
    values = [value for ids in asked for value in ((ids, expression) if expression else (ids,))]
    return [(row[0], row[1]) for row in db.exec_driver_sql(query, tuple(values)).all()]


_TABLES = ("highlight", "document")
_FITS = "AND id IN (SELECT rowid FROM {index} WHERE {index} MATCH ?)"
_ORDERED = """
SELECT d.id AS document, asked.id AS highlight, d.latest, d.title_key, d.code,
  asked.position AS position
FROM (SELECT id, document_id, position FROM highlights
      WHERE id IN (SELECT value FROM json_each(?)) AND gone = 0 {0}) AS asked
CROSS JOIN documents AS d ON d.id = asked.document_id AND d.gone = 0
UNION ALL
SELECT id, 0, latest, title_key, code, -1 FROM documents
WHERE gone = 0 AND id IN (SELECT value FROM json_each(?)) {1}
ORDER BY {order}
"""
