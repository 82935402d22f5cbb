"""Timeline: a year as squares, its highlights by month and by day, and those of this day."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from fastapi import Request
from fastapi.responses import HTMLResponse
from sqlalchemy import Connection

from app.model import Highlight
from app.store.reads.days import days_marked, marked_between, on_this_day
from app.store.reads.highlight_filters import HighlightFilter, count_highlights
from app.text import MONTHS
from app.web.deps import Db, Router
from app.web.pages.browsing.calendar import (
    by_month,
    by_year,
    day_name,
    month_name,
    year_of_squares,
)
from app.web.render import show

UNDATED = "undated"
_WHEN = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
_ON_THIS_DAY = 6  # highlights of this day in other years
router = Router(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Period:
    """A month, a day or what is undated: its name, its first and last day, and its highlights."""

    when: str
    name: str
    first: str
    last: str
    total: int


@router.get("/timeline")
def timeline(request: Request, db: Db, when: str = "", cursor: str = "") -> HTMLResponse:
    """Highlights by when they were marked.

    `when` is a year, a month (`2025-03`), a day or `undated`; else the month marked last. Where a
    day or month has no highlights the nearest days are shown.
    """
    days = days_marked(db)
    months, years = by_month(days), by_year(days)
    undated = count_highlights(db, HighlightFilter()) - sum(days.values())
    period = _period(when, days, undated)
    nearest = () if period.total else _nearest(period.when, days)
    shown = nearest[0][1].isoformat() if nearest else period.when
    year = (shown if period.when != UNDATED else max(years, default=""))[:4]
    today = _day(period.when) or _today()
    return show(
        request,
        db,
        "timeline.html",
        listing=marked_between(db, period.first, period.last, period.total, cursor=cursor),
        cursor=cursor,
        period=period,
        year=year,
        years=years,
        months={month: counts for month, counts in months.items() if month.startswith(year)},
        busiest=max((m for m in months if m.startswith(year)), key=lambda m: months[m], default=""),
        beside=_beside(period.when[:7], list(months)),
        nearest=nearest,
        squares=year_of_squares(int(year), days, _today()) if year else None,
        undated=undated,
        today=f"{today.day} {MONTHS[today.month - 1]}",
        remembered=_remembered(db, days, today),
        names=month_name,
        day_name=day_name,
    )


def _period(when: str, days: Mapping[date, int], undated: int) -> Period:
    if when == UNDATED or not days:
        return Period(UNDATED, "Undated", "", "", undated)
    when = when if _WHEN.fullmatch(when) else ""
    asked = _first_day(when)
    if asked and not any(day.isoformat().startswith(when) for day in days):
        name = day_name(asked) if _day(when) else month_name(when)
        return Period(when, name, when, when, 0)
    newest = max((day for day in days if day.isoformat().startswith(when)), default=max(days))
    if not newest.isoformat().startswith(when) or len(when) < len("2025-03"):
        when = newest.isoformat()[:7]
    total = sum(number for day, number in days.items() if day.isoformat().startswith(when))
    name = day_name(newest) if len(when) > len("2025-03") else month_name(when)
    return Period(when, name, when, when, total)


def _day(when: str) -> date | None:
    """The day that an address names; None where it names none."""
    return _first_day(when) if len(when) == len("2025-03-01") else None


def _first_day(when: str) -> date | None:
    """The day that an address names, or the first of its month; None where it names neither."""
    try:
        return date.fromisoformat(f"{when}-01"[: len("2025-03-01")])
    except ValueError:
        return None


def _nearest(when: str, days: Mapping[date, int]) -> tuple[tuple[str, date], ...]:
    """The days with highlights before and after a day or month, each with what it is called."""
    asked = _first_day(when)
    if asked is None:
        return ()
    before = max((day for day in days if day < asked), default=None)
    after = min((day for day in days if day > asked), default=None)
    return tuple(
        (name, day) for name, day in (("before", before), ("after", after)) if day is not None
    )


def _today() -> date:
    return datetime.now().astimezone().date()


def _beside(month: str, months: list[str]) -> tuple[str, str]:
    """The months with highlights before and after this one; empty where there is none."""
    if month not in months:
        return "", ""
    at = months.index(month)
    return months[at - 1] if at else "", months[at + 1] if at + 1 < len(months) else ""


def _remembered(db: Connection, days: Mapping[date, int], today: date) -> tuple[Highlight, ...]:
    """Highlights of the same day in other years."""
    same = [
        day.isoformat()
        for day in days
        if (day.month, day.day) == (today.month, today.day) and day.year != today.year
    ]
    return on_this_day(db, json.dumps(same), _ON_THIS_DAY) if same else ()
