"""Statistics of the library."""

from sqlalchemy import Connection, FromClause, ScalarSelect, func, select
from sqlalchemy.sql.expression import ColumnElement

from app.model import Stats
from app.store.db.derived_schema import links
from app.store.db.import_schema import LIBRARY_ROOT, files
from app.store.db.schema import documents
from app.store.reads.authors_tags import AUTHORS_LISTED, TAGS_LISTED
from app.store.reads.highlight_filters import HighlightFilter, count_highlights
from app.store.reads.imports import present_problems


def stats(db: Connection) -> Stats:
    """Counts of live rows; the library's path and size are left empty."""
    row = db.execute(
        select(
            _count(documents, documents.c.gone == 0).label("documents"),
            AUTHORS_LISTED.label("authors"),
            TAGS_LISTED.label("tags"),
            _count(links).label("links"),
            _count(files, files.c.gone == 0, files.c.root != LIBRARY_ROOT).label("files"),
            _count(present_problems().subquery()).label("problems"),
        )
    ).one()
    return Stats(
        documents=row.documents,
        authors=row.authors,
        tags=row.tags,
        links=row.links,
        files=row.files,
        problems=row.problems,
        highlights=count_highlights(db, HighlightFilter()),
        gone=count_highlights(db, HighlightFilter(gone=True)),
        noted=count_highlights(db, HighlightFilter(noted=True)),
        untagged=count_highlights(db, HighlightFilter(untagged=True)),
    )


def _count(rows: FromClause, *conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    return select(func.count()).select_from(rows).where(*conditions).scalar_subquery()
