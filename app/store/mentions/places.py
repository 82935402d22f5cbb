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
    within: tuple[str, str] = ("", ""),
) -> list[Place]:
    """Places of live highlights and documents in an order; with `words`, those that hold them.

    `within` are expressions of FTS5 that all of these highlights, and documents, are known to fit:
    with them frequent words are looked for in few rows.
    """
    if not highlights and not documents:
        return []
    sought = fts_prefixes(words)
    asked = [in_json(highlights), in_json(documents)]
    fits = [_FITS.format(index=f"{table}_search") if sought else _ALL for table in _TABLES]
    query = _ORDERED.format(*fits, order=SORTS.get(sort, SORTS["new"]))
    held = [f"({known}) AND ({sought})" if known else sought for known in within]
    values = [
        value
        for expression, ids in zip(held, asked, strict=True)
        for value in ((expression, ids) if sought else (ids,))
    ]
    return [(row[0], row[1]) for row in db.exec_driver_sql(query, tuple(values)).all()]


_TABLES = ("highlight", "document")
_ALL = "(SELECT value FROM json_each(?))"
# The rows are not looked for one by one: each would read all that hold the words.
_FITS = "(SELECT rowid FROM {index} WHERE {index} MATCH ? AND +rowid IN " + _ALL + ")"
_ORDERED = """
SELECT d.id AS document, asked.id AS highlight, d.latest, d.title_key, d.code,
  asked.position AS position
FROM (SELECT id, document_id, position FROM highlights
      WHERE id IN {0} AND gone = 0) AS asked
CROSS JOIN documents AS d ON d.id = asked.document_id AND d.gone = 0
UNION ALL
SELECT id, 0, latest, title_key, code, -1 FROM documents
WHERE gone = 0 AND id IN {1}
ORDER BY {order}
"""
