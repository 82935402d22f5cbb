"""Edits of documents.

Stored as overrides, and applied to lists, links, counts and search at once.
"""

import json
from collections.abc import Collection, Mapping
from itertools import chain
from typing import Any

from sqlalchemy import Connection, Row, select

from app.changes import Fields, Item
from app.errors import UnknownError
from app.identity.records import PUT_AWAY
from app.store.db.aliases import read_aliases, read_written
from app.store.db.keys import rows_led_to, texts
from app.store.db.rows import change_rows, row_ids
from app.store.db.schema import (
    authors,
    document_authors,
    document_keys,
    document_tags,
    documents,
    tags,
)
from app.store.edits.document_overrides import DOCUMENT_FIELDS
from app.store.edits.document_rows import (
    lists_of,
    write_authors,
    write_links,
    write_names,
    write_put_away,
    write_tags,
)
from app.store.edits.entering import by_own_code, change_of, item, shown_list
from app.store.edits.overrides import Mine, Own, as_list, joint, own_fields, put, seen
from app.store.edits.values import Entered, check_fields
from app.store.fts.change_log import note_changes
from app.store.refresh import refresh
from app.text import name_key

Rows = Mapping[str, Row[Any]]  # documents by code
Seen = Mapping[str, Mapping[str, str]]  # fields as they are seen from now on, by code
_PLAIN = (
    "title",
    "kind",
    "url",
    "published",
    "note",
    "summary",
    "favorite",
    "aliases",
)  # columns of the same name
_HEADING = frozenset(
    {"title", "authors", "tags"}
)  # what the index holds with each highlight as well
_INDEXED = _HEADING | {"aliases", "note", "summary"}


def set_document_fields(
    db: Connection, wanted: Mapping[str, Mapping[str, Entered]], at: str
) -> list[Item]:
    """Set the reader's overrides of these fields of documents (by code).

    None restores the files' value.

    Gives the changed items. Raises NotFoundError for an unknown code, WrongUseError for a field
    that cannot be changed, an empty title or an unknown kind, and TooMuchError for values longer
    than `values` allows; then nothing is changed.
    """
    check_fields("document", wanted, DOCUMENT_FIELDS)
    rows = documents_of(db, wanted)
    asked = by_own_code("document", wanted, rows)
    by_code = {row.code: row for row in rows.values()}
    codes = codes_of(db, asked)
    own = own_fields(db, chain.from_iterable(codes.values()))
    now = _seen_now(db, by_code, {code: joint(own, several) for code, several in codes.items()})
    aliases = {"tags": read_aliases(db, "tag"), "authors": read_aliases(db, "author")}
    kept: dict[tuple[str, str], Mine | None] = {}
    shown: dict[str, dict[str, str]] = {}
    items: list[Item] = []
    for code, fields in asked.items():
        for field, entered in fields.items():
            known = joint(own, codes[code]).get(field)
            change = change_of(field, entered, now[code][field], known, aliases.get(field))
            if not change:
                continue
            shown.setdefault(code, {})[field] = change.mine
            holders = [each for each in codes[code] if field in own.get(each, {})]
            for holder in [code] if change.override else holders:
                kept[holder, field] = change.override
                overrides = (own.get(holder, {}).get(field), change.override)
                items.append(item("document", holder, field, change.seen, overrides))
    put(db, kept, at)
    _show(db, by_code, shown)
    return items


def document_tags_seen(db: Connection, codes: Collection[str]) -> dict[str, list[str]]:
    """Tags of these documents as shown now, by code; NotFoundError for an unknown one."""
    rows = documents_of(db, codes)
    if missing := [code for code in codes if code not in rows]:
        raise UnknownError("document", missing[0])
    aliases = read_aliases(db, "tag")
    now = _seen_now(db, rows, {code: {} for code in rows})
    return {code: json.loads(shown_list(aliases, fields["tags"])) for code, fields in now.items()}


