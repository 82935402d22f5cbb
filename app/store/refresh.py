"""Refresh of what is derived from documents and highlights: status, counts and index."""

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, select

from app.identity.records import GONE
from app.store.db.counts import refresh_status, write_tag_counts
from app.store.db.rows import row_ids
from app.store.db.schema import highlights as highlight_table
from app.store.fts.index import Fresh, index_documents, index_highlights, index_tags


def refresh(
    db: Connection,
    *,
    moved: Collection[int] = (),
    counted: Collection[int] = (),
    documents: Collection[int] = (),
    headed: Collection[int] = (),
    respelled: Collection[int] = (),
    highlights: Collection[int] = (),
    retagged: Collection[int] = (),
    fresh: Sequence[Fresh] = (),
) -> set[int]:
    """Refresh what is derived from rows that an import or an act of the reader wrote.

    Each step needs the one before, so the order is given here and nowhere else. Who changed nothing
    of a sort pays nothing for it.

    Args:
        db: a writer's connection.
        moved: documents to which highlights were added, or from which some went, out of sight too:
            their numbers of highlights and their status, and all that follows for `counted`.
        counted: documents of which tags, or their highlights' tags, changed: the counts of tags.
        documents: those whose own row in the index is stale.
        headed: documents of which the title, an author or a tag is another, or spelled otherwise:
            their rows in the index and those of all their highlights.
        respelled: documents that only spell a tag otherwise: the same, but of their highlights the
            tags alone.
        highlights: those whose rows in the index are stale.
        retagged: those of which the tags alone changed.
        fresh: highlights that are not in the index yet.

    Returns:
        The highlights whose whole rows in the index were written anew.
    """
    if moved:
        refresh_status(db, moved)
    if counted or moved:
        write_tag_counts(db, {*counted, *moved})
    index_documents(db, sorted({*moved, *documents, *headed, *respelled}))
    stale = {*highlights, *_indexed_rows(db, headed)} - {row[0] for row in fresh}
    index_highlights(db, sorted(stale), fresh)
    index_tags(db, sorted({*retagged, *_indexed_rows(db, respelled)} - stale))
    return stale


def _indexed_rows(db: Connection, documents: Collection[int]) -> set[int]:
    """Rows of the highlights of these documents that are in the index."""
    if not documents:
        return set()
    held = select(highlight_table.c.id).where(
        highlight_table.c.document_id.in_(row_ids(list(documents))),
        highlight_table.c.gone.in_((0, GONE)),
    )
    return set(db.scalars(held))
