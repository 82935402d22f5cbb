"""Parts of a document's highlights: where its chapters begin, and the rows of one part."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select

from app.identity.records import GONE
from app.model import Highlight
from app.store.db.schema import highlights
from app.store.reads.documents import document_id
from app.store.reads.highlight_filters import PRESENT
from app.store.reads.highlights import ORDERS, highlight_id, highlights_by_id


@dataclass(frozen=True, slots=True)
class Start:
    """Start of a chapter: the code of its first highlight, and how many highlights precede it."""

    chapter: str
    code: str
    before: int


def chapter_starts(
    db: Connection, code: str, *, gone: bool = False
) -> tuple[tuple[Start, ...], int]:
    """Starts of a document's chapters in reading order, and its number of highlights.

    `gone` selects the gone ones only. A chapter that occurs again later starts anew.
    """
    numbered = (
        _of_document(code, gone=gone)
        .with_only_columns(
            highlights.c.code,
            highlights.c.chapter,
            func.lag(highlights.c.chapter).over(order_by=ORDERS["place"]).label("last"),
            (func.row_number().over(order_by=ORDERS["place"]) - 1).label("before"),
            func.count().over().label("total"),
        )
        .subquery()
    )
    begins = numbered.c.last.is_(None) | (numbered.c.last != numbered.c.chapter)
    rows = db.execute(
        select(numbered.c.chapter, numbered.c.code, numbered.c.before, numbered.c.total)
        .where(begins)
        .order_by(numbered.c.before)
    ).all()
    return tuple(Start(*row[:3]) for row in rows), rows[0].total if rows else 0


def part_of_highlights(
    db: Connection,
    code: str,
    *,
    order: str = "place",
    gone: bool = False,
    first: int = 0,
    limit: int,
) -> tuple[Highlight, ...]:
    """Slice of a document's highlights from number `first` (from 0) on.

    An unknown `order` means reading order.
    """
    ids = (
        db.execute(
            _of_document(code, gone=gone).order_by(*_order(order)).limit(limit).offset(first)
        )
        .scalars()
        .all()
    )
    of = highlights_by_id(db, ids)
    return tuple(of[row] for row in ids)


def number_of(
    db: Connection, code: str, at: str, *, order: str = "place", gone: bool = False
) -> int | None:
    """Number of highlights of the document before the one that `at` leads to.

    None if it has none such.
    """
    number = (func.row_number().over(order_by=_order(order)) - 1).label("number")
    numbered = _of_document(code, gone=gone).add_columns(number).subquery()
    return db.execute(
        select(numbered.c.number).where(numbered.c.id == highlight_id(at))
    ).scalar_one_or_none()


def _of_document(code: str, *, gone: bool) -> Select[int]:
    return select(highlights.c.id).where(
        highlights.c.document_id == document_id(code),
        highlights.c.gone == GONE if gone else PRESENT,
    )


def _order(name: str) -> tuple[ColumnElement[Any], ...]:
    return ORDERS.get(name, ORDERS["place"])
