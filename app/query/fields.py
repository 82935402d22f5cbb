"""Fields: the node of each known `field:value`, dates included; anything else is read as words."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from app.lexicon import has_word
from app.model import KINDS
from app.query.tree import Between, Filter, Length, Like, Mention, Node, Property, Sort
from app.text import MONTHS, tag_name

STATES = {
    "favorite": "favorite", "favourite": "favorite", "fav": "favorite", "favorites": "favorite",
    "discarded": "discarded",
    "untagged": "untagged", "tagged": "tagged", "noted": "noted", "truncated": "cut", "cut": "cut",
    "new": "new",
    "gone": "gone",
    "highlight": "highlight", "highlights": "highlight", "document": "document",
    "documents": "document",
}  # fmt: skip
THINGS = {
    "note": "noted", "notes": "noted", "tag": "tagged", "tags": "tagged", "location": "location",
    "page": "location",
    "link": "link", "url": "link", "chapter": "chapter", "color": "color", "colour": "color",
    "date": "dated",
}  # fmt: skip
SORTS: dict[str, Sort] = {
    "relevance": "relevance", "best": "relevance", "new": "new", "newest": "new", "old": "old",
    "oldest": "old",
    "place": "place", "location": "place", "random": "random", "shuffled": "random",
}  # fmt: skip
_SORT = re.compile(r"([a-z]{1,12})(?::(\d{1,9}))?$")
_CODE = re.compile(r"[a-z2-7]{10}$")
_SIZE = re.compile(r"(>=|<=|>|<|=)?(\d{1,9})(?:(?:\.\.|-)(\d{1,9}))?$")
LONGEST = 10**9
_LONGEST = 40  # letters of a date that are read
_DIGITS = 9  # of the number of an import, which fits an integer
_DATE = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?$")
_AGO = re.compile(r"(\d{1,4}|an?)\s?(d|days?|w|weeks?|m|months?|y|years?)(?: ago)?$")
_NUMBER = re.compile(r"(\d{1,4})(?:st|nd|rd|th)?$")
_DAYS = {"d": 1, "w": 7, "m": 30.44, "y": 365.25}
_NAMED = {"today": 0, "yesterday": 1}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORT = 3  # letters of a name that tell it
Span = tuple[str, str]


def filter_of(field: str, value: str, today: date) -> Node | None:
    """The node of a field with its value; None for an unknown field or another value."""
    make = FIELDS.get(field.casefold())
    return make(value, today) if make and value.strip() else None


def sort_of(value: str, today: date) -> tuple[Sort, int] | None:
    """The order that a value names, and the seed of a random one; None where it names none.

    The seed is the day's own number unless given.
    """
    match = _SORT.match(value.casefold())
    sort = SORTS.get(match[1]) if match else None
    if match is None or sort is None or (match[2] and sort != "random"):
        return None
    return sort, int(match[2] or today.toordinal()) if sort == "random" else 0


def _named(name: Property) -> Callable[[str, date], Node | None]:
    return lambda value, _today: Filter(name, value.strip())


def _mention(value: str, _today: date) -> Node | None:
    name = value.strip().removeprefix("[[").removesuffix("]]").strip()
    return Mention(name) if has_word(name) else None


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
    fits = value.isascii() and value.isdigit() and len(value) <= _DIGITS
    return Filter("in", str(int(value))) if fits else None


def _dated(field: str) -> Callable[[str, date], Node | None]:
    def read(value: str, today: date) -> Node | None:
        days = span(value, today)
        if days is None:
            return None
        return {
            "before": Between("", days[0]),
            "after": Between(days[0], ""),
            "on": Between(*days),
        }[field]

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
    lengths = {
        "": Length(size, LONGEST), ">=": Length(size, LONGEST), ">": Length(size + 1, LONGEST),
        "=": Length(size, size), "<=": Length(0, size), "<": Length(0, size - 1),
    }  # fmt: skip
    return lengths[sign]


FIELDS: dict[str, Callable[[str, date], Node | None]] = {
    "tag": _tag, "author": _named("author"), "by": _named("author"), "kind": _kind, "type": _kind,
    "category": _kind,
    "document": _named("document"), "doc": _named("document"), "source": _named("source"),
    "chapter": _named("chapter"), "tray": _named("tray"),
    "mentions": _mention, "like": _like, "color": _named("color"), "colour": _named("color"),
    "is": _one_of("is", STATES), "has": _one_of("has", THINGS), "in": _import,
    "before": _dated("before"), "after": _dated("after"), "since": _dated("after"),
    "on": _dated("on"), "year": _dated("on"),
    "age": _age, "len": _length, "length": _length,
}  # fmt: skip


def span(text: str, today: date) -> Span | None:
    """The first day of a date and the day after its last, as ISO dates; None for no date."""
    text = text.strip().casefold()[:_LONGEST]
    match = _DATE.match(text)
    if match:
        return _calendar(int(match[1]), int(match[2] or 0), int(match[3] or 0))
    words = [word.rstrip(",.") for word in re.split(r"[\s_-]", text) if word]
    if len(words) == 1 and words[0] in _NAMED:
        return _days(today - timedelta(_NAMED[words[0]]), 1)
    ago = days_ago(" ".join(words))
    if ago is not None:
        return _days(today - timedelta(ago), 1) if ago < today.toordinal() else None
    return _relative(words, today) or _written_out(words, today)


def days_ago(text: str) -> int | None:
    """The number of days of `2w`, `6 months` or `a year ago`; None for no such span."""
    match = _AGO.match(text.strip().casefold())
    return (
        round((int(match[1]) if match[1].isdigit() else 1) * _DAYS[match[2][0]]) if match else None
    )


def _relative(words: list[str], today: date) -> Span | None:
    """`this week`, `last month`, `friday`, `last friday`."""
    *before, unit = words or [""]
    if before not in ([], ["this"], ["last"]):
        return None
    back = before == ["last"]
    weekday = _of_names(unit, _WEEKDAYS)
    if weekday is not None:
        since = (today.weekday() - weekday) % 7
        return _days(today - timedelta(7 if back and not since else since), 1)
    if not before:
        return None
    if unit == "week":
        return _days(today - timedelta(today.weekday() + 7 * back), 7)
    if unit == "month":
        months = today.year * 12 + today.month - 1 - back
        return _calendar(months // 12, months % 12 + 1, 0)
    return _calendar(today.year - back, 0, 0) if unit == "year" else None


def _written_out(words: list[str], today: date) -> Span | None:
    """`May`, `may 2024`, `3 May 2024`, `May 3rd, 2024`.

    A month without its year is the latest that has begun.
    """
    months = [month for word in words if (month := _of_names(word, MONTHS)) is not None]
    numbers = [int(match[1]) for word in words if (match := _NUMBER.match(word))]
    if len(months) != 1 or len(numbers) + 1 != len(words):
        return None
    month = months[0] + 1
    years = [number for number in numbers if number > 999]  # noqa: PLR2004 four digits
    days = [number for number in numbers if number <= 31]  # noqa: PLR2004 no month has more
    if len(years) > 1 or len(days) > 1 or len(years) + len(days) < len(numbers):
        return None
    day = days[0] if days else 0
    year = years[0] if years else today.year - ((month, day) > (today.month, today.day))
    return _calendar(year, month, day) if day or not days else None


def _of_names(word: str, names: tuple[str, ...]) -> int | None:
    found = [
        number
        for number, name in enumerate(names)
        if len(word) >= _SHORT and name.lower().startswith(word)
    ]
    return found[0] if len(found) == 1 else None


def _days(first: date, number: int) -> Span | None:
    try:
        return first.isoformat(), (first + timedelta(number)).isoformat()
    except OverflowError:
        return None


def _calendar(year: int, month: int, day: int) -> Span | None:
    try:
        first = date(year, month or 1, day or 1)
        if day:
            return _days(first, 1)
        if month:
            return first.isoformat(), date(year + month // 12, month % 12 + 1, 1).isoformat()
        return first.isoformat(), date(year + 1, 1, 1).isoformat()
    except ValueError:
        return None
