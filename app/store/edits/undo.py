"""Undo of one change: the value of each of its fields without it, whatever came before or after."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Protocol

from sqlalchemy import Connection, select, update

from app.changes import Done, Fields, Item, Own
from app.errors import FlorilegiumError
from app.store.db.own_schema import my_change_items, my_changes
from app.store.edits.changes import ITEMS_SHOWN, find_change, item_of, own_of
from app.text import name_key, tag_name

FOLDED = ("tags",)  # fields that are lists of which each name is taken back by itself
VERSIONS = "file"  # the field of a note: others change it as well, so each step states what it met
_Key = tuple[str, str, str]  # type, code, field


class Setter(Protocol):
    """Setter of overrides for things of one type (by code and field)."""

    def __call__(self, db: Connection, wanted: Mapping[str, Fields], at: str, /) -> None:
        """Set the overrides; None restores the value without one."""


class AlreadyUndoneChangeError(FlorilegiumError):
    """this change was undone already"""

    status = 409


@dataclass(frozen=True, slots=True)
class _Step:
    """Step of a field's history.

    Its change, whether that is undone, and the override before and after.
    """

    change: int
    undone: bool
    before: Own
    after: Own


def undo_change(db: Connection, code: str, at: str, setters: Mapping[str, Setter]) -> Done:
    """Undo a change; gives it with the items that stay, because a later change replaced them.

    `setters` set the values of each type of thing. Raises NotFoundError for an unknown change and
    AlreadyUndoneChangeError for one that was undone.
    """
    found = find_change(db, code)
    if found.undone_at:
        raise AlreadyUndoneChangeError(
            f"change '{code}' was undone on {found.undone_at[:10]} already"
        )
    number = db.execute(select(my_changes.c.id).where(my_changes.c.code == code)).scalar_one()
    rows = db.execute(_items(number)).all()
    steps = _steps(db, number)
    db.execute(update(my_changes).where(my_changes.c.id == number).values(undone_at=at))
    wanted: dict[str, dict[str, dict[str, Own]]] = {}
    standing: list[Item] = []
    for item in rows:
        key = (item.type, item.code, item.field)
        fold = _FOLDS.get(item.field, _fold)
        value, whole = fold(tuple(steps[key]), number)
        if not whole:
            standing.append(item_of(item))
        if whole or item.field in FOLDED:
            wanted.setdefault(item.type, {}).setdefault(item.code, {})[item.field] = value
    for what, fields in wanted.items():
        setters[what](db, fields, at)
    return replace(found, undone_at=at, not_undone=tuple(standing[:ITEMS_SHOWN]))


def _items(number: int) -> Any:  # noqa: ANN401
    return (
        select(my_change_items)
        .where(my_change_items.c.change_id == number)
        .order_by(my_change_items.c.position)
    )


_own_of = lru_cache(maxsize=1024)(own_of)


def _steps(db: Connection, number: int) -> dict[_Key, list[_Step]]:
    """Changes of the fields that this change touched, in the order in which they were made."""
    found: dict[_Key, list[_Step]] = {}
    for what, code, field, change, before, after, undone in db.exec_driver_sql(_STEPS, (number,)):
        step = _Step(change, bool(undone), _own_of(before), _own_of(after))
        found.setdefault((what, code, field), []).append(step)
    return found


_STEPS = """
SELECT other.type, other.code, other.field, other.change_id, other.own_before, other.own_after,
  my_changes.undone_at FROM my_change_items AS item
CROSS JOIN my_change_items AS other
  ON other.type = item.type AND other.code = item.code AND other.field = item.field
CROSS JOIN my_changes ON my_changes.id = other.change_id
WHERE item.change_id = ? ORDER BY other.change_id, other.position
"""


def _fold(steps: Sequence[_Step], number: int) -> tuple[Own, bool]:
    """Value of a field without that change, and whether the change is undone.

    Not if a later one replaced it.
    """
    standing = [step for step in steps if step.change != number and not step.undone]
    value = standing[-1].after if standing else steps[0].before
    return value, not standing or standing[-1].change < number


def _fold_versions(steps: Sequence[_Step], number: int) -> tuple[Own, bool]:
    """Version of a file without that change, and whether the change is undone.

    It is what the change met, which may have been written elsewhere after the change before.
    """
    standing = [step for step in steps if not step.undone or step.change == number]
    value = standing[-1].before
    for step in reversed(steps[: steps.index(standing[-1])]):
        if not step.undone or step.after != value:
            break
        value = step.before
    return value, standing[-1].change == number


@lru_cache(maxsize=1024)  # an act on many things leaves most of them the same
def _fold_names(steps: Sequence[_Step], number: int) -> tuple[Own, bool]:
    """Value of a list of names without that change, computed for each name by itself."""
    added: dict[str, str] = {}
    removed: dict[str, str] = {}
    whole = True
    for name in dict.fromkeys(key for step in steps for key in _touched(step)):
        own = [
            replace(s, before=_of(s.before, name), after=_of(s.after, name))
            for s in steps
            if name in _touched(s)
        ]
        value, taken = _fold(own, number)
        whole &= taken or all(step.change != number for step in own)
        if value:
            (added if value[0] else removed)[name] = value[1]
    untouched = _delta(steps[-1].after)
    for name, (is_added, shown) in untouched.items():
        if not any(name in _touched(s) for s in steps):
            (added if is_added else removed)[name] = shown
    if not added and not removed:
        return None, whole
    base = [*_base_names(steps, added, removed)]
    mine = [name for name in base if name_key(name) not in removed] + [*added.values()]
    return (json.dumps(base, ensure_ascii=False), json.dumps(mine, ensure_ascii=False)), whole


# (whether it was added, how it is written) of one name
def _of(own: Own, name: str) -> Any:  # noqa: ANN401
    return _delta(own).get(name)


@lru_cache(maxsize=256)  # each name of a list asks for the same steps again
def _delta(own: Own) -> Mapping[str, tuple[bool, str]]:
    """Names that the reader added (True) or removed (False), by key, with their spelling."""
    if own is None:
        return {}
    base, mine = ({name_key(tag_name(n)): n for n in json.loads(names)} for names in own)
    gained: dict[str, tuple[bool, str]] = {
        key: (True, name) for key, name in mine.items() if key not in base
    }
    return gained | {key: (False, name) for key, name in base.items() if key not in mine}


def _touched(step: _Step) -> Iterable[str]:
    """Keys of the names that a change added, removed, or left to the files again."""
    before, after = _delta(step.before), _delta(step.after)
    return [
        key
        for key in {**before, **after}
        if before.get(key, (None,))[0] != after.get(key, (None,))[0]
    ]


def _base_names(
    steps: Sequence[_Step], added: Mapping[str, str], removed: Mapping[str, str]
) -> Iterable[str]:
    """Names in the files as of the last step, consistent with the added and removed ones."""
    last = next(
        (step.after or step.before for step in reversed(steps) if step.after or step.before), None
    )
    known = {name_key(tag_name(n)): n for n in json.loads(last[0])} if last else {}
    return ({**known, **removed}[key] for key in {**known, **removed} if key not in added)


_FOLDS: Mapping[str, Callable[[tuple[_Step, ...], int], tuple[Own, bool]]] = {
    **dict.fromkeys(FOLDED, _fold_names),
    VERSIONS: _fold_versions,
}
