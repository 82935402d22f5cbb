"""Which highlights a list shows, how many they are, and the quicker way to its newest."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Select, func, select, text

from app.store.filters import documents_by, highlights_tagged, tag_key
from app.store.schema import documents, highlight_tags, highlights, tag_counts, tags

_MANY = 4000  # to gather and sort more than this takes longer than to walk all by date until a page is full


@dataclass(frozen=True, slots=True)
class HighlightFilter:
    """What a list of highlights is narrowed to; by default it is that of all live ones."""

    tag: str = ""
    author: str = ""
    favorite: bool = False
    noted: bool = False
    untagged: bool = False
    gone: bool = False


def count_highlights(db: Connection, asked: HighlightFilter) -> int:
    """How many highlights pass the filter: from the counts that documents and tags keep, where these say it."""
    kept = _kept_count(asked)
    if kept is None:
        return db.execute(select(func.count()).select_from(_passing(asked, gather=_is_narrow(asked)).subquery())).scalar_one()
    return db.execute(select(func.coalesce(kept, 0))).scalar_one()


def passing_highlights(asked: HighlightFilter, total: int) -> Select[int]:
    """The row ids of the highlights that pass the filter, to be put in order of date; `total` is their number."""
    return _passing(asked, gather=_is_narrow(asked) and total < _MANY)


def _is_narrow(asked: HighlightFilter) -> bool:
    return bool(asked.tag or asked.author) and not (asked.favorite or asked.noted or asked.gone)


def _passing(asked: HighlightFilter, *, gather: bool) -> Select[int]:
    """Either gather what the tag or author leads to, or walk an index by date; SQLite cannot know which of them is less."""
    query = select(highlights.c.id).where(*_conditions(asked))
    if gather:
        return query.where(highlights.c.gone == 0)
    index = "gone" if asked.gone else "favorite" if asked.favorite else "noted" if asked.noted else "newest"
    return query.where(highlights.c.gone == text(str(int(asked.gone)))).with_hint(highlights, f"INDEXED BY ix_highlights_{index}", "sqlite")


def _conditions(asked: HighlightFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if asked.tag:
        conditions.append(highlights_tagged(asked.tag))
    if asked.author:
        conditions.append(highlights.c.document_id.in_(documents_by(asked.author)))
    if asked.favorite:
        conditions.append(highlights.c.favorite == text("1"))
    if asked.noted:
        conditions.append(highlights.c.note != text("''"))
    if asked.untagged:
        conditions.append(~_own_tags.exists())
    return conditions


_own_tags = select(highlight_tags.c.tag_id).where(highlight_tags.c.highlight_id == highlights.c.id).correlate(highlights)
_tagged = (
    select(highlight_tags.c.highlight_id).where(highlight_tags.c.highlight_id.not_in(select(highlights.c.id).where(highlights.c.gone == text("1"))))
    .group_by(highlight_tags.c.highlight_id).subquery()
)  # fmt: skip


def _kept_count(asked: HighlightFilter) -> ColumnElement[int] | None:
    of_documents = select(func.sum(documents.c.highlights))
    if asked == HighlightFilter():
        return of_documents.scalar_subquery()
    if asked == HighlightFilter(tag=asked.tag):
        of_tag = select(func.sum(tag_counts.c.highlights)).join(tags).where(tags.c.key == tag_key(asked.tag))
        return of_tag.scalar_subquery()
    if asked == HighlightFilter(author=asked.author):
        return of_documents.where(documents.c.id.in_(documents_by(asked.author))).scalar_subquery()
    if asked == HighlightFilter(untagged=True):
        return of_documents.scalar_subquery() - select(func.count()).select_from(_tagged).scalar_subquery()
    return None
