"""Retained highlights: in no version of a file any more, but kept or edited by the reader."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from app.identity.records import GONE, MERGED, PUT_AWAY, ResolvedDocument
from app.model import Difference
from app.store.db.counts import refresh_status
from app.store.db.derived_schema import links
from app.store.db.keys import led_to
from app.store.db.rows import row_ids
from app.store.db.schema import (
    document_files,
    documents,
    highlight_files,
    highlight_keys,
    highlights,
    repeats,
)
from app.store.edits import overrides


@dataclass(frozen=True, slots=True)
class Retained:
    """Retained highlight: its row as it was, its document's row, and its new value of `gone`."""

    was: Row[Any]
    document: int
    gone: int


def find_retained(
    db: Connection,
    lost: Mapping[int, Row[Any]],
    placed: Sequence[ResolvedDocument],
    before: Mapping[int, Row[Any]],
) -> list[Retained]:
    """Find the lost rows with overrides and with a key that still leads to them.

    No key does where two highlights became one. Each goes with its document (of the rows `before`),
    or to the one among the placed that took this in.
    """
    own = overrides.own_fields(db, [row.code for row in lost.values()]) if lost else {}
    if not own:
        return []
    known = led_to(db, highlight_keys, own)
    of = {p.row: p for p in placed} | {
        row: p for p in placed for row, old in before.items() if old.code in p.codes
    }
    kept = []
    for row in lost.values():
        if row.code in known:
            heir = of.get(row.document_id)
            away = heir.put_away if heir else before[row.document_id].gone == PUT_AWAY
            live = "kept" in own[row.code] and own[row.code]["kept"].mine == "1"
            gone = (
                MERGED
                if "merged_into" in own[row.code]
                else (PUT_AWAY if away else 0)
                if live
                else GONE
            )
            kept.append(Retained(row, heir.row if heir else row.document_id, gone))
    return kept


def write_retained(db: Connection, kept: Sequence[Retained]) -> Iterator[Difference]:
    """Write these as retained, apart from the files.

    Gives differences of those whose status changed.
    """
    rows = row_ids([k.was.id for k in kept])
    for table in (highlight_files, repeats):
        db.execute(delete(table).where(table.c.highlight_id.in_(rows)))
    db.execute(
        delete(links).where(
            links.c.highlight_id.in_(row_ids([k.was.id for k in kept if k.gone in (GONE, MERGED)]))
        )
    )
    for k in kept:
        if (k.was.document_id, k.was.gone) != (k.document, k.gone):
            db.execute(
                update(highlights)
                .where(highlights.c.id == k.was.id)
                .values(document_id=k.document, gone=k.gone)
            )
        if bool(k.was.gone) != bool(k.gone):
            yield Difference(
                "gone" if k.gone else "back", k.was.code, before=k.was.text, after=k.was.text
            )


def keep_documents(db: Connection, rows: Collection[int]) -> Mapping[int, int]:
    """Keep these documents for their retained highlights alone; gives the new `gone` of each."""
    db.execute(delete(document_files).where(document_files.c.document_id.in_(row_ids(list(rows)))))
    refresh_status(db, rows)
    return {
        row.id: row.gone
        for row in db.execute(
            select(documents.c.id, documents.c.gone).where(documents.c.id.in_(row_ids(list(rows))))
        )
    }
