"""Targets of the links of one page, in one batch: documents, highlights, chapters, and embeds."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, func, select, union_all

from app.markdown.anchors import heading_key, heading_path
from app.markdown.finding import LONGEST_SECTION, section
from app.markdown.places import Place, find_place
from app.model import BETWEEN_CHAPTERS
from app.store.db.keys import texts
from app.store.db.rows import row_ids
from app.store.db.schema import documents, highlight_keys, highlights
from app.store.reads.resolution import (
    Meanings,
    NamedDocument,
    Path,
    keys_of,
    named_documents,
    passage_keys,
    source_folders,
)

_OWN = "code:"  # begins the key by which a highlight is named by its own code
EMBEDDED = 5  # highlights of a chapter or document that an embed shows
EMBED_LETTERS = 1_500  # of a passage, section or note


@dataclass(frozen=True, slots=True)
class Asked:
    """Link on a page: a name and an anchor, and the code of the document whose text contains it."""

    name: str
    anchor: str = ""
    source: str = ""
    embed: bool = False


@dataclass(frozen=True, slots=True)
class Lead:
    """Target of a link: a document (by code), and the highlight or the first one of the chapter.

    `meanings` counts what else the name may mean as well, and itself; `one` says that nothing else
    has the name at all, and `wanted` that nothing has it, no author and no tag either. `place` is
    where the anchor leads within the document's own text; `missing` says that it leads nowhere.
    `words` are the Markdown that an embed shows.
    """

    document: str = ""
    title: str = ""
    one: bool = True
    meanings: int = 1
    place: Place | None = None
    missing: bool = False
    highlight: str = ""
    location: str = ""
    chapter: str = ""
    words: tuple[str, ...] = ()
    more: int = 0
    wanted: bool = False


def leads(db: Connection, asked: Sequence[Asked]) -> dict[Asked, Lead]:
    """Resolve these links in a fixed number of queries.

    No document where nothing live has the name.
    """
    found = named_documents(db, {key for each in asked for key in keys_of(each.name)})
    folders, meanings = _folders(db, asked, found), Meanings(found)
    own = _sources(db, asked)
    means = ((each, _document(each, meanings, folders.get(each.source, []), own)) for each in asked)
    of = {each: best for each, best in means if best}
    passages = _passages(
        db, {each: best.code for each, best in of.items() if each.anchor.startswith("^")}
    )
    plain = [each for each in of if each.anchor and each not in passages]
    chapters = _chapters(db, {of[each].row for each in plain}) if plain else {}
    numbers = _borne(db, asked)
    answer = {
        each: Lead(wanted=bool(each.name) and numbers.keys().isdisjoint(keys_of(each.name)))
        for each in asked
    }
    for each, best in of.items():
        also = numbers.get(keys_of(each.name)[0], 0) if each.name and "/" not in each.name else 0
        one = ".." not in each.name and not any(
            len(found.get(k, ())) > 1 for k in keys_of(each.name)
        )
        tied = meanings.tied(each.name, folders.get(each.source, []))
        code, location = passages.get(each, ("", ""))
        chapter = "" if code else _chapter(chapters, each, best)
        answer[each] = Lead(
            best.code, best.title, one and not also, also + tied, None, False,
            code, location, chapter,
        )  # fmt: skip
    return answer | _placed(db, answer)


def _borne(db: Connection, asked: Sequence[Asked]) -> dict[str, int]:
    """Keys that anything has for its name, also what is gone; with how many authors and tags do."""
    keys = {key for each in asked for key in keys_of(each.name)}
    rows = db.exec_driver_sql(_BORNE, (json.dumps([*keys]),))
    return {row[0]: row[1] for row in rows}


_BORNE = """
SELECT value, EXISTS (SELECT 1 FROM authors WHERE key = value) + EXISTS (
    SELECT 1 FROM tags WHERE key = value) AS others
