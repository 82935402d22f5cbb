"""Overrides: fields that the reader changed, and how they are applied to records from files."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from sqlalchemy import Connection, delete, select, update

from app.identity.records import DocumentRecord, HighlightRecord, links_in
from app.model import Kind
from app.store.db.keys import texts
from app.store.db.own_schema import my_change_items, my_changes, my_fields
from app.store.db.rows import add_rows
from app.text import name_key, tag_name

HIGHLIGHT_FIELDS = ("text", "note", "favorite", "discarded", "tags", "kept", "merged_into")
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
FLAGS = ("favorite", "discarded", "kept", "put_away")
LISTS = ("tags", "authors", "aliases")
_COLUMNS = ("code", "field", "base", "mine", "theirs", "changed_at")


_ENCODER = json.JSONEncoder(ensure_ascii=False)  # `dumps` makes one at each call


@dataclass(frozen=True, slots=True)
class Mine:
    """Override of one field.

    The files' value when it was set, the reader's value, and the files' value now.
    """

    base: str
    mine: str
    theirs: str
    changed_at: str = ""


Own = dict[str, Mine]  # by field


def own_fields(db: Connection, codes: Iterable[str]) -> dict[str, Own]:
    """Overrides of the records with these codes, by code."""
    own: dict[str, Own] = {}
    for row in db.execute(select(my_fields).where(my_fields.c.code.in_(texts(codes)))):
        own.setdefault(row.code, {})[row.field] = Mine(
            row.base, row.mine, row.theirs, row.changed_at
        )
    return own


def holds_any(db: Connection) -> bool:
    """Whether any override is stored."""
    return (
        db.execute(select(my_fields.c.code).limit(1)).first() is not None
        or db.execute(select(my_changes.c.id).limit(1)).first() is not None
    )


def as_list(names: Iterable[str]) -> str:
    """JSON list of tags, authors or aliases, as the field stores it."""
    return _ENCODER.encode(list(names))


def merged_tags(own: Mine, theirs: Sequence[str]) -> tuple[str, ...]:
    """Merge tags: those of the files with the reader's added and removed ones.

    Compared without case.
    """
    base, mine = (
        {name_key(t): t for t in map(tag_name, json.loads(tags))} for tags in (own.base, own.mine)
    )
    merged = {name_key(t): t for t in theirs if name_key(t) in mine or name_key(t) not in base}
    merged |= {key: t for key, t in mine.items() if key not in base and key not in merged}
    return tuple(merged.values())


def seen(field: str, own: Mine | None, theirs: str) -> str:
    """Value of a field as shown to the reader."""
    if own is None:
        return theirs
    return as_list(merged_tags(own, json.loads(theirs))) if field == "tags" else own.mine


def values_in_files(record: HighlightRecord) -> dict[str, str]:
    """Values in the files of each field of a highlight that the reader may change."""
    return {
        "text": record.text,
        "note": record.note,
        "favorite": str(int(record.favorite)),
        "discarded": str(int(record.discarded)),
        "kept": str(int(record.kept)),
        "tags": as_list(record.tags),
        "merged_into": "",
    }


def document_values_in_files(record: DocumentRecord) -> dict[str, str]:
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


def with_overrides(record: HighlightRecord, own: Own) -> HighlightRecord:
    """Apply overrides to a highlight: the record as shown to the reader."""
    now = values_in_files(record) | {field: mine.mine for field, mine in own.items()}
    kept = tuple(link for link in record.links if link.place not in own)
    return record._replace(
        text=now["text"],
        note=now["note"],
        favorite=now["favorite"] == "1",
        discarded=now["discarded"] == "1",
        kept=now["kept"] == "1",
        merged=bool(now["merged_into"]),
        tags=merged_tags(own["tags"], record.tags) if "tags" in own else record.tags,
        links=(
            *kept,
            *(
                link
                for place in ("text", "note")
                if place in own
                for link in links_in(place, own[place].mine)
            ),
        ),
    )


def apply_overrides(
    db: Connection, record: HighlightRecord, codes: Sequence[str], own: Mapping[str, Own]
) -> HighlightRecord:
    """Apply overrides to a highlight and store the files' current value beside each of them.

    `codes` are all codes that lead to the record, its own first: overrides and log items of the
    others are moved to it.
    """
    known = [code for code in dict.fromkeys(codes) if code in own]
    fields: Own = {}
    for code in known:
        fields = united(record, fields, own[code])
    if known != [codes[0]]:
        _write_united(db, codes[0], known, fields)
    theirs = values_in_files(record)
    for field, value in fields.items():
        if theirs[field] != value.theirs:
            db.execute(
                update(my_fields)
                .where(my_fields.c.code == codes[0], my_fields.c.field == field)
                .values(theirs=theirs[field])
            )
    return with_overrides(record, fields)


def united(record: HighlightRecord, ours: Own, others: Own) -> Own:
    """Unite the overrides of two highlights that are one now; nothing is lost.

    Tags are united, notes joined; a flag is set if either had it, except a discarded highlight that
    was shown instead of the other. A second text is appended to the note.
    """
    both = {**others, **ours}
    for field in ours.keys() & others.keys():
        a, b = ours[field], others[field]
        if field == "tags":
            both[field] = _united_tags(a, b)
        elif field == "note":
            both[field] = replace(a, mine=_joined(a.mine, b.mine))
        elif field in FLAGS:
            both[field] = a if (a.mine == "1") != (field == "discarded") else b
        elif a.mine != b.mine:
            note = both.get("note", Mine(record.note, record.note, record.note))
            both["note"] = replace(note, mine=_joined(note.mine, b.mine))
    return both


def _united_tags(a: Mine, b: Mine) -> Mine:
    base: dict[str, str] = {}
    every: dict[str, str] = {}
    added: set[str] = set()
    taken: set[str] = set()
    for own in (a, b):
        was, now = ({name_key(t): t for t in json.loads(tags)} for tags in (own.base, own.mine))
        base, every = {**was, **base}, {**was, **now, **every}
        added |= now.keys() - was.keys()
        taken |= was.keys() - now.keys()
    mine = [tag for key, tag in every.items() if key in added or key not in taken]
    return Mine(as_list(base.values()), as_list(mine), a.theirs)


def _joined(a: str, b: str) -> str:
    """Join two notes, one below the other, unless one contains the other."""
    if a in b or b in a:
        return max(a, b, key=len)
    return f"{a}\n\n{b}"


def _write_united(db: Connection, code: str, known: Sequence[str], fields: Own) -> None:
    """Replace the overrides of all known codes with these fields under one code.

    The log follows.
    """
    of_these = my_fields.c.code.in_(texts(known))
    moments = {
        row.field: row.changed_at
        for row in db.execute(select(my_fields).where(of_these).order_by(my_fields.c.changed_at))
    }
    db.execute(delete(my_fields).where(of_these))
    latest = max(moments.values())
    rows = [
        (code, field, own.base, own.mine, own.theirs, moments.get(field, latest))
        for field, own in fields.items()
    ]
    add_rows(db, my_fields, _COLUMNS, rows)
    log = my_change_items.c
    db.execute(
        update(my_change_items)
        .where(log.type == "highlight", log.code.in_(texts(known)))
        .values(code=code)
    )


def document_with_overrides(record: DocumentRecord, own: Own) -> DocumentRecord:
    """Apply overrides to a document: the record as shown to the reader."""
    now = document_values_in_files(record) | {field: mine.mine for field, mine in own.items()}
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


def apply_document_overrides(
    db: Connection, record: DocumentRecord, codes: Sequence[str], own: Mapping[str, Own]
) -> DocumentRecord:
    """Apply overrides to a document and store the files' current value beside each of them.

    `codes` are all codes that lead to the record, its own first. Overrides stay with the code for
    which they were set, as documents that the reader joined may be parted again.
    """
    theirs = document_values_in_files(record)
    for code in codes:
        for field, known in own.get(code, {}).items():
            if theirs[field] != known.theirs:
                db.execute(
                    update(my_fields)
                    .where(my_fields.c.code == code, my_fields.c.field == field)
                    .values(theirs=theirs[field])
                )
    return document_with_overrides(record, joint(own, codes))


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


def joint(own: Mapping[str, Own], codes: Iterable[str]) -> Own:
    """Combine the overrides of a record with these codes: for each field, the first one found."""
    fields: Own = {}
    for code in codes:
        fields = own.get(code, {}) | fields
    return fields


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


def put(db: Connection, values: Mapping[tuple[str, str], Mine | None], changed_at: str) -> None:
    """Write overrides of fields (by code and field); None deletes one."""
    if values:
        db.exec_driver_sql("DELETE FROM my_fields WHERE code = ? AND field = ?", [*values])
    rows = [
        (*key, mine.base, mine.mine, mine.theirs, changed_at)
        for key, mine in values.items()
        if mine
    ]
    add_rows(db, my_fields, _COLUMNS, rows)
