"""What the reader made say something else than his files, and how it is laid over what they say."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from sqlalchemy import Connection, delete, select, update

from app.identity.records import DocumentRecord, HighlightRecord, links_in
from app.model import Kind
from app.store.db.keys import texts
from app.store.db.rows import add_rows
from app.store.db.schema import my_change_items, my_changes, my_fields
from app.text import name_key, tag_name

HIGHLIGHT_FIELDS = ("text", "note", "favorite", "discarded", "tags", "kept", "merged_into")
DOCUMENT_FIELDS = (
    "title", "authors", "aliases", "kind", "url", "published", "note", "summary", "tags", "favorite", "put_away",
)  # fmt: skip
FLAGS = ("favorite", "discarded", "kept", "put_away")
LISTS = ("tags", "authors", "aliases")
_COLUMNS = ("code", "field", "base", "mine", "theirs", "changed_at")


@dataclass(frozen=True, slots=True)
class Mine:
    """One field of the reader's: what the files said when he changed it, what he says, and what they say now."""

    base: str
    mine: str
    theirs: str
    changed_at: str = ""


Own = dict[str, Mine]  # by field


def own_fields(db: Connection, codes: Iterable[str]) -> dict[str, Own]:
    """The reader's fields of the records with these codes, by code."""
    own: dict[str, Own] = {}
    for row in db.execute(select(my_fields).where(my_fields.c.code.in_(texts(codes)))):
        own.setdefault(row.code, {})[row.field] = Mine(row.base, row.mine, row.theirs, row.changed_at)
    return own


def holds_any(db: Connection) -> bool:
    """Whether the reader ever changed anything."""
    return db.execute(select(my_fields.c.code).limit(1)).first() is not None or db.execute(select(my_changes.c.id).limit(1)).first() is not None


def as_list(names: Iterable[str]) -> str:
    """Tags, authors or aliases as the field holds them."""
    return json.dumps(list(names), ensure_ascii=False)


def merged_tags(own: Mine, theirs: Sequence[str]) -> tuple[str, ...]:
    """Theirs, with what the reader added and without what he took away; compared without case."""
    base, mine = ({name_key(t): t for t in map(tag_name, json.loads(tags))} for tags in (own.base, own.mine))
    merged = {name_key(t): t for t in theirs if name_key(t) in mine or name_key(t) not in base}
    merged |= {key: t for key, t in mine.items() if key not in base and key not in merged}
    return tuple(merged.values())


def seen(field: str, own: Mine | None, theirs: str) -> str:
    """A field as the reader sees it."""
    if own is None:
        return theirs
    return as_list(merged_tags(own, json.loads(theirs))) if field == "tags" else own.mine


def said(record: HighlightRecord) -> dict[str, str]:
    """What the files say of each field of a highlight that the reader may change."""
    return {
        "text": record.text, "note": record.note, "favorite": str(int(record.favorite)), "discarded": str(int(record.discarded)),
        "kept": str(int(record.kept)), "tags": as_list(record.tags), "merged_into": "",
    }  # fmt: skip


def said_of_document(record: DocumentRecord) -> dict[str, str]:
    """What the files say of each field of a document that the reader may change."""
    return {
        "title": record.title, "authors": as_list(record.authors), "aliases": as_list(record.aliases), "kind": record.kind,
        "url": record.url, "published": record.published, "note": record.note, "summary": record.summary,
        "tags": as_list(record.tags), "favorite": str(int(record.favorite)), "put_away": str(int(record.put_away)),
    }  # fmt: skip


def laid_over(record: HighlightRecord, own: Own) -> HighlightRecord:
    """The record as the reader sees it: what he changed stays over what the files say."""
    now = said(record) | {field: mine.mine for field, mine in own.items()}
    kept = tuple(link for link in record.links if link.place not in own)
    return record._replace(
        text=now["text"], note=now["note"], favorite=now["favorite"] == "1", discarded=now["discarded"] == "1",
        kept=now["kept"] == "1", merged=bool(now["merged_into"]),
        tags=merged_tags(own["tags"], record.tags) if "tags" in own else record.tags,
        links=(*kept, *(link for place in ("text", "note") if place in own for link in links_in(place, own[place].mine))),
    )  # fmt: skip


def lay(db: Connection, record: HighlightRecord, codes: Sequence[str], own: Mapping[str, Own]) -> HighlightRecord:
    """The record as the reader sees it; what the files say now is remembered beside each of his fields.

    `codes` are all that the record answers for, its own first: fields of another now belong to it, and so does what the log says of them.
    """
    known = [code for code in dict.fromkeys(codes) if code in own]
    fields: Own = {}
    for code in known:
        fields = united(record, fields, own[code])
    if known != [codes[0]]:
        _write_united(db, codes[0], known, fields)
    theirs = said(record)
    for field, value in fields.items():
        if theirs[field] != value.theirs:
            db.execute(update(my_fields).where(my_fields.c.code == codes[0], my_fields.c.field == field).values(theirs=theirs[field]))
    return laid_over(record, fields)


