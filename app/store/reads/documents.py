"""Documents as lists and pages show them, and the hidden ones."""

import json
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, ScalarSelect, Select, func, select, text

from app.errors import UnknownError
from app.identity.records import GONE, PUT_AWAY
from app.model import Document, DocumentSummary, Facet, Listing, OwnLink
from app.store.db.aliases import shown_author, shown_tag
from app.store.db.derived_schema import links
from app.store.db.import_schema import files
from app.store.db.keys import texts
from app.store.db.own_schema import HIDDEN_TAGS
from app.store.db.rows import Order, among, documents_by, documents_tagged, gone_ids, live, page
from app.store.db.schema import (
    authors,
    document_authors,
    document_files,
    document_keys,
    document_tags,
    documents,
    tags,
)
from app.text import UNDATED

FACET_ROWS = 12
_PUT_AWAY = select(documents.c.id).where(
    documents.c.gone != text("0"), documents.c.gone == PUT_AWAY
)  # the index holds what is gone as well
_BY_TITLE = Order("title", (documents.c.title_key, documents.c.code))


def _gathered(names: Select[str]) -> ScalarSelect[str]:
    """JSON list of the names, in their order, as one value of a document's row."""
    inner = names.correlate(documents).subquery()
    return select(func.json_group_array(inner.c.name)).correlate(documents).scalar_subquery()


_BY = (
    select(authors.c.name)
    .select_from(authors.join(document_authors))
    .where(document_authors.c.document_id == documents.c.id)
    .order_by(document_authors.c.position)
)
_UNDER = (
    select(tags.c.name)
    .select_from(tags.join(document_tags))
    .where(document_tags.c.document_id == documents.c.id)
    .order_by(tags.c.key)
)
_AUTHORS, _TAGS = _gathered(_BY).label("authors"), _gathered(_UNDER).label("tags")
# (place, name, words) of a mention that the reader made a link
OWN_LINK = func.json_array(links.c.place, links.c.name, links.c.label)
_LINKED = (
    select(func.json_group_array(OWN_LINK))
    .where(links.c.document_id == documents.c.id, links.c.highlight_id.is_(None), links.c.mine == 1)
    .correlate(documents)
    .scalar_subquery()
    .label("own_links")
)
DETAILS: Select[*tuple[Any, ...]] = select(documents, _AUTHORS, _TAGS, _LINKED)
_SUMMARY = select(
    documents.c.id,
    documents.c.code,
    documents.c.title,
    _AUTHORS,
    documents.c.kind,
    documents.c.highlights,
    documents.c.latest,
    _TAGS,
)
_year = func.substr(documents.c.latest, 1, 4)

_ORDERS = {  # equals by their codes, which do not tell what was imported first
    "latest": Order("latest", (documents.c.latest, documents.c.code), descending=True),
    "title": Order("title", (documents.c.title_key, documents.c.code)),
    "author": Order("author", (documents.c.author_key, documents.c.title_key, documents.c.code)),
    "highlights": Order("highlights", (documents.c.highlights, documents.c.code), descending=True),
}


def list_documents(
    db: Connection,
    *,
    kind: str = "",
    tag: str = "",
    author: str = "",
    year: str = "",
    sort: str = "latest",
    cursor: str = "",
    limit: int = 24,
) -> Listing[DocumentSummary]:
    """Page of the live documents; `year` is that of the newest stamp, or `undated`.

    An unknown `sort` means `latest`.
    """
    tag, author = tag and shown_tag(db, tag), author and shown_author(db, author)
    filters = _filters(kind, tag, author, year)
    total = db.execute(select(func.count()).select_from(documents).where(*filters)).scalar_one()
    rows, following = page(
        db,
        select(documents.c.id).where(*filters),
        _ORDERS.get(sort, _ORDERS["latest"]),
        cursor,
        limit,
    )
    of = summaries(db, [row.id for row in rows])
    return Listing(tuple(of[row.id] for row in rows), total, following)


def lately_marked(db: Connection, limit: int) -> tuple[DocumentSummary, ...]:
    """Documents whose highlights were marked last, newest first, less undated and empty ones."""
    marked = select(documents.c.id).where(
        live(documents), documents.c.latest > "", documents.c.highlights > 0
    )
    ids = (
        db.execute(marked.order_by(documents.c.latest.desc(), documents.c.code.desc()).limit(limit))
        .scalars()
        .all()
    )
    of = summaries(db, ids)
    return tuple(of[row] for row in ids)


def document_facets(
    db: Connection, *, kind: str = "", tag: str = "", author: str = "", year: str = ""
) -> tuple[Facet, ...]:
    """Facets of the documents that pass the filters: kinds, tags and years with their numbers.

    The largest are first, at most twelve of each.
    """
    tag, author = tag and shown_tag(db, tag), author and shown_author(db, author)
    filters = _filters(kind, tag, author, year)
    return (
        Facet("kind", _most(db, select(documents.c.kind).where(*filters))),
        Facet("tag", _most_tags(db, filters)),
        Facet("year", _years(db, filters)),
    )


def _years(db: Connection, filters: Sequence[ColumnElement[bool]]) -> tuple[tuple[str, int], ...]:
    """Years with their numbers of documents; undated ones last."""
    counted = _most(db, select(_year).where(*filters))
    return tuple(
        sorted(
            ((year or UNDATED, number) for year, number in counted),
            key=lambda row: row[0] == UNDATED,
        )
    )


def _most(db: Connection, values: Select[str]) -> tuple[tuple[str, int], ...]:
    (value,), number = values.selected_columns, func.count()
    rows = db.execute(
        values.add_columns(number).group_by(value).order_by(number.desc(), value).limit(FACET_ROWS)
    )
    return tuple((name, count) for name, count in rows)


