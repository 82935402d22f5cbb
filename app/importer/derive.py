"""Derivation of documents from all versions of the files that hold them.

The history of a file with a single document is stored, so that a new version costs the same after
hundreds.
"""

import zlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection

from app.identity.compose import compose
from app.identity.grouping import group_by_document
from app.identity.history import dump, is_plain, load
from app.identity.keys import answering_keys, id_key
from app.identity.matching import Matcher, UncertainError, match
from app.identity.observations import DocumentVersion
from app.identity.records import DocumentRecord
from app.importer.document_versions import (
    PAGE,
    flat,
    ids_of,
    is_page,
    keys_of,
    known_pages,
    mark,
    names_of,
    of_any_kind,
    rows_of,
    unit_of,
    units_of,
    versions_by_file,
)
from app.importer.kept import Parsed
from app.store.db.keys import documents_with_keys, keys_made_one, rows_answering
from app.store.writes.histories import histories_of, keep_histories
from app.store.writes.versions import (
    Version,
    documents_of_files,
    files_of_documents,
    versions_of,
)


@dataclass(slots=True)
class Derived:
    """Derived documents, the rows that they may have had, and histories to store by file."""

    records: list[DocumentRecord] = field(default_factory=list)
    rows: set[int] = field(default_factory=set)
    kept: dict[int, tuple[str, bytes]] = field(default_factory=dict)

    def names(self) -> set[str]:
        """Keys of the documents and highlights, which others may share."""
        return {of_any_kind(k) for r in self.records for k in r.keys} | {
            k for r in self.records for h in r.highlights for k in h.keys
        }


def derive(
    db: Connection, changed: Collection[int], parsed: Parsed, *, anew: bool = False
) -> tuple[list[DocumentRecord], set[int]]:
    """Derive the documents that the changed files (by id) hold or held, with all former rows.

    `anew` ignores stored histories. UnreadError where `parsed` lacks a version that is needed.
    """
    versions = versions_of(db, changed)
    alone = Derived() if anew else _derive_alone(db, versions_by_file(versions), parsed)
    rest = set(changed) - alone.kept.keys()
    derived, units = _derive(db, rest, versions, parsed, anew=anew) if rest else (Derived(), [])
    if alone.kept and not alone.names().isdisjoint(
        names_of(units)
    ):  # two of the files speak of one document now
        alone, (derived, _) = Derived(), _derive(db, set(changed), versions, parsed, anew=anew)
    if not anew:
        keep_histories(db, alone.kept | derived.kept)
    return alone.records + derived.records, alone.rows | derived.rows


def _derive_alone(
    db: Connection, by_file: Mapping[int, Sequence[Version]], parsed: Parsed
) -> Derived:
    """Derive documents of files with a stored history of all versions before the last."""
    may = {
        f: v
        for f, v in by_file.items()
        if len(v) > 1 and v[-1].live and (v[-1].path, v[-1].sha256) in parsed
    }
    derived = Derived()
    for file, data in histories_of(
        db, {file: mark(versions[:-1]) for file, versions in may.items()}
    ).items():
        *_, last, newest = may[file]
        documents = parsed[newest.path, newest.sha256].documents
        if len(documents) == 1 and (
            found := _goes_on(db, unit_of(newest, documents[0], single=True), last, data)
        ):
            record, rows, history = found
            derived.records.append(record)
            derived.rows |= rows
            derived.kept[file] = mark(may[file]), history
    names = derived.names()
    each = sum(len(Derived([record]).names()) for record in derived.records)
    return derived if each == len(names) else Derived()  # else some share a key


def _goes_on(
    db: Connection, unit: DocumentVersion, last: Version, data: bytes
) -> tuple[DocumentRecord, set[int], bytes] | None:
    """Derive the document of a file with one more version, its row and history.

    None if uncertain.
    """
    rows = documents_of_files(db, [unit.file_id])
    if len(rows) != 1 or unit.own != (data == PAGE) or not is_plain(unit.document):
        return None
    if unit.own:
        return (
            (compose([unit], {}), rows, PAGE)
            if _speaks_alone(db, unit, rows, set(), set())
            else None
        )
    blank = replace(unit.document, highlights=())
    before = DocumentVersion(
        last.file_id,
        last.path,
        last.id,
        last.mtime_ns,
        live=False,
        single=True,
        document=blank,
        keys=(),
    )
    history = load(zlib.decompress(data), before)
    ids = history.ids()
    joined = not set(history.keys).isdisjoint(unit.keys) or not ids.isdisjoint(ids_of([unit]))
    if not joined or not _speaks_alone(db, unit, rows, set(history.keys), ids):
        return None
    try:
        history.matcher.read(unit)
    except UncertainError:
        return None
    kept = _packed(history.matcher, (*history.keys, *unit.keys))
    return compose([replace(before, keys=history.keys), unit], {}, history.matcher), rows, kept


def _packed(matcher: Matcher, keys: Iterable[str]) -> bytes:
    return zlib.compress(dump(matcher, dict.fromkeys(keys)), 1)


def _speaks_alone(
    db: Connection, unit: DocumentVersion, rows: set[int], keys: set[str], ids: set[str]
) -> bool:
    """Whether no other document or file shares a key with the document of this file."""
    exact, beginning = answering_keys(unit.document, unit.keys)
    if keys_made_one(db, {*exact, *keys}):
        return False
    found = documents_with_keys(
        db, {*exact, *keys}, {beginning} if beginning else set(), ids | ids_of([unit])
    )
    return found <= rows and files_of_documents(db, rows) == {unit.file_id}


