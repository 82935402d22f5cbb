"""Log of the reader's changes: one change per action, with its fields.

Written, listed and found.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from app.changes import Done, Item, Own
from app.errors import UnknownError
from app.model import Listing
from app.store.db.own_schema import my_change_items, my_changes, my_keys
from app.store.db.rows import Order, add_rows, next_id, page, row_ids
from app.text import code as code_of

ITEMS_SHOWN = 20  # of each change
_COLUMNS = (
    "change_id",
    "position",
    "type",
    "code",
    "field",
    "before",
    "after",
    "own_before",
    "own_after",
)
_ENCODER = json.JSONEncoder(ensure_ascii=False)  # `dumps` makes one at each call
_NEWEST = Order("newest", (my_changes.c.id,), descending=True)
_TOTAL = (
    select(func.count())
    .where(my_change_items.c.change_id == my_changes.c.id)
    .correlate(my_changes)
    .scalar_subquery()
    .label("total")
)
_CHANGES = select(my_changes, _TOTAL)


def record_change(db: Connection, what: str, items: Sequence[Item], at: str) -> str:
    """Record one action of the reader and give its id.

    Empty, with nothing recorded, if nothing changed.

    `what` describes it briefly; the items come from setters such as `set_highlight_fields`.
    """
    if not items:
        return ""
    change = next_id(db, my_changes)
    code = f"c{code_of(f'{change} {at} {what}')}"
    db.execute(insert(my_changes).values(id=change, code=code, at=at, what=what))
    add_rows(
        db,
        my_change_items,
        _COLUMNS,
        [
            (
                change,
                n,
                i.type,
                i.code,
                i.field,
                as_json(i.before),
                as_json(i.after),
                own_json(i.own_before),
                own_json(i.own_after),
            )
            for n, i in enumerate(items)
        ],
    )
    return code


def as_json(value: object) -> str:
    """JSON of a value, as the log stores it."""
    return _ENCODER.encode(value)


def own_json(own: Own) -> str:
    """JSON of the reader's own value, as the log stores it."""
    return as_json(own) if own else ""


def make_one(db: Connection, change: str, code: str, keys: Collection[str]) -> None:
    """Join these keys as those of one document (by its code), until this change is undone."""
    number = select(my_changes.c.id).where(my_changes.c.code == change).scalar_subquery()
    row = db.execute(select(number)).scalar_one()
    add_rows(
        db, my_keys, ("key", "change_id", "code"), [(key, row, code) for key in dict.fromkeys(keys)]
    )


def list_changes(db: Connection, *, cursor: str = "", limit: int = 50) -> Listing[Done]:
    """Page of the reader's changes, newest first, each with its first items."""
    total = db.execute(select(func.count()).select_from(my_changes)).scalar_one()
    rows, following = page(db, _CHANGES, _NEWEST, cursor, limit)
    return Listing(_done(db, rows), total, following)


def find_change(db: Connection, code: str) -> Done:
    """Change with this id."""
    rows = db.execute(_CHANGES.where(my_changes.c.code == code)).all()
    if not rows:
        raise UnknownError("change", code, listed="GET /api/changes")
    return _done(db, rows)[0]


def _done(db: Connection, rows: Sequence[Row[Any]]) -> tuple[Done, ...]:
    log = my_change_items.c
    shown = select(my_change_items).where(
        log.change_id.in_(row_ids([row.id for row in rows])), log.position < ITEMS_SHOWN
    )
    of: dict[int, list[Item]] = {}
    for row in db.execute(shown.order_by(log.change_id, log.position)):
        of.setdefault(row.change_id, []).append(item_of(row))
    return tuple(
        Done(row.code, row.at, row.what, row.undone_at, tuple(of.get(row.id, ())), row.total)
        for row in rows
    )


def item_of(row: Row[Any]) -> Item:
    """Item of a row of the log."""
    return Item(
        row.type,
        row.code,
        row.field,
        json.loads(row.before),
        json.loads(row.after),
        own_of(row.own_before),
        own_of(row.own_after),
    )


def own_of(kept: str) -> Own:
    """Reader's own value, parsed from the log."""
    if not kept:
        return None
    base, mine = json.loads(kept)
    return base, mine


def fields_named(items: Iterable[Item]) -> str:
    """Names of the fields of these items in words, as `text and note`."""
    names = list(dict.fromkeys(item.field.replace("_", " ") for item in items))
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else ""
