"""What is the reader's own about one highlight: the fields that he made say something else, and passages that may be the same one."""

import json
from collections.abc import Iterable

from sqlalchemy import Connection, select, union

from app.model import Highlight, MyField, Said
from app.store.db.schema import highlights, repeats
from app.store.edits.overrides import FLAGS, own_fields
from app.store.reads.highlights import highlights_by_id
from app.text import name_key


def my_fields(db: Connection, code: str) -> tuple[MyField, ...]:
    """The reader's fields of the highlight with this very code, by name."""
    fields = own_fields(db, [code]).get(code, {})
    return tuple(
        MyField(name, _read(name, own.base), _read(name, own.mine), _read(name, own.theirs), _differ(name, own.base, own.theirs))
        for name, own in sorted(fields.items())
    )


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


def _read(field: str, value: str) -> Said:
    if field in FLAGS:
        return value == "1"
    return tuple(json.loads(value)) if field == "tags" else value


def _differ(field: str, base: str, theirs: str) -> bool:
    return _keys(json.loads(base)) != _keys(json.loads(theirs)) if field == "tags" else base != theirs


def _keys(names: Iterable[str]) -> set[str]:
    return {name_key(name) for name in names}
