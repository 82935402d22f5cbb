"""What the reader made say something else than his files, and how it is laid over what they say."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from sqlalchemy import Connection, delete, insert, select, update

from app.identity.records import HighlightRecord, links_in
from app.store.db.keys import texts
from app.store.db.schema import my_fields
from app.text import name_key, tag_name

FIELDS = ("text", "note", "favorite", "discarded", "tags", "kept")
FLAGS = ("favorite", "discarded", "kept")


@dataclass(frozen=True, slots=True)
class Mine:
    """One field of the reader's: what the files said when he changed it, what he says, and what they say now."""

    base: str
    mine: str
    theirs: str


Own = dict[str, Mine]  # by field


def own_fields(db: Connection, codes: Iterable[str]) -> dict[str, Own]:
    """The reader's fields of the records with these codes, by code."""
    own: dict[str, Own] = {}
    for row in db.execute(select(my_fields).where(my_fields.c.code.in_(texts(codes)))):
        own.setdefault(row.code, {})[row.field] = Mine(row.base, row.mine, row.theirs)
    return own


def holds_any(db: Connection) -> bool:
    """Whether the reader changed anything at all."""
    return db.execute(select(my_fields.c.code).limit(1)).first() is not None


def as_tags(tags: Iterable[str]) -> str:
    """Tags as the field holds them."""
    return json.dumps(list(tags), ensure_ascii=False)


def merged_tags(own: Mine, theirs: Sequence[str]) -> tuple[str, ...]:
    """Theirs, with what the reader added and without what he took away; compared without case."""
    base, mine = ({name_key(t): t for t in map(tag_name, json.loads(tags))} for tags in (own.base, own.mine))
    merged = {name_key(t): t for t in theirs if name_key(t) in mine or name_key(t) not in base}
    merged |= {key: t for key, t in mine.items() if key not in base and key not in merged}
    return tuple(merged.values())


def said(record: HighlightRecord) -> dict[str, str]:
    """What the files say of each field that the reader may change."""
    return {
        "text": record.text, "note": record.note, "favorite": str(int(record.favorite)), "discarded": str(int(record.discarded)),
        "kept": str(int(record.kept)), "tags": as_tags(record.tags),
    }  # fmt: skip


def _flag(field: str, theirs: bool, own: Own) -> bool:  # noqa: FBT001 a flag is what it is about
    return own[field].mine == "1" if field in own else theirs


def laid_over(record: HighlightRecord, own: Own) -> HighlightRecord:
    """The record as the reader sees it: what he changed stays over what the files say."""
    text = own["text"].mine if "text" in own else record.text
    note = own["note"].mine if "note" in own else record.note
    kept = tuple(link for link in record.links if link.place not in own)
    return record._replace(
        text=text, note=note, favorite=_flag("favorite", record.favorite, own), discarded=_flag("discarded", record.discarded, own),
        kept=_flag("kept", record.kept, own),
        tags=merged_tags(own["tags"], record.tags) if "tags" in own else record.tags,
        links=(*kept, *(link for place in ("text", "note") if place in own for link in links_in(place, own[place].mine))),
    )  # fmt: skip


def lay(db: Connection, record: HighlightRecord, codes: Sequence[str], own: Mapping[str, Own]) -> HighlightRecord:
    """The record as the reader sees it; what the files say now is remembered beside each of his fields.

    `codes` are all that the record answers for, its own first: fields of another now belong to it.
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
    return Mine(as_tags(base.values()), as_tags(mine), a.theirs)


def _joined(a: str, b: str) -> str:
    """Both notes, one below the other, unless one holds the other."""
    if a in b or b in a:
        return max(a, b, key=len)
    return f"{a}\n\n{b}"


def _write_united(db: Connection, code: str, known: Sequence[str], fields: Own) -> None:
    """Write these fields under one code, in place of what stood under all of the known ones."""
    of_these = my_fields.c.code.in_(texts(known))
    moments = {row.field: row.changed_at for row in db.execute(select(my_fields).where(of_these).order_by(my_fields.c.changed_at))}
    db.execute(delete(my_fields).where(of_these))
    rows = [{"code": code, "field": field, **asdict(own), "changed_at": moments.get(field, max(moments.values()))} for field, own in fields.items()]
    db.execute(insert(my_fields), rows)


def put_away(db: Connection, codes: Iterable[str]) -> set[str]:
    """Which of the documents with these codes the reader put away."""
    return set(db.scalars(select(my_fields.c.code).where(my_fields.c.code.in_(texts(codes)), my_fields.c.field == "put_away")))


def inherit_put_away(db: Connection, code: str, other: str) -> None:
    """The document of this code is put away as the other was."""
    row = db.execute(select(my_fields).where(my_fields.c.code == other, my_fields.c.field == "put_away")).one()
    db.execute(insert(my_fields).values({**row._mapping, "code": code}))  # noqa: SLF001 Row's way to read by name


def forget_put_away(db: Connection, codes: Collection[str]) -> None:
    """Documents of these codes were taken in by others, to which the reader's word has passed."""
    if codes:
        db.execute(delete(my_fields).where(my_fields.c.code.in_(texts(codes)), my_fields.c.field == "put_away"))


def put(db: Connection, code: str, field: str, value: Mine, changed_at: str) -> None:
    """The reader says so from now on; where he says what the files say, nothing is kept."""
    db.execute(delete(my_fields).where(my_fields.c.code == code, my_fields.c.field == field))
    if value.mine != value.theirs:
        row = {"code": code, "field": field, "base": value.base, "mine": value.mine, "theirs": value.theirs, "changed_at": changed_at}
        db.execute(insert(my_fields).values(**row))
