"""Overrides: fields that the reader changed, and how they are applied to highlights from files."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, delete, select, update

from app.identity.records import HighlightRecord, links_in
from app.store.db.keys import texts
from app.store.db.own_schema import my_change_items, my_changes, my_fields
from app.store.db.rows import add_rows
from app.text import name_key, tag_name

HIGHLIGHT_FIELDS = ("text", "note", "favorite", "discarded", "tags", "kept", "merged_into")
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


def joint(own: Mapping[str, Own], codes: Iterable[str]) -> Own:
    """Combine the overrides of a record with these codes: for each field, the first one found."""
    fields: Own = {}
    for code in codes:
        fields = own.get(code, {}) | fields
    return fields


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
