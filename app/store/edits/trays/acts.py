"""The reader's acts on trays, each written down as one change that can be undone."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection

from app.changes import Item
from app.errors import EmptyError, FlorilegiumError, NotFoundError
from app.store.edits.changes import record_change
from app.store.edits.trays.trays import collect, fill_tray, make_tray, set_tray
from app.store.reads.trays import tray
from app.trays import Tray, WantedItem


class OtherVersionError(FlorilegiumError):
    """this was changed elsewhere meanwhile; load it again"""

    status = 412


def begin_tray(
    db: Connection, name: str, at: str, highlights: Iterable[str] = ()
) -> tuple[str, str]:
    """Make a tray, with these highlights in it; gives its code and that of the change."""
    code, items = make_tray(db, name, at)
    items += collect(db, code, highlights, at)
    return code, record_change(db, f"began the tray “{tray(db, code).name}”", items, at)


def change_tray(
    db: Connection,
    code: str,
    at: str,
    *,
    name: str | None = None,
    put_away: bool | None = None,
    items: Sequence[WantedItem] | None = None,
    versions: Sequence[str] = (),
) -> str:
    """Name a tray, put it away or bring it back, or replace its items, as one change.

    Gives its id.

    Raises OtherVersionError where the tray has none of the `versions`, of which none means any.
    """
    known = tray(db, code)
    if versions and known.version not in versions:
        raise OtherVersionError(f"the tray “{known.name}” was changed meanwhile; load it again")
    changed = set_tray(db, code, at, name=name, put_away=put_away)
    what = _what(known, changed)
    if items is not None:
        filled = fill_tray(db, code, items, at)
        what = what or f"changed the tray “{known.name}”"
        changed += filled
    return record_change(db, what, changed, at)


def _what(known: Tray, changed: Sequence[Item]) -> str:
    fields = {item.field: item.after for item in changed}
    if "name" in fields:
        return f"named the tray “{known.name}” “{fields['name']}”"
    if "put_away" in fields:
        return f"{'put away' if fields['put_away'] else 'brought back'} the tray “{known.name}”"
    return ""


def collect_in_tray(db: Connection, code: str, highlights: Iterable[str], at: str) -> str:
    """Put highlights at the end of a tray, as a change.

    Gives its id, empty where all were there already.
    """
    items = collect(db, code, highlights, at)
    return record_change(db, collected(db, code, items), items, at)


def collected(db: Connection, code: str, items: Sequence[Item]) -> str:
    """What collecting into a tray is called among the changes."""
    number = "a highlight" if len(items) == 1 else f"{len(items)} highlights"
    return f"put {number} into the tray “{tray(db, code).name}”"


def move_item(
    db: Connection, code: str, item: str, at: str, *, before: str = "", by: int = 0
) -> str:
    """Move an item by so many steps, or before another one, or to the end.

    Gives the change's id.
    """
    known, names = _items(db, code, item)
    here = names.index(item)
    names.remove(item)
    there = max(0, here + by) if by else names.index(before) if before in names else len(names)
    names.insert(there, item)
    return _rearranged(db, known, names, at, "moved")


def take_out(db: Connection, code: str, item: str, at: str) -> str:
    """Take an item out of a tray, as a change; gives its id."""
    known, names = _items(db, code, item)
    names.remove(item)
    return _rearranged(db, known, names, at, "took", " out")


def _rearranged(
    db: Connection, known: Tray, names: Sequence[str], at: str, verb: str, end: str = ""
) -> str:
    items = fill_tray(db, known.id, [WantedItem(id=name) for name in names], at)
    return record_change(db, f"{verb} an item of the tray “{known.name}”{end}", items, at)


def write_after(db: Connection, code: str, words: str, at: str, after: str = "") -> str:
    """Put words of the reader's own behind an item, or at the end, as a change; gives its id."""
    if not words.strip():
        raise EmptyError("words")
    known = tray(db, code)
    wanted = [WantedItem(id=each.id) for each in known.items]
    here = next((n for n, each in enumerate(wanted) if each.id == after), len(wanted) - 1)
    wanted.insert(here + 1, WantedItem(words=words))
    items = fill_tray(db, code, wanted, at)
    return record_change(db, f"wrote in the tray “{known.name}”", items, at)


def rewrite(
    db: Connection, code: str, item: str, words: str, at: str, was: str | None = None
) -> str:
    """Write other words into an item, as a change; gives its id. Empty words take it out.

    Raises OtherVersionError where it does not hold the words that it had when they were opened.
    """
    known, names = _items(db, code, item)
    now = next(each.words for each in known.items if each.id == item)
    if was is not None and now not in (was, words):
        raise OtherVersionError("these words were changed elsewhere meanwhile")
    if not words.strip():
        return take_out(db, code, item, at)
    wanted = [WantedItem(id=name, words=words if name == item else "") for name in names]
    items = fill_tray(db, code, wanted, at)
    return record_change(db, f"changed words in the tray “{known.name}”", items, at)


def _items(db: Connection, code: str, item: str) -> tuple[Tray, list[str]]:
    known = tray(db, code)
    names = [each.id for each in known.items]
    if item not in names:
        raise NotFoundError(f"there is no item '{item}' in the tray “{known.name}” any more")
    return known, names
