"""Dates as readers type them: a day, a month, a year, or so long ago."""

import re
from datetime import date, timedelta

_DATE = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?$")
_AGO = re.compile(r"(\d{1,4})\s?(d|days?|w|weeks?|m|months?|y|years?)(?: ago)?$")
_DAYS = {"d": 1, "w": 7, "m": 30.44, "y": 365.25}
_NAMED = {"today": 0, "yesterday": 1}


def span(text: str, today: date) -> tuple[str, str] | None:
    """The first day that a date means and the day after its last, as ISO dates; None for what is no date."""
    text = text.strip().casefold()
    if text in _NAMED:
        return _days(today - timedelta(_NAMED[text]), 1)
    ago = days_ago(text)
    if ago is not None:
        return _days(today - timedelta(ago), 1) if ago < today.toordinal() else None
    match = _DATE.match(text)
    return _calendar(int(match[1]), int(match[2] or 0), int(match[3] or 0)) if match else None


def days_ago(text: str) -> int | None:
    """How many days `2w`, `6 months` or `1 year ago` are; None for what is no such span."""
    match = _AGO.match(text.strip().casefold())
    return round(int(match[1]) * _DAYS[match[2][0]]) if match else None


def _days(first: date, number: int) -> tuple[str, str] | None:
    try:
        return first.isoformat(), (first + timedelta(number)).isoformat()
    except OverflowError:
        return None


def _calendar(year: int, month: int, day: int) -> tuple[str, str] | None:
    try:
        first = date(year, month or 1, day or 1)
        if day:
            return _days(first, 1)
        if month:
            return first.isoformat(), date(year + month // 12, month % 12 + 1, 1).isoformat()
        return first.isoformat(), f"{year + 1:04}-01-01"
    except ValueError:
        return None
