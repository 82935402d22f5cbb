"""Overrides of documents: how they are applied to documents from files, and names they gave."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import cast

from sqlalchemy import Connection, select, update

from app.identity.records import DocumentRecord, links_in
from app.model import Kind
from app.store.db.keys import texts
from app.store.db.own_schema import my_change_items, my_changes, my_fields
from app.store.edits.overrides import Own, as_list, joint, merged_tags, own_fields, put
from app.text import name_key

DOCUMENT_FIELDS = (
    "title",
    "authors",
    "aliases",
    "kind",
    "url",
    "published",
    "note",
    "summary",
    "tags",
    "favorite",
    "put_away",
)


def values_in_files(record: DocumentRecord) -> dict[str, str]:
    """Values in the files of each field of a document that the reader may change."""
    return {
        "title": record.title,
        "authors": as_list(record.authors),
        "aliases": as_list(record.aliases),
        "kind": record.kind,
        "url": record.url,
        "published": record.published,
        "note": record.note,
        "summary": record.summary,
        "tags": as_list(record.tags),
        "favorite": str(int(record.favorite)),
        "put_away": str(int(record.put_away)),
    }


def with_overrides(record: DocumentRecord, own: Own) -> DocumentRecord:
    """Apply overrides to a document: the record as shown to the reader."""
    now = values_in_files(record) | {field: mine.mine for field, mine in own.items()}
    links = record.links
    if own.keys() & {"note", "summary"}:
        kept = (link for link in links if link.place != "note")
        links = (*kept, *links_in("note", now["summary"]), *links_in("note", now["note"]))
    return replace(
        record,
        title=now["title"],
        kind=cast("Kind", now["kind"]),
        url=now["url"],
        published=now["published"],
        note=now["note"],
        summary=now["summary"],
        authors=tuple(json.loads(now["authors"])),
        aliases=tuple(json.loads(now["aliases"])),
        tags=merged_tags(own["tags"], record.tags) if "tags" in own else record.tags,
        favorite=now["favorite"] == "1",
        put_away=now["put_away"] == "1",
        links=links,
    )


def apply_overrides(
    db: Connection, record: DocumentRecord, codes: Sequence[str], own: Mapping[str, Own]
) -> DocumentRecord:
    """Apply overrides to a document and store the files' current value beside each of them.

    `codes` are all codes that lead to the record, its own first. Overrides stay with the code for
    which they were set, as documents that the reader joined may be parted again.
    """
    theirs = values_in_files(record)
    for code in codes:
        for field, known in own.get(code, {}).items():
            if theirs[field] != known.theirs:
                db.execute(
                    update(my_fields)
                    .where(my_fields.c.code == code, my_fields.c.field == field)
                    .values(theirs=theirs[field])
                )
    return with_overrides(record, joint(own, codes))


def inherit_put_away(db: Connection, former: Mapping[str, Collection[str]]) -> None:
    """Hide documents (by code) that were part of others, if one of those is hidden."""
    away = {
        code: own["put_away"]
        for code, own in own_fields(db, {c for codes in former.values() for c in codes}).items()
        if "put_away" in own
    }
    inherited = {
        code: next(each for each in codes if each in away)
        for code, codes in former.items()
        if away.keys() & {*codes}
    }
    known = own_fields(db, inherited)
    for code, other in inherited.items():
        if "put_away" not in known.get(code, {}):
            put(db, {(code, "put_away"): away[other]}, away[other].changed_at)


def names_given(db: Connection, codes: Collection[str]) -> dict[str, set[str]]:
    """Name keys of all titles and aliases of documents before and after overrides, by code."""
    log = my_change_items.c
    if (
        not codes
        or db.execute(select(log.code).where(log.type == "document").limit(1)).first() is None
    ):
        return {}
    changed = select(log.code, log.field, log.before, log.after).select_from(
        my_change_items.join(my_changes)
    )
    changed = changed.where(
        log.type == "document",
        log.code.in_(texts(codes)),
        log.field.in_(("title", "aliases")),
        my_changes.c.undone_at == "",
    )
    given: dict[str, set[str]] = {}
    for code, field, *values in db.execute(changed):
        for value in map(json.loads, values):
            names = called(value) if field == "title" else {name_key(name) for name in value}
            given.setdefault(code, set()).update(names)
    return given


def called(title: str) -> set[str]:
    """Keys under which links find a title: the whole title, and the title without its subtitle."""
    return {key for name in (title, title.split(": ", maxsplit=1)[0]) if (key := name_key(name))}
