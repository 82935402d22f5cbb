"""Authors and tags, with their numbers of documents and highlights."""

from sqlalchemy import Connection, func, literal, select, union_all

from app.changes import TagDetails
from app.errors import UnknownError
from app.model import Listing, Named
from app.store.db.aliases import read_aliases, shown_author, shown_tag
from app.store.db.derived_schema import tag_counts
from app.store.db.own_schema import HIDDEN_TAGS, my_aliases, my_tags
from app.store.db.rows import Order, documents_tagged, gone_ids, live, page, tag_key, under_tag
from app.store.db.schema import (
    authors,
    document_authors,
    document_tags,
    documents,
    highlight_tags,
    highlights,
    tags,
)
from app.text import name_key

# By name, the numbers are looked up for the rows of a page alone; by number, all are counted at
# once.

# --- authors
# --------------------------------------------------------------------------------------------------

_BEGINNING = 3  # letters
_works = (
    select(documents.c.id).select_from(document_authors.join(documents))
    .where(document_authors.c.author_id == authors.c.id, documents.c.gone == 0)
)  # fmt: skip
_its_documents = _works.with_only_columns(func.count()).correlate(authors).scalar_subquery()
_its_highlights = (
    _works.with_only_columns(func.coalesce(func.sum(documents.c.highlights), 0))
    .correlate(authors)
    .scalar_subquery()
)
_has_works = (
    select(document_authors.c.document_id)
    .where(
        document_authors.c.author_id == authors.c.id,
        document_authors.c.document_id.not_in(gone_ids(documents)),
    )
    .correlate(authors)
    .exists()
)
_AUTHOR = select(authors.c.name, _its_documents, _its_highlights)
# from the documents outwards: their index holds what is summed, and an outer join keeps the order
_written = (
    select(
        document_authors.c.author_id,
        func.count().label("documents"),
        func.sum(documents.c.highlights).label("highlights"),
    )
    .select_from(documents.outerjoin(document_authors))
    .where(live(documents))
    .group_by(document_authors.c.author_id)
    .subquery()
)
_AUTHORS = select(authors.c.name, _written.c.documents, _written.c.highlights).join(_written)
_AUTHOR_LISTS = {
    "name": (_AUTHOR.where(_has_works), Order("name", (authors.c.key,))),
    "documents": (_AUTHORS, Order("documents", (-_written.c.documents, authors.c.key))),
    "highlights": (_AUTHORS, Order("highlights", (-_written.c.highlights, authors.c.key))),
}
AUTHORS_LISTED = select(func.count()).select_from(authors).where(_has_works).scalar_subquery()


def list_authors(
    db: Connection, *, sort: str = "name", cursor: str = "", limit: int = 200
) -> Listing[Named]:
    """Page of the authors of live documents.

    An unknown `sort` means `name`; the others sort by number, largest first.
    """
    total = db.execute(select(AUTHORS_LISTED)).scalar_one()
    rows, following = page(db, *_AUTHOR_LISTS.get(sort, _AUTHOR_LISTS["name"]), cursor, limit)
    return Listing(tuple(Named(*row[:3]) for row in rows), total, following)


def all_authors(db: Connection) -> tuple[Named, ...]:
    """Authors of live documents, all of them, by key."""
    return tuple(Named(*row) for row in db.execute(_AUTHORS.order_by(authors.c.key)))


def authors_with(db: Connection, first: str, last: str, limit: int = 200) -> tuple[Named, ...]:
    """Authors of live documents whose keys hold a last word, or a first and how the last begins."""
    key = authors.c.key
    begun = (func.instr(key, first) > 0) & (func.instr(key, f" {last[:_BEGINNING]}") > 0)
    found = _AUTHOR.where((func.instr(key, last) > 0) | begun, _has_works)
    return tuple(Named(*row) for row in db.execute(found.order_by(key).limit(limit)))


def author_names(db: Connection) -> tuple[str, ...]:
    """Names of the authors of live documents, in no order."""
    return tuple(db.scalars(select(authors.c.name).where(_has_works)))


def author(db: Connection, name: str) -> Named:
    """Author by any spelling with the same key, or by an alias; zeros without live documents."""
    if found := find_author(db, name):
        return found
    raise UnknownError("author", name)


def find_author(db: Connection, name: str) -> Named | None:
    """The same; None where there is no such author."""
    row = db.execute(_AUTHOR.where(authors.c.key == name_key(shown_author(db, name)))).one_or_none()
    return Named(*row) if row else None


# --- tags
# --------------------------------------------------------------------------------------------------

