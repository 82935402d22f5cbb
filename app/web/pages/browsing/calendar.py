"""A year as a drawing of squares, one a day; and the days, months and years of the library."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from app.text import MONTHS

STEP = 24  # pixels from one square to the next, so that each can be hit
TOP = 26  # pixels above the squares, for the names of months
_LEVELS = (1, 3, 6, 10)  # highlights of a day from which its square is darker
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Square:
    """A day of a year: its place in pixels, its highlights, and how dark it is, 0 to 4."""

    day: date
    x: int
    y: int
    number: int
    level: int


@dataclass(frozen=True, slots=True)
class YearOfSquares:
    """A year as squares, a column a week; `labels` are the months with their places in pixels."""

    squares: tuple[Square, ...]
    labels: tuple[tuple[str, int], ...]
    width: int
    height: int = TOP + 7 * STEP


def year_of_squares(year: int, days: Mapping[date, int], today: date) -> YearOfSquares:
    """Drawing of a year, of the present one to today.

    `days` are the highlights of each day, of other years as well.
    """
    last = min(date(year, 12, 31), max(today, *days)) if days else date(year, 12, 31)
    before = date(year, 1, 1).weekday()
    squares: list[Square] = []
    labels: list[tuple[str, int]] = []
    for number in range((last - date(year, 1, 1)).days + 1):
        day = date(year, 1, 1) + timedelta(number)
        week, weekday = divmod(number + before, 7)
        marked = days.get(day, 0)
        level = sum(marked >= least for least in _LEVELS)
        squares.append(Square(day, week * STEP, TOP + weekday * STEP, marked, level))
        if day.day == 1:
            labels.append((MONTHS[day.month - 1][:3], (week + bool(weekday)) * STEP))
    return YearOfSquares(tuple(squares), tuple(labels), squares[-1].x + STEP)


def by_month(days: Mapping[date, int]) -> dict[str, tuple[int, int]]:
    """Highlights and days of each month, by `2025-03`, oldest first."""
    return _summed((day.isoformat()[:7], number) for day, number in days.items())


def by_year(days: Mapping[date, int]) -> dict[str, tuple[int, int]]:
    """Highlights and days of each year, by `2025`, oldest first."""
    return _summed((f"{day.year:04}", number) for day, number in days.items())


def by_weekday(days: Mapping[date, int]) -> dict[str, tuple[int, int]]:
    """Highlights and days of each weekday, Monday first."""
    summed = _summed((WEEKDAYS[day.weekday()], number) for day, number in days.items())
    return {name: summed.get(name, (0, 0)) for name in WEEKDAYS}


def _summed(numbers: Iterable[tuple[str, int]]) -> dict[str, tuple[int, int]]:
    sums: dict[str, tuple[int, int]] = {}
    for name, number in numbers:
        highlights, days = sums.get(name, (0, 0))
        sums[name] = highlights + number, days + 1
    return sums


def month_name(month: str) -> str:
    """Name of a month with its year, of `2025-03`: `March 2025`."""
    year, number = month.split("-")
    return f"{MONTHS[int(number) - 1]} {int(year)}"


def day_name(day: date) -> str:
    """Name of a day: `Saturday, 3 May 2025`."""
    return f"{WEEKDAYS[day.weekday()]}, {day.day} {MONTHS[day.month - 1]} {day.year}"
