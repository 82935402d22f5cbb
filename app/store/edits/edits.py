"""Edits of highlights and documents, each recorded as a change; and the reader's overrides."""

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, select, union

from app.changes import Item
from app.model import Highlight, MyField
from app.store.db.schema import highlights, repeats
from app.store.edits.changes import fields_named, record_change
from app.store.edits.distinct import restore_distinct
from app.store.edits.documents import codes_of, restore_documents, set_document_fields
from app.store.edits.headings import restore_headings
from app.store.edits.highlights import restore_highlights, set_highlight_fields
from app.store.edits.mentions import restore_mentions
from app.store.edits.overrides import joint, own_fields
from app.store.edits.renaming import restore_authors, restore_tags
from app.store.edits.trays.trays import restore_trays
from app.store.edits.undo import Setter
from app.store.edits.values import Entered, described_overrides
from app.store.reads.highlights import highlights_by_id
from app.text import name_key, tag_name

# What sets the fields of each type of thing, for an undo; other rooms add those of theirs.
SETTERS: Mapping[str, Setter] = {
    "highlight": restore_highlights,
    "document": restore_documents,
    "tag": restore_tags,
    "author": restore_authors,
    "tray": restore_trays,
    "mention": restore_mentions,
    "heading": restore_headings,
    "names": restore_distinct,
}


def change_highlight(db: Connection, code: str, wanted: Mapping[str, Entered], at: str) -> str:
    """Set overrides of these fields of a highlight, as one change.

    Gives its id, empty if nothing changed.

    None restores the files' value. Raises as `set_highlight_fields` does.
    """
    return change_highlights(db, {code: wanted}, at)


def change_highlights(
    db: Connection, wanted: Mapping[str, Mapping[str, Entered]], at: str, what: str = ""
) -> str:
    """Set overrides of many highlights (by code), as one change that `what` names."""
    items = set_highlight_fields(db, wanted, at)
    return record_change(db, what or described(items), items, at)


def change_documents(
    db: Connection, wanted: Mapping[str, Mapping[str, Entered]], at: str, what: str = ""
) -> str:
    """Set overrides of documents (by code), as one change.

    Gives its id, empty if nothing changed.
    """
    items = set_document_fields(db, wanted, at)
    return record_change(db, what or described(items), items, at)


def retagged(tags: Iterable[str], add: Iterable[str], remove: Iterable[str]) -> list[str]:
    """Tags with some added and some removed, compared without case."""
    taken = {name_key(tag_name(name)) for name in remove}
    return [*(tag for tag in tags if name_key(tag) not in taken), *add]


def put_away(db: Connection, code: str, *, away: bool, changed_at: str) -> str:
    """Hide a document with its highlights, also after further imports, or show it again."""
    return change_documents(
        db,
        {code: {"put_away": away}},
        changed_at,
        "put a document away" if away else "brought a document back",
    )


def described(items: Iterable[Item]) -> str:
    """Description of a change in a few words, as `changed text and note of 2 highlights`."""
    items = list(items)
    things = {(item.type, item.code) for item in items}
    whose = items[0].type if items else "nothing"
    return (
        f"changed {fields_named(items)} of {'a' if len(things) == 1 else len(things)} "
        f"{whose}{'s' if len(things) > 1 else ''}"
    )


def my_fields(db: Connection, code: str) -> tuple[MyField, ...]:
    """Overrides of the highlight with exactly this code, by field."""
    return described_overrides(own_fields(db, [code]).get(code, {}))


def my_document_fields(db: Connection, code: str) -> tuple[MyField, ...]:
    """Overrides of the document with exactly this code, by field."""
    codes = codes_of(db, [code])[code]
    return described_overrides(joint(own_fields(db, codes), codes))


def near_repeats(db: Connection, code: str) -> tuple[Highlight, ...]:
    """Possible duplicates of the highlight with exactly this code: live ones, in reading order."""
    own = select(highlights.c.id).where(highlights.c.code == code).scalar_subquery()
    pairs = union(
        select(repeats.c.other_id).where(repeats.c.highlight_id == own),
        select(repeats.c.highlight_id).where(repeats.c.other_id == own),
    )
    others = select(highlights.c.id).where(highlights.c.id.in_(pairs), highlights.c.gone == 0)
    ids = list(db.scalars(others.order_by(highlights.c.position, highlights.c.id)))
    of = highlights_by_id(db, ids)
    return tuple(of[each] for each in ids)
