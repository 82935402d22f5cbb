"""JSON of the reader's changes and their results."""

from collections.abc import Sequence
from dataclasses import dataclass

from app import changes, model
from app.changes import Value
from app.contract.library import Document, WholeHighlight
from app.contract.lists import DocumentReference, DocumentSummary, reference
from app.contract.shaping import shaped


@dataclass(frozen=True, slots=True)
class ChangedHighlight(WholeHighlight):
    """Highlight after a change, and the id of the change; null where nothing changed."""

    change: str | None


@dataclass(frozen=True, slots=True)
class ChangedDocument(Document):
    """Document after a change, the change's id or null, and documents of the same title."""

    change: str | None
    could_join: tuple[DocumentReference, ...]


@dataclass(frozen=True, slots=True)
class ChangedHighlights:
    """Highlights that result from one change, and its id."""

    highlights: tuple[WholeHighlight, ...]
    change: str | None


@dataclass(frozen=True, slots=True)
class Changed:
    """Number of things that a change touched, and its id; null where nothing changed."""

    changed: int
    change: str | None


@dataclass(frozen=True, slots=True)
class JoinedDocuments:
    """Result of joining two documents: highlights, how many were in both, change's id.

    The change is null for a dry run.
    """

    document: DocumentSummary
    highlights: int
    united: int
    change: str | None


@dataclass(frozen=True, slots=True)
class ChangeItem:
    """One changed field of a highlight, a document, or another thing, by type and id.

    `before` and `after` are the visible values.
    """

    type: str
    id: str
    field: str
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class ChangeDone:
    """One change with its first twenty items."""

    id: str
    at: str
    what: str
    undone_at: str | None
    items: tuple[ChangeItem, ...]
    items_total: int


@dataclass(frozen=True, slots=True)
class ChangeUndone(ChangeDone):
    """Undone change, with the items that stay because a later change overrides them."""

    not_undone: tuple[ChangeItem, ...]


def changed_highlight(seen: WholeHighlight, change: str) -> ChangedHighlight:
    """Highlight after a change, and the change's id."""
    return shaped(ChangedHighlight, seen, change=change or None)


def changed_document(
    seen: Document, change: str, alike: Sequence[model.DocumentSummary] = ()
) -> ChangedDocument:
    """Document after a change, with the other documents of the same title."""
    could_join = tuple(map(reference, alike))
    return shaped(ChangedDocument, seen, change=change or None, could_join=could_join)


def changed(number: int, change: str) -> Changed:
    """Number of changed things, and the change's id."""
    return Changed(number, change or None)


def done(one: changes.Done) -> ChangeDone:
    """One change with its items."""
    return shaped(ChangeDone, one, items=tuple(map(_item, one.items)))


def undone_change(one: changes.Done) -> ChangeUndone:
    """Undone change, with the items that stay."""
    return shaped(ChangeUndone, done(one), not_undone=tuple(map(_item, one.not_undone)))


def _item(item: changes.Item) -> ChangeItem:
    return ChangeItem(item.type, item.code, item.field, item.before, item.after)
