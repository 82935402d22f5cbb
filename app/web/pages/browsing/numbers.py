"""Numbers: what was marked when, of which kind, by whom and under which tags."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from fastapi import Request
from fastapi.responses import HTMLResponse

from app.model import Facet
from app.query.rewrite import term, toggled
from app.query.tree import Query
from app.search.search import Answer, count, search
from app.store.reads.days import days_marked
from app.text import UNDATED
from app.web.deps import Db, Router
from app.web.pages.browsing.calendar import by_month, by_weekday, by_year, month_name
from app.web.present.links import with_query
from app.web.present.text import kind
from app.web.render import show

By = Literal["years", "months", "weekdays"]
_MONTHS = 12
_FACETS = {"kind": "Of which kind", "author": "By whom", "tag": "Under which tags"}
_ALL = "is:highlight"
_STATES = {"note": ("With a note", "has:note"), "favorite": ("Starred", "is:favorite")}
_TAGGED = "has:tag"
router = Router(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Bar:
    """One value of a chart: its name, its highlights, where its name leads, and its length.

    `share` is a percentage of the longest bar; `days` are the days that it counts.
    """

    name: str
    number: int
    href: str
    share: float
    days: int = 0


@router.get("/numbers")
def numbers(request: Request, db: Db, by: By = "months", year: str = "") -> HTMLResponse:
    """Charts of all highlights, or of those of one year, and of when they were marked."""
    days = days_marked(db)
    years = by_year(days)
    year = year if year in years or year == UNDATED else ""
    query = {"": _ALL, UNDATED: f"{_ALL} -has:date"}.get(year, f"{_ALL} on:{year}")
    found = search(db, query, limit=1)
    return show(
        request,
        db,
        "numbers.html",
        total=found.total,
        days=len(days) if not year else years.get(year, (0, 0))[1],
        by=by,
        year=year,
        years=years,
        undated=_undated(found.facets),
        columns=_columns(days, by, year),
        charts=[
            (_FACETS[facet.name], facet.name, _bars(found.parsed, facet))
            for facet in found.facets
            if facet.name in _FACETS and facet.rows
        ],
        states=_states(db, found),
    )


def _undated(facets: tuple[Facet, ...]) -> int:
    return next((n for facet in facets for value, n in facet.rows if value == UNDATED), 0)


def _columns(days: Mapping[date, int], by: By, year: str) -> list[Bar]:
    within = {day: n for day, n in days.items() if not year or f"{day.year:04}" == year}
    if by == "weekdays":
        return _drawn([(name, "", *sums) for name, sums in by_weekday(within).items()])
    if by == "years":
        return _drawn([(name, name, *sums) for name, sums in by_year(days).items()])
    months = by_month(within)
    return _drawn(
        [
            (month_name(month), month if month in months else "", *months.get(month, (0, 0)))
            for month in _twelve(max(months, default=""), year)
        ]
    )


def _twelve(last: str, year: str) -> list[str]:
    """The months of a year, else the twelve months to the last one."""
    if not last:
        return []
    end = int(last[:4]) * _MONTHS + (_MONTHS if year else int(last[5:]))
    first = max(end - _MONTHS, _MONTHS)
    return [f"{at // _MONTHS:04}-{at % _MONTHS + 1:02}" for at in range(first, end)]


def _drawn(rows: list[tuple[str, str, int, int]]) -> list[Bar]:
    most = max((number for _, _, number, _ in rows), default=0) or 1
    return [
        Bar(
            name,
            number,
            with_query("/timeline", when=when) if when else "",
            round(100 * number / most, 1),
            days,
        )
        for name, when, number, days in rows
    ]


def _bars(query: Query, facet: Facet) -> list[Bar]:
    most = max(number for _, number in facet.rows)
    return [
        Bar(
            kind(value) if facet.name == "kind" else value,  # type: ignore[arg-type] # a kind
            number,
            with_query("/search", q=toggled(query, term(facet.name, value))[0]),
            round(100 * number / most, 1),
        )
        for value, number in facet.rows
    ]


def _states(db: Db, found: Answer) -> list[Bar]:
    query = found.parsed
    tagged, _ = toggled(query, _TAGGED)
    counted = [("Tagged", count(db, tagged), tagged)]
    for facet in found.facets:
        if facet.name == "with":
            counted += [
                (_STATES[value][0], number, toggled(query, _STATES[value][1])[0])
                for value, number in facet.rows
            ]
    most = max(number for _, number, _ in counted) or 1
    return [
        Bar(name, number, with_query("/search", q=text), round(100 * number / most, 1))
        for name, number, text in counted
    ]
