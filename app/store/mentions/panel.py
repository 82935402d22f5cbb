"""The two halves of a page's panel: what links to it, and what mentions it without a link."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, select

from app.markdown.mentions.excerpts import of_mention
from app.model import Backlink, Listing, Mentions
from app.store.db.rows import under_tag
from app.store.db.schema import document_tags, highlight_tags
from app.store.mentions.finding import (
    Rows,
    Search,
    first_mention,
    read_documents,
    read_highlights,
)
from app.store.mentions.kept import Found, find_mentions, planned
from app.store.mentions.places import Place, holding, ordered
from app.store.mentions.subjects import Subject
from app.store.reads.documents import summaries
from app.store.reads.links import (
    BACKLINKS,
    Linking,
    backlinks_at,
    in_texts,
    linking_to_document,
    linking_to_name,
    listed,
    places_linking,
)
from app.store.remembered import LINKED, remembered
from app.text import name_key

Sort = Literal["new", "old", "title"]


@dataclass(frozen=True, slots=True)
class Part:
    """Which part of a half is shown: from number `begin` on, in which order, with which words."""

    begin: int = 0
    limit: int = BACKLINKS
    sort: str = "new"
    words: str = ""


FIRST = Part()
_ORDERED = ("documents", "highlights")  # tables that an order is made of
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
    linking: Linking | None = None,
) -> Listing[Backlink]:
    """Page of what links to a subject, each passage once; `next_cursor` begins the next page.

    Links in what files say of themselves count for an author only with `metadata`: his own
    documents have them. `linking` are the links to it, where they are known already.
    """
    linking = linking_to(db, subject, metadata=metadata) if linking is None else linking
    asked = ("linked", subject.type, subject.id, str(metadata))
    if part.sort == "new" and not part.words:
        page = (*asked, f"{part.begin} {part.limit}")
        return remembered(
            db, page, lambda: listed(db, linking, part.begin, part.limit), tables=LINKED
        )
    every = _sorted(db, _linking(db, subject, linking, metadata=metadata), part, asked)
    places = holding(db, every, part.words)
    begin, end = max(0, part.begin), max(0, part.begin) + part.limit
    shown = backlinks_at(db, linking, places[begin:end])
    return Listing(shown, len(places), str(end) if end < len(places) else "")


def mentioned(
    db: Connection,
    subject: Subject,
    part: Part = FIRST,
    *,
    common_too: bool = False,
    linking: Linking | None = None,
) -> Mentions:
    """Page of what mentions a subject without a link, each passage once.

    What has a tag does not mention it. With `common_too` short and common names count wherever
    they are. `linking` are the links to it, where they are known already.
    """
    search = planned(db, subject, common_too=common_too)
    if search is None:
        return Mentions()
    found = find_mentions(db, search, common_too=common_too)
    asked = ("mentioned", subject.type, subject.id, str(common_too))
    places = _not_linked(db, subject, found, linking, common_too=common_too)
    if part.sort != "new":
        places = _sorted(db, places, part, asked if found.whole else ())
    places = holding(db, places, part.words, search.within)
    begin, end = max(0, part.begin), max(0, part.begin) + part.limit
    everywhere, left_out = (False, 0) if places else _left_out(db, subject, found.places)
    return Mentions(
        _shown(db, search, places[begin:end]),
        len(places) if found.whole else None,
        str(end) if end < len(places) else "",
        common=bool(search.basis[0]),
        ignored=everywhere,
        left_out=left_out,
    )


def rows_of_panel(db: Connection, subject: Subject) -> tuple[set[int], set[int], bool]:
    """Row ids of all highlights, and of all documents, on both halves of a page's panel.

    Also whether these are all: not while mentions are being counted.
    """
    found = find_mentions(db, planned(db, subject))
    return *rows_with(db, subject, found), found.whole


def rows_with(db: Connection, subject: Subject, found: Found) -> tuple[set[int], set[int]]:
    """Row ids of the highlights, and of the documents, that link to a subject or mention it.

    `found` are its mentions.
    """
    places = {*_linking(db, subject), *_not_linked(db, subject, found)}
    return (
        {highlight for _, highlight in places if highlight},
        {document for document, highlight in places if not highlight},
    )


def linking_to(db: Connection, subject: Subject, *, metadata: bool = False) -> Linking:
    """Which links lead to a subject."""
    if subject.type == "document":
        return linking_to_document(db, subject.id)
    linking = linking_to_name(db, subject.id)
    return linking if metadata or subject.type != "author" else in_texts(linking)


def unlinked_rows(db: Connection, search: Search) -> Rows:
    """Row ids of all highlights and documents that mention a subject without a link."""
    found = find_mentions(db, search, wait=True)
    places = _unlinked(db, search.subject, found)
    return (
        frozenset(highlight for _, highlight in places if highlight),
        frozenset(document for document, highlight in places if not highlight),
    )


def _sorted(
    db: Connection, places: Collection[Place], part: Part, asked: tuple[str, ...]
) -> list[Place]:
    """Places in the order of a part, remembered as what is `asked`, if anything."""
    highlights = [highlight for _, highlight in places if highlight]
    documents = [document for document, highlight in places if not highlight]
    if not asked:
        return ordered(db, highlights, documents, part.sort)
    return remembered(
        db,
        (*asked, part.sort),
        lambda: ordered(db, highlights, documents, part.sort),
        tables=_ORDERED,
        of=places,
    )


def _linking(
    db: Connection, subject: Subject, linking: Linking | None = None, *, metadata: bool = False
) -> list[Place]:
    """Places that link to a subject, remembered."""

    def read() -> list[Place]:
        known = linking_to(db, subject, metadata=metadata) if linking is None else linking
        return places_linking(db, known)

    asked = ("linking", subject.type, subject.id, str(metadata))
    return remembered(db, asked, read, tables=LINKED)


def _not_linked(
    db: Connection,
    subject: Subject,
    found: Found,
    linking: Linking | None = None,
    *,
    common_too: bool = False,
) -> list[Place]:
    """Places of what was found but does not link to the subject, remembered once all are known."""
    if not found.places:
        return []
    asked = ("mentioned", subject.type, subject.id, str(common_too))
    return remembered(
        db,
        asked,
        lambda: _unlinked(db, subject, found, linking),
        tables=() if subject.type == "tag" else LINKED,  # what has a tag does not mention it
        of=found.places,
        lasting=lambda _: found.whole,
    )


def _unlinked(
    db: Connection, subject: Subject, found: Found, to_it: Linking | None = None
) -> list[Place]:
    """Places of what was found, in order, less what links to it, has the tag, or is ignored."""
    everywhere, passages, works = ignored(db, subject)
    if everywhere:
        return []
    linking = {*_linking(db, subject, to_it)}
    if subject.type == "tag":
        under = under_tag(subject.id)
        tagged = select(highlight_tags.c.highlight_id).where(highlight_tags.c.tag_id.in_(under))
        passages |= {*db.scalars(tagged)}
        of = select(document_tags.c.document_id).where(document_tags.c.tag_id.in_(under))
        works |= {*db.scalars(of)}
    return [
        place
        for place in found.places
        if place not in linking
        and (place[1] not in passages if place[1] else place[0] not in works)
    ]


def _left_out(db: Connection, subject: Subject, places: Sequence[Place]) -> tuple[bool, int]:
    """Whether all mentions are ignored, and how many of these places are ignored one by one."""
    everywhere, passages, works = ignored(db, subject)
    alone = (place[1] in passages if place[1] else place[0] in works for place in places)
    return everywhere, sum(alone)


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


def _shown(db: Connection, search: Search, places: Sequence[Place]) -> tuple[Backlink, ...]:
    """Mentions at these places, each with its sentence."""
    of = summaries(db, sorted({document for document, _ in places})) if places else {}
    ids = [highlight for _, highlight in places if highlight]
    passages = {row.id: row for row in read_highlights(db, ids)}
    works = {row.id: row for row in read_documents(db, [d for d, h in places if not h])}
    shown = []
    for document, highlight in places:
        row = passages.get(highlight) if highlight else works.get(document)
        first = first_mention(search.finder, row) if row else None
        if row and first:
            (at, text), (start, end) = first
            context, snippet = of_mention(text, (start, end))
            code, location = (row.code, row.location) if highlight else ("", "")
            shown.append(
                Backlink(
                    of[document], code, at, context, location, search.subject.name,
                    text[start:end], snippet=snippet,
                    number=row.position + 1 if highlight else 0,
                )
            )  # fmt: skip
    return tuple(shown)
