"""Writing of a document's highlights: rows are found by key, only differences are written."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, delete, select

from app.identity.records import GONE, MERGED, PUT_AWAY, HighlightRecord, ResolvedDocument
from app.model import Counts, Difference
from app.store.db.aliases import Aliases, keep_written
from app.store.db.keys import Codes, ages, bearers, learn, led_to, unite
from app.store.db.relations import replace_links, sync, tag_ids
from app.store.db.rows import add_rows, change_rows, next_id, row_ids
from app.store.db.schema import (
    highlight_files,
    highlight_history,
    highlight_keys,
    highlight_tags,
    highlights,
    repeats,
)
from app.store.edits import overrides
from app.store.fts.change_log import note_changes
from app.store.fts.index import Fresh, drop_index
from app.store.writes.quoted import quote_before_loss
from app.store.writes.retained import Retained, find_retained, write_retained
from app.text import code

# Position among its neighbours and dates: a change of these alone does not count as a change of the
# highlight.
_INCIDENTAL = frozenset({"position", "at"})
_PRESENT = (0, PUT_AWAY)
SHOWN = 500  # new highlights listed one by one: a preview is read by people


@dataclass(slots=True)
class WriteResult:
    """Result of the write: rows with a stale index entry, documents changed with them, and counts.

    `touched` are the live rows that are new or changed, `left` those that are not live any more.
    """

    changed: set[int] = field(default_factory=set)
    fresh: list[Fresh] = field(
        default_factory=list
    )  # what the index needs of those among them that are new and live
    documents: set[int] = field(default_factory=set)
    counts: Counts = field(default_factory=Counts)
    touched: frozenset[int] = frozenset()
    left: frozenset[int] = frozenset()
    differences: list[Difference] = field(default_factory=list)


class HighlightRow(NamedTuple):
    """Highlight that is being assigned to its row."""

    record: HighlightRecord
    row: int
    code: str
    keys: Sequence[str]
    of: ResolvedDocument
    position: int
    united: tuple[str, ...] = ()  # the codes of highlights that turned out to be this one

    @property
    def gone(self) -> int:
        """Value of the column `gone`.

        0 for live, GONE for in no file, PUT_AWAY for hidden, else MERGED.
        """
        if self.record.merged:
            return MERGED
        return (
            GONE
            if self.record.gone and not self.record.kept
            else PUT_AWAY
            if self.of.put_away
            else 0
        )


@dataclass(frozen=True, slots=True)
class WritePlan:
    """Plan of a write: highlights with overrides applied, rows as they were, and retained ones."""

    passages: Sequence[HighlightRow]
    old: Mapping[int, Row[Any]]
    kept: Sequence[Retained]

    def live(self) -> Counter[int]:
        """Count of highlights of each document (by row): live, or hidden with it."""
        held = Counter(p.of.row for p in self.passages if p.gone in _PRESENT)
        held.update(k.document for k in self.kept if k.gone in _PRESENT)
        return held

    def own_tags(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Tags of highlights with overrides, each with the row of its document."""
        for p in self.passages:
            if p.record.tags and p.record is not p.of.record.highlights[p.position]:
                yield p.of.row, p.record.tags


def plan_highlights(
    db: Connection, placed: Sequence[ResolvedDocument], before: Mapping[int, Row[Any]]
) -> WritePlan:
    """Assign the highlights of these documents to rows.

    `before` are the document rows to which the highlights may have belonged.
    """
    old = (
        {
            row.id: row
            for row in db.execute(
                select(highlights).where(highlights.c.document_id.in_(row_ids(list(before))))
            )
        }
        if before
        else {}
    )
    passages = _apply_overrides(db, _place(db, placed, old))
    lost = old.keys() - {p.row for p in passages}
    return WritePlan(
        passages, old, find_retained(db, {row: old[row] for row in lost}, placed, before)
    )


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


def rows_of(db: Connection, documents: Collection[int]) -> set[int]:
    """Rows of the live highlights of these documents."""
    if not documents:
        return set()
    held = select(highlights.c.id).where(
        highlights.c.document_id.in_(row_ids(list(documents))), highlights.c.gone == 0
    )
    return set(db.scalars(held))


def _keys(placed: ResolvedDocument) -> list[list[str]]:
    """Keys of each highlight: global ones, then its texts under every code of the document."""
    codes = (placed.code, *placed.codes)
    return [
        [*record.keys, *(f"text:{code}:{digest}" for digest in record.hashes for code in codes)]
        for record in placed.record.highlights
    ]


