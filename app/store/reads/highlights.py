"""Highlights as lists and pages show them, and the fastest query plan for a page by date."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from random import Random
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    ScalarSelect,
    Select,
    func,
    literal_column,
    select,
    text,
)
from sqlalchemy.dialects import sqlite

from app.errors import UnknownError
from app.identity.records import GONE, PUT_AWAY
from app.model import Change, Highlight, Listing, MyField, Place
from app.store.db.aliases import shown_author, shown_tag
from app.store.db.derived_schema import links
from app.store.db.import_schema import files
from app.store.db.own_schema import my_fields
from app.store.db.rows import (
    Order,
    among,
    as_sql,
    page,
)
from app.store.db.schema import (
    documents,
    highlight_files,
    highlight_history,
    highlight_keys,
    highlight_tags,
    highlights,
    tags,
)
from app.store.edits.overrides import Mine
from app.store.edits.values import described_overrides
from app.store.reads.documents import OWN_LINK, document_id, own_links, summaries, unpacked
from app.store.reads.highlight_filters import (
    LIVE,
    PRESENT,
    HighlightFilter,
    count_highlights,
    passing_highlights,
)

_OWN_TAGS = (
    select(tags.c.name)
    .select_from(tags.join(highlight_tags))
    .where(highlight_tags.c.highlight_id == highlights.c.id)
    .order_by(tags.c.key)
)
_TAGS = (
    select(func.json_group_array(_OWN_TAGS.correlate(highlights).subquery().c.name))
    .correlate(highlights)
    .scalar_subquery()
)
_FIELD = func.json_array(
    my_fields.c.base, my_fields.c.mine, my_fields.c.theirs, my_fields.c.changed_at
)
_MINE = (
    select(func.json_group_object(my_fields.c.field, _FIELD))
    .where(my_fields.c.code == highlights.c.code)
    .correlate(highlights)
    .scalar_subquery()
)
_LINKED = (
    select(func.json_group_array(OWN_LINK))
    .where(links.c.highlight_id == highlights.c.id, links.c.mine == 1)
    .correlate(highlights)
    .scalar_subquery()
)
WHOLE: Select[*tuple[Any, ...]] = select(
    highlights.c.id,
    highlights.c.document_id,
    highlights.c.code,
    highlights.c.text,
    highlights.c.note,
    _TAGS,
    highlights.c.favorite,
    highlights.c.discarded,
    highlights.c.chapter,
    highlights.c.location,
    highlights.c.url,
    highlights.c.color,
    highlights.c.highlighted_at,
    highlights.c.added_at,
    highlights.c.cut_short,
    highlights.c.gone,
    highlights.c.position,
    _MINE,
    _LINKED,
)
_HOLDER = (
    select(documents.c.code)
    .where(documents.c.id == highlights.c.document_id)
    .correlate(highlights)
    .scalar_subquery()
)
# Those of one moment document by document, which does not tell what was imported first. Nothing
# is left for the row id to decide but what a damaged library may hold twice.
BY_DATE = (highlights.c.at, _HOLDER, highlights.c.position, highlights.c.id)
_NEWEST = Order("newest", BY_DATE, descending=True)
ORDERS: dict[str, tuple[ColumnElement[Any], ...]] = {
    "place": (highlights.c.position, highlights.c.id),
    "new": (highlights.c.at.desc(), highlights.c.position.desc(), highlights.c.id.desc()),
    "favorite": (highlights.c.favorite.desc(), highlights.c.position, highlights.c.id),
}


def list_highlights(
    db: Connection, asked: HighlightFilter = LIVE, *, cursor: str = "", limit: int = 50
) -> Listing[Highlight]:
    """Page of the highlights that pass a filter, newest first."""
    tag, author = asked.tag, asked.author
    asked = replace(
        asked, tag=tag and shown_tag(db, tag), author=author and shown_author(db, author)
    )
    total = count_highlights(db, asked)
    rows, following = page(db, passing_highlights(asked, total), _NEWEST, cursor, limit)
    of = highlights_by_id(db, [row.id for row in rows])
    return Listing(tuple(of[row.id] for row in rows), total, following)


def document_highlights(
    db: Connection, code: str, *, order: str = "place", gone: bool = False
) -> tuple[Highlight, ...]:
    """Highlights of a document that are live or hidden with it; or its gone ones.

    An unknown `order` means reading order.
    """
    of_it = WHOLE.where(
        highlights.c.document_id == document_id(code),
        highlights.c.gone == GONE if gone else PRESENT,
    )
    return highlights_of(db, db.execute(of_it.order_by(*ORDERS.get(order, ORDERS["place"]))).all())


def count_gone(db: Connection, code: str) -> int:
    """Count the gone highlights of a document."""
    return db.execute(
        select(func.count()).where(
            highlights.c.document_id == document_id(code), highlights.c.gone == GONE
        )
    ).scalar_one()


def highlights_by_id(db: Connection, ids: Sequence[int]) -> dict[int, Highlight]:
    """Highlights by row id, gone ones included."""
    rows = among(db, WHOLE, highlights.c.id, ids)
    return dict(zip((row.id for row in rows), highlights_of(db, rows), strict=True))


def highlight(db: Connection, code: str) -> Highlight:
    """Highlight that a code leads to, gone ones included."""
    rows = db.execute(WHOLE.where(highlights.c.id == highlight_id(code))).all()
    if not rows:
        raise UnknownError("highlight", code)
    return highlights_of(db, rows)[0]


def highlight_id(code: str | ColumnElement[str]) -> ScalarSelect[int]:
    """Row id of the highlight that a code leads to.

    It is the one it was merged with, the one with this code, or the one with an earlier key.
    """
    answering = select(highlight_keys.c.code).where(highlight_keys.c.own_code == code)
    merged = select(my_fields.c.mine).where(
        my_fields.c.code == code, my_fields.c.field == "merged_into"
    )
    known = select(highlights.c.id).where(
        (highlights.c.code == code)
        | highlights.c.code.in_(answering)
        | highlights.c.code.in_(merged)
    )
    best = highlights.c.code.in_(merged).desc(), (highlights.c.code == code).desc()
    return known.order_by(*best).limit(1).scalar_subquery()


def highlights_of(db: Connection, rows: Sequence[Row[*tuple[Any, ...]]]) -> tuple[Highlight, ...]:
    """Highlights of rows of `WHOLE`, in their order."""
    of = summaries(db, sorted({row.document_id for row in rows}))
    return tuple(
        Highlight(
            code,
            of[document],
            text,
            note,
            unpacked(names),
            bool(favorite),
            bool(discarded),
            chapter,
            location,
            url,
            color,
            highlighted,
            added,
            bool(cut_short),
            gone == GONE,
            gone == PUT_AWAY,
            position + 1,
            _own(mine),
            own_links(linked),
        )
        for (
            _,
            document,
            code,
            text,
            note,
            names,
            favorite,
            discarded,
            chapter,
            location,
            url,
            color,
            highlighted,
            added,
            cut_short,
            gone,
            position,
            mine,
            linked,
        ) in rows
    )


def _own(fields: str) -> tuple[MyField, ...]:
    """Reader's values in `{field: [base, mine, theirs, changed_at]}`."""
    if fields == "{}":
        return ()
    return described_overrides(
        {
            name: Mine(*json.loads(held)) if isinstance(held, str) else Mine(*held)
            for name, held in json.loads(fields).items()
        }
    )


