"""What stands aside: documents that the reader put away, and passages that may be one marked twice."""

from sqlalchemy import Connection, func, or_, select

from app.model import DocumentSummary, Highlight, Listing
from app.store.documents import document_id, summaries
from app.store.edits import PUT_AWAY
from app.store.filters import Order, page
from app.store.highlights import highlights_by_id
from app.store.schema import documents, highlights, my_fields, repeats

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


def near_repeats(db: Connection, code: str) -> tuple[Highlight, ...]:
    """The live highlights that may be the same passage as the one of this very code, in reading order."""
    own = select(highlights.c.id).where(highlights.c.code == code).scalar_subquery()
    pairs = select(repeats.c.highlight_id, repeats.c.other_id).where(or_(repeats.c.highlight_id == own, repeats.c.other_id == own)).subquery()
    others = or_(highlights.c.id.in_(select(pairs.c.highlight_id)), highlights.c.id.in_(select(pairs.c.other_id)))
    ids = list(db.scalars(select(highlights.c.id).where(others, highlights.c.code != code, highlights.c.gone == 0).order_by(highlights.c.position)))
    of = highlights_by_id(db, ids)
    return tuple(of[each] for each in ids)
