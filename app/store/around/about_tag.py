"""Highlights that have a tag, document by document, and in which months they were marked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, or_, select, tuple_

from app.model import Highlight
from app.store.db.derived_schema import tag_counts
from app.store.db.rows import decode, documents_tagged, encode, live, tag_key, under_tag
from app.store.db.schema import documents, highlight_tags, highlights, tags
from app.store.reads.highlights import highlights_by_id

_NAME = "by document"  # of the order, in its cursors
_MARKS = 4  # values of a cursor: the document's last stamp and code, the place, and the row


@dataclass(frozen=True, slots=True)
class Group:
    """Highlights of one document that have a tag, in reading order.

    `number` are all of the document that have it, also those on other pages.
    """

    number: int
    highlights: tuple[Highlight, ...]


@dataclass(frozen=True, slots=True)
class TaggedPage:
    """A page of the highlights that have a tag, and the cursor of the next one."""

    groups: tuple[Group, ...] = ()
    next_cursor: str = ""


def tagged_by_document(
    db: Connection, name: str, *, cursor: str = "", limit: int = 50
) -> TaggedPage:
    """Page of the live highlights that have a tag (by its shown name) or one below it.

    The document with the newest highlight first, each in reading order.
    """
    order, *marks = decode(cursor) or [""]
    marks = marks if order == _NAME and len(marks) == _MARKS else []
    works = _documents(db, name, marks[:2], limit)
    rows = _rows(db, name, works, marks, limit + 1)
    shown = rows[:limit]
    of = highlights_by_id(db, [row.id for row in shown])
    groups: dict[int, list[Highlight]] = {}
    for row in shown:
        groups.setdefault(row.document_id, []).append(of[row.id])
    numbers = {row.document_id: row.highlights for row in works}
    more = len(rows) > limit
    return TaggedPage(
        tuple(Group(numbers[row], tuple(those)) for row, those in groups.items()),
        encode([_NAME, *_marks(shown[-1])]) if more else "",
    )


def months_tagged(db: Connection, name: str) -> Mapping[str, int]:
    """Live highlights that have a tag by month, `2025-03`, in order; undated ones under ``."""
    month = func.substr(highlights.c.at, 1, 7)
    counted = select(month.label("month"), func.count()).where(_has(name), live(highlights))
    return {row[0]: row[1] for row in db.execute(counted.group_by("month").order_by("month"))}


def _has(name: str) -> ColumnElement[bool]:
    own = select(highlight_tags.c.highlight_id).where(highlight_tags.c.tag_id.in_(under_tag(name)))
    return highlights.c.id.in_(own) | highlights.c.document_id.in_(documents_tagged(name))


def _documents(
    db: Connection, name: str, after: Sequence[Any], limit: int
) -> Sequence[Row[*tuple[Any, ...]]]:
    """The documents whose highlights fill a page, from that of the cursor on."""
    latest, code = documents.c.latest, documents.c.code
    found = (
        select(tag_counts.c.document_id, tag_counts.c.highlights, latest, code)
        .join(documents)
        .join(tags)
        .where(tags.c.key == tag_key(name), tag_counts.c.highlights > 0)
        .order_by(latest.desc(), code)
    )
    if after:
        found = found.where(or_(latest < after[0], (latest == after[0]) & (code >= after[1])))
    rows = db.execute(found.limit(limit + 2)).all()
    room = limit + 1  # besides those of the first document, of which a page may have shown some
    for at, row in enumerate(rows[1:], 1):
        if room <= 0:
            return rows[:at]
        room -= row.highlights
    return rows


def _rows(
    db: Connection,
    name: str,
    works: Sequence[Row[*tuple[Any, ...]]],
    after: Sequence[Any],
    limit: int,
) -> Sequence[Row[*tuple[Any, ...]]]:
    latest, code = documents.c.latest, documents.c.code
    place = (highlights.c.position, highlights.c.id)
    found = (
        select(highlights.c.id, highlights.c.document_id, latest, code, highlights.c.position)
        .join(documents)
        .where(
            highlights.c.document_id.in_([row.document_id for row in works]),
            _has(name),
            live(highlights),
        )
        .order_by(latest.desc(), code, *place)
        .limit(limit)
    )
    if after:
        found = found.where((code != after[1]) | (tuple_(*place) > tuple_(*after[2:])))
    return db.execute(found).all()


def _marks(row: Row[*tuple[Any, ...]]) -> tuple[Any, ...]:
    return row.latest, row.code, row.position, row.id
