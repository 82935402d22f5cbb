"""The two halves of a page's panel: what links to it, and what mentions it without a link."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Row, select

from app.markdown.mentions.excerpts import of_mention
from app.model import Backlink, Listing, Mentions
from app.store.db.rows import in_json, under_tag
from app.store.db.schema import document_tags, highlight_tags
from app.store.fts.index import searchable
from app.store.mentions.finding import (
    Rows,
    Search,
    plan_search,
    read_documents,
    read_highlights,
)
from app.store.mentions.kept import Found, find_mentions
from app.store.mentions.subjects import Subject
from app.store.reads.documents import summaries
from app.store.reads.links import BACKLINKS, Links, links_to_document, links_to_name, listed
from app.store.writes.own_links import texts_of
from app.text import name_key

Sort = Literal["new", "old", "title"]
SORTS: dict[str, str] = {
    "new": "latest DESC, document, position, highlight",
    "old": "latest, document, position, highlight",
    "title": "title_key, document, position, highlight",
}
Place = tuple[int, int]  # rows of a document and of a highlight in it, 0 for the document itself


@dataclass(frozen=True, slots=True)
class Part:
    """Which part of a half is shown: from number `begin` on, in which order, with which words."""

    begin: int = 0
    limit: int = BACKLINKS
    sort: str = "new"
    words: str = ""


FIRST = Part()
_DEEPEST = 1_000_000  # places of a half that can be paged through


def number_of(cursor: str) -> int:
    """Number from which the page of a cursor begins; 0 for none and for what is no cursor."""
    return min(int(cursor), _DEEPEST) if cursor.isdecimal() and len(cursor) <= len("1000000") else 0


def linked(
    db: Connection,
    subject: Subject,
    part: Part = FIRST,
    *,
    metadata: bool = False,
    rows: Links | None = None,
) -> Listing[Backlink]:
    """Page of what links to a subject, each passage once; `next_cursor` begins the next page.

    Links in what files say of themselves count for an author only with `metadata`: his own
    documents have them. `rows` are the links to it, where they are known already.
    """
    rows = linking_rows(db, subject, metadata=metadata) if rows is None else rows
    if part.sort == "new" and not part.words:
        return listed(db, rows, part.begin, part.limit)
    places = {(row.document_id, row.highlight_id or 0) for row in rows}
    order = {place: n for n, place in enumerate(_ordered(db, places, part.sort, part.words))}
    chosen = [row for row in rows if (row.document_id, row.highlight_id or 0) in order]
    chosen.sort(key=lambda row: order[row.document_id, row.highlight_id or 0])
    return listed(db, chosen, part.begin, part.limit)


def mentioned(
    db: Connection,
    subject: Subject,
    part: Part = FIRST,
    *,
    common_too: bool = False,
    rows: Links | None = None,
) -> Mentions:
    """Page of what mentions a subject without a link, each passage once.

    What has a tag does not mention it. With `common_too` short and common names count wherever
    they stand. `rows` are the links to it, where they are known already.
    """
    search = plan_search(db, subject, common_too=common_too)
    if search is None:
        return Mentions()
    found = find_mentions(db, search, common_too=common_too)
    rows = linking_rows(db, subject, metadata=False) if rows is None else rows
    places = _ordered(db, _unlinked(db, subject, found) - _places(rows), part.sort, part.words)
    begin, end = max(0, part.begin), max(0, part.begin) + part.limit
    return Mentions(
        _shown(db, search, places[begin:end]),
        len(places) if found.whole else None,
        str(end) if end < len(places) else "",
        common=bool(search.basis[0]),
        ignored=not places and ignored(db, subject)[0],
    )


def rows_of_panel(db: Connection, subject: Subject) -> tuple[set[int], set[int], bool]:
    """Row ids of all highlights, and of all documents, on both halves of a page's panel.

    Also whether these are all: not while mentions are being counted.
    """
    found = find_mentions(db, plan_search(db, subject))
    places = _places(linking_rows(db, subject, metadata=False)) | _unlinked(db, subject, found)
    return (
        {highlight for _, highlight in places if highlight},
        {document for document, highlight in places if not highlight},
        found.whole,
    )


def linking_rows(db: Connection, subject: Subject, *, metadata: bool = False) -> Links:
    """Rows of the links to a subject, in order."""
    if subject.type == "document":
        return links_to_document(db, subject.id)
    rows = links_to_name(db, subject.id)
    if metadata or subject.type != "author":
        return rows
    return [row for row in rows if row.place != "metadata"]


def _places(rows: Iterable[Row[Any]]) -> set[Place]:
    return {(row.document_id, row.highlight_id or 0) for row in rows}


def unlinked_rows(db: Connection, search: Search) -> Rows:
    """Row ids of all highlights and documents that mention a subject without a link."""
    found = find_mentions(db, search, wait=True)
    known = _places(linking_rows(db, search.subject, metadata=False))
    places = _unlinked(db, search.subject, found) - known
    return (
        frozenset(highlight for _, highlight in places if highlight),
        frozenset(document for document, highlight in places if not highlight),
    )


def _unlinked(db: Connection, subject: Subject, found: Found) -> set[Place]:
    """Places of what was found, less what has the tag that is asked for and what is ignored."""
    highlights, documents = set(found.highlights), set(found.documents)
    everywhere, passages, works = ignored(db, subject)
    if everywhere:
        return set()
    highlights -= passages
    documents -= works
    if subject.type == "tag" and (highlights or documents):
        tagged = select(highlight_tags.c.highlight_id).where(
            highlight_tags.c.tag_id.in_(under_tag(subject.id))
        )
        highlights.difference_update(db.scalars(tagged))
        under = select(document_tags.c.document_id).where(
            document_tags.c.tag_id.in_(under_tag(subject.id))
        )
        documents.difference_update(db.scalars(under))
    held = db.exec_driver_sql(_HELD, (in_json(highlights),)) if highlights else ()
    return {(row.document_id, row.id) for row in held} | {(row, 0) for row in documents}


def ignored(db: Connection, subject: Subject) -> tuple[bool, set[int], set[int]]:
    """Whether the reader ignores all mentions of a subject, and where else he ignores them.

    The latter are row ids of highlights and documents.
    """
    keys = json.dumps([name_key(name) for name in subject.names])
    rows = db.exec_driver_sql(_IGNORED, (keys,)).all()
    return (
        any(row.code == "" for row in rows),
        {row.highlight for row in rows if row.highlight},
        {row.document for row in rows if row.document},
    )


_IGNORED = """
SELECT said.code, coalesce(passage.id, led.id) AS highlight, work.id AS document
FROM my_mentions AS said
LEFT JOIN highlights AS passage ON passage.code = said.code
LEFT JOIN highlight_keys AS known ON passage.id IS NULL AND known.own_code = said.code
LEFT JOIN highlights AS led ON led.code = known.code
LEFT JOIN documents AS work ON work.code = said.code
WHERE said.key IN (SELECT value FROM json_each(?)) AND said.act = 'ignore'
"""
_HELD = "SELECT id, document_id FROM highlights WHERE id IN (SELECT value FROM json_each(?))"


def _ordered(db: Connection, places: Collection[Place], sort: str, words: str = "") -> list[Place]:
    """Places of live things in an order; with `words`, those that hold them all."""
    if not places:
        return []
    highlights = [highlight for _, highlight in places if highlight]
    documents = [document for document, highlight in places if not highlight]
    expression = _all_of(words)
    asked = (in_json(highlights), in_json(documents))
    fits = [_FITS.format(index=f"{table}_search") if expression else "" for table in _TABLES]
    query = _ORDERED.format(*fits, order=SORTS.get(sort, SORTS["new"]))
    values = [value for ids in asked for value in ((ids, expression) if expression else (ids,))]
    return [(row.document, row.highlight) for row in db.exec_driver_sql(query, tuple(values))]


def _all_of(words: str) -> str:
    """FTS5's expression of rows with words that begin so, each of them."""
    found = (each for each in searchable(words).split() if any(map(str.isalnum, each)))
    return " ".join(f'"{each.replace(chr(34), " ")}"*' for each in found)


