"""The two shelves that are searched: highlights and documents, each a table with its index."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.query.tree import Column


@dataclass(frozen=True, slots=True)
class Shelf:
    """A table and its index. `stamp` sorts its rows, and dates those that are `dated`.

    `document` is a row's document id, `weights` are bm25's, `indexed` all of the index's columns, `prose` the own words.
    """

    name: str
    index: str
    document: str
    stamp: str
    dated: str
    weights: str
    columns: Mapping[Column, str]
    prose: str
    indexed: tuple[str, ...]


HIGHLIGHTS = Shelf(
    "highlights", "highlight_search", "r.document_id", "r.at", "(r.highlighted_at <> '' OR r.added_at <> '')", "bm25(10.0, 8.0, 5.0, 3.0, 4.0)",
    {"text": "text", "note": "note", "title": "title"}, "text note", ("text", "note", "title", "authors", "tags"),
)  # fmt: skip
DOCUMENTS = Shelf(
    "documents", "document_search", "r.id", "r.latest", "r.earliest <> ''", "bm25(10.0, 3.0, 4.0, 8.0)",
    {"text": "body", "title": "title"}, "title body", ("title", "authors", "tags", "body"),
)  # fmt: skip

SHELVES = {shelf.name: shelf for shelf in (HIGHLIGHTS, DOCUMENTS)}