def around(db: Connection, code: str, reach: int = 3) -> tuple[Highlight, ...]:
    """Highlight with its live neighbours in reading order, at most `reach` on either side.

    Empty for an unknown code.
    """
    query, values = _around()
    rows = db.exec_driver_sql(query, {**values, "code": code, "reach": reach}).all()
    return highlights_of(db, rows) if rows else ()


@cache
def _around() -> tuple[str, Mapping[str, Any]]:
    """SQL of `around`, and its own values: it takes longer to put together than to run."""
    beside = _AROUND.format(here=as_sql(highlight_id(literal_column(":code"))))
    near = WHOLE.where(text(f"highlights.id IN ({beside})")).order_by(*ORDERS["place"])
    compiled = near.compile(dialect=sqlite.dialect(paramstyle="named"))
    return str(compiled), {name: value for name, value in compiled.params.items() if value}


_AROUND = f"""
WITH here AS MATERIALIZED (SELECT id, document_id, position FROM highlights WHERE id = {{here}})
SELECT id FROM (SELECT id, position FROM here UNION ALL SELECT * FROM
  (SELECT h.id, h.position FROM here JOIN highlights h ON h.document_id = here.document_id
    WHERE h.gone IN (0, {PUT_AWAY}) AND (h.position, h.id) < (here.position, here.id)
    ORDER BY h.position DESC, h.id DESC LIMIT :reach) UNION ALL SELECT * FROM
  (SELECT h.id, h.position FROM here JOIN highlights h ON h.document_id = here.document_id
    WHERE h.gone IN (0, {PUT_AWAY}) AND (h.position, h.id) > (here.position, here.id)
    ORDER BY h.position, h.id LIMIT :reach))
"""