_TABLES = ("highlight", "document")
_FITS = "AND id IN (SELECT rowid FROM {index} WHERE {index} MATCH ?)"
_ORDERED = """
WITH live AS (SELECT id, latest, title_key FROM documents WHERE gone = 0)
SELECT live.id AS document, asked.id AS highlight, latest, title_key, asked.position AS position
FROM (SELECT id, document_id, position FROM highlights
      WHERE id IN (SELECT value FROM json_each(?)) AND gone = 0 {0}) AS asked
CROSS JOIN live ON live.id = asked.document_id
UNION ALL
SELECT id, 0, latest, title_key, -1 FROM live
WHERE id IN (SELECT value FROM json_each(?)) {1}
ORDER BY {order}
"""


def _shown(db: Connection, search: Search, places: Sequence[Place]) -> tuple[Backlink, ...]:
    """Mentions at these places, each with its sentence."""
    of = summaries(db, sorted({document for document, _ in places})) if places else {}
    ids = [highlight for _, highlight in places if highlight]
    passages = {row.id: row for row in read_highlights(db, ids)}
    works = {row.id: row for row in read_documents(db, [d for d, h in places if not h])}
    shown = []
    for document, highlight in places:
        row = passages.get(highlight) if highlight else works.get(document)
        texts = texts_of(row) if row else ()
        said = next(((name, t, s) for name, t in texts if (s := search.finder.first(t))), None)
        if row and said:
            context, snippet = of_mention(said[1], said[2])
            start, end = said[2]
            code, location = (row.code, row.location) if highlight else ("", "")
            shown.append(
                Backlink(
                    of[document], code, said[0], context, location, search.subject.name,
                    said[1][start:end], snippet=snippet,
                    number=row.position + 1 if highlight else 0,
                )
            )  # fmt: skip
    return tuple(shown)
