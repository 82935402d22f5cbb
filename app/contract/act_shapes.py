"""Types of the reader's changes and of the answers to them.

They are extended only by adding fields.
"""

from typing_extensions import TypedDict  # as for all shapes

from app.contract.shapes import Document, DocumentReference, DocumentSummary, WholeHighlight


class ChangedHighlight(WholeHighlight):
    """A highlight after a change, with the change's id; null where nothing changed."""

    change: str | None


class ChangedDocument(Document):
    """A document after a change, with the change's id; null where nothing changed.

    `could_join` lists other documents with the same new title.
    """

    change: str | None
    could_join: list[DocumentReference]


class ChangedHighlights(TypedDict):
    """The highlights that result from one change, and its id."""

    highlights: list[WholeHighlight]
    change: str | None


class Changed(TypedDict):
    """The number of things a change touched, and its id; null where nothing changed."""

    changed: int
    change: str | None


class JoinedDocuments(TypedDict):
    """The document that results from joining two.

    `highlights` is how many it has, `united` how many passages were in both, and `change` the id of
    the change (null for a dry run).
    """

    document: DocumentSummary
    highlights: int
    united: int
    change: str | None


class ChangeItem(TypedDict):
    """A field that a change touched, of a highlight, a document or another thing.

    `type` and `id` say which thing; `before` and `after` are the values as the reader saw them.
    """

    type: str
    id: str
    field: str
    before: str | bool | list[str] | None
    after: str | bool | list[str] | None


class ChangeDone(TypedDict):
    """A change that the reader made, with its first twenty items."""

    id: str
    at: str
    what: str
    undone_at: str | None
    items: list[ChangeItem]
    items_total: int


class ChangeUndone(ChangeDone):
    """A change that was undone.

    `not_undone` lists the items that stay, because a later change set the same field.
    """

    not_undone: list[ChangeItem]