def restore_documents(db: Connection, wanted: Mapping[str, Fields], at: str) -> None:
    """Restore overrides of documents (by code and field); None restores the files' value.

    Overrides of a document that is missing now, or was joined with another, apply when it returns.
    """
    rows = documents_of(db, wanted)
    by_code = {row.code: row for row in rows.values()}
    codes = codes_of(db, by_code)
    own = own_fields(db, {*wanted, *chain.from_iterable(codes.values())})
    now = _seen_now(db, by_code, {code: joint(own, several) for code, several in codes.items()})
    kept: dict[tuple[str, str], Mine | None] = {}
    for code, fields in wanted.items():
        answering = rows[code].code if code in rows else ""
        for field, value in fields.items():
            theirs = _theirs(
                joint(own, (code, *codes.get(answering, ()))).get(field),
                now.get(answering, {}).get(field),
            )
            kept[code, field] = (
                Mine(*value, theirs if theirs is not None else value[0]) if value else None
            )
    put(db, kept, at)
    later = own_fields(db, {*wanted, *chain.from_iterable(codes.values())})
    shown: dict[str, dict[str, str]] = {}
    for code, field in kept:
        if code in rows:
            answering = rows[code].code
            theirs = _theirs(joint(own, codes[answering]).get(field), now[answering][field])
            shown.setdefault(answering, {})[field] = seen(
                field, joint(later, codes[answering]).get(field), theirs or ""
            )
    _show(db, by_code, shown)


def _theirs(known: Mine | None, shown: str | None) -> str | None:
    return known.theirs if known else shown


def documents_of(db: Connection, codes: Collection[str]) -> dict[str, Row[Any]]:
    """Rows that these codes lead to, by the code asked for; codes without a row are left out."""
    return rows_led_to(db, documents, document_keys, codes)


def codes_of(db: Connection, codes: Collection[str]) -> dict[str, list[str]]:
    """Codes that lead to each of these documents (by its own code), its own first."""
    found = {code: [code] for code in codes}
    keys = document_keys.c
    taken = select(keys.code, keys.own_code).where(
        keys.code.in_(texts(codes)), keys.own_code.is_not(None)
    )
    for row in db.execute(
        taken.where(keys.own_code.not_in(select(documents.c.code))).order_by(keys.own_code)
    ):
        if row.own_code not in found[row.code]:
            found[row.code].append(row.own_code)
    return found


def _seen_now(db: Connection, rows: Rows, own: Mapping[str, Own]) -> Seen:
    """Fields of documents as shown now; tags and authors as written, before aliases."""
    ids = row_ids([row.id for row in rows.values()])
    by = (
        select(document_authors.c.document_id, authors.c.name)
        .join(authors)
        .where(document_authors.c.document_id.in_(ids))
    )
    tags_of = (
        select(document_tags.c.document_id, tags.c.name)
        .join(tags)
        .where(document_tags.c.document_id.in_(ids))
    )
    written = _listed(db, by.order_by(document_authors.c.position))
    tagged = _listed(db, tags_of.order_by(tags.c.key))
    own_rows = [row.id for row in rows.values()]
    written |= read_written(db, "author", "document", own_rows)
    tagged |= read_written(db, "tag", "document", own_rows)
    shown: dict[str, dict[str, str]] = {}
    for code, row in rows.items():
        # Row's way to read by name
        values = {field: str(row._mapping[field]) for field in _PLAIN}  # noqa: SLF001
        values |= {"aliases": values["aliases"] or "[]", "put_away": str(int(row.gone == PUT_AWAY))}
        shown[code] = values | {
            "authors": as_list(written.get(row.id, ())),
            "tags": as_list(tagged.get(row.id, ())),
        }
        if "authors" in own[code]:  # as he wrote them; the table shows one spelling of each
            shown[code]["authors"] = own[code]["authors"].mine
    return shown


# a statement over an owner and a name
def _listed(db: Connection, rows: Any) -> dict[int, list[str]]:  # noqa: ANN401
    found: dict[int, list[str]] = {}
    for owner, name in db.execute(rows):
        found.setdefault(owner, []).append(name)
    return found


# --- what is seen from then on
# --------------------------------------------------------------------------------------


def _show(db: Connection, rows: Rows, shown: Seen) -> None:
    """Write these shown fields of documents wherever they are stored."""
    changed = {
        field: {rows[code].id: fields[field] for code, fields in shown.items() if field in fields}
        for field in DOCUMENT_FIELDS
    }
    for field in _PLAIN:
        change_rows(
            db, documents, (field,), [(value, row) for row, value in changed[field].items()]
        )
    change_rows(
        db,
        documents,
        ("title_key",),
        [(name_key(title), row) for row, title in changed["title"].items()],
    )
    write_names(db, changed)
    write_links(db, {**changed["note"], **changed["summary"]})
    respelled = write_authors(db, lists_of(changed["authors"])) | write_tags(
        db, lists_of(changed["tags"])
    )
    write_put_away(db, changed["put_away"])
    headed = {row for field in _HEADING for row in changed[field]} | respelled
    written = {row for field in _INDEXED for row in changed[field]}
    refresh(db, counted=changed["tags"], documents=written, headed=headed)
    note_changes(db, documents=sorted({row for fields in changed.values() for row in fields}))
