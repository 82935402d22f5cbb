"""Types of the JSON for the reader's changes and their results. Extended only by adding."""

from typing_extensions import TypedDict  # as all shapes are

from app.contract.shapes import Document, DocumentReference, DocumentSummary, WholeHighlight


class ChangedHighlight(WholeHighlight):
    """Highlight after a change, and the id of the change; null where nothing changed."""

    change: str | None


class ChangedDocument(Document):
    """Document after a change, the change's id or null, and documents of the same title."""

    change: str | None
    could_join: list[DocumentReference]


class ChangedHighlights(TypedDict):
    """Highlights that result from one change, and its id."""

    highlights: list[WholeHighlight]
    change: str | None


class Changed(TypedDict):
    """Number of things that a change touched, and its id; null where nothing changed."""

    changed: int
    change: str | None


class JoinedDocuments(TypedDict):
    """Result of joining two documents: highlights, how many were in both, change's id.

    The change is null for a dry run.
    """

    document: DocumentSummary
    highlights: int
    united: int
    change: str | None


class ChangeItem(TypedDict):
    """One changed field of a highlight, a document, or another thing, by type and id.

    `before` and `after` are the visible values.
    """

    type: str
    id: str
    field: str
    before: str | bool | list[str] | None
    after: str | bool | list[str] | None


class ChangeDone(TypedDict):
    """One change with its first twenty items."""

    id: str
    at: str
    what: str
    undone_at: str | None
    items: list[ChangeItem]
    items_total: int


class ChangeUndone(ChangeDone):
    """Undone change, with the items that stay because a later change overrides them."""

    not_undone: list[ChangeItem]
