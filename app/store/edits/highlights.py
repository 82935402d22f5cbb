"""Edits of highlights.

Stored as overrides, and applied to lists, links, counts and search at once.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from itertools import chain
from typing import Any, Literal

from sqlalchemy import Connection, Row, delete, select

from app.changes import Fields, Item
from app.errors import UnknownError
from app.identity.records import GONE, MERGED, PUT_AWAY, links_in
from app.store.db.aliases import keep_written, read_aliases, read_written
from app.store.db.derived_schema import links
from app.store.db.keys import rows_led_to
from app.store.db.relations import replace_links, sync, tag_ids
from app.store.db.rows import change_rows, row_ids
from app.store.db.schema import (
    documents,
    highlight_files,
    highlight_keys,
    highlight_tags,
    highlights,
    tags,
)
from app.store.db.spellings import add_spellings, first_spelled
from app.store.edits import overrides
from app.store.edits.entering import by_own_code, change_of, item, shown_list
from app.store.edits.overrides import HIGHLIGHT_FIELDS, Mine, as_list, own_fields, put, seen
from app.store.edits.values import Entered, check_fields
from app.store.fts.change_log import note_changes
from app.store.fts.index import index_prose
from app.store.refresh import refresh
from app.store.writes.own_links import write_own_links

Rows = Mapping[str, Row[Any]]  # highlights by code
Seen = Mapping[str, Mapping[str, str]]  # fields as they are seen from now on, by code
_COLUMNS = ("text", "note", "favorite", "discarded")
_PROSE: tuple[Literal["text", "note"], ...] = ("text", "note")


def set_highlight_fields(
    db: Connection, wanted: Mapping[str, Mapping[str, Entered]], at: str
) -> list[Item]:
    """Set the reader's overrides of these fields of highlights (by code).

    None restores the files' value.

    Gives the changed items. Raises NotFoundError for an unknown code, WrongUseError for a field
    that cannot be changed, and TooMuchError for values longer than `values` allows; then nothing is
    changed.
    """
    check_fields("highlight", wanted, HIGHLIGHT_FIELDS)
    rows = highlights_of(db, wanted)
    asked = by_own_code("highlight", wanted, rows)
    by_code = {row.code: row for row in rows.values()}
    own = own_fields(db, asked)
    aliases = {"tags": read_aliases(db, "tag")}
    now = _seen_now(db, by_code, {code: fields.keys() for code, fields in asked.items()}, own)
    kept: dict[tuple[str, str], Mine | None] = {}
    shown: dict[str, dict[str, str]] = {}
    items: list[Item] = []
    for code, fields in asked.items():
        for field, entered in fields.items():
            known = own.get(code, {}).get(field)
            change = change_of(field, entered, now[code][field], known, aliases.get(field))
            if change:
                kept[code, field] = change.override
                shown.setdefault(code, {})[field] = change.mine
                overrides_of = (known, change.override)
                items.append(item("highlight", code, field, change.seen, overrides_of))
    put(db, kept, at)
    _show(db, by_code, shown)
    return items


def tags_seen(db: Connection, codes: Collection[str]) -> dict[str, list[str]]:
    """Tags of these highlights as shown now, by code; NotFoundError for an unknown one."""
    rows = highlights_of(db, codes)
    if missing := [code for code in codes if code not in rows]:
        raise UnknownError("highlight", missing[0])
    now = _seen_now(db, rows, dict.fromkeys(rows, ("tags",)), {})
    aliases = read_aliases(db, "tag")
    return {code: json.loads(shown_list(aliases, fields["tags"])) for code, fields in now.items()}


def restore_highlights(db: Connection, wanted: Mapping[str, Fields], at: str) -> None:
    """Restore overrides of highlights (by code and field); None restores the files' value.

    Overrides of a highlight that is missing now apply when it returns.
    """
    rows = {code: row for code, row in highlights_of(db, wanted).items() if row.code == code}
    own = own_fields(db, wanted)
    now = _seen_now(db, rows, {code: wanted[code].keys() for code in rows}, own)
    kept: dict[tuple[str, str], Mine | None] = {}
    shown: dict[str, dict[str, str]] = {}
    for code, fields in wanted.items():
        for field, value in fields.items():
            known = own.get(code, {}).get(field)
            theirs = (
                known.theirs
                if known
                else now[code][field]
                if code in now
                else value[0]
                if value
                else ""
            )
            kept[code, field] = Mine(*value, theirs) if value else None
            if code in rows:
                shown.setdefault(code, {})[field] = seen(field, kept[code, field], theirs)
    put(db, kept, at)
    _show(db, rows, shown)


def highlights_of(db: Connection, codes: Collection[str]) -> dict[str, Row[Any]]:
    """Rows that these codes lead to, by the code asked for; codes without a row are left out."""
    return rows_led_to(db, highlights, highlight_keys, codes)


def _seen_now(
    db: Connection,
    rows: Rows,
    fields: Mapping[str, Collection[str]],
    own: Mapping[str, overrides.Own],
) -> Seen:
    """Fields of highlights as shown now; tags as they are written, before aliases."""
    tagged = {rows[code].id: code for code in rows if "tags" in fields.get(code, ())}
    names: dict[int, list[str]] = {}
    if tagged:
        tags_of = (
            select(highlight_tags.c.highlight_id, tags.c.name)
            .join(tags)
            .where(highlight_tags.c.highlight_id.in_(row_ids([*tagged])))
        )
        for row, name in db.execute(tags_of.order_by(tags.c.key)):
            names.setdefault(row, []).append(name)
        names |= read_written(db, "tag", "highlight", tagged)
    shown: dict[str, dict[str, str]] = {}
    for code, row in rows.items():
        values = {"kept": "0", "merged_into": ""} | {
            field: mine.mine for field, mine in own.get(code, {}).items()
        }
        # Row's way to read by name
        values |= {field: str(row._mapping[field]) for field in _COLUMNS}  # noqa: SLF001
        values["tags"] = as_list(names.get(row.id, ()))
        shown[code] = values
    return shown


# --- what is seen from then on
# --------------------------------------------------------------------------------------


def _show(db: Connection, rows: Rows, shown: Seen) -> None:
    """Write these shown fields of highlights wherever they are stored."""
    changed = {
        field: {rows[code]: fields[field] for code, fields in shown.items() if field in fields}
        for field in HIGHLIGHT_FIELDS
    }
    for field in _COLUMNS:
        change_rows(
            db, highlights, (field,), [(value, row.id) for row, value in changed[field].items()]
        )
    _write_links(db, changed)
    respelled = _write_tags(db, changed["tags"])
    moved = _write_status(db, [*{**changed["kept"], **changed["merged_into"]}])
    stale = refresh(
        db,
        moved={row.document_id for row in moved},
        counted={row.document_id for row in changed["tags"]},
        respelled=respelled,
        highlights=[row.id for row in moved],
        retagged=[row.id for row in changed["tags"]],
    )
    for column in _PROSE:  # names of tags may be many, and prose has nothing to do with them
        prose = {row.id: value for row, value in changed[column].items() if row.id not in stale}
        if prose:
            index_prose(db, column, prose)
    note_changes(
        db, highlights=[row.id for field in ("favorite", "discarded") for row in changed[field]]
    )


def _write_links(db: Connection, changed: Mapping[str, Mapping[Row[Any], str]]) -> None:
    for place in ("text", "note"):
        ids = [row.id for row in changed[place]]
        if ids:
            db.execute(
                delete(links).where(links.c.place == place, links.c.highlight_id.in_(row_ids(ids)))
            )
            replace_links(
                db,
                [],
                (
                    (row.document_id, row.id, link)
                    for row, value in changed[place].items()
                    for link in links_in(place, value)
                ),
            )
    write_own_links(db, highlights=[row.id for place in ("text", "note") for row in changed[place]])


def _write_tags(db: Connection, tagged: Mapping[Row[Any], str]) -> set[int]:
    """Write tags; gives the documents that spell a tag otherwise from then on."""
    if not tagged:
        return set()
    aliases = read_aliases(db, "tag")
    written: dict[Row[Any], Sequence[str]] = {
        row: json.loads(value) for row, value in tagged.items()
    }
    if aliases:
        keep_written(
            db, "tag", "highlight", {row.id: several for row, several in written.items()}, aliases
        )
    names = {row: aliases.all_shown(several) for row, several in written.items()}
    ids = tag_ids(db, dict.fromkeys(chain.from_iterable(names.values())))
    rows = ((row.id, ids[name]) for row, several in names.items() for name in several)
    sync(db, highlight_tags, ("highlight_id", "tag_id"), [row.id for row in names], rows)
    spelled: dict[int, dict[int, str]] = {}
    for row, several in names.items():
        for name in first_spelled(several):
            spelled.setdefault(row.document_id, {}).setdefault(ids[name], name)
    return add_spellings(db, "tag", spelled)


def _write_status(db: Connection, rows: Sequence[Row[Any]]) -> list[Row[Any]]:
    """Write the status of these highlights: live, gone, hidden or merged.

    Gives those whose status changed.
    """
    if not rows:
        return []
    own = own_fields(db, [row.code for row in rows])
    ids = row_ids([row.id for row in rows])
    in_files = set(
        db.scalars(
            select(highlight_files.c.highlight_id).where(highlight_files.c.highlight_id.in_(ids))
        )
    )
    away = set(
        db.scalars(
            select(documents.c.id).where(
                documents.c.id.in_(row_ids([row.document_id for row in rows])),
                documents.c.gone == PUT_AWAY,
            )
        )
    )
    status: dict[Row[Any], int] = {}
    for row in rows:
        fields = own.get(row.code, {})
        held = row.id in in_files or ("kept" in fields and fields["kept"].mine == "1")
        present = PUT_AWAY if row.document_id in away else 0
        status[row] = MERGED if "merged_into" in fields else present if held else GONE
    change_rows(db, highlights, ("gone",), [(gone, row.id) for row, gone in status.items()])
    return [row for row, gone in status.items() if row.gone != gone]
