"""Links and what they lead to. They are resolved when read, by joining what they name with what bears the name."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, Select, exists, func, literal, literal_column, or_, select, union_all

from app.model import Backlink, Target, Wanted
from app.store.db.rows import gone_ids, tag_key
from app.store.db.schema import LAST_PART, authors, documents, highlights, links, names, tags
from app.store.reads.documents import document_id, summaries
from app.text import name_key


def link_key(name: str) -> str:
    """The key of what a `[[name]]` leads to: the part before `#` and `|`."""
    return name_key(name.partition("|")[0].partition("#")[0])


def target(db: Connection, name: str) -> tuple[Target, ...]:
    """What bears a name, best first: documents, then an author, then a tag; empty for a wanted name. `#name` means the tag alone."""
    whole = link_key(name)
    keys = [] if name.lstrip().startswith("#") else list(dict.fromkeys([whole, whole.rpartition("/")[2]]))
    found = union_all(
        select(literal("document").label("type"), documents.c.code.label("id"), documents.c.title.label("title"), names.c.key.label("key"),
               documents.c.gone.label("gone"), literal(1).label("rank"), documents.c.id.label("row"))
        .join(documents).where(names.c.key.in_(keys)),
        select(literal("author"), authors.c.name, authors.c.name, authors.c.key, literal(0), literal(2), authors.c.id).where(authors.c.key.in_(keys)),
        select(literal("tag"), tags.c.name, tags.c.name, tags.c.key, literal(0), literal(3), tags.c.id)
        .where(tags.c.key == (whole or tag_key(name.partition("|")[0]))),
    ).subquery()  # fmt: skip
    best = select(found.c.type, found.c.id, found.c.title).order_by(found.c.key != whole, found.c.gone, found.c.rank, found.c.row)
    return tuple(Target(*row) for row in db.execute(best))


def _bears(key: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether anything of the library has this key for its name."""
    return or_(exists().where(names.c.key == key), exists().where(authors.c.key == key), exists().where(tags.c.key == key))


def backlinks(db: Connection, name: str) -> tuple[Backlink, ...]:
    """The live places that link to a name, each once: newest document first, in reading order."""
    return _backlinks(db, _leads_to([link_key(name) or tag_key(name)]))


def document_backlinks(db: Connection, code: str) -> tuple[Backlink, ...]:
    """The live places that link to a document by any of its names, less its own."""
    known = document_id(code)
    return _backlinks(db, _leads_to(select(names.c.key).where(names.c.document_id == known)) & (links.c.document_id != known))


def linking(db: Connection, name: str) -> tuple[Sequence[int], Sequence[int]]:
    """The row ids of the highlights, and of the documents in whose own words there are links to a name, or to another of those of its document."""
    key = link_key(name) or tag_key(name)
    others = db.execute(select(names.c.key).where(names.c.document_id.in_(select(names.c.document_id).where(names.c.key == key)))).scalars()
    rows = db.execute(select(links.c.highlight_id, links.c.document_id).where(_leads_to([key, *others]), links.c.place != "metadata")).all()
    return [row.highlight_id for row in rows if row.highlight_id], [row.document_id for row in rows if not row.highlight_id]


def _leads_to(keys: Sequence[str] | Select[str]) -> ColumnElement[bool]:
    """Whether a link names one of the keys: whole, or by the last part of a path that nothing else bears as a whole."""
    return links.c.target.in_(keys) | (links.c.stem.in_(keys) & ~_bears(links.c.target))


def _backlinks(db: Connection, condition: ColumnElement[bool]) -> tuple[Backlink, ...]:
    rows = db.execute(
        select(
            links.c.document_id, highlights.c.code, links.c.place, links.c.context, highlights.c.location, links.c.name, links.c.label,
        ).join(documents, documents.c.id == links.c.document_id).outerjoin(highlights, highlights.c.id == links.c.highlight_id)
        .where(condition, documents.c.gone == 0, func.coalesce(highlights.c.gone, 0) == 0)
        .order_by(documents.c.latest.desc(), links.c.document_id, highlights.c.position, links.c.id)
    ).all()  # fmt: skip
    once = {(row.document_id, row.code, row.place): row for row in reversed(rows)}
    of = summaries(db, sorted({row.document_id for row in rows}))
    return tuple(
        Backlink(of[row.document_id], row.code or "", row.place, row.context, row.location or "", row.name, row.label)
        for row in reversed(once.values())
    )


def wanted(db: Connection, limit: int = 50) -> tuple[Wanted, ...]:
    """The names that live things link to and that nothing bears, most asked first, as they were first written."""
    live = links.c.document_id.not_in(gone_ids(documents)) & func.coalesce(links.c.highlight_id, 0).not_in(gone_ids(highlights))
    named = select(links.c.target, func.count().label("number")).where(live, links.c.target != "").group_by(links.c.target).subquery()
    asked = select(named, literal_column(LAST_PART).label("stem")).subquery()
    first = select(func.min(links.c.id)).where(links.c.target == asked.c.target, live).correlate(asked).scalar_subquery()
    by_path = exists().where(names.c.key == asked.c.stem) | exists().where(authors.c.key == asked.c.stem)
    missing = select(asked.c.number, first.label("first")).where(~_bears(asked.c.target), ~by_path)
    most = missing.order_by(asked.c.number.desc(), asked.c.target).limit(limit).subquery()
    shown = select(links.c.name, most.c.number).join(most, most.c.first == links.c.id).order_by(most.c.number.desc(), links.c.target)
    return tuple(Wanted(*row) for row in db.execute(shown))