FROM json_each(?) WHERE others OR EXISTS (SELECT 1 FROM names WHERE key = value)
OR EXISTS (SELECT 1 FROM my_aliases WHERE key = value)
"""


def _folders(
    db: Connection, asked: Iterable[Asked], found: Mapping[str, Sequence[NamedDocument]]
) -> dict[str, list[Path]]:
    """Folders of the texts whose links could mean several documents."""
    open_names = {
        each.source
        for each in asked
        if each.source and any(len(found.get(k, ())) > 1 for k in keys_of(each.name))
    }
    return source_folders(db, open_names) if open_names else {}


def _sources(db: Connection, asked: Iterable[Asked]) -> dict[str, NamedDocument]:
    """Documents (by code) in which links name no other, as `[[#Chapter]]`."""
    codes = {each.source for each in asked if not each.name and each.source}
    if not codes:
        return {}
    what = select(documents.c.id, documents.c.code, documents.c.title)
    rows = db.execute(what.where(documents.c.code.in_(texts(codes))))
    return {row.code: NamedDocument(row.id, row.code, row.title or "", 0) for row in rows}


def _document(
    each: Asked, meanings: Meanings, folders: Sequence[Path], own: Mapping[str, NamedDocument]
) -> NamedDocument | None:
    if not each.name:
        return own.get(each.source)
    best = meanings.first(each.name, folders)
    return best if best and not best.gone else None


def _passages(db: Connection, asked: Mapping[Asked, str]) -> dict[Asked, tuple[str, str]]:
    """Code and location of the highlight that each `#^id` names in the document of this code."""
    of = {each: passage_keys(each.anchor, document) for each, document in asked.items()}
    keys = {key for each in of.values() for key in each}
    if not keys:
        return {}
    what = highlights.c.code, highlights.c.location
    held = select(highlight_keys.c.key, *what).join(
        highlights, highlights.c.code == highlight_keys.c.code
    )
    codes = {key.removeprefix(_OWN) for key in keys if key.startswith(_OWN)}
    own = select(_OWN + highlights.c.code, *what).where(highlights.c.code.in_(texts(codes)))
    found = union_all(
        own.where(highlights.c.gone == 0),
        held.where(highlight_keys.c.key.in_(texts(keys)), highlights.c.gone == 0),
    )
    known = {key: (code, location) for key, code, location in db.execute(found)}
    first = (
        (each, next((known[key] for key in its if key in known), None)) for each, its in of.items()
    )
    return {each: found for each, found in first if found}


def _chapter(chapters: Mapping[tuple[int, str], str], each: Asked, best: NamedDocument) -> str:
    """Code of the first highlight of the chapter that a link names; empty without one."""
    path = heading_path(each.anchor)
    if path and path[0] == heading_key(best.title):
        path = path[1:]
    return chapters.get((best.row, "".join(path)), "")


def _chapters(db: Connection, rows: Collection[int]) -> dict[tuple[int, str], str]:
    """Code of the first highlight under each chapter, by the keys of its path and its parts."""
    held = (
        select(
            highlights.c.document_id,
            highlights.c.chapter,
            highlights.c.code,
            func.min(highlights.c.position),
        )
        .where(
            highlights.c.document_id.in_(row_ids(list(rows))),
            highlights.c.gone == 0,
            highlights.c.chapter != "",
        )
        .group_by(highlights.c.document_id, highlights.c.chapter)
    )
    first: dict[tuple[int, str], str] = {}
    around: dict[tuple[int, str], str] = {}  # chapters that may hold nothing but others
    for row in db.execute(held):
        path = row.chapter.split(BETWEEN_CHAPTERS)
        for begin in range(len(path)):
            key = heading_key(BETWEEN_CHAPTERS.join(path[begin:]))
            first.setdefault((row.document_id, key), row.code)
            for end in range(begin + 1, len(path)):
                key = heading_key(BETWEEN_CHAPTERS.join(path[begin:end]))
                around.setdefault((row.document_id, key), row.code)
    return around | first


def _placed(db: Connection, leads: Mapping[Asked, Lead]) -> dict[Asked, Lead]:
    """Add to these targets the place in the text, and the words that their embeds show."""
    asked = {
        each: lead
        for each, lead in leads.items()
        if lead.document and (each.embed or (each.anchor and not lead.highlight + lead.chapter))
    }
    if not asked:
        return {}
    body = func.substr(documents.c.body, 1, LONGEST_SECTION)
    held = select(documents.c.code, documents.c.title, body, func.length(documents.c.body)).where(
        documents.c.code.in_(texts({lead.document for lead in asked.values()}))
    )
    known = {row[0]: row for row in db.execute(held)}
    passages = _texts(db, [lead for each, lead in asked.items() if each.embed])
    places: dict[tuple[str, str], Place | None] = {}
    placed: dict[Asked, Lead] = {}
    for each, lead in asked.items():
        _, title, text, letters = known.get(lead.document, ("", "", "", 0))
        found = lead
        if each.anchor and not lead.highlight + lead.chapter:
            here = (lead.document, each.anchor)
            if here not in places:
                places[here] = find_place(text, each.anchor, title)
            missing = places[here] is None and letters <= LONGEST_SECTION
            found = replace(lead, place=places[here], missing=missing)
        placed[each] = _with_words(each, found, text, passages) if each.embed else found
    return placed


def _with_words(
    each: Asked, lead: Lead, body: str, passages: Mapping[tuple[str, str], Sequence[str]]
) -> Lead:
    quoted = passages.get(("one", lead.highlight), ()) or passages.get(
        ("chapter", lead.chapter), ()
    )
    if not quoted and each.anchor:
        quoted = [section(body, each.anchor)]
    elif not quoted:
        quoted = [body] if body.strip() else passages.get(("document", lead.document), ())
    words = tuple(_shortened(text) for text in quoted[:EMBEDDED] if text.strip())
    return replace(lead, words=words, more=max(0, len(quoted) - EMBEDDED))


def _texts(db: Connection, asked: Collection[Lead]) -> dict[tuple[str, str], list[str]]:
    """Texts of `one` passage, of a `chapter` by its first, or of a `document`, by code."""
    ones = {lead.highlight for lead in asked if lead.highlight}
    firsts = {lead.chapter for lead in asked if lead.chapter}
    wholes = {lead.document for lead in asked if not lead.highlight and not lead.chapter}
    found: dict[tuple[str, str], list[str]] = {}
    of_one = select(highlights.c.code, highlights.c.text).where(highlights.c.code.in_(texts(ones)))
    first = highlights.alias("first")
    of_chapter = (
        select(first.c.code, highlights.c.text)
        .join(
            highlights,
            (highlights.c.document_id == first.c.document_id)
            & (highlights.c.chapter == first.c.chapter),
        )
        .where(first.c.code.in_(texts(firsts)), highlights.c.gone == 0)
        .order_by(highlights.c.position)
    )
    of_document = (
        select(documents.c.code, highlights.c.text)
        .join(highlights)
        .where(
            documents.c.code.in_(texts(wholes)),
            highlights.c.gone == 0,
            highlights.c.position < 2 * EMBEDDED,
        )
        .order_by(highlights.c.position)
    )
    for what, codes, query in (
        ("one", ones, of_one),
        ("chapter", firsts, of_chapter),
        ("document", wholes, of_document),
    ):
        for row in db.execute(query) if codes else ():
            found.setdefault((what, row.code), []).append(row.text)
    return found


def _shortened(text: str) -> str:
    if len(text) <= EMBED_LETTERS:
        return text
    at = max(text.rfind("\n\n", 0, EMBED_LETTERS), text.rfind(". ", 0, EMBED_LETTERS) + 1)
    return f"{text[: at if at > 0 else EMBED_LETTERS].rstrip()} …"