def _former_keys(placed: ResolvedDocument, record: HighlightRecord) -> list[str]:
    """Keys of a highlight in the documents that its own was part of."""
    return [f"text:{code}:{digest}" for digest in record.hashes for code in placed.former]


def _place(
    db: Connection, placed: Sequence[ResolvedDocument], old: Mapping[int, Row[Any]]
) -> list[HighlightRow]:
    keys = [_keys(p) for p in placed]
    former = [
        k
        for p in placed
        if p.former
        for record in p.record.highlights
        for k in _former_keys(p, record)
    ]
    known = bearers(
        db, highlight_keys, [*(k for document in keys for own in document for k in own), *former]
    )
    here = {row.code: row.id for row in old.values()}
    codes = Codes(known, ages(db, highlights, set(known.values())) | here)
    codes.taken |= (
        codes.ages.keys() - here.keys()
    )  # an id that moved on leaves the record that had it unchanged
    fresh = next_id(db, highlights)
    asking = [
        (p, i, own)
        for p, document in zip(placed, keys, strict=True)
        for i, own in enumerate(document)
    ]
    if known:  # of highlights with one text, the one known by its own location chooses first
        asking.sort(
            key=lambda one: (
                not (one[2][0].startswith("text:") and codes.owns(one[2][:1])),
                bool(one[0].former),
            )
        )
    passages = []
    for p, position, own in asking:
        chosen = codes.choose(
            own, _former_keys(p, p.record.highlights[position]) if p.former else ()
        )
        row = codes.ages.get(chosen, fresh)
        fresh += row == fresh
        passages.append(HighlightRow(p.record.highlights[position], row, chosen, own, p, position))
    learn(db, highlight_keys, codes)
    united = _united(passages, known, here.keys() - codes.taken) if known else {}
    unite(
        db,
        highlight_keys,
        {c: p.code for number, p in enumerate(passages) for c in united.get(number, ())},
    )
    return [
        p._replace(united=tuple(united[number])) if number in united else p
        for number, p in enumerate(passages)
    ]


def _united(
    passages: Sequence[HighlightRow], known: Mapping[str, str], free: Collection[str]
) -> dict[int, list[str]]:
    """Codes without a passage, by the index of the passage to which one of their keys led.

    The key is an id or a location rather than a text.
    """
    claims: dict[str, tuple[bool, int]] = {}
    for number, p in enumerate(passages if free else ()):
        for key in p.keys:
            if known.get(key) in free:
                claim = key.startswith("text:") and "@" not in key, number
                claims[known[key]] = min(claim, claims.get(known[key], claim))
    united: dict[int, list[str]] = {}
    for one, (_, number) in claims.items():
        united.setdefault(number, []).append(one)
    return united


def _apply_overrides(db: Connection, passages: list[HighlightRow]) -> list[HighlightRow]:
    """Apply overrides to the highlights, and store the files' current value beside each of them.

    A highlight inherits the overrides of another only where no key leads to that one any more.
    """
    if not overrides.holds_any(db):
        return passages
    answering = [(p.code, *p.united, *(code(key) for key in p.keys)) for p in passages]
    own = overrides.own_fields(db, {c for codes in answering for c in codes})
    others = own.keys() - {p.code for p in passages}
    others -= led_to(db, highlight_keys, others)
    answering = [(first, *(c for c in rest if c in others)) for first, *rest in answering]
    shown = []
    for p, codes in zip(passages, answering, strict=True):
        touched = any(c in own for c in codes)
        shown.append(p._replace(record=overrides.lay(db, p.record, codes, own)) if touched else p)
    return shown


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
            if not p.gone:
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
            result.differences += _difference(p, row)
    add_rows(db, highlights, ("id", "code", "import_id", *_COLUMNS), new)
    change_rows(db, highlights, _COLUMNS, differ)
    note_changes(db, highlights=moved)
    return result


def _difference(p: HighlightRow, row: Row[Any]) -> Iterator[Difference]:
    title = p.of.record.title
    if bool(p.gone) != bool(row.gone):
        yield Difference("gone" if p.gone else "back", p.code, row.text, p.record.text, title)
    elif not p.gone and row.text != p.record.text:
        yield Difference("reworded", p.code, row.text, p.record.text, title)
    elif not p.gone and row.note != p.record.note:
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