def _most_tags(
    db: Connection, filters: Sequence[ColumnElement[bool]]
) -> tuple[tuple[str, int], ...]:
    borne_by, number = document_tags.c.document_id, func.count().label("number")
    passing = borne_by.in_(select(documents.c.id).where(*filters))
    if len(filters) == 1:  # nothing but what is gone is left out: the shorter list
        passing = borne_by.not_in(gone_ids(documents))
    counted = (
        select(document_tags.c.tag_id, number)
        .where(passing)
        .group_by(document_tags.c.tag_id)
        .subquery()
    )
    rows = db.execute(
        select(tags.c.name, counted.c.number)
        .join(counted)
        .where(tags.c.key.not_in(HIDDEN_TAGS))
        .order_by(counted.c.number.desc(), tags.c.name)
        .limit(FACET_ROWS)
    )
    return tuple((name, count) for name, count in rows)


def _filters(kind: str, tag: str, author: str, year: str) -> list[ColumnElement[bool]]:
    conditions = [live(documents)]
    if kind:
        conditions.append(documents.c.kind == kind)
    if tag:
        conditions.append(documents.c.id.in_(documents_tagged(tag)))
    if author:
        conditions.append(documents.c.id.in_(documents_by(author)))
    if year == UNDATED:
        conditions.append(documents.c.latest == "")
    elif year:
        conditions += [
            _year == year,
            documents.c.latest.between(year, f"{year}\U0010ffff"),
        ]  # the range leads to the index
    return conditions


def summaries(db: Connection, ids: Sequence[int]) -> dict[int, DocumentSummary]:
    """Summaries of documents by row id, gone ones included."""
    rows = among(db, _SUMMARY, documents.c.id, ids)
    return {
        row: DocumentSummary(
            code, title, unpacked(authors), kind, highlights, latest, unpacked(tags)
        )
        for row, code, title, authors, kind, highlights, latest, tags in rows
    }


def unpacked(names: str) -> tuple[str, ...]:
    """Names in a JSON list; most lists are empty."""
    return tuple(json.loads(names)) if names not in {"", "[]"} else ()


def own_links(listed: str) -> tuple[OwnLink, ...]:
    """The reader's own links in a JSON list of `OWN_LINK`; most lists are empty."""
    if listed in {"", "[]"}:
        return ()
    each = (json.loads(link) if isinstance(link, str) else link for link in json.loads(listed))
    return tuple(OwnLink(*link) for link in each)


def document_titles(db: Connection, codes: Collection[str]) -> dict[str, str]:
    """Titles of the documents that these codes lead to, by the code asked for, also hidden ones."""
    keys, asked = document_keys.c, texts(codes)
    led = select(keys.own_code, documents.c.title).select_from(
        document_keys.join(documents, documents.c.code == keys.code)
    )
    own = select(documents.c.code, documents.c.title).where(documents.c.code.in_(asked))
    of = [*db.execute(led.where(keys.own_code.in_(asked))), *db.execute(own)]
    return {code: title for code, title in of}  # noqa: C416 - rows are no pairs to a type checker


def document_id(code: str | ColumnElement[str]) -> ScalarSelect[int]:
    """Row id of the document that a code leads to: by its own code, or by an earlier key."""
    answering = select(document_keys.c.code).where(document_keys.c.own_code == code)
    known = select(documents.c.id).where(
        (documents.c.code == code) | documents.c.code.in_(answering)
    )
    return known.order_by((documents.c.code == code).desc()).limit(1).scalar_subquery()


def document(db: Connection, code: str) -> Document:
    """Document that a code leads to, gone ones included."""
    row = db.execute(DETAILS.where(documents.c.id == document_id(code))).one_or_none()
    if row is None:
        raise UnknownError("document", code)
    from_files = (
        select(files.c.path).join(document_files).where(document_files.c.document_id == row.id)
    )
    present = from_files.where(
        files.c.gone <= int(row.gone == GONE)
    )  # files that went only matter for a document that went with them
    return document_of(row, db.execute(present.order_by(files.c.path)).scalars())


def document_of(row: Row[*tuple[Any, ...]], paths: Iterable[str]) -> Document:
    """Document of a row of `DETAILS`, with the paths of its files."""
    return Document(
        id=row.code,
        title=row.title,
        authors=unpacked(row.authors),
        kind=row.kind,
        highlights=row.highlights,
        latest=row.latest,
        tags=unpacked(row.tags),
        earliest=row.earliest,
        url=row.url,
        cover_url=row.cover_url,
        summary=row.summary,
        note=row.note,
        published=row.published,
        aliases=unpacked(row.aliases),
        properties=json.loads(row.properties or "{}"),
        body=row.body,
        files=tuple(paths),
        gone=row.gone == GONE,
        put_away=row.gone == PUT_AWAY,
        favorite=bool(row.favorite),
        own_links=own_links(row.own_links),
    )


def put_away_documents(
    db: Connection, *, cursor: str = "", limit: int = 50
) -> Listing[DocumentSummary]:
    """Page of the hidden documents, by title."""
    rows, following = page(db, _PUT_AWAY, _BY_TITLE, cursor, limit)
    of = summaries(db, [row.id for row in rows])
    return Listing(tuple(of[row.id] for row in rows), count_put_away(db), following)


def count_put_away(db: Connection) -> int:
    """Count the hidden documents."""
    return db.execute(_PUT_AWAY.with_only_columns(func.count())).scalar_one()
