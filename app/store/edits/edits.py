"""What the reader does to highlights and documents, each act written down; and what is his own, told beside what the files say."""

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, select, union

from app.changes import Item
from app.model import Highlight, MyField
from app.store.db.schema import highlights, repeats
from app.store.edits.changes import fields_named, record_change
from app.store.edits.documents import codes_of, restore_documents, set_document_fields
from app.store.edits.highlights import restore_highlights, set_highlight_fields
from app.store.edits.overrides import joint, own_fields
from app.store.edits.renaming import restore_authors, restore_tags
from app.store.edits.undo import Setter
from app.store.edits.values import Said, told_fields
from app.store.reads.highlights import highlights_by_id
from app.text import name_key, tag_name

# What sets the fields of each type of thing, for an undo; other rooms add those of theirs.
SETTERS: Mapping[str, Setter] = {
    "highlight": restore_highlights, "document": restore_documents, "tag": restore_tags, "author": restore_authors,
}  # fmt: skip


def change_highlight(db: Connection, code: str, wanted: Mapping[str, Said], at: str) -> str:
    """Let the reader's words stand in these fields of a highlight, as one change; gives its id, empty where nothing changed.

    None goes back to what the files say. Raises as `set_highlight_fields` does.
    """
    return change_highlights(db, {code: wanted}, at)


def change_highlights(db: Connection, wanted: Mapping[str, Mapping[str, Said]], at: str, what: str = "") -> str:
    """The same for many highlights (by code), as one change that `what` names."""
    items = set_highlight_fields(db, wanted, at)
    return record_change(db, what or described(items), items, at)


def change_documents(db: Connection, wanted: Mapping[str, Mapping[str, Said]], at: str, what: str = "") -> str:
    """Let the reader's words stand in these fields of documents (by code), as one change; gives its id, empty where nothing changed."""
    items = set_document_fields(db, wanted, at)
    return record_change(db, what or described(items), items, at)


def retagged(tags: Iterable[str], add: Iterable[str], remove: Iterable[str]) -> list[str]:
    """Tags with others added and some taken away, compared without case."""
    taken = {name_key(tag_name(name)) for name in remove}
    return [*(tag for tag in tags if name_key(tag) not in taken), *add]


def put_away(db: Connection, code: str, *, away: bool, changed_at: str) -> str:
    """Put a document out of sight, for good over re-imports, or bring it back; its highlights go and come with it."""
    return change_documents(db, {code: {"put_away": away}}, changed_at, "put a document away" if away else "brought a document back")


def described(items: Iterable[Item]) -> str:
    """A change in a few words, as `changed text and note of 2 highlights`."""
    items = list(items)
    things = {(item.type, item.code) for item in items}
    whose = items[0].type if items else "nothing"
    return f"changed {fields_named(items)} of {'a' if len(things) == 1 else len(things)} {whose}{'s' if len(things) > 1 else ''}"


def my_fields(db: Connection, code: str) -> tuple[MyField, ...]:
    """The reader's fields of the highlight with this very code, by name."""
    return told_fields(own_fields(db, [code]).get(code, {}))


def my_document_fields(db: Connection, code: str) -> tuple[MyField, ...]:
    """The reader's fields of the document with this very code, by name."""
    codes = codes_of(db, [code])[code]
    return told_fields(joint(own_fields(db, codes), codes))


def near_repeats(db: Connection, code: str) -> tuple[Highlight, ...]:
    """The live highlights that may be the same passage as the one of this very code, in reading order."""
    own = select(highlights.c.id).where(highlights.c.code == code).scalar_subquery()
    pairs = union(
        select(repeats.c.other_id).where(repeats.c.highlight_id == own),
        select(repeats.c.highlight_id).where(repeats.c.other_id == own),
    )
    others = select(highlights.c.id).where(highlights.c.id.in_(pairs), highlights.c.gone == 0)
    ids = list(db.scalars(others.order_by(highlights.c.position, highlights.c.id)))
    of = highlights_by_id(db, ids)
    return tuple(of[each] for each in ids)
