"""Stored counts: highlights and documents per tag, highlights per document, and document status."""

from collections import defaultdict
from collections.abc import Collection, Iterator

from sqlalchemy import Connection, case, delete, func, select, update

from app.identity.records import GONE, PUT_AWAY
from app.store.db.derived_schema import tag_counts
from app.store.db.import_schema import files
from app.store.db.relations import tag_ids
from app.store.db.rows import add_rows, row_ids
from app.store.db.schema import (
    document_files,
    document_tags,
    documents,
    highlight_tags,
    highlights,
    tags,
)
from app.text import name_key

_Share = tuple[int, int]  # a document and a tag
_PRESENT = highlights.c.gone.in_((0, PUT_AWAY))
_LIVE = (
    select(func.count())
    .where(highlights.c.document_id == documents.c.id, _PRESENT)
    .correlate(documents)
    .scalar_subquery()
)
_OF_FILES = select(files.c.id).select_from(document_files.join(files))
_HELD = (
    _OF_FILES.where(document_files.c.document_id == documents.c.id, files.c.gone == 0)
    .correlate(documents)
    .exists()
)


def write_tag_counts(db: Connection, document_ids: Collection[int]) -> None:
    """Write the shares of these documents in the counts of tags.

    A tag `a/b` creates its parent `a`, which counts what is below it.
    """
    ids = row_ids(list(document_ids))
    counted = db.execute(
        select(document_tags.c.document_id, document_tags.c.tag_id, documents.c.highlights)
        .join(documents).where(documents.c.gone == 0, documents.c.id.in_(ids))
    ).all()  # fmt: skip
    marked = db.execute(
        select(highlights.c.document_id, highlight_tags.c.tag_id, highlights.c.id)
        .join(highlight_tags).where(highlights.c.gone == 0, highlights.c.document_id.in_(ids))
    ).all()  # fmt: skip
    lineage = _lineage(db, {row.tag_id for row in (*counted, *marked)})
    passages: dict[_Share, set[int]] = defaultdict(set)
    for document, tag, highlight in marked:
        for each in lineage[tag]:
            passages[document, each].add(highlight)
    shares = {share: (0, len(those)) for share, those in passages.items()}
    for document, tag, number in counted:
        for each in lineage[tag]:
            shares[document, each] = (1, number)
    db.execute(delete(tag_counts).where(tag_counts.c.document_id.in_(ids)))
    add_rows(
        db,
        tag_counts,
        ("document_id", "tag_id", "documents", "highlights"),
        [(*share, *counts) for share, counts in shares.items()],
    )


def _lineage(db: Connection, rows: Collection[int]) -> dict[int, list[int]]:
    """Row ids of each tag and of all its parents; missing parents are created."""
    named = db.execute(
        select(tags.c.id, tags.c.key, tags.c.name)
        .where(tags.c.id.in_(row_ids(list(rows))))
        .order_by(tags.c.id)
    ).all()
    parents = {row.id: dict(names_above(row.key, row.name)) for row in named}
    by_name = tag_ids(db, (name for several in parents.values() for name in several.values()))
    return {
        row: [row, *(by_name[name] for name in several.values())]
        for row, several in parents.items()
    }


def names_above(key: str, name: str) -> Iterator[tuple[str, str]]:
    """Keys and names of the parents of a tag: for `A/b/c` they are `a`, `A` and `a/b`, `A/b`."""
    keys, names = key.split("/"), name.split("/")
    for depth in range(1, len(keys)):
        parent = "/".join(keys[:depth])
        if parent and parent == name_key(parent):
            yield parent, "/".join(names[:depth])


def refresh_status(db: Connection, document_ids: Collection[int]) -> None:
    """Refresh the status of these documents: number of highlights, and live or gone.

    Hidden stay so.
    """
    gone = case((documents.c.gone == PUT_AWAY, PUT_AWAY), ((_LIVE > 0) | _HELD, 0), else_=GONE)
    db.execute(
        update(documents)
        .where(documents.c.id.in_(row_ids(list(document_ids))))
        .values(highlights=_LIVE, gone=gone)
    )
