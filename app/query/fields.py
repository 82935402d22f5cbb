"""What `field:value` means: each known field with the values it takes. What is not understood here is read as words."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from app.model import KINDS
from app.query.dates import days_ago, span
from app.query.tree import Between, Filter, Length, Like, Mention, Node, Property, Sort
from app.text import tag_name

STATES = {
    "favorite": "favorite", "favourite": "favorite", "fav": "favorite", "favorites": "favorite", "discarded": "discarded",
    "untagged": "untagged", "tagged": "tagged", "noted": "noted", "truncated": "cut", "cut": "cut", "new": "new",
    "gone": "gone",
    "highlight": "highlight", "highlights": "highlight", "document": "document", "documents": "document",
}  # fmt: skip
THINGS = {
    "note": "noted", "notes": "noted", "tag": "tagged", "tags": "tagged", "location": "location", "page": "location",
    "link": "link", "url": "link", "chapter": "chapter", "color": "color", "colour": "color",
}  # fmt: skip
SORTS: dict[str, Sort] = {
    "relevance": "relevance", "best": "relevance", "new": "new", "newest": "new", "old": "old", "oldest": "old",
    "place": "place", "location": "place", "random": "random", "shuffled": "random",
}  # fmt: skip
_SORT = re.compile(r"([a-z]{1,12})(?::(\d{1,9}))?$")
_CODE = re.compile(r"[a-z2-7]{10}$")
_SIZE = re.compile(r"(>=|<=|>|<|=)?(\d{1,9})(?:(?:\.\.|-)(\d{1,9}))?$")
LONGEST = 10**9


def filter_of(field: str, value: str, today: date) -> Node | None:
    """The filter that a field with its value is; None where the field or the value is none of ours."""
    make = FIELDS.get(field.casefold())
    return make(value, today) if make and value.strip() else None


def sort_of(value: str, today: date) -> tuple[Sort, int] | None:
    """The order that a value asks for, with the seed of a random one, which is the day's own unless given; None for what is no order."""
    match = _SORT.match(value.casefold())
    sort = SORTS.get(match[1]) if match else None
    if match is None or sort is None or (match[2] and sort != "random"):
        return None
    return sort, int(match[2] or today.toordinal()) if sort == "random" else 0


def _named(name: Property) -> Callable[[str, date], Node | None]:
    return lambda value, _today: Filter(name, value.strip())


def _mention(value: str, _today: date) -> Node | None:
    name = value.strip().removeprefix("[[").removesuffix("]]").strip()
    return Mention(name) if any(letter.isalnum() for letter in name) else None


def _like(value: str, _today: date) -> Node | None:
    code = value.strip().casefold()
    return Like(code) if _CODE.match(code) else None


def _kind(value: str, _today: date) -> Node | None:
    kind = value.strip().casefold()
    kind = kind if kind in KINDS else kind.removesuffix("s")
    return Filter("kind", kind) if kind in KINDS else None


def _tag(value: str, _today: date) -> Node | None:
    beginning = value.rstrip().endswith("*")
    name = tag_name(value).strip("/ ")
    return Filter("tag", name + "*" * beginning) if name else None


def _one_of(name: Property, known: dict[str, str]) -> Callable[[str, date], Node | None]:
    def read(value: str, _today: date) -> Node | None:
        meant = known.get(value.strip().casefold())
        return Filter(name, meant) if meant else None

    return read


def _import(value: str, _today: date) -> Node | None:
    return Filter("in", str(int(value))) if value.isascii() and value.isdigit() and len(value) <= 9 else None  # noqa: PLR2004 - fits an integer


def _dated(field: str) -> Callable[[str, date], Node | None]:
    def read(value: str, today: date) -> Node | None:
        days = span(value, today)
        if days is None:
            return None
        return {"before": Between("", days[0]), "after": Between(days[0], ""), "on": Between(*days)}[field]

    return read


def _age(value: str, today: date) -> Node | None:
    days = days_ago(value.strip().lstrip("<>="))
    if days is None or days >= today.toordinal():
        return None
    edge = (today - timedelta(days)).isoformat()
    return Between("", edge) if value.strip().startswith(">") else Between(edge, "")


def _length(value: str, _today: date) -> Node | None:
    match = _SIZE.match(value.strip())
    if match is None:
        return None
    sign, size = match[1] or "", int(match[2])
    if match[3]:
        return Length(*sorted((size, int(match[3]))))
    if (sign, size) == ("<", 0):
        return None
    return {"": Length(size, LONGEST), "=": Length(size, size), ">=": Length(size, LONGEST), "<=": Length(0, size),
            ">": Length(size + 1, LONGEST), "<": Length(0, size - 1)}[sign]  # fmt: skip


FIELDS: dict[str, Callable[[str, date], Node | None]] = {
    "tag": _tag, "author": _named("author"), "by": _named("author"), "kind": _kind, "type": _kind, "category": _kind,
    "document": _named("document"), "doc": _named("document"), "source": _named("source"), "chapter": _named("chapter"),
    "mentions": _mention, "like": _like, "color": _named("color"), "colour": _named("color"),
    "is": _one_of("is", STATES), "has": _one_of("has", THINGS), "in": _import,
    "before": _dated("before"), "after": _dated("after"), "since": _dated("after"), "on": _dated("on"), "year": _dated("on"),
    "age": _age, "len": _length, "length": _length,
}  # fmt: skip
