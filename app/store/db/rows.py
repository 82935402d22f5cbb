"""Helpers for rows: shared conditions, pages of lists by opaque cursors, and bulk writes."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from math import isfinite
from typing import Any

from sqlalchemy import (
    ClauseElement,
    Column,
    ColumnElement,
    Connection,
    Row,
    Select,
    Table,
    and_,
    bindparam,
    func,
    or_,
    select,
    text,
    tuple_,
)
from sqlalchemy.dialects import sqlite

from app.store.db.schema import authors, document_authors, document_tags, tags
from app.text import name_key, tag_name

Mark = str | int | float
Value = str | int | float | bytes | None


def live(table: Table) -> ColumnElement[bool]:
    """Condition that a row is not gone, as a literal, which partial indexes require."""
    return table.c.gone == text("0")


def gone_ids(table: Table) -> Select[int]:
    """Row ids of what is gone or hidden: usually few, so the faster way to exclude them."""
    return select(table.c.id).where(table.c.gone != text("0"))


def in_json(ids: Iterable[int]) -> str:
    """Row ids as one JSON parameter: one statement, whatever their number."""
    return json.dumps(list(ids))


def row_ids(ids: Sequence[int]) -> Select[int]:
    """Subquery of these row ids."""
    return select(func.json_each(in_json(ids)).table_valued("value").c.value)


def among(
    db: Connection, rows: Select[*tuple[Any, ...]], column: Column[int], ids: Sequence[int]
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Rows of a query whose column is among these ids.

    The compiled SQL is cached, as compiling takes longer than running it.
    """
    query, names, values = _among(rows, column)
    known = {**values, "ids": in_json(ids)}
    return db.exec_driver_sql(query, tuple(known[name] for name in names)).all()


def as_sql(clause: ClauseElement) -> str:
    """SQL of a clause, its values written in, for statements that are put together as text."""
    return str(clause.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}))


@cache
def _among(
    rows: Select[*tuple[Any, ...]], column: Column[int]
) -> tuple[str, Sequence[str], Mapping[str, Any]]:
    """Compiled SQL of a query, its parameters' names in order, and its own values."""
    listed = select(func.json_each(bindparam("ids")).table_valued("value").c.value)
    compiled = rows.where(column.in_(listed)).compile(dialect=sqlite.dialect())
    return str(compiled), compiled.positiontup or (), compiled.params


def codes_of_rows(db: Connection, table: str, ids: Sequence[int]) -> list[str]:
    """Codes of these rows of highlights or documents, in the order of the ids.

    Missing rows are left out.
    """
    rows = db.exec_driver_sql(
        f"SELECT id, code FROM {table} WHERE id IN (SELECT value FROM json_each(?))",
        (in_json(ids),),
    )
    known: dict[int, str] = {row.id: row.code for row in rows}
    return [known[each] for each in ids if each in known]


@lru_cache(maxsize=1 << 14)  # a graph asks of every link whether it leads to a tag
def tag_key(name: str) -> str:
    """Key of a tag, with or without its leading `#`."""
    return name_key(tag_name(name))


def under_tag(name: str) -> Select[int]:
    """Row ids of a tag and of all tags below it."""
    key = tag_key(name)
    return select(tags.c.id).where(
        or_(tags.c.key == key, and_(tags.c.key >= f"{key}/", tags.c.key < f"{key}0"))
    )  # "0" follows "/"


def documents_tagged(name: str) -> Select[int]:
    """Row ids of the documents that have a tag or one below it."""
    return select(document_tags.c.document_id).where(document_tags.c.tag_id.in_(under_tag(name)))


def documents_by(author: str) -> Select[int]:
    """Row ids of an author's documents."""
    by = select(authors.c.id).where(authors.c.key == name_key(author))
    return select(document_authors.c.document_id).where(document_authors.c.author_id.in_(by))


@dataclass(frozen=True, slots=True)
class Order:
    """Order of rows without ties; its name is part of its cursors, so other orders refuse them."""

    name: str
    columns: tuple[ColumnElement[Any], ...]
    descending: bool = False


def page(
    db: Connection, query: Select[Any], order: Order, cursor: str, limit: int
) -> tuple[Sequence[Row[Any]], str]:
    """Page of rows, each followed by the values of its order, and the cursor of the next page."""
    name, *marks = decode(cursor) or [""]
    query = query.add_columns(*order.columns).order_by(
        *(column.desc() if order.descending else column for column in order.columns)
    )
    if name == order.name and len(marks) == len(order.columns):
        here, there = tuple_(*order.columns), tuple_(*marks)
        query = query.where(here < there if order.descending else here > there)
    rows = db.execute(query.limit(limit + 1)).all()
    last = rows[limit - 1][-len(order.columns) :] if len(rows) > limit else ()
    return rows[:limit], encode([order.name, *last]) if last else ""


def encode(values: Sequence[Mark]) -> str:
    """Encode these values as a cursor of URL-safe letters."""
    return (
        urlsafe_b64encode(json.dumps(values, separators=(",", ":")).encode()).decode().rstrip("=")
    )


def decode(cursor: str) -> list[Mark]:
    """Decode a cursor; an invalid one gives no values, which means the first page."""
    try:
        values = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, RecursionError):
        return []
    return list(values) if isinstance(values, list) and all(map(_is_bindable, values)) else []


def _is_bindable(value: object) -> bool:
    """Whether SQLite can store the value unchanged.

    No booleans, lone surrogates, large integers or infinity.
    """
    if isinstance(value, str):
        return not any("\ud800" <= letter <= "\udfff" for letter in value)
    if isinstance(value, int):
        return not isinstance(value, bool) and -(2**63) <= value < 2**63
    return isinstance(value, float) and isfinite(value)


def add_rows(
    db: Connection, table: Table, columns: Sequence[str], rows: Collection[tuple[Value, ...]]
) -> None:
    """Insert rows over these columns; the others take their defaults.

    Faster than SQLAlchemy Core, which names every parameter.
    """
    if rows:
        names = ", ".join(f'"{name}"' for name in columns)
        marks = ", ".join("?" * len(columns))
        db.exec_driver_sql(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", list(rows))


def next_id(db: Connection, table: Table) -> int:
    """Next free row id of the table: one above the largest."""
    return int(
        db.exec_driver_sql(f"SELECT coalesce(max(id), 0) + 1 FROM {table.name}").scalar_one()
    )


def change_rows(
    db: Connection, table: Table, columns: Sequence[str], rows: Collection[tuple[Value, ...]]
) -> None:
    """Update these columns of many rows; each tuple ends with the id of its row."""
    if rows:
        changes = ", ".join(f'"{name}" = ?' for name in columns)
        db.exec_driver_sql(f"UPDATE {table.name} SET {changes} WHERE id = ?", list(rows))
