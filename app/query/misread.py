"""Parts of a query that look like a field with its value, but are read as words: the field takes no such value."""

from dataclasses import dataclass
from datetime import date

from app.model import KINDS
from app.query.fields import FIELDS, SORTS, STATES, THINGS, filter_of, sort_of
from app.query.lexer import Piece, pieces
from app.query.parser import LONGEST
from app.text import fold

_DATE = 'a year, a month or a day, as 2024, 2024-10 or "3 May 2024"; also yesterday or "last week"'
_LENGTH = "a number of letters, as >400, <80 or 80..200"
_OTHERS = {
    "tag": "the name of a tag", "#": "the name of a tag", "text": "a word", "note": "a word", "title": "a word",
    "age": "how long ago, as <6m or >1y, with d, w, m or y", "in": "the number of an import", "like": "the id of a highlight or document",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Misread:
    """A part as it was typed, its field, and what that takes, in words."""

    part: str
    field: str
    takes: str


def misread(text: str, today: date | None = None) -> tuple[Misread, ...]:
    """The parts of a query whose field is known and takes no such value, or has none right behind its colon; in their order."""
    now = today or date.today()  # noqa: DTZ011 - the reader's own calendar
    found = (_misread(piece, now) for piece in pieces(fold(text)[:LONGEST]))
    return tuple(dict.fromkeys(one for one in found if one))


def _misread(piece: Piece, today: date) -> Misread | None:
    field = piece.field or (piece.text[:-1] if piece.sort == "word" and piece.text.endswith(":") else "")
    name = field.casefold()
    if not (name in FIELDS or name in _OTHERS or name == "sort") or (piece.field and _is_taken(name, piece.text, today)):
        return None
    return Misread(piece.written, name, takes(name))


def _is_taken(name: str, value: str, today: date) -> bool:
    if name == "sort":
        return sort_of(value, today) is not None
    return name not in FIELDS or filter_of(name, value, today) is not None


def takes(field: str) -> str:
    """What a field takes, in words."""
    if field in ("before", "after", "since", "on", "year"):
        return _DATE
    if field in ("kind", "type", "category"):
        return _listed(KINDS)
    if field in ("len", "length"):
        return _LENGTH
    known = {"is": STATES.values(), "has": THINGS, "sort": SORTS.values()}.get(field)
    if known is not None:
        names = dict.fromkeys(name for name in known if field != "has" or not name.endswith("s"))
        return _listed(tuple("best" if name == "relevance" else name for name in names))
    return _OTHERS.get(field, "a name")


def _listed(names: tuple[str, ...]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}"
