"""JSON of lists: pages of them, and documents, authors and tags as lists show them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from app import model
from app.contract.shaping import Shape, shaped
from app.model import Kind
from app.text import name_address

Item = TypeVar("Item")
Given = TypeVar("Given")


@dataclass(frozen=True, slots=True)
class Listing(Generic[Item]):
    """One page of a list; next_cursor asks for the next one and is null on the last."""

    items: tuple[Item, ...]
    total: int
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class DocumentReference:
    """Reference to a document by id, title and authors."""

    id: str
    title: str
    authors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DocumentSummary(DocumentReference):
    """Document as lists show it."""

    kind: Kind
    highlight_count: int
    latest: str | None
    tags: tuple[str, ...]
    path: str


@dataclass(frozen=True, slots=True)
class Named:
    """Author or tag, with the numbers of documents and live highlights."""

    name: str
    documents: int
    highlights: int
    path: str


@dataclass(frozen=True, slots=True)
class Stats:
    """Counts over the library: live highlights, path and size of the file in bytes."""

    documents: int
    highlights: int
    gone: int
    authors: int
    tags: int
    links: int
    files: int
    problems: int
    noted: int
    untagged: int
    library: str
    bytes: int


def listing(page: model.Listing[Given], each: Callable[[Given], Shape]) -> Listing[Shape]:
    """One page of a list, each item in its shape."""
    return Listing(tuple(map(each, page.items)), page.total, page.next_cursor or None)


def reference(document: model.DocumentSummary) -> DocumentReference:
    """Document by id, title and authors."""
    return shaped(DocumentReference, document)


def summary(document: model.DocumentSummary) -> DocumentSummary:
    """Document as lists show it."""
    return shaped(DocumentSummary, document, **counted(document))


def counted(document: model.DocumentSummary) -> dict[str, object]:
    """Fields of a document that have other names here, as keyword arguments of its shape."""
    return {"highlight_count": document.highlights, "path": f"/documents/{document.id}"}


def author(one: model.Named) -> Named:
    """Author with the counts of documents and highlights."""
    return shaped(Named, one, path=name_address("authors", one.name))


def tag(one: model.Named) -> Named:
    """Tag with the counts of documents and highlights."""
    return shaped(Named, one, path=name_address("tags", one.name))


def stats(counts: model.Stats) -> Stats:
    """Counts over the library."""
    return shaped(Stats, counts)
