"""Highlights by the day on which they were marked."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import Connection, select, text

from app.model import Highlight, Listing
from app.store.db.rows import Order, live, page
from app.store.db.schema import highlights
from app.store.reads.highlights import BY_DATE, highlights_by_id

# One step in the index by date for each day: a third of the time of grouping all rows.
_DAYS = text("""
    WITH RECURSIVE days(day) AS (
        SELECT substr(min(at), 1, 10) FROM highlights WHERE gone = 0 AND at > ''
        UNION ALL
        SELECT (SELECT substr(min(at), 1, 10) FROM highlights
                WHERE gone = 0 AND at > iif(length(day) < 10, day, day || '~'))
        FROM days WHERE day IS NOT NULL
    )
    SELECT day, (SELECT count(*) FROM highlights WHERE gone = 0 AND at BETWEEN day AND day || '~')
    FROM days WHERE day IS NOT NULL
""")
_ON_THIS_DAY = text("""
    SELECT highlights.id FROM json_each(:days) AS day CROSS JOIN highlights
    WHERE gone = 0 AND at BETWEEN day.value AND day.value || '~' AND discarded = 0
    ORDER BY at DESC, (SELECT code FROM documents WHERE documents.id = document_id) DESC,
        position DESC LIMIT :limit
""")
_NEWEST = Order("marked", BY_DATE, descending=True)


def days_marked(db: Connection) -> Mapping[date, int]:
    """Number of live highlights marked on each day, in order; undated ones are left out."""
    counted: dict[date, int] = {}
    for day, number in db.execute(_DAYS):
        try:
            counted[date.fromisoformat(day)] = number
        except ValueError:
            continue  # a stamp that names no day
    return counted


def marked_between(
    db: Connection, first: str, last: str, total: int, *, cursor: str = "", limit: int = 50
) -> Listing[Highlight]:
    """Page of the live highlights marked from one day to another, both included, newest first.

    Days are in ISO 8601; two empty ones give the undated highlights. `total` is their number.
    """
    those = select(highlights.c.id).where(
        live(highlights), highlights.c.at.between(first, f"{last}~" if last else "")
    )
    rows, following = page(db, those, _NEWEST, cursor, limit)
    of = highlights_by_id(db, [row.id for row in rows])
    return Listing(tuple(of[row.id] for row in rows), total, following)


def on_this_day(db: Connection, days: str, limit: int) -> tuple[Highlight, ...]:
    """Highlights marked on one of these days (a JSON list), newest first, less discarded ones."""
    ids = list(db.scalars(_ON_THIS_DAY, {"days": days, "limit": limit}))
    of = highlights_by_id(db, ids)
    return tuple(of[each] for each in ids)
