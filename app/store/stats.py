"""The numbers of the library."""

from sqlalchemy import Connection, FromClause, ScalarSelect, func, select
from sqlalchemy.sql.expression import ColumnElement

from app.model import Stats
from app.store.ledger import present_problems
from app.store.names import LISTED_AUTHOR, LISTED_TAG
from app.store.schema import authors, documents, files, highlight_tags, highlights, links, tags


def stats(db: Connection) -> Stats:
    """Counts of what is there; where the library lies and how large it is stays empty."""
    live = highlights.c.gone == 0
    tagged = select(highlight_tags.c.tag_id).where(highlight_tags.c.highlight_id == highlights.c.id).exists()
    row = db.execute(
        select(
            _count(documents, documents.c.gone == 0), _count(highlights, live), _count(highlights, highlights.c.gone == 1),
            _count(authors, LISTED_AUTHOR), _count(tags, LISTED_TAG), _count(links), _count(files, files.c.gone == 0),
            _count(present_problems().subquery()), _count(highlights, live, highlights.c.note != ""), _count(highlights, live, ~tagged),
        )
    ).one()  # fmt: skip
    return Stats(*row)


def _count(rows: FromClause, *conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    return select(func.count()).select_from(rows).where(*conditions).scalar_subquery()
