"""Refresh of what is derived from documents and highlights: status, counts and index."""

from collections.abc import Collection

from sqlalchemy import Connection

from app.store.db.counts import refresh_status, write_tag_counts
from app.store.fts.index import index_documents, index_highlights


def refresh(
    db: Connection, *, documents: Collection[int] = (), highlights: Collection[int] = ()
) -> None:
    """Refresh what is derived from these rows, after highlights were added, removed or moved.

    Of documents: their numbers of highlights, their status, their shares of the counts of tags, and
    their index rows, in this order, for each needs the one before. Of highlights: their index rows.
    """
    # a caller that changed neither pays nothing
    if documents:
        refresh_status(db, documents)
        write_tag_counts(db, documents)
        index_documents(db, sorted(documents))
    if highlights:
        index_highlights(db, sorted(highlights))
