"""Backlinks: links that lead to a page, resolved when read by joining their keys with names."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, Row, literal_column, select

from app.markdown.mentions.excerpts import of_link, of_own_link
from app.model import Backlink, DocumentSummary, Highlight, Listing
from app.store.db.aliases import alias_keys
from app.store.db.derived_schema import links
from app.store.db.keys import texts
from app.store.db.rows import among, as_sql, in_json, tag_key
from app.store.db.schema import highlight_keys, highlights
from app.store.reads.documents import document_id, summaries
from app.store.reads.resolution import (
    Meanings,
    folders_of,
    keys_of,
    named_documents,
    passage_keys,
)
from app.store.reads.targets import has_page, link_key

BACKLINKS = 30  # backlinks of a page
Links = Sequence[Row[*tuple[Any, ...]]]
Place = tuple[int, int]  # rows of a document and of a highlight in it, 0 for the document itself


@dataclass(frozen=True, slots=True)
class Linking:
    """Which links lead to a page: a condition in SQL on `links`, and its parameters.

    It is text, for to put it together of parts takes SQLAlchemy longer than SQLite to run it.
    """

    condition: str
    values: Mapping[str, str | int]

    def and_also(self, condition: str, **values: str | int) -> "Linking":
        """Those of the links for which another condition holds too."""
        return Linking(f"{self.condition} AND {condition}", {**self.values, **values})

    def rows(self, db: Connection, query: str, **values: int) -> Links:
        """Rows of a query with `{linking}` in place of the condition."""
        query = query.format(linking=self.condition)
        return db.exec_driver_sql(query, {**self.values, **values}).all()


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
    rows = linking.rows(db, _ANCHORED)
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
    written = [row.name for row in linking.rows(db, _NAMES)]
    found = (
        named_documents(db, {key for name in written for key in keys_of(name)}) if written else {}
    )
    if all(len(each) == 1 for each in found.values()):
        return linking
    meant_so = _meaning(db, _rows(db, linking), code)
    return Linking(_AMONG.format(column="id"), {"id": in_json(row.id for row in meant_so)})


def in_texts(linking: Linking) -> Linking:
    """Those links that are in texts, not in what a file says of itself."""
    return linking.and_also("links.place <> 'metadata'")


def places_linking(db: Connection, linking: Linking) -> list[Place]:
    """Places of live links, in no order."""
    return [(document, highlight) for document, highlight in linking.rows(db, _PLACES)]


def listed(db: Connection, linking: Linking, begin: int, limit: int) -> Listing[Backlink]:
    """Page of backlinks from number `begin` on, each passage once; the cursor is a number.

    The documents of the page are chosen first: only their passages are put in order.
    """
    begin, limit = max(0, begin), max(0, limit)
    on_page = linking.rows(db, _ON_PAGE, begin=begin, end=begin + max(1, limit))
    total = on_page[0].total if on_page else len(places_linking(db, linking)) if begin else 0
    following = str(begin + limit) if begin + limit < total else ""
    if not on_page or not limit:
        return Listing((), total, following)
    there = _in_documents(linking, (row.document_id for row in on_page))
    first = begin - on_page[0].before
    shown = _places(_rows(db, there))[first : first + limit]
    return Listing(_shown(db, shown), total, following)


def _in_documents(linking: Linking, rows: Iterable[int]) -> Linking:
    return linking.and_also(_AMONG.format(column="document_id"), document_id=in_json(rows))


def backlinks_at(db: Connection, linking: Linking, places: Sequence[Place]) -> tuple[Backlink, ...]:
    """Backlink of each of these places, in their order."""
    if not places:
        return ()
    there = _in_documents(linking, (document for document, _ in places)).and_also(
        f"coalesce(links.highlight_id, 0) IN {_LISTED.format(name='highlights')}",
        highlights=in_json(highlight for _, highlight in places),
    )
    found: dict[Place, list[Row[*tuple[Any, ...]]]] = {}
    for row in _rows(db, there):
        found.setdefault((row.document_id, row.highlight_id or 0), []).append(row)
    return _shown(db, [found[place] for place in places])


def highlight_backlinks(db: Connection, highlight: Highlight) -> tuple[Backlink, ...]:
    """Backlinks to a highlight, written as `[[its document#^its id]]`, from live items."""
    code = highlight.document.id
    named = Linking(_leading_to(_its_names()), {"code": code})
    rows = _meaning(db, _rows(db, named.and_also("links.anchor LIKE '^%'")), code)
    ids = {row.anchor: passage_keys(row.anchor, code) for row in rows}
    keys = {key for each in ids.values() for key in each}
    own = select(highlight_keys.c.key).where(
        highlight_keys.c.key.in_(texts(keys)), highlight_keys.c.code == highlight.id
    )
    its = {f"code:{highlight.id}", *(db.scalars(own) if keys else ())}
    return _shown(db, _places([row for row in rows if not its.isdisjoint(ids[row.anchor])]))


def _naming(code: str) -> Linking:
    """Condition of the links by the names of a document, but its own."""
    named = Linking(_leading_to(_its_names()), {"code": code})
    return named.and_also(f"links.document_id <> {_document()}")


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


def _leads_to(keys: Sequence[str]) -> Linking:
    """Condition that a link names one of the keys: as a whole, or by the last part of a path.

    The last part counts only where nothing has the whole path for its name.
    """
    values = {f"key{number}": key for number, key in enumerate(keys)}
    listed = ", ".join(f":{name}" for name in values)
    return Linking(_leading_to(listed), values)


def _leading_to(keys: str) -> str:
    """SQL of `_leads_to`; `keys` list parameters, or are a query."""
    # `instr` as the index of last parts says it
    by_part = f"links.stem IN ({keys}) AND instr(links.target, '/') AND {_nothing_has_it()}"
    return f"(links.target IN ({keys}) OR {by_part})"


def _its_names() -> str:
    return f"SELECT key FROM names WHERE document_id = {_document()}"


@cache  # it takes longer to put together than to run
def _document() -> str:
    return as_sql(document_id(literal_column(":code")))


@cache
def _nothing_has_it() -> str:
    return as_sql(~has_page(literal_column("links.target")))


def _rows(db: Connection, linking: Linking) -> Links:
    """Live links in order, without the columns that only shown links need.

    There may be thousands.
    """
    return linking.rows(db, _ORDERED)


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
    """Backlink of each item, made of its first link, with the anchors of all its links.

    The first in its texts, if there is one: what a file says of itself has no sentence.
    """
    if not places:
        return ()
    places = [sorted(place, key=lambda row: row.place == "metadata") for place in places]
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


_LISTED = "(SELECT value FROM json_each(:{name}))"
_AMONG = "links.{column} IN (SELECT value FROM json_each(:{column}))"
_LIVE = """{linking} AND links.document_id NOT IN (SELECT id FROM documents WHERE gone <> 0)
AND coalesce(links.highlight_id, 0) NOT IN (SELECT id FROM highlights WHERE gone <> 0)"""
_NAMES = "SELECT DISTINCT name FROM links WHERE {linking}"
_PLACES = f"""
SELECT DISTINCT links.document_id, coalesce(links.highlight_id, 0) FROM links WHERE {_LIVE}
"""
_ANCHORED = f"""
SELECT links.anchor, links.document_id FROM links JOIN documents d ON d.id = links.document_id
WHERE links.anchor <> '' AND {_LIVE} GROUP BY links.anchor, links.document_id
ORDER BY d.latest DESC, d.code, min(links.id)
"""
# Documents with the places from number `begin` to `end`, and how many are before each.
_ON_PAGE = f"""
SELECT document_id, upto - number AS before, total FROM (
  SELECT document_id, number, sum(number) OVER (ORDER BY latest DESC, code) AS upto,
    sum(number) OVER () AS total FROM (
    SELECT links.document_id, count(DISTINCT coalesce(links.highlight_id, 0)) AS number,
      d.latest, d.code FROM links JOIN documents d ON d.id = links.document_id
    WHERE {_LIVE} GROUP BY links.document_id))
WHERE upto - number < :end AND upto > :begin ORDER BY upto - number
"""
_ORDERED = """
SELECT links.id, links.document_id, links.highlight_id, links.place, links.name, links.anchor
FROM links JOIN documents d ON d.id = links.document_id
LEFT JOIN highlights h ON h.id = links.highlight_id
WHERE {linking} AND d.gone = 0 AND coalesce(h.gone, 0) = 0
ORDER BY d.latest DESC, d.code, h.position, links.id
"""