def places(db: Connection, code: str) -> tuple[Place, ...]:
    """Locations of a highlight by path and line; removed files only for a gone highlight."""
    stands = select(files.c.path, highlight_files.c.first_line, highlight_files.c.last_line)
    stands = stands.select_from(highlight_files.join(files).join(highlights)).where(
        highlights.c.id == highlight_id(code), files.c.gone <= (highlights.c.gone == GONE)
    )
    return tuple(
        Place(*row)
        for row in db.execute(stands.order_by(files.c.path, highlight_files.c.first_line))
    )


def history(db: Connection, code: str) -> tuple[Change, ...]:
    """Earlier texts of a highlight, the last replaced first."""
    past = highlight_history.c
    rows = db.execute(
        select(past.replaced_at, past.text, past.note)
        .where(past.highlight_id == highlight_id(code))
        .order_by(past.replaced_at.desc(), past.id.desc())
    )
    return tuple(Change(*row) for row in rows)


def of_the_day(db: Connection, day: date, turn: int = 0, but: str = "") -> Highlight | None:
    """Highlight of the day, the same all day, or another one on each further turn.

    Never a gone or discarded one, and not that of the code `but` where there are others; favorites
    and short paragraphs are preferred.
    """
    chance = Random(f"{day} {turn}" if turn else day.isoformat())  # noqa: S311 a date is no secret
    newest = db.execute(select(func.max(highlights.c.id))).scalar() or 0
    windows = (_window(chance.getrandbits(64), newest) for _ in range(_TRIES))
    near = (
        db.execute(_SHOWABLE.where(highlights.c.id.between(start, start + _NEAR))).all()
        for start in windows
    )
    rows = (
        next(filter(None, near), None)
        or db.execute(_SHOWABLE.order_by(highlights.c.at.desc()).limit(_NEAR)).all()
    )
    rows = [row for row in rows if row.code != but] or rows
    if not rows:
        return None
    weights = [(1 + 2 * (row.letters in _PARAGRAPH)) * (1 + row.favorite) for row in rows]
    chosen = chance.choices(rows, weights)[0].id
    return highlights_by_id(db, [chosen])[chosen]


def _window(number: int, newest: int) -> int:
    """Starting row id for the day's choice, from 0 to the newest one.

    New rows seldom move it: it changes only where its last bits reach them.
    """
    bits = newest.bit_length()
    start = number % (1 << bits)
    return start if start <= newest else start % (1 << (bits - 1))


_TRIES, _NEAR, _PARAGRAPH = 8, 31, range(60, 421)
_SHOWABLE = select(
    highlights.c.id,
    highlights.c.code,
    highlights.c.favorite,
    func.length(highlights.c.text).label("letters"),
).where(highlights.c.gone == 0, highlights.c.discarded == 0)
