"""Writing of a document's highlights: rows are found by key, only differences are written."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, delete

from app.identity.records import GONE
from app.model import Counts, Difference
from app.store.db.aliases import Aliases, keep_written
from app.store.db.relations import replace_links, sync, tag_ids
from app.store.db.rows import add_rows, change_rows, row_ids
from app.store.db.schema import (
    highlight_files,
    highlight_history,
    highlight_tags,
    highlights,
    repeats,
)
from app.store.fts.change_log import note_changes
from app.store.fts.index import Fresh, drop_index
from app.store.writes.own_links import write_own_links
from app.store.writes.plan import HighlightRow, WritePlan
from app.store.writes.retained import write_retained

# Position among its neighbours and dates: a change of these alone does not count as a change of the
# highlight.
_INCIDENTAL = frozenset({"position", "at"})
SHOWN = 500  # new highlights listed one by one: a preview is read by people


@dataclass(slots=True)
class WriteResult:
    """Result of the write: rows with a stale index entry, documents changed with them, and counts.

    `touched` are the live rows that are new or changed, `left` those that are not live any more.
    """

    changed: set[int] = field(default_factory=set)
    fresh: list[Fresh] = field(
        default_factory=list
    )  # what the index needs of those among them that are new
    documents: set[int] = field(default_factory=set)
    counts: Counts = field(default_factory=Counts)
    touched: frozenset[int] = frozenset()
    left: frozenset[int] = frozenset()
    differences: list[Difference] = field(default_factory=list)


def write(db: Connection, plan: WritePlan, import_id: int, aliases: Aliases) -> WriteResult:
    """Write exactly these highlights for the documents, besides retained ones.

    `aliases` are those of tags.
    """
    passages, old = plan.passages, plan.old
    result = _write_rows(db, passages, old, import_id)
    tagged = _write_relations(db, passages, old, aliases)
    differences = list(write_retained(db, plan.kept)) if plan.kept else []
    lost = old.keys() - {p.row for p in passages} - {k.was.id for k in plan.kept}
    if lost:
        from app.store.writes.quoted import quote_before_loss  # slow to import

        drop_index(db, list(lost), [])
        result.differences += [
            Difference("gone", old[row].code, before=old[row].text)
            for row in lost
            if not old[row].gone
        ]
        quote_before_loss(db, lost)
        db.execute(delete(highlights).where(highlights.c.id.in_(row_ids(list(lost)))))
    result.differences += differences
    result.changed |= tagged
    result.documents |= {p.of.row for p in passages if p.row in result.changed}
    _count(result, plan)
    result.changed |= {
        k.was.id for k in plan.kept if (k.was.gone, k.was.document_id) != (k.gone, k.document)
    }
    return result


_COLUMNS = (
    "document_id",
    "position",
    "text",
    "note",
    "chapter",
    "location",
    "url",
    "color",
    "highlighted_at",
    "added_at",
    "at",
    "favorite",
    "discarded",
    "cut_short",
    "gone",
)


def _values(p: HighlightRow) -> tuple[str | int, ...]:
    r = p.record
    return (
        p.of.row,
        p.position,
        r.text,
        r.note,
        r.chapter,
        r.location,
        r.url,
        r.color,
        r.highlighted_at,
        r.added_at,
        r.at,
        int(r.favorite),
        int(r.discarded),
        int(r.cut_short),
        p.gone,
    )


def _write_rows(
    db: Connection, passages: Iterable[HighlightRow], old: Mapping[int, Row[Any]], import_id: int
) -> WriteResult:
    result = WriteResult()
    new, differ, moved = [], [], []
    for p in passages:
        values = _values(p)
        row = old.get(p.row)
        if row is None:
            new.append((p.row, p.code, import_id, *values))
            result.changed.add(p.row)
            if p.gone in (0, GONE):
                result.fresh.append((p.row, p.of.row, p.record.text, p.record.note))
            if len(new) <= SHOWN:
                result.differences.append(
                    Difference("new", p.code, after=p.record.text, document=p.of.record.title)
                )
            continue
        differing = {
            name
            for name, value in zip(_COLUMNS, values, strict=True)
            if row._mapping[name] != value  # noqa: SLF001 Row's way to read by name
        }
        if differing:
            differ.append((*values, p.row))
            moved.append(p.row)
        if differing - _INCIDENTAL:
            result.changed.add(p.row)
            result.differences += _difference(p, row, brought=row.import_id == import_id)
    add_rows(db, highlights, ("id", "code", "import_id", *_COLUMNS), new)
    change_rows(db, highlights, _COLUMNS, differ)
    note_changes(db, highlights=moved)
    return result


def _difference(p: HighlightRow, row: Row[Any], *, brought: bool) -> Iterator[Difference]:
    """What differs from before; what this import `brought` is new, however its files word it."""
    title = p.of.record.title
    if bool(p.gone) != bool(row.gone):
        yield Difference("gone" if p.gone else "back", p.code, row.text, p.record.text, title)
    elif not p.gone and not brought and row.text != p.record.text:
        yield Difference("reworded", p.code, row.text, p.record.text, title)
    elif not p.gone and not brought and row.note != p.record.note:
        yield Difference("noted", p.code, row.note, p.record.note, title)


def _write_relations(
    db: Connection, passages: Sequence[HighlightRow], old: Collection[int], aliases: Aliases
) -> set[int]:
    """Write tags, file ranges, history and links; gives the rows whose tags changed."""
    owners = [p.row for p in passages if p.row in old]
    if aliases:
        keep_written(db, "tag", "highlight", {p.row: p.record.tags for p in passages}, aliases)
    by_tag = tag_ids(db, dict.fromkeys(aliases.shown(t) for p in passages for t in p.record.tags))
    borne = ((p.row, by_tag[aliases.shown(t)]) for p in passages for t in p.record.tags)
    tagged = sync(db, highlight_tags, ("highlight_id", "tag_id"), owners, borne)
    places = ((p.row, *place) for p in passages for place in p.record.places)
    sync(
        db, highlight_files, ("highlight_id", "file_id", "first_line", "last_line"), owners, places
    )
    history = ((p.row, c.replaced_at, c.text, c.note) for p in passages for c in p.record.history)
    sync(db, highlight_history, ("highlight_id", "replaced_at", "text", "note"), owners, history)
    sync(db, repeats, ("highlight_id", "other_id"), owners, _pairs(passages))
    replace_links(
        db,
        [],
        ((p.of.row, p.row, link) for p in passages for link in p.record.links),
        highlight_rows=owners,
    )
    write_own_links(db, highlights=[p.row for p in passages])
    return tagged


def _pairs(passages: Sequence[HighlightRow]) -> Iterator[tuple[int, int]]:
    rows = {(p.of.row, p.position): p.row for p in passages}
    for placed in {p.of.row: p.of for p in passages}.values():
        yield from ((rows[placed.row, a], rows[placed.row, b]) for a, b in placed.record.repeats)


def _count(result: WriteResult, plan: WritePlan) -> None:
    passages, old = plan.passages, plan.old
    lived = {row for row, was in old.items() if not was.gone}
    live = {p.row for p in passages if not p.gone} | {k.was.id for k in plan.kept if not k.gone}
    added, changed = (
        live - lived,
        {p.row for p in passages if not p.gone and p.row in result.changed} & lived,
    )
    result.touched, result.left = frozenset(added | changed), frozenset(lived - live)
    result.counts = Counts(
        added=len(added),
        changed=len(changed),
        gone=len(result.left),
        repeated=sum(
            len(p.record.places) - len({place[0] for place in p.record.places})
            for p in passages
            if p.row not in old
        ),
    )
