"""The shapes of what the reader did, and of the answers to his acts, as types. Extended only by adding."""

from typing_extensions import TypedDict  # as all shapes are

from app.contract.shapes import Document, DocumentReference, DocumentSummary, WholeHighlight


class ChangedHighlight(WholeHighlight):
    """A highlight as a change left it, and the id of the change; null where nothing changed."""

    change: str | None


class ChangedDocument(Document):
    """A document as a change left it, the id of the change (null where nothing changed), and others that bear its new title."""

    change: str | None
    could_join: list[DocumentReference]


class ChangedHighlights(TypedDict):
    """The highlights that result from one change, and its id."""

    highlights: list[WholeHighlight]
    change: str | None


class Changed(TypedDict):
    """How many things a change touched, and its id; null where nothing changed."""

    changed: int
    change: str | None


class JoinedDocuments(TypedDict):
    """One document out of two: how many highlights it has, how many passages were in both, and the change (null for a dry run)."""

    document: DocumentSummary
    highlights: int
    united: int
    change: str | None


class ChangeItem(TypedDict):
    """A field that a change touched: of a highlight, a document, or another thing of this type and id; `before` and `after` as they were seen."""

    type: str
    id: str
    field: str
    before: str | bool | list[str] | None
    after: str | bool | list[str] | None


class ChangeDone(TypedDict):
    """One act of the reader with its first twenty items."""

    id: str
    at: str
    what: str
    undone_at: str | None
    items: list[ChangeItem]
    items_total: int


class ChangeUndone(ChangeDone):
    """An act that was undone, with its items that stay, because a later change of the same field stands over them."""

    not_undone: list[ChangeItem]
