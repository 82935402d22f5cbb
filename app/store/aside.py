"""What stands aside: documents that the reader put away."""

from sqlalchemy import Connection, func, select

from app.model import DocumentSummary, Listing
from app.store.documents import document_id, summaries
from app.store.edits import PUT_AWAY
from app.store.filters import Order, page
from app.store.schema import documents, my_fields

_PUT_AWAY = (
    select(documents.c.id)
    .join(my_fields, (my_fields.c.code == documents.c.code) & (my_fields.c.field == "put_away"))
    .where(documents.c.gone == PUT_AWAY)
)
_BY_TITLE = Order("title", (documents.c.title_key, documents.c.id))


def put_away_documents(db: Connection, *, cursor: str = "", limit: int = 50) -> Listing[DocumentSummary]:
    """A page of the documents that the reader put away, by title."""
    rows, following = page(db, _PUT_AWAY, _BY_TITLE, cursor, limit)
    of = summaries(db, [row.id for row in rows])
    return Listing(tuple(of[row.id] for row in rows), count_put_away(db), following)


def count_put_away(db: Connection) -> int:
    """How many documents the reader put away."""
    return db.execute(_PUT_AWAY.with_only_columns(func.count())).scalar_one()


def is_put_away(db: Connection, code: str) -> bool:
    """Whether the reader put away the document that a code leads to."""
    return db.execute(select(documents.c.gone).where(documents.c.id == document_id(code))).scalar() == PUT_AWAY
