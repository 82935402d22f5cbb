"""What naming a tag or an author otherwise would do, counted before it is done."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, func, select

from app.changes import AuthorEffect, TagEffect
from app.store.db.derived_schema import tag_counts
from app.store.db.rows import documents_by, documents_tagged, live, tag_key, under_tag
from app.store.db.schema import documents, highlight_tags, highlights, tags
from app.text import name_key

_TITLES = 3  # that are named


def effect_on_tag(db: Connection, name: str, new: str = "") -> TagEffect:
    """What giving a tag (by its shown name) another name would do, or deleting it without one."""
    own, own_new = (highlights.c.id.in_(_tagged_themselves(each)) for each in (name, new))
    by_document, by_new = (
        highlights.c.document_id.in_(documents_tagged(each)) for each in (name, new)
    )
    works, works_new = (documents.c.id.in_(documents_tagged(each)) for each in (name, new))
    return TagEffect(
        highlights=_number(db, highlights, own),
        in_documents=_number(db, highlights, own, of=highlights.c.document_id.distinct()),
        through=_number(db, highlights, by_document & ~own),
        documents=_number(db, documents, works),
        titles=_titles(db, works),
        both=_number(db, highlights, own & own_new) + _number(db, documents, works & works_new),
        below=_below(db, name),
        before=_number(db, highlights, own_new | by_new),
        after=_number(db, highlights, own | by_document | own_new | by_new),
    )


def effect_on_author(db: Connection, name: str, new: str) -> AuthorEffect:
    """What showing an author (by the shown name) under another name would do."""
    works, others = (documents.c.id.in_(documents_by(each)) for each in (name, new))
    first, first_new = (documents.c.author_key == name_key(each) for each in (name, new))
    titles = select(documents.c.title_key).where(first_new, live(documents))
    return AuthorEffect(
        documents=_number(db, documents, works),
        titles=_titles(db, works),
        both=_number(db, documents, works & others),
        same_titles=_number(db, documents, first & documents.c.title_key.in_(titles)),
    )


def _tagged_themselves(name: str) -> Select[int]:
    """Row ids of the highlights that have a tag or one below it, not only by their document."""
    return select(highlight_tags.c.highlight_id).where(highlight_tags.c.tag_id.in_(under_tag(name)))


def _number(
    db: Connection, table: Table, those: ColumnElement[bool], of: ColumnElement[Any] | None = None
) -> int:
    """The number of live rows, or of what they have."""
    counted = func.count() if of is None else func.count(of)
    return db.execute(select(counted).select_from(table).where(those, live(table))).scalar_one()


def _below(db: Connection, name: str) -> int:
    used = select(tag_counts.c.tag_id).where(tag_counts.c.tag_id.in_(under_tag(name)))
    below = used.join(tags).where(tags.c.key != tag_key(name)).distinct().subquery()
    return db.execute(select(func.count()).select_from(below)).scalar_one()


def _titles(db: Connection, those: ColumnElement[bool]) -> tuple[tuple[str, str], ...]:
    """Codes and titles of the newest of some documents."""
    newest = documents.c.latest.desc(), documents.c.code
    found = select(documents.c.code, documents.c.title).where(those, live(documents))
    return tuple(
        (row.code, row.title) for row in db.execute(found.order_by(*newest).limit(_TITLES))
    )
