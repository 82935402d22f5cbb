"""Completion of a query: field names, and the values of fields that have few."""

from dataclasses import dataclass
from typing import Literal

from app.model import KINDS
from app.query.fields import SORTS, STATES, THINGS
from app.query.lexer import last_word, quoted
from app.query.rewrite import term

FIELDS = {
    "author": "by whom", "tag": "bearing a tag", "kind": "book, article, tweet …",
    "title": "a word in the title", "note": "a word in your note",
    "text": "a word in the passage", "document": "in one document",
    "source": "a piece of a title or address",
    "chapter": "a piece of a chapter's name", "color": "the colour",
    "tray": "in a tray",
    "is": "favorite, untagged, gone …", "has": "note, tag, link …",
    "before": "marked before a day", "after": "marked since a day",
    "mentions": "a name that is linked or stands there",
    "on": "marked on a day, in a month or a year", "age": "<6m, >1y",
    "len": "how many letters, >200", "in": "what an import brought",
    "sort": "new, old, place, random",
}  # fmt: skip
_VALUES = {
    "kind": KINDS, "is": tuple(dict.fromkeys(STATES.values())),
    "has": tuple(name for name in THINGS if not name.endswith("s")),
    "sort": tuple(name for name in SORTS if name in ("best", "new", "old", "place", "random")),
}  # fmt: skip
_NAMED: dict[str, "Name"] = {
    "tag": "tag",
    "author": "author",
    "by": "author",
    "document": "document",
    "doc": "document",
    "mentions": "document",
}
_SHORTEST = 2  # letters of a word that may be a field's name
Name = Literal["tag", "author", "document"]


@dataclass(frozen=True, slots=True)
class Choice:
    """A completion: the text to insert, its name, and a word or number about it."""

    insert: str
    name: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class PartialTerm:
    """The term that is being typed at the end of a query.

    `start` is where it begins, `choices` its completions, `names` the kind of names in the library
    that complete it, `beginning` how these begin, `field` the field as typed.
    """

    start: int
    choices: tuple[Choice, ...] = ()
    names: Name | None = None
    beginning: str = ""
    field: str = ""


def partial_term(text: str) -> PartialTerm | None:
    """The term that is being typed at the end of a text; None between words."""
    start = last_word(text)
    if start is None:
        return None
    word = text[start:]
    if word.startswith("#"):
        return PartialTerm(start, names="tag", beginning=word.lstrip("#").lstrip('"'), field="#")
    field, colon, value = word.partition(":")
    if not colon:
        return PartialTerm(start, _fields(word.casefold()))
    name, beginning = field.casefold(), value.lstrip('"')
    if name in _NAMED:
        return PartialTerm(start, names=_NAMED[name], beginning=beginning, field=field)
    values = (
        each
        for each in _VALUES.get(name, ())
        if each.startswith(beginning.casefold()) and each != beginning
    )
    return PartialTerm(start, tuple(Choice(f"{field}:{each} ", each) for each in values))


def name_choice(field: str, name: str, about: str = "") -> Choice:
    """A name of the library as a completion for a field."""
    if field != "#":
        return Choice(f"{term(field, name)} ", name, about)
    plain = all(letter.isalnum() or letter in "/_-" for letter in name)
    return Choice(f"#{name if plain else quoted(name)} ", name, about)


def _fields(word: str) -> tuple[Choice, ...]:
    if len(word) < _SHORTEST:
        return ()
    return tuple(
        Choice(f"{name}:", f"{name}:", about)
        for name, about in FIELDS.items()
        if name.startswith(word)
    )
