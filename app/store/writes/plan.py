"""Which row each derived highlight goes to, and what the reader says of it."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, select

from app.identity.records import GONE, MERGED, PUT_AWAY, HighlightRecord, ResolvedDocument
from app.store.db.keys import codes_of_batch, codes_of_keys, learn, led_to, unite
from app.store.db.rows import next_id, row_ids
from app.store.db.schema import highlight_keys, highlights
from app.store.edits import overrides
from app.store.writes.retained import Retained, find_retained
from app.text import code

_PRESENT = (0, PUT_AWAY)


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
    known = codes_of_keys(
        db, highlight_keys, [*(k for document in keys for own in document for k in own), *former]
    )
    here = {row.code: row.id for row in old.values()}
    codes = codes_of_batch(db, highlights, known, here)
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
        shown.append(
            p._replace(record=overrides.apply_overrides(db, p.record, codes, own)) if touched else p
        )
    return shown
