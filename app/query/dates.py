"""Dates as readers type them: a day, a month, a year, `last week`, `3 May 2024`, or so long ago."""

import re
from datetime import date, timedelta

_LONGEST = 40  # letters of a date that are read
_DATE = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?$")
_AGO = re.compile(r"(\d{1,4}|an?)\s?(d|days?|w|weeks?|m|months?|y|years?)(?: ago)?$")
_NUMBER = re.compile(r"(\d{1,4})(?:st|nd|rd|th)?$")
_DAYS = {"d": 1, "w": 7, "m": 30.44, "y": 365.25}
_NAMED = {"today": 0, "yesterday": 1}
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORT = 3  # letters of a name that tell it
Span = tuple[str, str]


def span(text: str, today: date) -> Span | None:
    """The first day that a date means and the day after its last, as ISO dates; None for what is no date."""
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
    """How many days `2w`, `6 months` or `a year ago` are; None for what is no such span."""
    match = _AGO.match(text.strip().casefold())
    return round((int(match[1]) if match[1].isdigit() else 1) * _DAYS[match[2][0]]) if match else None


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
    """`May`, `may 2024`, `3 May 2024`, `May 3rd, 2024`; a month without its year is the latest that has begun."""
    months = [month for word in words if (month := _of_names(word, _MONTHS)) is not None]
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
    found = [number for number, name in enumerate(names) if len(word) >= _SHORT and name.startswith(word)]
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
