"""JSON of the reader's changes."""

from collections.abc import Sequence

from app import model
from app.changes import Done, Item
from app.contract import act_shapes, shapes
from app.contract.library import reference


def changed_highlight(seen: shapes.WholeHighlight, change: str) -> act_shapes.ChangedHighlight:
    """Highlight after a change, and the change's id."""
    return {**seen, "change": change or None}


def changed_document(
    seen: shapes.Document, change: str, alike: Sequence[model.DocumentSummary] = ()
) -> act_shapes.ChangedDocument:
    """Document after a change, with the other documents of the same title."""
    return {**seen, "change": change or None, "could_join": [reference(each) for each in alike]}


def changed(number: int, change: str) -> act_shapes.Changed:
    """Number of changed things, and the change's id."""
    return {"changed": number, "change": change or None}


def done(one: Done) -> act_shapes.ChangeDone:
    """One change with its items."""
    return {
        "id": one.id,
        "at": one.at,
        "what": one.what,
        "undone_at": one.undone_at or None,
        "items": [_item(item) for item in one.items],
        "items_total": one.items_total,
    }


def undone_change(one: Done) -> act_shapes.ChangeUndone:
    """Undone change, with the items that stay."""
    return {**done(one), "not_undone": [_item(item) for item in one.not_undone]}


def _item(item: Item) -> act_shapes.ChangeItem:
    return {
        "type": item.type,
        "id": item.code,
        "field": item.field,
        "before": item.before,
        "after": item.after,
    }
