"""Whether a document is there: while a file holds it, or the reader keeps a highlight of it; and how many highlights it has."""

from collections.abc import Collection

from sqlalchemy import Connection, case, func, select, update

from app.identity.records import GONE, PUT_AWAY
from app.store.db.rows import row_ids
from app.store.db.schema import document_files, documents, files, highlights

_LIVE = select(func.count()).where(highlights.c.document_id == documents.c.id, highlights.c.gone != GONE).correlate(documents).scalar_subquery()
_OF_FILES = select(files.c.id).select_from(document_files.join(files))
_HELD = _OF_FILES.where(document_files.c.document_id == documents.c.id, files.c.gone == 0).correlate(documents).exists()


def settle(db: Connection, document_ids: Collection[int]) -> None:
    """Tell of these documents anew how many highlights they have and whether they are there; one put away stays away."""
    gone = case((documents.c.gone == PUT_AWAY, PUT_AWAY), ((_LIVE > 0) | _HELD, 0), else_=GONE)
    db.execute(update(documents).where(documents.c.id.in_(row_ids(list(document_ids)))).values(highlights=_LIVE, gone=gone))
