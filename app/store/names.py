"""Authors and tags, with the numbers of what stands under them."""

from sqlalchemy import Connection, and_, func, literal, or_, select, union_all

from app.errors import NotFoundError
from app.model import Listing, Named
from app.store.filters import Order, documents_tagged, highlights_tagged, page, tag_key, under_tag
from app.store.schema import authors, document_authors, document_tags, documents, highlight_tags, highlights, tags
from app.text import name_key

# --- authors -------------------------------------------------------------------------------------------------------

_written = (
    select(documents.c.id).select_from(documents.join(document_authors)).where(document_authors.c.author_id == authors.c.id, documents.c.gone == 0)
)
_works = _written.with_only_columns(func.count()).correlate(authors).scalar_subquery()
_passages = _written.with_only_columns(func.coalesce(func.sum(documents.c.highlights), 0)).correlate(authors).scalar_subquery()
LISTED_AUTHOR = _written.correlate(authors).exists()
_AUTHOR_ORDERS = {
    "name": Order("name", (authors.c.key,)),
    "documents": Order("documents", (-_works, authors.c.key)),
    "highlights": Order("highlights", (-_passages, authors.c.key)),
}


def list_authors(db: Connection, *, sort: str = "name", cursor: str = "", limit: int = 200) -> Listing[Named]:
    """A page of the authors of documents that are there; an unknown `sort` means `name`, the others put the most first."""
    total = db.execute(select(func.count()).select_from(authors).where(LISTED_AUTHOR)).scalar_one()
    named = select(authors.c.name, _works, _passages).where(LISTED_AUTHOR)
    rows, following = page(db, named, _AUTHOR_ORDERS.get(sort, _AUTHOR_ORDERS["name"]), cursor, limit)
    return Listing(tuple(Named(*row[:3]) for row in rows), total, following)


def author(db: Connection, name: str) -> Named:
    """An author by any spelling of the name that has its key."""
    row = db.execute(select(authors.c.name, _works, _passages).where(authors.c.key == name_key(name))).one_or_none()
    if row is None:
        raise NotFoundError(f"there is no author '{name}' in the library")
    return Named(*row)


# --- tags ----------------------------------------------------------------------------------------------------------

_below = tags.alias("below")
_IS_BELOW = or_(_below.c.key == tags.c.key, and_(_below.c.key > tags.c.key + "/", _below.c.key < tags.c.key + "0"))
_tagged_documents = (
    select(documents.c.id).select_from(documents.join(document_tags).join(_below, _below.c.id == document_tags.c.tag_id))
    .where(_IS_BELOW, documents.c.gone == 0).distinct().correlate(tags)
)  # fmt: skip
_tagged_highlights = (
    select(highlights.c.id).select_from(highlights.join(highlight_tags).join(_below, _below.c.id == highlight_tags.c.tag_id))
    .where(_IS_BELOW, highlights.c.gone == 0).distinct().correlate(tags)
)  # fmt: skip
_document_count = select(func.count()).select_from(_tagged_documents.subquery()).correlate(tags).scalar_subquery()
_by_document = (
    select(func.coalesce(func.sum(documents.c.highlights), 0)).where(documents.c.id.in_(_tagged_documents)).correlate(tags).scalar_subquery()
)
_alone = _tagged_highlights.where(highlights.c.document_id.not_in(_tagged_documents))
_highlight_count = _by_document + select(func.count()).select_from(_alone.subquery()).correlate(tags).scalar_subquery()
LISTED_TAG = _tagged_documents.exists() | _tagged_highlights.exists()
_TAG_ORDERS = {
    "name": Order("name", (tags.c.key,)),
    "documents": Order("documents", (-_document_count, tags.c.key)),
    "highlights": Order("highlights", (-_highlight_count, tags.c.key)),
}


def list_tags(db: Connection, *, sort: str = "name", cursor: str = "", limit: int = 200) -> Listing[Named]:
    """A page of the tags that something live bears; each counts what is below it too. An unknown `sort` means `name`."""
    total = db.execute(select(func.count()).select_from(tags).where(LISTED_TAG)).scalar_one()
    named = select(tags.c.name, _document_count, _highlight_count).where(LISTED_TAG)
    rows, following = page(db, named, _TAG_ORDERS.get(sort, _TAG_ORDERS["name"]), cursor, limit)
    return Listing(tuple(Named(*row[:3]) for row in rows), total, following)


def tag(db: Connection, name: str) -> Named:
    """A tag by any spelling that has its key, or the parent of a tag even where nothing bears the parent itself."""
    first = db.execute(select(tags.c.name).where(tags.c.id.in_(under_tag(name))).order_by(tags.c.key).limit(1)).scalar()
    if first is None:
        raise NotFoundError(f"there is no tag '{name}' in the library")
    on = select(func.count()).select_from(documents).where(documents.c.gone == 0, documents.c.id.in_(documents_tagged(name)))
    under = select(func.count()).select_from(highlights).where(highlights.c.gone == 0, highlights_tagged(name))
    depth = tag_key(name).count("/") + 1
    return Named("/".join(first.split("/")[:depth]), db.execute(on).scalar_one(), db.execute(under).scalar_one())


def child_tags(db: Connection, name: str, limit: int = 50) -> tuple[Named, ...]:
    """The tags below this one that something live bears, by name."""
    below = select(tags.c.name, _document_count, _highlight_count).where(tags.c.id.in_(under_tag(name)), tags.c.key != tag_key(name), LISTED_TAG)
    return tuple(Named(*row) for row in db.execute(below.order_by(tags.c.key).limit(limit)))


def related_tags(db: Connection, name: str, limit: int = 12) -> tuple[Named, ...]:
    """Tags that stand beside this one, with the numbers of documents and highlights that bear both; most first."""
    on, beside = document_tags.c, highlight_tags.c
    shared = union_all(
        select(on.tag_id, literal(1).label("document"), literal(0).label("highlight"))
        .join(documents).where(documents.c.gone == 0, on.document_id.in_(documents_tagged(name))),
        select(beside.tag_id, literal(0), literal(1)).join(highlights)
        .where(highlights.c.gone == 0, beside.highlight_id.in_(select(beside.highlight_id).where(beside.tag_id.in_(under_tag(name))))),
    ).subquery()  # fmt: skip
    both = select(tags.c.name, func.sum(shared.c.document), func.sum(shared.c.highlight)).join(shared, shared.c.tag_id == tags.c.id)
    both = both.where(tags.c.id.not_in(under_tag(name))).group_by(tags.c.id).order_by(func.count().desc(), tags.c.key).limit(limit)
    return tuple(Named(*row) for row in db.execute(both))