_shares = select(tag_counts.c.tag_id).where(tag_counts.c.tag_id == tags.c.id).correlate(tags)
_on_documents = _shares.with_only_columns(
    func.coalesce(func.sum(tag_counts.c.documents), 0)
).scalar_subquery()
_on_highlights = _shares.with_only_columns(
    func.coalesce(func.sum(tag_counts.c.highlights), 0)
).scalar_subquery()
_TAG = select(tags.c.name, _on_documents, _on_highlights)
_counted = (
    select(
        tag_counts.c.tag_id,
        func.sum(tag_counts.c.documents).label("documents"),
        func.sum(tag_counts.c.highlights).label("highlights"),
    )
    .group_by(tag_counts.c.tag_id)
    .subquery()
)
_TAGS = select(tags.c.name, _counted.c.documents, _counted.c.highlights).join(
    _counted, _counted.c.tag_id == tags.c.id
)
_TAG_LISTS = {
    "name": (
        _TAG.where(_shares.exists(), tags.c.key.not_in(HIDDEN_TAGS)),
        Order("name", (tags.c.key,)),
    ),
    "documents": (
        _TAGS.where(tags.c.key.not_in(HIDDEN_TAGS)),
        Order("documents", (-_counted.c.documents, tags.c.key)),
    ),
    "highlights": (
        _TAGS.where(tags.c.key.not_in(HIDDEN_TAGS)),
        Order("highlights", (-_counted.c.highlights, tags.c.key)),
    ),
}
TAGS_LISTED = (
    select(func.count())
    .select_from(tags)
    .where(_shares.exists(), tags.c.key.not_in(HIDDEN_TAGS))
    .scalar_subquery()
)


def list_tags(
    db: Connection, *, sort: str = "name", cursor: str = "", limit: int = 200
) -> Listing[Named]:
    """Page of the tags of live items that are not hidden; each also counts what is below it.

    An unknown `sort` means `name`.
    """
    total = db.execute(select(TAGS_LISTED)).scalar_one()
    rows, following = page(db, *_TAG_LISTS.get(sort, _TAG_LISTS["name"]), cursor, limit)
    return Listing(tuple(Named(*row[:3]) for row in rows), total, following)


def all_tags(db: Connection) -> tuple[Named, ...]:
    """Tags of live items that are not hidden, by key; each also counts what is below it."""
    return tuple(
        Named(*row)
        for row in db.execute(_TAGS.where(tags.c.key.not_in(HIDDEN_TAGS)).order_by(tags.c.key))
    )


def hidden_tags(db: Connection) -> tuple[str, ...]:
    """Names of the tags that the reader hides from lists, by key."""
    return tuple(
        db.scalars(select(tags.c.name).where(tags.c.key.in_(HIDDEN_TAGS)).order_by(tags.c.key))
    )


def unused_tags(db: Connection, limit: int = 60) -> tuple[str, ...]:
    """Names of tags that no live item has any more, by key; old names of others are none."""
    old = select(my_aliases.c.key).where(my_aliases.c.what == "tag")
    unused = select(tags.c.name).where(
        ~_shares.exists(), tags.c.key.not_in(HIDDEN_TAGS), tags.c.key.not_in(old)
    )
    return tuple(db.scalars(unused.order_by(tags.c.key).limit(limit)))


def tag(db: Connection, name: str) -> Named:
    """Tag by any spelling with the same key, or by an alias; zeros where no live item has it."""
    if found := find_tag(db, name):
        return found
    raise UnknownError("tag", name)


def find_tag(db: Connection, name: str) -> Named | None:
    """The same; None where there is no such tag."""
    row = db.execute(_TAG.where(tags.c.key == tag_key(shown_tag(db, name)))).one_or_none()
    return Named(*row) if row else None


def tag_details(db: Connection, name: str) -> TagDetails:
    """What the reader says of a tag: nothing of most."""
    row = db.execute(select(my_tags).where(my_tags.c.key == tag_key(name))).one_or_none()
    others = tuple(sorted(read_aliases(db, "tag").leading_to(name)))
    return (
        TagDetails(row.description, bool(row.hidden), others) if row else TagDetails(aliases=others)
    )


def child_tags(db: Connection, name: str, limit: int = 50) -> tuple[Named, ...]:
    """Tags below this one that a live item has, by name."""
    below = _TAG.where(
        tags.c.id.in_(under_tag(name)), tags.c.key != tag_key(name), _shares.exists()
    )
    return tuple(Named(*row) for row in db.execute(below.order_by(tags.c.key).limit(limit)))


def related_tags(db: Connection, name: str, limit: int = 12) -> tuple[Named, ...]:
    """Tags that occur together with this one, with the numbers of shared documents and highlights.

    The most frequent are first.
    """
    on, beside = document_tags.c, highlight_tags.c
    own = select(beside.highlight_id).where(beside.tag_id.in_(under_tag(name)))
    shared = union_all(
        select(on.tag_id, literal(1).label("document"), literal(0).label("highlight")).where(
            on.document_id.in_(documents_tagged(name)), on.document_id.not_in(gone_ids(documents))
        ),
        select(beside.tag_id, literal(0), literal(1)).where(
            beside.highlight_id.in_(own), beside.highlight_id.not_in(gone_ids(highlights))
        ),
    ).subquery()
    both = select(tags.c.name, func.sum(shared.c.document), func.sum(shared.c.highlight)).join(
        shared, shared.c.tag_id == tags.c.id
    )
    both = (
        both.where(tags.c.id.not_in(under_tag(name)))
        .group_by(tags.c.id)
        .order_by(func.count().desc(), tags.c.key)
        .limit(limit)
    )
    return tuple(Named(*row) for row in db.execute(both))
