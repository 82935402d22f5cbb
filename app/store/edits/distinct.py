"""Pairs of near names that the reader says are two, so that they are offered for merging no more.

What is kept are the names themselves: they are compared in the form of today, whatever it was.
"""

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
    return frozenset(_key_pair(*names) for names in _kept(db, what))


def set_distinct(db: Connection, what: What, name: str, other: str, at: str) -> str:
    """Say that two names of tags or authors are two, as one change.

    Gives its id, empty where they were that before. Raises NotFoundError for an unknown name,
    WrongUseError where both lead to the same tag or author.
    """
    find = tag if what == "tag" else author
    names = sorted((find(db, name).name, find(db, other).name), key=name_key)
    pair = _key_pair(*names)
    if len(pair) == 1:
        raise WrongUseError(f"'{name}' and '{other}' are one {what} already; name another one")
    if pair in distinct_names(db, what):
        return ""
    code = json.dumps([what, *names], ensure_ascii=False)
    item = Item("names", code, _FIELD, before=False, after=True, own_after=_MINE)
    restore_distinct(db, {code: {_FIELD: _MINE}}, at)
    mark = "#" if what == "tag" else ""
    said = f"said that {mark}{names[0]} and {mark}{names[1]} are two"
    return record_change(db, said, [item], at)


# what every setter takes
def restore_distinct(db: Connection, wanted: Mapping[str, Fields], at: str) -> None:  # noqa: ARG001
    """Restore what the reader says of pairs of names, by JSON of what they are and the names."""
    mine = my_distinct_names.c
    for code, fields in wanted.items():
        what, *names = json.loads(code)
        for key, other in _kept(db, what):
            if _key_pair(key, other) == _key_pair(*names):
                same = (mine.what == what, mine.key == key, mine.other == other)
                db.execute(delete(my_distinct_names).where(*same))
        if fields[_FIELD]:
            add_rows(db, my_distinct_names, _COLUMNS, [(what, *names)])


def _kept(db: Connection, what: str) -> list[tuple[str, str]]:
    mine = my_distinct_names.c
    rows = db.execute(select(mine.key, mine.other).where(mine.what == what))
    return [(row.key, row.other) for row in rows]


def _key_pair(name: str, other: str) -> KeyPair:
    return frozenset((name_key(name), name_key(other)))