def _derive(
    db: Connection, changed: set[int], versions: Sequence[Version], parsed: Parsed, *, anew: bool
) -> tuple[Derived, list[DocumentVersion]]:
    """Derive from all versions of the changed files and of related ones; also gives the versions.

    `versions` are those of the files.
    """
    spoken_of = documents_of_files(db, changed)
    rows, files, more = set(spoken_of), set[int](), set(changed)
    by_file: dict[int, list[Version]] = {}
    pages: set[int] = set()
    units: list[DocumentVersion] = []
    relevant: list[list[DocumentVersion]] = []
    others: list[list[DocumentVersion]] = []
    by_key: dict[str, int] = {}
    while more:
        met = versions_by_file(
            [v for v in versions if v.file_id in more] if not files else versions_of(db, more)
        )
        files |= more
        by_file |= met
        pages |= set() if anew else known_pages(db, met, parsed)
        units += units_of(db, met, pages, parsed)
        by_key = rows_answering(db, keys_of(units))
        made_one = keys_made_one(db, keys_of(units))
        relevant, others = _split(group_by_document(units, made_one), changed, by_key, spoken_of)
        rows |= _known(db, flat(relevant), made_one)
        more = files_of_documents(db, rows) - files if rows else set()
    matchers = {
        n: matcher for n, those in enumerate(relevant) if (matcher := _to_keep(those, by_file))
    }
    kept = {
        of: (mark(by_file[of]), PAGE)
        for of in {u.file_id for u in units if is_page(u)}
        if len(by_file[of]) > 1 and of in pages
    }
    kept |= {
        those[0].file_id: (
            mark(by_file[those[0].file_id]),
            _packed(matchers[n], (k for u in those for k in u.keys)),
        )
        for n, those in enumerate(relevant)
        if n in matchers
    }
    records = _compose(relevant, matchers)
    return Derived(
        records, rows_of(relevant, by_key) | (spoken_of - rows_of(others, by_key)), kept
    ), units


def _to_keep(
    units: Sequence[DocumentVersion], by_file: Mapping[int, Sequence[Version]]
) -> Matcher | None:
    """Matcher to store, for a document that is the only one of its only file."""
    versions = by_file[units[0].file_id]
    several = len(versions) > 1
    if not several or [u.version_id for u in units] != [v.id for v in versions]:
        return None
    return (
        match(units)
        if all(u.single and not u.own and is_plain(u.document) for u in units)
        else None
    )


def _split(
    groups: list[list[DocumentVersion]],
    changed: Collection[int],
    by_key: Mapping[str, int],
    spoken_of: Collection[int],
) -> tuple[list[list[DocumentVersion]], list[list[DocumentVersion]]]:
    """Split the groups into affected ones and those that only share a file with them.

    Affected are groups of the changed files, of a document that these hold or held (after an undo
    there may be two), and those that quote a passage of theirs.
    """
    rows = set(spoken_of)
    relevant = [units for units in groups if any(u.file_id in changed for u in units)]
    others = [units for units in groups if not any(u.file_id in changed for u in units)]
    while others:
        rows |= rows_of(relevant, by_key)
        ids = ids_of(flat(relevant))
        more = [
            units
            for units in others
            if not rows.isdisjoint(rows_of([units], by_key)) or not ids.isdisjoint(ids_of(units))
        ]
        if not more:
            break
        relevant += more
        others = [units for units in others if not any(units is taken for taken in more)]
    return relevant, others


def _known(
    db: Connection, units: Collection[DocumentVersion], made_one: Mapping[str, Collection[str]]
) -> set[int]:
    groups = {group for key in keys_of(units) for group in made_one.get(key, ())}
    keys = {key for key, several in made_one.items() if not groups.isdisjoint(several)}
    beginnings: set[str] = set()
    for unit in units:
        exact, beginning = answering_keys(unit.document, unit.keys)
        keys.update(exact)
        beginnings.update([beginning] if beginning else [])
    return documents_with_keys(db, keys, beginnings, ids_of(units))


def _compose(
    groups: list[list[DocumentVersion]], matchers: Mapping[int, Matcher]
) -> list[DocumentRecord]:
    """Compose exports first: a quote in a reader's page adds a file range to their highlights."""
    exports = [(units, matchers.get(n)) for n, units in enumerate(groups) if not units[0].own]
    own = [units for units in groups if units[0].own]
    held = ids_of(flat(units for units, _ in exports)) if own else set()
    quoted: dict[str, list[tuple[int, int, int]]] = {}
    pages = [[_without(u, held, quoted) for u in units] for units in own]
    return [compose(units, quoted, matcher) for units, matcher in exports] + [
        compose(units, {}) for units in pages
    ]


def _without(
    unit: DocumentVersion, held: Collection[str], quoted: dict[str, list[tuple[int, int, int]]]
) -> DocumentVersion:
    """Reader's page without passages of exports, whose file ranges are added to `quoted`."""
    own = []
    for highlight in unit.document.highlights:
        keys = [id_key(i) for i in highlight.ids if id_key(i) in held]
        if not keys:
            own.append(highlight)
        elif unit.live:
            quoted.setdefault(keys[0], []).extend((unit.file_id, a, b) for a, b in highlight.lines)
    return replace(unit, document=replace(unit.document, highlights=tuple(own)))
