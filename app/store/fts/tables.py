"""Indexed tables: highlights and documents, each with its FTS5 index."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.query.tree import Column


@dataclass(frozen=True, slots=True, eq=False)  # there are two, compared by identity
class IndexedTable:
    """Table and its FTS5 index.

    `weights` are those of the index's columns, in order, for bm25; `columns` are those that a query
    can name; `prose` are the columns with a row's own words.
    """

    name: str
    index: str
    weights: Mapping[str, float]
    columns: Mapping[Column, str]
    prose: str

    @property
    def indexed(self) -> tuple[str, ...]:
        """Columns of the index."""
        return tuple(self.weights)


HIGHLIGHTS = IndexedTable(
    "highlights", "highlight_search", {"text": 10, "note": 5, "title": 6, "authors": 3, "tags": 3},
    {"text": "text", "note": "note", "title": "title"}, "text note",
)  # fmt: skip
DOCUMENTS = IndexedTable(
    "documents", "document_search", {"title": 10, "authors": 3, "tags": 4, "body": 8},
    {"text": "body", "title": "title"}, "title body",
)  # fmt: skip

TABLES = {table.name: table for table in (HIGHLIGHTS, DOCUMENTS)}
