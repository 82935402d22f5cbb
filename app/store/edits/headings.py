"""The reader's acts on headings of the library's index: accepted, hidden, merged with others."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from sqlalchemy import Connection, delete, select

from app.changes import Fields, Item, Own
from app.errors import EmptyError, WrongUseError
from app.store.db.own_schema import my_headings
from app.store.db.rows import add_rows
from app.store.edits.changes import record_change
from app.store.edits.values import LONGEST_LINE, TooLongError
from app.text import name_key

Act = Literal["accepted", "hidden", "merged"]
ACTS: tuple[Act, ...] = get_args(Act)
_FIELD = "heading"
_COLUMNS = ("key", "act", "name", "see")


@dataclass(frozen=True, slots=True)
class HeadingAct:
    """What the reader says of a heading; `see` is the one that it is merged with."""

    act: Act
    name: str
    see: str = ""


def heading_acts(db: Connection) -> Mapping[str, HeadingAct]:
    """What the reader says of headings, by the keys of their names."""
    return {
        row.key: HeadingAct(row.act, row.name, row.see) for row in db.execute(select(my_headings))
    }


def change_heading(
    db: Connection, name: str, act: Act | Literal[""], at: str, *, see: str = ""
) -> str:
    """Say something of a heading, or nothing any more, as one change.

    Gives its id, empty where nothing changed. Raises WrongUseError for an empty name, and for one
    that is merged with itself or with one that is merged with it; TooMuchError for a long one.
    """
    known, key = heading_acts(db), name_key(name)
    if not key or (act == "merged" and not name_key(see)):
        raise EmptyError("name")
    if max(len(name), len(see)) > LONGEST_LINE:
        raise TooLongError("name", LONGEST_LINE)
    if act == "merged" and leading_to(known, see) == key:
        raise WrongUseError(f"name: '{see}' is listed under '{name}' itself; name another one")
    own = _own(HeadingAct(act, name.strip(), see.strip())) if act else None
    before = known.get(key)
    if (was := _own(before) if before else None) == own:
        return ""
    _write(db, {key: own})
    item = Item("heading", key, _FIELD, _shown(was), _shown(own), was, own)
    titles_of_acts = {
        "accepted": f"accepted “{name}” in the index",
        "hidden": f"hid “{name}” in the index",
        "merged": f"listed “{name}” under “{see}” in the index",
        "": f"left “{name}” in the index as it is proposed",
    }
    return record_change(db, titles_of_acts[act], [item], at)


def leading_to(known: Mapping[str, HeadingAct], name: str) -> str:
    """The key of the heading under which a name is listed: its own where it is not merged."""
    key, met = name_key(name), set[str]()
    while key in known and known[key].act == "merged" and key not in met:
        met.add(key)
        key = name_key(known[key].see)
    return key


# what every setter takes
def restore_headings(db: Connection, wanted: Mapping[str, Fields], at: str) -> None:  # noqa: ARG001
    """Restore the reader's acts on headings, by key."""
    _write(db, {key: fields[_FIELD] for key, fields in wanted.items() if _FIELD in fields})


def _own(heading: HeadingAct) -> Own:
    return "", json.dumps([heading.act, heading.name, heading.see], ensure_ascii=False)


def _shown(own: Own) -> str | None:
    if own is None:
        return None
    act, name, see = json.loads(own[1])
    return f"{name}, see {see}" if act == "merged" else f"{name}, {act}"


def _write(db: Connection, wanted: Mapping[str, Own]) -> None:
    for key, own in wanted.items():
        db.execute(delete(my_headings).where(my_headings.c.key == key))
        if own:
            add_rows(db, my_headings, _COLUMNS, [(key, *json.loads(own[1]))])
