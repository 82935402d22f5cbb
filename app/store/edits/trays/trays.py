"""What the reader does with trays: makes, names, fills, orders them, puts them away.

Each act is a change that can be undone.

In the log a tray has the fields `name` and `put_away`, and one for each item by the item's id, so
that an act is taken back by itself whatever was done to the other items since. An item's value is
JSON: `{"highlight", "place"}` or `{"words", "place"}`; items are in the order of their places.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from app.changes import Fields, Item, Own, Value
from app.errors import EmptyError, UnknownError, WrongUseError
from app.store.edits.trays.order import places
from app.store.edits.values import LONGEST, TooLongError, TooMuchError
from app.store.reads.trays import passages_led_to
from app.store.writes.quoted import quote_passages
from app.text import code as code_of
from app.trays import WantedItem

LONGEST_NAME = 200  # letters
MOST_ITEMS = 2000  # of one tray
NAME, PUT_AWAY = "name", "put_away"

TrayItems = dict[str, dict[str, Any]]  # what lies in a tray, by the item's id, in order


def make_tray(db: Connection, name: str, at: str) -> tuple[str, list[Item]]:
    """Make an empty tray; gives its code and what changed."""
    number = db.exec_driver_sql("SELECT count(*) FROM my_change_items WHERE type = 'tray'").scalar()
    code = f"t{code_of(f'tray {number} {at} {name}')}"
    return code, _changed(db, code, {NAME: ("", _clean(name))}, at)


def set_tray(
    db: Connection, code: str, at: str, *, name: str | None = None, put_away: bool | None = None
) -> list[Item]:
    """Name a tray, put it away or bring it back; gives what changed.

    Raises NotFoundError for an unknown code, WrongUseError for a name without letters and
    TooMuchError for one that is too long.
    """
    fields: dict[str, Own] = {}
    if name is not None:
        fields[NAME] = ("", _clean(name))
    if put_away is not None:
        fields[PUT_AWAY] = ("", "1") if put_away else None
    _check_known(db, code)
    return _changed(db, code, fields, at)


def fill_tray(db: Connection, code: str, wanted: Sequence[WantedItem], at: str) -> list[Item]:
    """Make these things, in this order, all items of a tray; gives what changed.

    What is there already is known by its id, a passage also by its code, and words by themselves.
    Raises NotFoundError for an unknown tray or highlight, WrongUseError for an item that is neither
    a passage nor words, and TooMuchError for more than a tray holds.
    """
    _check_known(db, code)
    lying = _lying(db, code)
    _check_items(wanted)
    named = _with_ids(db, code, lying, wanted, at)
    order = places({item: each["place"] for item, each in lying.items()}, [*named])
    fields: dict[str, Own] = dict.fromkeys(lying.keys() - named.keys())
    for item, value in named.items():
        fields[item] = ("", _as_json({**value, "place": order[item]}))
    return _changed(db, code, fields, at)


def collect(db: Connection, code: str, highlights: Iterable[str], at: str) -> list[Item]:
    """Put highlights (by code) at the end of a tray, each that is not there yet.

    Gives what changed.

    Raises as `fill_tray` does.
    """
    _check_known(db, code)
    lying = _lying(db, code)
    kept = [WantedItem(id=item) for item in lying]
    held = [each["highlight"] for each in lying.values() if "highlight" in each]
    there = {*held, *passages_led_to(db, held).values()}
    wanted = dict.fromkeys(_codes(db, dict.fromkeys(highlights)).values())
    return fill_tray(db, code, [*kept, *(WantedItem(h) for h in wanted if h not in there)], at)


def restore_trays(db: Connection, wanted: Mapping[str, Fields], at: str) -> None:
    """Restore these fields of trays (by code).

    None takes an item out, and a tray that was not made yet.

    A tray that is taken away while it has items is put away instead.
    """
    for code, fields in wanted.items():
        named = fields.get(NAME)
        if named:
            db.exec_driver_sql(_MAKE, (code, named[1], at))
        if PUT_AWAY in fields:
            _set(db, code, PUT_AWAY, int(fields[PUT_AWAY] is not None))
        _put(
            db, code, {field: own for field, own in fields.items() if field not in (NAME, PUT_AWAY)}
        )
        if NAME in fields and not named:
            _set(db, code, PUT_AWAY, 1)
            db.exec_driver_sql(_DROP_EMPTY, (code,))
        db.exec_driver_sql(_CHANGED, (at, code))


_MAKE = """
INSERT INTO my_trays (code, name, made_at) VALUES (?, ?, ?)
ON CONFLICT (code) DO UPDATE SET name = excluded.name
"""
_DROP_EMPTY = """
DELETE FROM my_trays WHERE code = ?
AND NOT EXISTS (SELECT 1 FROM my_tray_items WHERE tray = my_trays.code)
"""
_CHANGED = "UPDATE my_trays SET version = version + 1, changed_at = ? WHERE code = ?"


def _set(db: Connection, code: str, field: str, value: int) -> None:
    db.exec_driver_sql(f"UPDATE my_trays SET {field} = ? WHERE code = ?", (value, code))


def _put(db: Connection, code: str, items: Fields) -> None:
    """Let these items of a tray hold these values."""
    if not items:
        return
    out = [(code, item) for item, own in items.items() if own is None]
    values = [(item, json.loads(own[1])) for item, own in items.items() if own]
    rows = [(code, i, v["place"], v.get("highlight", ""), v.get("words", "")) for i, v in values]
    if out:
        db.exec_driver_sql("DELETE FROM my_tray_items WHERE tray = ? AND item = ?", out)
    if rows:
        db.exec_driver_sql(_PUT_ITEM, rows)
        quote_passages(db, code, [item for item, _ in values])


_PUT_ITEM = """
INSERT INTO my_tray_items (tray, item, place, highlight, words) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (tray, item) DO UPDATE
SET place = excluded.place, highlight = excluded.highlight, words = excluded.words
"""


def _changed(db: Connection, code: str, fields: Fields, at: str) -> list[Item]:
    """Set these fields; gives those that were not so before."""
    before = _fields_now(db, code)
    new = {field: own for field, own in fields.items() if before.get(field) != own}
    restore_trays(db, {code: new} if new else {}, at)
    return [
        Item("tray", code, f, _shown(f, before.get(f)), _shown(f, own), before.get(f), own)
        for f, own in new.items()
    ]


def _fields_now(db: Connection, code: str) -> dict[str, Own]:
    row = db.exec_driver_sql("SELECT * FROM my_trays WHERE code = ?", (code,)).one_or_none()
    now: dict[str, Own] = (
        {NAME: ("", row.name), PUT_AWAY: ("", "1") if row.put_away else None} if row else {}
    )
    return now | {item: ("", _as_json(value)) for item, value in _lying(db, code).items()}


def _shown(field: str, own: Own) -> Value:
    """A field for the log of changes: an item as its words, or the code of its passage."""
    if field == PUT_AWAY:
        return own is not None
    if own is None or field == NAME:
        return own[1] if own else None
    value = json.loads(own[1])
    return str(value.get("words") or value.get("highlight"))


def _lying(db: Connection, code: str) -> TrayItems:
    of = "SELECT * FROM my_tray_items WHERE tray = ? ORDER BY place, item"
    rows = db.exec_driver_sql(of, (code,))
    return {row.item: {**_what(row.highlight, row.words), "place": row.place} for row in rows}


def _what(highlight: str, words: str) -> dict[str, str]:
    return {"highlight": highlight} if highlight else {"words": words}


def _as_json(value: Mapping[str, object]) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _clean(name: str) -> str:
    cleaned = " ".join(name.split())
    if not cleaned:
        raise EmptyError("name")
    if len(cleaned) > LONGEST_NAME:
        raise TooLongError("name", LONGEST_NAME)
    return cleaned


def _check_known(db: Connection, code: str) -> None:
    if db.exec_driver_sql("SELECT 1 FROM my_trays WHERE code = ?", (code,)).first() is None:
        raise UnknownError("tray", code, listed="/trays")


def _check_items(wanted: Sequence[WantedItem]) -> None:
    if len(wanted) > MOST_ITEMS:
        raise TooMuchError(f"items: a tray holds at most {MOST_ITEMS:,}")
    if not all(each.id or each.highlight or each.words.strip() for each in wanted):
        raise WrongUseError("items: each must have a highlight or words")
    if any(len(each.words) > LONGEST for each in wanted):
        raise TooLongError("words", LONGEST)


def _with_ids(
    db: Connection, code: str, lying: TrayItems, wanted: Sequence[WantedItem], at: str
) -> TrayItems:
    """What is wanted by the ids of items.

    Of those that are there where they are the same, else new ones.
    """
    taken = {each.id for each in wanted}
    free = {item: value for item, value in lying.items() if item not in taken}
    there = {value.get("highlight", "") for value in lying.values()}
    codes = _codes(db, {each.highlight for each in wanted if not each.id} - {*there, ""})
    named: TrayItems = {}
    for number, each in enumerate(wanted):
        if each.id:
            item, value = each.id, _known_item(lying, each)
        else:
            value = _what(codes.get(each.highlight, each.highlight), each.words)
            same = (item for item, kept in free.items() if kept.items() >= value.items())
            item = next(same, "") or _new_id(value, {**lying, **named}, f"{code} {at} {number}")
            free.pop(item, None)
        if item in named:
            raise WrongUseError(f"items: '{item}' is named twice")
        named[item] = value
    return named


def _known_item(lying: TrayItems, wanted: WantedItem) -> dict[str, Any]:
    """An item that is there, with other words where it holds words and some are given."""
    if wanted.id not in lying:
        raise WrongUseError(f"items: there is no item '{wanted.id}' in this tray")
    now = lying[wanted.id]
    if wanted.words and "words" not in now:
        raise WrongUseError(
            f"items: '{wanted.id}' is a passage; put words into an item of their own"
        )
    return {**now, "words": wanted.words} if wanted.words else now


def _new_id(what: Mapping[str, str], taken: Collection[str], seed: str) -> str:
    """The id of a new item: its passage's code, or one made of the moment.

    No other item of the tray has it.
    """
    first = what.get("highlight") or f"w{code_of(seed)}"
    number = next(n for n in range(1, len(taken) + 2) if _numbered(first, n) not in taken)
    return _numbered(first, number)


def _numbered(first: str, number: int) -> str:
    return first if number == 1 else f"{first}-{number}"


def _codes(db: Connection, highlights: Collection[str]) -> dict[str, str]:
    """Of codes of highlights those that are shown for them now.

    NotFoundError for one that leads nowhere.
    """
    found = passages_led_to(db, highlights)
    if missing := [code for code in highlights if code not in found]:
        raise UnknownError("highlight", missing[0])
    return found
