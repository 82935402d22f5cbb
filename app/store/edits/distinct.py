"""Pairs of nearly equal names that the reader says are two, and that are offered no more."""

import json
from collections.abc import Mapping

from sqlalchemy import Connection, delete, select

from app.changes import Fields, Item, Own
from app.errors import WrongUseError
from app.store.db.aliases import What
from app.store.db.own_schema import my_distinct_names
from app.store.db.rows import add_rows
from app.store.edits.changes import record_change
from app.store.reads.authors_tags import author, tag
from app.text import name_key

_FIELD = "distinct"
_COLUMNS = ("what", "key", "other")
_MINE: Own = ("", "1")
KeyPair = frozenset[str]


def distinct_names(db: Connection, what: What) -> frozenset[KeyPair]:
    """Pairs of keys of tags or authors that the reader says are two."""
    mine = my_distinct_names.c
    rows = db.execute(select(mine.key, mine.other).where(mine.what == what))
    return frozenset(frozenset(row) for row in rows)


def keep_two(db: Connection, what: What, name: str, other: str, at: str) -> str:
    """Say that two names of tags or authors are two, as one change.

    Gives its id, empty where they were that before. Raises NotFoundError for an unknown name,
    WrongUseError where both lead to the same tag or author.
    """
    find = tag if what == "tag" else author
    names = sorted((find(db, name).name, find(db, other).name), key=name_key)
    keys = [name_key(each) for each in names]
    if keys[0] == keys[1]:
        raise WrongUseError(f"'{name}' and '{other}' are one {what} already; name another one")
    if frozenset(keys) in distinct_names(db, what):
        return ""
    code = json.dumps([what, *keys], ensure_ascii=False)
    item = Item("names", code, _FIELD, before=False, after=True, own_after=_MINE)
    restore_distinct(db, {code: {_FIELD: _MINE}}, at)
    mark = "#" if what == "tag" else ""
    return record_change(db, f"kept {mark}{names[0]} and {mark}{names[1]} as two", [item], at)


# what every setter takes
def restore_distinct(db: Connection, wanted: Mapping[str, Fields], at: str) -> None:  # noqa: ARG001
    """Restore what the reader says of pairs of names, by JSON of what they are and their keys."""
    mine = my_distinct_names.c
    for code, fields in wanted.items():
        pair = tuple(json.loads(code))
        what, key, other = pair
        same = (mine.what == what, mine.key == key, mine.other == other)
        db.execute(delete(my_distinct_names).where(*same))
        if fields[_FIELD]:
            add_rows(db, my_distinct_names, _COLUMNS, [pair])
