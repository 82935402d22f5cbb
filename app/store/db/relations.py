"""Synchronization of the rows that belong to a document or highlight.

Only differences are written.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import Connection, Table, delete, select

from app.identity.records import LinkRecord
from app.store.db.derived_schema import links
from app.store.db.keys import texts
from app.store.db.rows import Value, add_rows, next_id, row_ids
from app.store.db.schema import authors, tags
from app.text import name_key

Row = tuple[Value, ...]


def sync(
    db: Connection,
    table: Table,
    columns: Sequence[str],
    owners: Collection[int],
    rows: Iterable[Row],
) -> set[int]:
    """Make `rows` all that the table holds of these owners; gives the owners whose rows changed.

    `rows` are over `columns`, the first of which is the owner.
    """
    wanted = dict.fromkeys(rows)
    picked = [table.c[name] for name in columns]
    known: dict[Row, None] = {}
    if owners:
        known = dict.fromkeys(
            tuple(row)
            for row in db.execute(select(*picked).where(picked[0].in_(row_ids(list(owners)))))
        )
    surplus = [row for row in known if row not in wanted]
    if surplus:  # row by row: SQLite reads the whole table for a list of pairs
        held = " AND ".join(f"{name} = ?" for name in columns)
        db.exec_driver_sql(f"DELETE FROM {table.name} WHERE {held}", surplus)
    missing = [row for row in wanted if row not in known]
    add_rows(db, table, columns, missing)
    return {int(row[0]) for row in (*surplus, *missing) if row[0] is not None}


def author_ids(db: Connection, names: Iterable[str]) -> dict[str, int]:
    """Row ids of these authors by name, created if missing.

    Names with one folded form are the same.
    """
    return _named(db, authors, {name: name_key(name) for name in names})


def tag_ids(db: Connection, names: Iterable[str]) -> dict[str, int]:
    """Row ids of these tags by name, created if missing.

    Names with one folded form are the same.
    """
    return _named(db, tags, {name: name_key(name) for name in names})


def _named(db: Connection, table: Table, wanted: Mapping[str, str]) -> dict[str, int]:
    if not wanted:
        return {}
    known = db.execute(
        select(table.c.key, table.c.id).where(table.c.key.in_(texts(wanted.values())))
    )
    by_key: dict[str, int] = {row.key: row.id for row in known}
    new: dict[str, str] = {}
    for name, key in wanted.items():
        if key not in by_key:
            new.setdefault(key, name)
    if new:
        first = next_id(db, table)
        add_rows(
            db,
            table,
            ("id", "key", "name"),
            [(first + i, key, name) for i, (key, name) in enumerate(new.items())],
        )
        by_key |= {key: first + i for i, key in enumerate(new)}
    return {name: by_key[key] for name, key in wanted.items()}


def replace_links(
    db: Connection,
    documents: Collection[int],
    rows: Iterable[tuple[int, int | None, LinkRecord]],
    *,
    highlight_rows: Collection[int] = (),
) -> None:
    """Replace the links of these documents and highlights.

    Each row is a document's row id, the row id of the highlight that contains the link (or None),
    and the link.
    """
    if documents:
        db.execute(
            delete(links).where(
                links.c.document_id.in_(row_ids(list(documents))), links.c.highlight_id.is_(None)
            )
        )
    if highlight_rows:
        db.execute(delete(links).where(links.c.highlight_id.in_(row_ids(list(highlight_rows)))))
    columns = (
        "document_id",
        "highlight_id",
        "place",
        "target",
        "name",
        "anchor",
        "label",
        "context",
    )
    add_rows(
        db, links, columns, [(document, highlight, *link) for document, highlight, link in rows]
    )


def as_json(value: object) -> str:
    """JSON for a text column."""
    return json.dumps(value, ensure_ascii=False)
