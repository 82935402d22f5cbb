"""Rows of documents that an import writes: their columns, relations and spellings."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

from sqlalchemy import Connection, Row, update

from app.identity.records import ResolvedDocument
from app.store.db.aliases import Aliases
from app.store.db.derived_schema import names
from app.store.db.relations import as_json, author_ids, replace_links, sync, tag_ids
from app.store.db.rows import add_rows
from app.store.db.schema import (
    NO_AUTHOR,
    document_authors,
    document_files,
    document_tags,
    documents,
)
from app.store.db.spellings import first_spelled, replace_spellings
from app.store.writes.own_links import write_own_links
from app.store.writes.plan import WritePlan
from app.text import name_key


def write_rows(
    db: Connection,
    placed: Iterable[ResolvedDocument],
    before: Mapping[int, Row[Any]],
    import_id: int,
) -> tuple[set[int], set[int]]:
    """Write the rows; gives those that changed, and those of them with a changed title."""
    new, changed, retitled = [], set(), set()
    for p in placed:
        values = _columns(p)
        old = before.get(p.row)
        if old is None:
            new.append((p.row, p.code, import_id, *values.values()))
            continue
        was = old._mapping  # noqa: SLF001 Row's public way to read by name
        if differing := {name for name, value in values.items() if was[name] != value}:
            db.execute(update(documents).where(documents.c.id == p.row).values(**values))
            changed.add(p.row)
            retitled |= {p.row} if "title" in differing else set()
    add_rows(db, documents, ("id", "code", "import_id", *_COLUMNS), new)
    return changed, retitled


_COLUMNS = (
    "kind",
    "title",
    "title_key",
    "url",
    "cover_url",
    "summary",
    "note",
    "published",
    "aliases",
    "properties",
    "body",
    "earliest",
    "latest",
    "highlights",
    "gone",
    "author_key",
    "favorite",
)


def _columns(p: ResolvedDocument) -> dict[str, str | int]:
    r = p.record
    values = (
        r.kind,
        r.title,
        name_key(r.title),
        r.url,
        r.cover_url,
        r.summary,
        r.note,
        r.published,
        as_json(r.aliases),
        as_json(dict(r.properties)),
        r.body,
        r.earliest,
        r.latest,
        p.highlights,
        p.gone,
        name_key(r.authors[0]) if r.authors else NO_AUTHOR,
        int(r.favorite),
    )
    return dict(zip(_COLUMNS, values, strict=True))


def write_relations(
    db: Connection, placed: Sequence[ResolvedDocument], before: Collection[int]
) -> set[int]:
    """Write authors, tags, files, names and links; gives the rows whose authors or tags changed."""
    owners = [p.row for p in placed if p.row in before]
    by_author = author_ids(db, dict.fromkeys(a for p in placed for a in p.record.authors))
    by_tag = tag_ids(db, dict.fromkeys(t for p in placed for t in p.record.tags))
    authored = [
        (p.row, author, i)
        for p in placed
        for i, author in enumerate(dict.fromkeys(by_author[n] for n in p.record.authors))
    ]
    headed = sync(db, document_authors, ("document_id", "author_id", "position"), owners, authored)
    headed |= sync(
        db,
        document_tags,
        ("document_id", "tag_id"),
        owners,
        ((p.row, by_tag[t]) for p in placed for t in p.record.tags),
    )
    sync(
        db,
        document_files,
        ("document_id", "file_id"),
        owners,
        ((p.row, f) for p in placed for f in p.record.file_ids),
    )
    sync(
        db,
        names,
        ("document_id", "key"),
        owners,
        ((p.row, key) for p in placed for key in p.record.names),
    )
    replace_links(db, owners, ((p.row, None, link) for p in placed for link in p.record.links))
    write_own_links(db, documents=[p.row for p in placed])
    return headed


def write_spellings(
    db: Connection,
    plan: WritePlan,
    placed: Sequence[ResolvedDocument],
    before: Collection[int],
    aliases: Aliases,
) -> set[int]:
    """Write how the documents spell authors and tags, the reader's own tags last.

    Gives the documents whose index rows became stale.
    """
    own: dict[int, list[str]] = {}
    for row, tags in plan.own_tags():
        own.setdefault(row, []).extend(tags)
    tagged = {
        p.row: first_spelled(map(aliases.shown, chain(
            p.record.tags, *(h.tags for h in p.record.highlights if h.tags), own.get(p.row, ())
        )), nested=True)
        for p in placed
    }  # fmt: skip
    by_tag = tag_ids(db, dict.fromkeys(chain.from_iterable(tagged.values())))
    by_author = author_ids(db, dict.fromkeys(a for p in placed for a in p.record.authors))
    written = {
        p.row: {by_author[name]: name for name in first_spelled(p.record.authors)} for p in placed
    }
    respelled = replace_spellings(
        db,
        "tag",
        {row: {by_tag[name]: name for name in names} for row, names in tagged.items()},
        before,
    )
    return respelled | replace_spellings(db, "author", written, before)