def united(record: HighlightRecord, ours: Own, others: Own) -> Own:
    """What the reader made two passages say that are one now; nothing of it is lost.

    Tags add up, and so do notes; a flag stands that stood on either, but for a discarded one, which
    was seen in the other's place. A second wording becomes a part of the note.
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
    """Both notes, one below the other, unless one holds the other."""
    if a in b or b in a:
        return max(a, b, key=len)
    return f"{a}\n\n{b}"


def _write_united(db: Connection, code: str, known: Sequence[str], fields: Own) -> None:
    """Write these fields under one code, in place of what stood under all of the known ones; the log speaks of the one from now on."""
    of_these = my_fields.c.code.in_(texts(known))
    moments = {row.field: row.changed_at for row in db.execute(select(my_fields).where(of_these).order_by(my_fields.c.changed_at))}
    db.execute(delete(my_fields).where(of_these))
    latest = max(moments.values())
    rows = [(code, field, own.base, own.mine, own.theirs, moments.get(field, latest)) for field, own in fields.items()]
    add_rows(db, my_fields, _COLUMNS, rows)
    log = my_change_items.c
    db.execute(update(my_change_items).where(log.type == "highlight", log.code.in_(texts(known))).values(code=code))


def document_laid_over(record: DocumentRecord, own: Own) -> DocumentRecord:
    """The document as the reader sees it: what he changed stays over what the files say."""
    now = said_of_document(record) | {field: mine.mine for field, mine in own.items()}
    links = record.links
    if own.keys() & {"note", "summary"}:
        kept = (link for link in links if link.place != "note")
        links = (*kept, *links_in("note", now["summary"]), *links_in("note", now["note"]))
    return replace(
        record, title=now["title"], kind=cast("Kind", now["kind"]), url=now["url"], published=now["published"],
        note=now["note"], summary=now["summary"], authors=tuple(json.loads(now["authors"])), aliases=tuple(json.loads(now["aliases"])),
        tags=merged_tags(own["tags"], record.tags) if "tags" in own else record.tags,
        favorite=now["favorite"] == "1", put_away=now["put_away"] == "1", links=links,
    )  # fmt: skip


def lay_document(db: Connection, record: DocumentRecord, codes: Sequence[str], own: Mapping[str, Own]) -> DocumentRecord:
    """The document as the reader sees it; what the files say now is remembered beside each of his fields.

    `codes` are all that the record answers for, its own first. Fields stay with the code that he said them of: documents that
    he made one may become two again.
    """
    theirs = said_of_document(record)
    for code in codes:
        for field, known in own.get(code, {}).items():
            if theirs[field] != known.theirs:
                db.execute(update(my_fields).where(my_fields.c.code == code, my_fields.c.field == field).values(theirs=theirs[field]))
    return document_laid_over(record, joint(own, codes))


def inherit_put_away(db: Connection, former: Mapping[str, Collection[str]]) -> None:
    """Documents (by code) that were part of others are put away as one of these is."""
    away = {code: own["put_away"] for code, own in own_fields(db, {c for codes in former.values() for c in codes}).items() if "put_away" in own}
    inherited = {code: next(each for each in codes if each in away) for code, codes in former.items() if away.keys() & {*codes}}
    known = own_fields(db, inherited)
    for code, other in inherited.items():
        if "put_away" not in known.get(code, {}):
            put(db, {(code, "put_away"): away[other]}, away[other].changed_at)


def joint(own: Mapping[str, Own], codes: Iterable[str]) -> Own:
    """The reader's fields of a record that answers for these codes: where two say something of a field, the first does."""
    fields: Own = {}
    for code in codes:
        fields = own.get(code, {}) | fields
    return fields


def names_given(db: Connection, codes: Collection[str]) -> dict[str, set[str]]:
    """The name keys of all titles and aliases that documents of these codes had before and after the reader changed them, by code."""
    log = my_change_items.c
    if not codes or db.execute(select(log.code).where(log.type == "document").limit(1)).first() is None:
        return {}
    changed = select(log.code, log.field, log.before, log.after).select_from(my_change_items.join(my_changes))
    changed = changed.where(log.type == "document", log.code.in_(texts(codes)), log.field.in_(("title", "aliases")), my_changes.c.undone_at == "")
    given: dict[str, set[str]] = {}
    for code, field, *values in db.execute(changed):
        for value in map(json.loads, values):
            names = called(value) if field == "title" else {name_key(name) for name in value}
            given.setdefault(code, set()).update(names)
    return given


def called(title: str) -> set[str]:
    """The keys under which links find what has this title: whole, and without its subtitle."""
    return {key for name in (title, title.split(": ", maxsplit=1)[0]) if (key := name_key(name))}


def put(db: Connection, values: Mapping[tuple[str, str], Mine | None], changed_at: str) -> None:
    """The reader says this of fields (code, field) from now on; where it is None, the files alone do."""
    if values:
        db.exec_driver_sql("DELETE FROM my_fields WHERE code = ? AND field = ?", [*values])
    rows = [(*key, mine.base, mine.mine, mine.theirs, changed_at) for key, mine in values.items() if mine]
    add_rows(db, my_fields, _COLUMNS, rows)
