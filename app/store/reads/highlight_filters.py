"""Which highlights a list shows, and how many they are."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Select, func, select, text

from app.identity.records import GONE, PUT_AWAY
from app.store.db.derived_schema import tag_counts
from app.store.db.rows import documents_by, documents_tagged, live, tag_key, under_tag
from app.store.db.schema import documents, highlight_tags, highlights, tags

PRESENT = highlights.c.gone.in_((0, PUT_AWAY))  # live, or put away with its document


# to gather and sort more than this takes longer than to walk all by date until a page is full
_MANY = 4000


@dataclass(frozen=True, slots=True)
class HighlightFilter:
    """Filter of a list of highlights; by default it passes all live ones.

    `untagged` ones have no tag of their own; with `gone`, those that no file holds any more.
    """

    tag: str = ""
    author: str = ""
    favorite: bool = False
    noted: bool = False
    untagged: bool = False
    gone: bool = False


LIVE = HighlightFilter()


def count_highlights(db: Connection, asked: HighlightFilter) -> int:
    """Count the highlights that pass the filter, from stored counts where they suffice."""
    kept = _kept_count(asked)
    counted = (
        _passing(asked, walk=_is_wide(asked)).with_only_columns(func.count())
        if kept is None
        else select(func.coalesce(kept, 0))
    )
    return db.execute(counted).scalar_one()


def passing_highlights(asked: HighlightFilter, total: int) -> Select[int]:
    """Row ids of the highlights that pass the filter, to be sorted by date.

    `total` is their number.
    """
    return _passing(asked, walk=_is_wide(asked) or total > _MANY)


def _is_wide(asked: HighlightFilter) -> bool:
    """Whether to scan the fitting index by date in any case.

    It is short, or no other index helps.
    """
    return asked.favorite or asked.noted or asked.gone or not (asked.tag or asked.author)


def _passing(asked: HighlightFilter, *, walk: bool) -> Select[int]:
    """Query the filter by scanning an index by date, or from the rows of the tag and author.

    A sum is an expression that no index covers, which forces SQLite's plan.
    """
    id_, document_id = (
        (highlights.c.id + 0, highlights.c.document_id + 0)
        if walk
        else (highlights.c.id, highlights.c.document_id)
    )
    conditions: list[ColumnElement[bool]] = [
        live(highlights) if walk else highlights.c.gone + 0 == 0
    ]
    if asked.gone:
        conditions = [
            highlights.c.gone != text("0"),
            highlights.c.gone == GONE,
        ]  # not what is put away, but its index holds both
    if asked.favorite:
        conditions.append(
            highlights.c.favorite + 0 == 1 if asked.noted else highlights.c.favorite == text("1")
        )
    if asked.noted:
        conditions.append(highlights.c.note != text("''"))
    if asked.tag:
        own = select(highlight_tags.c.highlight_id).where(
            highlight_tags.c.tag_id.in_(under_tag(asked.tag))
        )
        conditions.append(id_.in_(own) | document_id.in_(documents_tagged(asked.tag)))
    if asked.author:
        conditions.append(document_id.in_(documents_by(asked.author)))
    if asked.untagged:
        conditions.append(~_own_tags.exists())
    return select(highlights.c.id).where(*conditions)


_own_tags = (
    select(highlight_tags.c.tag_id)
    .where(highlight_tags.c.highlight_id == highlights.c.id)
    .correlate(highlights)
)


_tagged = (
    select(func.count())
    .select_from(select(highlight_tags.c.highlight_id).distinct().subquery())
    .scalar_subquery()
)


_tagged_gone = (
    select(func.count()).where(highlights.c.gone != text("0"), _own_tags.exists()).scalar_subquery()
)


def _kept_count(asked: HighlightFilter) -> ColumnElement[int] | None:
    of_documents = select(func.sum(documents.c.highlights)).where(live(documents))
    if asked == LIVE:
        return of_documents.scalar_subquery()
    if asked == HighlightFilter(tag=asked.tag):
        of_tag = (
            select(func.sum(tag_counts.c.highlights))
            .join(tags)
            .where(tags.c.key == tag_key(asked.tag))
        )
        return of_tag.scalar_subquery()
    if asked == HighlightFilter(author=asked.author):
        return of_documents.where(documents.c.id.in_(documents_by(asked.author))).scalar_subquery()
    if asked == HighlightFilter(untagged=True):
        return of_documents.scalar_subquery() - _tagged + _tagged_gone
    return None
