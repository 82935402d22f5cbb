"""Dates of exporters and readers as ISO 8601 local wall time."""

import re
from datetime import datetime

_MONTHS = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
    )
}
_MONTH = r"(?P<month>[A-Za-z]{3,9})\.?"
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>[0-9]{4})"
_DAYS = (
    re.compile(
        r"(?<![0-9])(?P<year>[0-9]{4})[-/.年](?P<month>[0-9]{1,2})[-/.月](?P<day>[0-9]{1,2})(?![0-9])"
    ),
    re.compile(rf"\b{_MONTH} {_DAY},? {_YEAR}(?![0-9])"),
    re.compile(rf"(?<![0-9]){_DAY} {_MONTH},? {_YEAR}(?![0-9])"),
    re.compile(
        r"(?<![0-9])(?P<day>[0-9]{1,2})[-/.](?P<month>[0-9]{1,2})[-/.](?P<year>[0-9]{4})(?![0-9])"
    ),
)
_CLOCK = re.compile(
    r"(?<![0-9:])(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})"
    r"(?::(?P<second>[0-9]{2})(?:\.[0-9]{1,9})?)?"
    r" ?(?P<half>[AaPp])?\.?(?:[Mm]\b\.?)?(?: ?(?:GMT|UTC)(?=[+-]))?"
    r"(?P<zone>Z\b|[+-][0-9]{2}:?[0-9]{2}(?![0-9]))?"
)
_NOON = 12
_LONGEST = 120
_LONGEST_LINE = 50
_DATE_LETTERS = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec"
    r"|mon|tues?|wed|wednes|thu|thurs|fri|satur|sat|sun)"
    r"(?:uary|ruary|ch|il|e|y|ust|tember|ober|ember|day)?\b"
    r"|\b(?:[AaPp][Mm]|at)\b|\b(?:GMT|UTC)(?![A-Za-z])|(?<=[0-9])(?:st|nd|rd|th|[TZ])"
    r"|[\[\]()0-9:/.,\s+年月日-]",
    re.IGNORECASE,
)


# The name of the zone behind a date as JavaScript writes it: `GMT+0100 (Central European Time)`.
_ZONE_NAME = re.compile(r"(?<=GMT[+-][0-9]{4}) \([^()\n]{3,60}\)$")


def stamp(text: str) -> str | None:
    """First date in a short text, or None.

    As `2024-10-14`, with a time of day `2024-10-14T09:56:00`, with the zone where the text has
    one.
    """
    text = text[:_LONGEST].replace("\u00a0", " ").replace("\u202f", " ").replace("\\", "")
    for pattern in _DAYS:
        for match in pattern.finditer(text):
            day = _day(match)
            if day:
                return day + _clock(text[match.end() :])
    return None


def only_stamp(text: str) -> str | None:
    """Stamp of a line that is nothing but a date, as above a passage; None for any other line."""
    text = _ZONE_NAME.sub("", text)
    return stamp(text) if len(text) < _LONGEST_LINE and not _DATE_LETTERS.sub("", text) else None


def day(text: str) -> str | None:
    """First date in a short text without its time of day, as `2024-10-14`, or None."""
    moment = stamp(text)
    return moment[:10] if moment else None


def _day(match: re.Match[str]) -> str | None:
    month = match["month"]
    numbers = [
        int(match["year"]),
        int(month) if month.isdigit() else _MONTHS.get(month[:3].lower(), 0),
        int(match["day"]),
    ]
    if (
        month.isdigit()
        and match.re is _DAYS[3]
        and (numbers[1] > _NOON or "/" in match.group())
        and numbers[2] <= _NOON
    ):
        numbers[1:] = numbers[2], numbers[1]  # 10/14/2024 and all dates with slashes are American
    try:
        # the exporter's wall time has no zone
        return datetime(*numbers).date().isoformat()  # type: ignore[arg-type] # noqa: DTZ001
    except ValueError:
        return None


def _clock(text: str) -> str:
    match = _CLOCK.search(text)
    if not match:
        return ""
    hour, half = int(match["hour"]), (match["half"] or "").lower()
    if half and hour <= _NOON:
        hour = hour % _NOON + (_NOON if half == "p" else 0)
    minute, second = int(match["minute"]), int(match["second"] or 0)
    if hour > 23 or minute > 59 or second > 59:  # noqa: PLR2004 - a day has 24 hours
        return ""
    return f"T{hour:02}:{minute:02}:{second:02}{match['zone'] or ''}"
