"""Conflicts: overrides of a text or a note that the file has changed since."""

from sqlalchemy import Connection, Select, func, select

from app.model import Highlight, Listing
from app.store.db.own_schema import my_fields
from app.store.db.rows import Order, live, page
from app.store.db.schema import highlights
from app.store.reads.highlights import highlights_by_id

_FIELDS = ("text", "note")  # tags of both are united, and flags have nothing to mix
_NEWEST = Order("newest", (highlights.c.id,), descending=True)


def list_conflicts(db: Connection, *, cursor: str = "", limit: int = 50) -> Listing[Highlight]:
    """Page of the live highlights whose files changed an overridden field since, newest first."""
    those = _parted()
    total = db.execute(select(func.count()).select_from(those.subquery())).scalar_one()
    rows, following = page(db, those, _NEWEST, cursor, limit)
    of = highlights_by_id(db, [row.id for row in rows])
    return Listing(tuple(of[row.id] for row in rows), total, following)


def _parted() -> Select[int]:
    own = my_fields.c
    codes = select(own.code).where(own.field.in_(_FIELDS), own.base != own.theirs)
    return select(highlights.c.id).where(highlights.c.code.in_(codes), live(highlights))
