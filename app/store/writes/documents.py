"""Writing of derived documents and highlights.

Rows are found by key, only differences are written.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from sqlalchemy import Connection, Row, delete, select

from app.identity.records import GONE, DocumentRecord, ResolvedDocument
from app.model import Counts, Difference
from app.store.db.aliases import Aliases, keep_written, read_aliases
from app.store.db.keys import codes_of_batch, codes_of_keys, learn, led_to, texts, unite
from app.store.db.rows import next_id, row_ids
from app.store.db.schema import (
    document_files,
    document_keys,
    documents,
)
from app.store.edits import document_overrides, overrides
from app.store.fts.index import drop_index
from app.store.refresh import refresh
from app.store.writes import highlights as passages
from app.store.writes.document_rows import write_relations, write_rows, write_spellings
from app.store.writes.plan import plan_highlights
from app.store.writes.retained import keep_documents
from app.text import code, name_key


@dataclass(frozen=True, slots=True)
class Written:
    """Changes that a batch made in the library.

    `touched` are the rows of live highlights that are new or changed, `left` those of highlights
    that are not live any more.
    """

    documents: Counts
    highlights: Counts
    differences: tuple[Difference, ...] = ()
    touched: frozenset[int] = frozenset()
    left: frozenset[int] = frozenset()


def write(
    db: Connection, records: Sequence[DocumentRecord], found: Collection[int], import_id: int
) -> Written:
    """Write these records to the library.

    `found` are the rows of all documents that the records may replace; one without a record is
    deleted, though the keys that led to it remain.
    """
    before = (
        {
            row.id: row
            for row in db.execute(select(documents).where(documents.c.id.in_(row_ids(list(found)))))
        }
        if found
        else {}
    )
    placed = _place(db, records, before)
    plan = plan_highlights(db, placed, before)
    live = plan.live()
    tags = read_aliases(db, "tag")
    authors = read_aliases(db, "author")
    written = [replace(p, highlights=live[p.row]) for p in placed]
    placed = _renamed(written, tags, authors)
    changed, retitled = write_rows(db, placed, before, import_id)
    retitled |= write_relations(db, placed, before)
    if tags:
        keep_written(db, "tag", "document", {p.row: p.record.tags for p in written}, tags)
    if authors:
        keep_written(db, "author", "document", {p.row: p.record.authors for p in written}, authors)
    result = passages.write(db, plan, import_id, tags)
    rest = before.keys() - {p.row for p in placed}
    kept = keep_documents(db, rest & {k.document for k in plan.kept})
    respelled = write_spellings(db, plan, placed, before.keys() - kept.keys(), tags)
    _remove(db, rest - kept.keys())
    fresh = {p.row for p in placed if p.row not in before}
    refresh(
        db,
        counted=[p.row for p in placed] + [*kept],
        documents=fresh | changed | kept.keys(),
        headed=(retitled | respelled) - fresh,
        highlights=result.changed,
        fresh=result.fresh,
    )
    earlier = {row for row, was in before.items() if was.import_id != import_id}
    changed = (changed | retitled | result.documents) & earlier  # what it brought itself is new
    counts = _count(placed, before, changed, kept)
    return Written(counts, result.counts, tuple(result.differences), result.touched, result.left)


def _place(
    db: Connection, records: Sequence[DocumentRecord], before: Mapping[int, Row[Any]]
) -> list[ResolvedDocument]:
    known = codes_of_keys(db, document_keys, [key for record in records for key in record.keys])
    here = {row.code: row.id for row in before.values()}
    former = _former_keys(db, records, before, known)
    known |= {key: code for keys in former.values() for key, code in keys.items()}
    codes = codes_of_batch(db, documents, known, here)
    fresh = next_id(db, documents)
    placed = []
    titles = {row.code: row.title_key for row in before.values()}

    def later(record: DocumentRecord) -> tuple[bool, bool]:
        """Sort key for parts of one document: the one with its title keeps its address."""
        return not codes.owns(record.keys), not any(
            titles.get(known.get(k, "")) == name_key(record.title) for k in record.keys
        )

    for record in sorted(records, key=later) if before else records:
        chosen = codes.choose(record.keys, former.get(record.keys, ()))
        row = codes.ages.get(chosen, fresh)
        fresh += row == fresh
        others = {
            known[k]: None
            for k in (*record.keys, *former.get(record.keys, ()))
            if known.get(k, chosen) != chosen
        }
        placed.append(ResolvedDocument(record, chosen, row, tuple(others)))
    learn(db, document_keys, codes)
    unite(db, document_keys, {c: p.code for p in placed for c in p.codes if c not in codes.taken})
    return _apply_overrides(db, [_parted(p, codes.taken) for p in placed])


def _renamed(
    placed: list[ResolvedDocument], tags: Aliases, authors: Aliases
) -> list[ResolvedDocument]:
    """The documents with the tags and authors that are shown for theirs."""
    if not tags and not authors:
        return placed
    shown = (
        (p, tags.all_shown(p.record.tags), authors.all_shown(p.record.authors)) for p in placed
    )
    return [replace(p, record=replace(p.record, tags=of, authors=by)) for p, of, by in shown]


def _parted(p: ResolvedDocument, taken: Collection[str]) -> ResolvedDocument:
    """Document with only the codes that it took in, after it was part of the others."""
    absorbed = tuple(c for c in p.codes if c not in taken)
    return replace(p, codes=absorbed, former=tuple(c for c in p.codes if c not in absorbed))


def _apply_overrides(db: Connection, placed: list[ResolvedDocument]) -> list[ResolvedDocument]:
    """Apply overrides to the documents, and store the files' current value beside each of them.

    Overrides of a document to which no key leads any more apply to the one that took it in, for
    fields without an override there.
    """
    if not overrides.holds_any(db):
        return placed
    answering = [
        (p.code, *sorted({*p.codes, *(code(key) for key in p.record.keys)} - {p.code}))
        for p in placed
    ]
    document_overrides.inherit_put_away(db, {p.code: p.former for p in placed if p.former})
    own = overrides.own_fields(db, {c for codes in answering for c in codes})
    others = own.keys() - {p.code for p in placed}
    others -= led_to(db, document_keys, others)
    answering = [(first, *(c for c in rest if c in others)) for first, *rest in answering]
    given = document_overrides.names_given(db, {c for codes in answering for c in codes})
    shown = []
    for p, codes in zip(placed, answering, strict=True):
        names = set().union(*(given.get(c, set()) for c in codes)) - {*p.record.names}
        record = (
            document_overrides.apply_overrides(db, p.record, codes, own)
            if own.keys() & {*codes}
            else p.record
        )
        shown.append(
            replace(
                p,
                record=replace(record, names=(*record.names, *sorted(names))) if names else record,
            )
        )
    return shown


def _former_keys(
    db: Connection,
    records: Sequence[DocumentRecord],
    before: Mapping[int, Row[Any]],
    known: Mapping[str, str],
) -> dict[tuple[str, ...], dict[str, str]]:
    """Former keys by the keys of a record: those of documents in its files, with their codes.

    Only documents to which none of the record's keys leads. A program with other parsers gives
    files other keys; such a document was fed by one of the record's files, has one of its titles,
    and is known as no other record.
    """
    led_to = set(known.values())
    lost = {row.id: row for row in before.values() if row.code not in led_to}
    if not lost:
        return {}
    fed = db.execute(
        select(document_files).where(document_files.c.document_id.in_(row_ids(list(lost))))
    ).all()
    was = {
        (row.file_id, lost[row.document_id].title_key): lost[row.document_id].code for row in fed
    }
    keys: dict[str, dict[str, str]] = {}
    for row in db.execute(
        select(document_keys).where(document_keys.c.code.in_(texts(set(was.values()))))
    ):
        keys.setdefault(row.code, {})[row.key] = row.code
    found: dict[tuple[str, ...], dict[str, str]] = {}
    for record in records:
        titles = (name_key(record.title), *record.names)
        for former in dict.fromkeys(
            was[place] for place in product(record.file_ids, titles) if place in was
        ):
            found.setdefault(record.keys, {}).update(keys.get(former, {}))
    return found


def _remove(db: Connection, rows: Collection[int]) -> None:
    if rows:
        drop_index(db, [], list(rows))
        db.execute(delete(documents).where(documents.c.id.in_(row_ids(list(rows)))))


def _count(
    placed: Sequence[ResolvedDocument],
    before: Mapping[int, Row[Any]],
    changed: Collection[int],
    kept: Mapping[int, int],
) -> Counts:
    def lives(row: int) -> bool:
        return row in before and not before[row].gone

    return Counts(
        added=sum(not p.gone and not lives(p.row) for p in placed)
        + sum(not gone and not lives(row) for row, gone in kept.items()),
        changed=sum(not p.gone and lives(p.row) and p.row in changed for p in placed),
        gone=sum(bool(p.gone) and lives(p.row) for p in placed)
        + sum(lives(row) for row in before.keys() - {p.row for p in placed} if kept.get(row, GONE)),
    )
