"""Entering a value: what it changes of a field, and its item of the log."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from app.changes import Item
from app.errors import UnknownError
from app.store.db.aliases import Aliases
from app.store.edits.overrides import Mine, as_list
from app.store.edits.values import Entered, as_shown, as_text, check_length


@dataclass(frozen=True, slots=True)
class FieldChange:
    """Change of a field: its new value, its override from then on, and what is shown of it.

    `seen` are the values before and after, lists with the names that are shown.
    """

    mine: str
    override: Mine | None
    seen: tuple[str, str]


def change_of(
    field: str, entered: Entered, before: str, known: Mine | None, aliases: Aliases | None
) -> FieldChange | None:
    """What a value changes of a field; None where that is nothing.

    Args:
        field: of a highlight or a document.
        entered: the reader's value; None restores the files' value.
        before: the value as it is seen, in stored form.
        known: the override of the field, if it has one.
        aliases: those of its names, if it is a list of tags or authors.

    Raises:
        WrongUseError: for a value that the field cannot have.
        TooMuchError: for one that is too long.
    """
    theirs = known.theirs if known else before
    mine = theirs if entered is None else as_text(field, entered)
    if aliases is not None and entered is not None:
        mine = written_list(aliases, mine, before, theirs)
    check_length(field, mine, theirs)
    if (known.base, known.mine) == (theirs, mine) if known else mine == theirs:
        return None
    seen = (before, mine)
    if aliases is not None:
        seen = (shown_list(aliases, before), shown_list(aliases, mine))
    return FieldChange(mine, Mine(theirs, mine, theirs) if mine != theirs else None, seen)


def by_own_code(
    what: str, wanted: Mapping[str, Mapping[str, Entered]], rows: Mapping[str, Row[Any]]
) -> dict[str, dict[str, Entered]]:
    """Values by the own codes of their rows; UnknownError for a code that leads to none."""
    asked: dict[str, dict[str, Entered]] = {}
    for code, fields in wanted.items():
        if code not in rows:
            raise UnknownError(what, code)
        asked.setdefault(rows[code].code, {}).update(fields)
    return asked


def written_list(aliases: Aliases, entered: str, *known: str) -> str:
    """Names that the reader gives (a JSON list), spelled as the first known list spells them."""
    if not aliases:
        return entered
    written = list(dict.fromkeys(name for each in known for name in json.loads(each)))
    names = aliases.as_written(json.loads(entered), written)
    return next(
        (each for each in known if sorted(json.loads(each)) == sorted(names)), as_list(names)
    )


def shown_list(aliases: Aliases, names: str) -> str:
    """The names that are shown for these (a JSON list)."""
    return as_list(aliases.all_shown(json.loads(names))) if aliases else names


def item(
    what: str, code: str, field: str, seen: tuple[str, str], own: tuple[Mine | None, Mine | None]
) -> Item:
    """Item of the log: shown value and override of a field, each before and after."""
    before, after = (as_shown(field, value) for value in seen)
    own_before, own_after = ((mine.base, mine.mine) if mine else None for mine in own)
    return Item(what, code, field, before, after, own_before, own_after)
