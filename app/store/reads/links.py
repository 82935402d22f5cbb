"""Backlinks: links that lead to a page, resolved when read by joining their keys with names."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    ScalarSelect,
    Select,
    and_,
    func,
    select,
    text,
)  # fmt: skip

from app.markdown.mentions.excerpts import of_link, of_own_link
from app.model import Backlink, DocumentSummary, Highlight, Listing
from app.store.db.aliases import alias_keys
from app.store.db.derived_schema import links, names
from app.store.db.keys import texts
from app.store.db.rows import among, row_ids, tag_key
from app.store.db.schema import documents, highlight_keys, highlights
from app.store.reads.documents import document_id, summaries
from app.store.reads.resolution import (
    Meanings,
    folders_of,
    keys_of,
    named_documents,
    passage_keys,
)
from app.store.reads.targets import has_page, link_key, live_links

BACKLINKS = 30  # backlinks of a page
Links = Sequence[Row[*tuple[Any, ...]]]
Linking = ColumnElement[bool]  # which links lead to a page
Place = tuple[int, int]  # rows of a document and of a highlight in it, 0 for the document itself
_HIGHLIGHT = func.coalesce(links.c.highlight_id, 0)


def backlinks(db: Connection, name: str) -> tuple[Backlink, ...]:
    """Backlinks to a name from live items, each item once.

    Newest document first, in reading order.
    """
    return _shown(db, _places(_rows(db, linking_to_name(db, name))))


def document_backlinks(db: Connection, code: str) -> tuple[Backlink, ...]:
    """Backlinks that mean this document, by any of its names, from live items but its own."""
    return _shown(db, _places(_meaning(db, _rows(db, _naming(code)), code)))


Anchored = dict[str, tuple[DocumentSummary, ...]]


def anchored_links(db: Connection, linking: Linking) -> Anchored:
    """For each anchor (`Heading`, `^id`) of links to a document, the documents with such links."""
    rows = db.execute(
        select(links.c.anchor, links.c.document_id)
        .join(documents, documents.c.id == links.c.document_id)
        .where(linking, links.c.anchor != "", live_links())
        .group_by(links.c.anchor, links.c.document_id)
        .order_by(documents.c.latest.desc(), documents.c.code, func.min(links.c.id))
    ).all()
    of = summaries(db, sorted({row.document_id for row in rows})) if rows else {}
    found: dict[str, list[DocumentSummary]] = {}
    for row in rows:
        found.setdefault(row.anchor, []).append(of[row.document_id])
    return {anchor: tuple(those) for anchor, those in found.items()}


def linking_to_name(db: Connection, name: str) -> Linking:
    """Condition of the links to a name or to another name that leads there."""
    key = link_key(name) or tag_key(name)
    return _leads_to([key, *alias_keys(db, key)])


def linking_to_document(db: Connection, code: str) -> Linking:
    """Condition of the links that mean a document, but its own.

    Where other documents have its names too, these are the rows of its links.
    """
    linking = _naming(code)
    written = db.scalars(select(links.c.name).where(linking).distinct()).all()
    found = (
        named_documents(db, {key for name in written for key in keys_of(name)}) if written else {}
    )
    if all(len(each) == 1 for each in found.values()):
        return linking
    meant_so = _meaning(db, _rows(db, linking), code)
    return links.c.id.in_(row_ids([row.id for row in meant_so]))


def in_texts(linking: Linking) -> Linking:
    """Those links that are in texts, not in what a file says of itself."""
    return linking & (links.c.place != "metadata")


def places_linking(db: Connection, linking: Linking) -> list[Place]:
    """Places of live links, in no order."""
    rows = select(links.c.document_id, _HIGHLIGHT).where(linking, live_links()).distinct()
    return [(document, highlight) for document, highlight in db.execute(rows).all()]


def listed(db: Connection, linking: Linking, begin: int, limit: int) -> Listing[Backlink]:
    """Page of backlinks from number `begin` on, each passage once; the cursor is a number.

    The documents of the page are chosen first: only their passages are put in order.
    """
    begin, limit = max(0, begin), max(0, limit)
    on_page = db.execute(_documents_linking(linking, begin, begin + max(1, limit))).all()
    total = on_page[0].total if on_page else len(places_linking(db, linking)) if begin else 0
    following = str(begin + limit) if begin + limit < total else ""
    if not on_page or not limit:
        return Listing((), total, following)
    there = links.c.document_id.in_(row_ids([row.document_id for row in on_page]))
    first = begin - on_page[0].before
    shown = _places(_rows(db, linking & there))[first : first + limit]
    return Listing(_shown(db, shown), total, following)


def _documents_linking(linking: Linking, begin: int, end: int) -> Select[int, int, int]:
    """Documents with the places from number `begin` to `end`, and how many are before each."""
    number = func.count(_HIGHLIGHT.distinct()).label("number")
    each = (
        select(links.c.document_id, number, documents.c.latest, documents.c.code)
        .join(documents, documents.c.id == links.c.document_id)
        .where(linking, live_links())
        .group_by(links.c.document_id)
        .subquery()
    )
    upto = func.sum(each.c.number).over(order_by=(each.c.latest.desc(), each.c.code))
    counted = select(
        each.c.document_id,
        (upto - each.c.number).label("before"),
        upto.label("upto"),
        func.sum(each.c.number).over().label("total"),
    ).subquery()
    return (
        select(counted.c.document_id, counted.c.before, counted.c.total)
        .where(counted.c.before < end, counted.c.upto > begin)
        .order_by(counted.c.before)
    )


def backlinks_at(db: Connection, linking: Linking, places: Sequence[Place]) -> tuple[Backlink, ...]:
    """Backlink of each of these places, in their order."""
    if not places:
        return ()
    there = links.c.document_id.in_(row_ids([document for document, _ in places]))
    within = _HIGHLIGHT.in_(row_ids([highlight for _, highlight in places]))
    found: dict[Place, list[Row[*tuple[Any, ...]]]] = {}
    for row in _rows(db, linking & there & within):
        found.setdefault((row.document_id, row.highlight_id or 0), []).append(row)
    return _shown(db, [found[place] for place in places])


def highlight_backlinks(db: Connection, highlight: Highlight) -> tuple[Backlink, ...]:
    """Backlinks to a highlight, written as `[[its document#^its id]]`, from live items."""
    known = document_id(highlight.document.id)
    rows = _meaning(
        db,
        _rows(db, _leads_to(_names_of(known)) & links.c.anchor.startswith("^")),
        highlight.document.id,
    )
    ids = {row.anchor: passage_keys(row.anchor, highlight.document.id) for row in rows}
    keys = {key for each in ids.values() for key in each}
    own = select(highlight_keys.c.key).where(
        highlight_keys.c.key.in_(texts(keys)), highlight_keys.c.code == highlight.id
    )
    its = {f"code:{highlight.id}", *(db.scalars(own) if keys else ())}
    return _shown(db, _places([row for row in rows if not its.isdisjoint(ids[row.anchor])]))


def _naming(code: str) -> Linking:
    """Condition of the links by the names of a document, but its own."""
    known = document_id(code)
    return _leads_to(_names_of(known)) & (links.c.document_id != known)


def _names_of(document: ScalarSelect[int]) -> Select[str]:
    return select(names.c.key).where(names.c.document_id == document)


def _meaning(db: Connection, rows: Links, code: str) -> Links:
    """Links that mean this document, among all with its names."""
    if not rows:
        return rows
    found = named_documents(
        db, {key for name in {row.name for row in rows} for key in keys_of(name)}
    )
    if all(len(each) == 1 for each in found.values()):
        return rows
    folders, meanings = folders_of(db, {row.document_id for row in rows}), Meanings(found)
    first = ((row, meanings.first(row.name, folders.get(row.document_id, []))) for row in rows)
    return [row for row, best in first if best and best.code == code]


def _leads_to(keys: Sequence[str] | Select[str]) -> ColumnElement[bool]:
    """Condition that a link names one of the keys: as a whole, or by the last part of a path.

    The last part counts only where nothing has the whole path for its name.
    """
    is_path = text("instr(links.target, '/')")  # as the index of last parts says it
    by_part = and_(links.c.stem.in_(keys), is_path, ~has_page(links.c.target))
    return links.c.target.in_(keys) | by_part


def _rows(db: Connection, condition: ColumnElement[bool]) -> Links:
    """Live links in order, without the columns that only shown links need.

    There may be thousands.
    """
    return db.execute(
        select(
            links.c.id,
            links.c.document_id,
            links.c.highlight_id,
            links.c.place,
            links.c.name,
            links.c.anchor,
        )
        .join(documents, documents.c.id == links.c.document_id)
        .outerjoin(highlights, highlights.c.id == links.c.highlight_id)
        .where(condition, documents.c.gone == 0, func.coalesce(highlights.c.gone, 0) == 0)
        .order_by(documents.c.latest.desc(), documents.c.code, highlights.c.position, links.c.id)
    ).all()


def _places(rows: Links) -> Sequence[Links]:
    """Links grouped by the passage or the document that contains them, in order."""
    places: dict[tuple[int, int], list[Row[*tuple[Any, ...]]]] = {}
    for row in rows:
        places.setdefault((row.document_id, row.highlight_id), []).append(row)
    return list(places.values())


_SAID = select(
    links.c.id,
    highlights.c.code,
    highlights.c.location,
    highlights.c.position,
    links.c.context,
    links.c.label,
    links.c.mine,
).outerjoin(highlights, highlights.c.id == links.c.highlight_id)


def _shown(db: Connection, places: Sequence[Links]) -> tuple[Backlink, ...]:
    """Backlink of each item, made of its first link, with the anchors of all its links."""
    if not places:
        return ()
    rows = {row.id: row for row in among(db, _SAID, links.c.id, [first.id for first, *_ in places])}
    of = summaries(db, sorted({first.document_id for first, *_ in places}))
    return tuple(
        Backlink(
            of[first.document_id], rows[first.id].code or "", first.place, rows[first.id].context,
            rows[first.id].location or "", first.name, rows[first.id].label,
            tuple(dict.fromkeys(row.anchor for row in (first, *more) if row.anchor)),
            _snippet(rows[first.id], first.name),
            number=(rows[first.id].position or 0) + 1 if rows[first.id].code else 0,
        )
        for first, *more in places
    )  # fmt: skip


def _snippet(link: Row[*tuple[Any, ...]], name: str) -> str:
    return of_own_link(link.context, link.label) if link.mine else of_link(link.context, name)
