"""What stands aside: documents that the reader put away."""

from sqlalchemy import Connection, func, select, text

from app.identity.records import PUT_AWAY
from app.model import DocumentSummary, Listing
from app.store.db.rows import Order, page
from app.store.db.schema import documents
from app.store.reads.documents import summaries

_PUT_AWAY = select(documents.c.id).where(documents.c.gone != text("0"), documents.c.gone == PUT_AWAY)  # the index holds what is gone as well
_BY_TITLE = Order("title", (documents.c.title_key, documents.c.id))


def put_away_documents(db: Connection, *, cursor: str = "", limit: int = 50) -> Listing[DocumentSummary]:
    """A page of the documents that the reader put away, by title."""
    rows, following = page(db, _PUT_AWAY, _BY_TITLE, cursor, limit)
    of = summaries(db, [row.id for row in rows])
    return Listing(tuple(of[row.id] for row in rows), count_put_away(db), following)


def count_put_away(db: Connection) -> int:
    """How many documents the reader put away."""
    return db.execute(_PUT_AWAY.with_only_columns(func.count())).scalar_one()
