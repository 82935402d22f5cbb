"""The two shelves that are searched: highlights and documents, each a table with its index."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.query.tree import Column

TOKENIZER = "porter unicode61 remove_diacritics 2"  # of both indexes; the migrations say the same


@dataclass(frozen=True, slots=True, eq=False)  # there are two, told apart as objects
class Shelf:
    """A table and its index.

    `weights` are those of the index's columns, all of them in order, when rows are ranked; `columns` are those that a query can name;
    `prose` are the own words of a row.
    """

    name: str
    index: str
    weights: Mapping[str, float]
    columns: Mapping[Column, str]
    prose: str

    @property
    def indexed(self) -> tuple[str, ...]:
        """The columns of the index."""
        return tuple(self.weights)


HIGHLIGHTS = Shelf(
    "highlights", "highlight_search", {"text": 10, "note": 5, "title": 6, "authors": 3, "tags": 3},
    {"text": "text", "note": "note", "title": "title"}, "text note",
)  # fmt: skip
DOCUMENTS = Shelf("documents", "document_search", {"title": 10, "authors": 3, "tags": 4, "body": 8}, {"text": "body", "title": "title"}, "title body")

SHELVES = {shelf.name: shelf for shelf in (HIGHLIGHTS, DOCUMENTS)}
