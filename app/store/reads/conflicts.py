"""Conflicts: what the reader wrote over files that say something else since."""

from sqlalchemy import Connection, Select, func, select

from app.model import DocumentSummary, Highlight, Listing, MyField
from app.store.db.own_schema import my_fields
from app.store.db.rows import Order, live, page
from app.store.db.schema import document_keys, documents, highlights
from app.store.edits.document_overrides import DOCUMENT_FIELDS
from app.store.edits.overrides import FLAGS, own_fields
from app.store.edits.values import described_overrides
from app.store.reads.documents import summaries
from app.store.reads.highlights import BY_DATE, highlights_by_id

_FIELDS = ("text", "note")  # tags of both are united, and flags have nothing to mix
_OF_DOCUMENTS = tuple(name for name in DOCUMENT_FIELDS if name not in FLAGS)
_NEWEST = Order("newest", BY_DATE, descending=True)


def list_conflicts(db: Connection, *, cursor: str = "", limit: int = 50) -> Listing[Highlight]:
    """Page of the live highlights whose files changed an overridden field since, newest first."""
    those = _parted()
    total = db.execute(select(func.count()).select_from(those.subquery())).scalar_one()
    rows, following = page(db, those, _NEWEST, cursor, limit)
    of = highlights_by_id(db, [row.id for row in rows])
    return Listing(tuple(of[row.id] for row in rows), total, following)


def document_conflicts(
    db: Connection, limit: int = 50
) -> tuple[tuple[DocumentSummary, tuple[MyField, ...]], ...]:
    """Live documents with the fields of each that the files changed since, the newest first."""
    own, keys = my_fields.c, document_keys.c
    led = select(keys.code).where(keys.own_code == own.code).correlate(my_fields).scalar_subquery()
    parted = (
        select(documents.c.id, own.code)
        .select_from(
            my_fields.join(documents, (documents.c.code == own.code) | (documents.c.code == led))
        )
        .where(own.field.in_(_OF_DOCUMENTS), own.base != own.theirs, live(documents))
        .order_by(documents.c.latest.desc(), documents.c.code.desc())
        .limit(limit)
    )
    rows = db.execute(parted.distinct()).all()
    of = summaries(db, sorted({row.id for row in rows}))
    fields = own_fields(db, [row.code for row in rows])
    return tuple(
        (of[row.id], conflicts)
        for row in rows
        if (
            conflicts := tuple(
                each
                for each in described_overrides(fields[row.code])
                if each.conflict and each.name in _OF_DOCUMENTS and each.mine != each.theirs
            )
        )
    )


def _parted() -> Select[int]:
    own = my_fields.c
    codes = select(own.code).where(own.field.in_(_FIELDS), own.base != own.theirs)
    return select(highlights.c.id).where(highlights.c.code.in_(codes), live(highlights))
