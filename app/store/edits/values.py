"""Values of fields as the reader enters them, as stored, and as shown; their maximum lengths."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice

from app import model
from app.changes import Value
from app.errors import EmptyError, FlorilegiumError, WrongUseError
from app.model import KINDS, MyField
from app.store.edits.overrides import FLAGS, LISTS, Own, as_list
from app.text import name_key, tag_name

LONGEST = 100_000  # letters of a text, a note or a summary
LONGEST_LINE = 2_000  # letters of a title, an address, a date, an author or another name
LONGEST_TAG = 200  # letters
MOST_TAGS = 500  # that are added to those of the files
MOST_NAMES = 200  # authors or other names
_PROSE = ("text", "note", "summary")
_BY_MERGING = "merged_into"  # a field that merging alone sets

Entered = str | bool | Sequence[str] | None


class TooMuchError(FlorilegiumError):
    """this is more than a change may hold"""

    status = 422
    exit_code = 2


class TooLongError(TooMuchError):
    """this is longer than a change may hold"""

    def __init__(self, field: str, letters: int, what: str = "") -> None:
        """Name the field, the most letters that it may have, and for a list, one of `what`."""
        super().__init__(
            f"{field}:{f' {what}' if what else ''} must have at most {letters:,} letters"
        )


def check_fields(
    what: str, wanted: Mapping[str, Mapping[str, Entered]], known: Sequence[str]
) -> None:
    """Raise WrongUseError where a field of a document or highlight (`what`) is none of its own."""
    unknown = {field for fields in wanted.values() for field in fields} - set(known)
    if unknown:
        offered = ", ".join(field for field in known if field != _BY_MERGING)
        raise WrongUseError(
            f"a {what} has no field '{min(unknown)}' to change; there are {offered}"
        )


def as_text(field: str, entered: Entered) -> str:
    """Convert a value to its stored form.

    Raises WrongUseError for an empty title or an unknown kind.
    """
    if field in FLAGS:
        return "1" if entered in (True, "1") else "0"
    if field in LISTS:
        listed = (
            [entered]
            if isinstance(entered, str)
            else entered
            if isinstance(entered, Sequence)
            else []
        )
        clean = tag_name if field == "tags" else _one_line
        return as_list(_distinct(map(str, listed), clean))
    text = str(entered)
    if field == "title" and not (text := _one_line(text)):
        raise EmptyError("title")
    if field == "kind" and text not in KINDS:
        raise WrongUseError(f"kind: must be one of {', '.join(KINDS)}")
    return text


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _distinct(names: Iterable[str], clean: Callable[[str], str]) -> Iterable[str]:
    """Distinct names in stored form, compared without case, in their order."""
    found: dict[str, str] = {}
    for name in map(clean, names):
        if name:
            found.setdefault(name_key(name), name)
    return found.values()


def as_shown(field: str, text: str) -> Value:
    """Convert a stored value to its JSON form."""
    if field in FLAGS:
        return text == "1"
    return list(json.loads(text)) if field in LISTS else text


def described_overrides(fields: Own) -> tuple[MyField, ...]:
    """Describe overrides for people, by field."""
    return tuple(
        MyField(
            name, _read(name, own.base), _read(name, own.mine), _read(name, own.theirs),
            _differ(name, own.base, own.theirs), own.changed_at,
        )
        for name, own in sorted(fields.items())
    )  # fmt: skip


def _read(field: str, value: str) -> model.FieldValue:
    shown = as_shown(field, value)
    return (
        tuple(shown)
        if isinstance(shown, list)
        else shown or (shown if isinstance(shown, bool) else "")
    )


def _differ(field: str, base: str, theirs: str) -> bool:
    return _keys(field, base) != _keys(field, theirs) if field in LISTS else base != theirs


def _keys(field: str, names: str) -> set[str]:
    shown = as_shown(field, names)
    return {name_key(name) for name in shown} if isinstance(shown, list) else set()


def check_length(field: str, mine: str, theirs: str) -> None:
    """Raise TooMuchError where the reader's value is too long; values of the files never are."""
    if field in FLAGS or mine == theirs:
        return
    if field in LISTS:
        _check_list(field, json.loads(mine), json.loads(theirs))
        return
    longest = LONGEST if field in _PROSE else LONGEST_LINE
    if len(mine) > max(longest, len(theirs)):
        raise TooLongError(field, longest)


def _check_list(field: str, mine: Sequence[str], theirs: Sequence[str]) -> None:
    most, longest, each = (
        (MOST_TAGS, LONGEST_TAG, "a tag")
        if field == "tags"
        else (MOST_NAMES, LONGEST_LINE, "a name")
    )
    added = _added(mine, theirs, most)
    if any(len(name) > longest for name in added):
        raise TooLongError(field, longest, each)
    if len(added) > most:
        raise TooMuchError(f"{field}: at most {most} {field} may be added to those of the files")


def _added(mine: Sequence[str], theirs: Sequence[str], most: int) -> Sequence[str]:
    """Names that the files do not have, compared without case.

    Only as many as show that they are too many.
    """
    written, keys = set(theirs), {name_key(name) for name in theirs}
    return list(
        islice(
            (name for name in mine if name not in written and name_key(name) not in keys), most + 1
        )
    )
