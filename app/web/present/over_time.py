"""Highlights over time as the columns of a small chart, each of which leads to its search."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.text import MONTHS
from app.web.present.links import with_query
from app.web.present.text import month

_MOST = 40  # columns, empty ones among them
_FULL = 6  # years that are written in full below them
_YEAR = len("2025")


@dataclass(frozen=True, slots=True)
class Column:
    """One year or month: its name, what is written below it, its highlights, where it leads.

    `share` is its height in percent of the highest.
    """

    name: str
    label: str
    number: int
    href: str
    share: float


@dataclass(frozen=True, slots=True)
class OverTime:
    """Columns by year, or by month where all is `within` one year; and the undated highlights."""

    columns: tuple[Column, ...] = ()
    within: str = ""
    undated: int = 0
    undated_href: str = ""


def over_time(months: Mapping[str, int], query: str) -> OverTime:
    """The columns for numbers of highlights by month (`2025-03`; undated ones under ``).

    `query` finds all of them.
    """
    dated = {when: number for when, number in months.items() if when}
    years: dict[str, int] = {}
    for when, number in dated.items():
        years[when[:_YEAR]] = years.get(when[:_YEAR], 0) + number
    numbers = dated if len(years) == 1 else years
    most = max(numbers.values(), default=1)
    whens = list(_in_a_row(numbers)) if numbers else []
    return OverTime(
        columns=tuple(
            Column(
                _name(when),
                _label(when, full=len(whens) <= _FULL),
                numbers.get(when, 0),
                _address(query, f"on:{when}"),
                round(100 * numbers.get(when, 0) / most, 1),
            )
            for when in whens
        ),
        within=next(iter(years)) if len(years) == 1 else "",
        undated=months.get("", 0),
        undated_href=_address(query, "-has:date"),
    )


def _in_a_row(numbers: Mapping[str, int]) -> Iterator[str]:
    """The years or months from the first to the last, or those with highlights if that is long."""
    first, last = min(numbers), max(numbers)
    if (
        not (first + last).replace("-", "").isdecimal()
        or int(last[:_YEAR]) - int(first[:_YEAR]) >= _MOST
    ):
        yield from sorted(numbers)
    elif len(first) > _YEAR:
        for number in range(int(first[_YEAR + 1 :]), int(last[_YEAR + 1 :]) + 1):
            yield f"{first[:_YEAR]}-{number:02}"
    else:
        yield from (f"{year:04}" for year in range(int(first), int(last) + 1))


def _name(when: str) -> str:
    return month(when) if len(when) > _YEAR else when


def _label(when: str, *, full: bool) -> str:
    if len(when) <= _YEAR:
        return when if full else when[2:]
    number = when[_YEAR + 1 :]
    known = number.isdecimal() and 0 < int(number) <= len(MONTHS)
    return MONTHS[int(number) - 1][:3] if known else when


def _address(query: str, when: str) -> str:
    return with_query("/search", q=f"{query} is:highlight {when}")
