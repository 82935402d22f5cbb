"""From files that changed to the documents that must be made anew: every version of every file that speaks of them is read again."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from sqlalchemy import Connection

from app.formats.registry import parse_file
from app.identity.compose import compose
from app.identity.grouping import cluster
from app.identity.keys import answering_keys, document_keys, id_key
from app.identity.observations import Unit
from app.identity.records import DocumentRecord
from app.model import ParsedDocument, ParsedFile
from app.store.db.keys import documents_bearing, rows_answering
from app.store.writes.versions import Version, content, documents_of_files, files_of_documents, versions_of

Parsed = Mapping[tuple[str, str], ParsedFile]  # files just read, by path and hash


def derive(db: Connection, changed: Collection[int], parsed: Parsed) -> tuple[list[DocumentRecord], set[int]]:
    """The documents that the changed files (by id) speak or spoke of, and the rows of all documents that these may have been."""
    spoken_of = documents_of_files(db, changed)
    rows, files, more = set(spoken_of), set[int](), set(changed)
    units: list[Unit] = []
    relevant: list[list[Unit]] = []
    others: list[list[Unit]] = []
    by_key: dict[str, int] = {}
    while more:
        files |= more
        units += _units(db, more, parsed)
        by_key = rows_answering(db, _keys(units))
        relevant, others = _split(cluster(units), changed, by_key, spoken_of)
        rows |= _known(db, _flat(relevant))
        more = files_of_documents(db, rows) - files if rows else set()
    kept = _rows(others, by_key)
    return _compose(relevant), _rows(relevant, by_key) | (spoken_of - kept)


def _flat(clusters: Iterable[list[Unit]]) -> list[Unit]:
    return [unit for units in clusters for unit in units]


def _rows(clusters: Iterable[list[Unit]], by_key: Mapping[str, int]) -> set[int]:
    return {by_key[key] for unit in _flat(clusters) for key in unit.keys if key in by_key}


def _units(db: Connection, file_ids: Collection[int], parsed: Parsed) -> Iterable[Unit]:
    for version in versions_of(db, file_ids):
        known = parsed.get((version.path, version.sha256))
        documents = (known or parse_file(version.path, content(db, version.sha256, version.path), named=version.named)).documents
        for document in documents:
            yield _unit(version, document, single=len(documents) == 1)


def _unit(version: Version, document: ParsedDocument, *, single: bool) -> Unit:
    keys = document_keys(document, version.path)
    return Unit(version.file_id, version.path, version.id, version.mtime_ns, version.live, single, document, keys)


def _keys(units: Iterable[Unit]) -> set[str]:
    return {key for u in units for key in u.keys}


def _ids(units: Iterable[Unit]) -> set[str]:
    return {id_key(i) for u in units for h in u.document.highlights for i in h.ids}


def _split(
    clusters: list[list[Unit]], changed: Collection[int], by_key: Mapping[str, int], spoken_of: Collection[int]
) -> tuple[list[list[Unit]], list[list[Unit]]]:
    """Which clusters the change concerns, and which only share a file with them.

    Concerned are those of the changed files, those that answer for a document which these speak of or spoke of (two may, after an undo),
    and those that quote a passage of theirs.
    """
    rows = set(spoken_of)
    relevant = [units for units in clusters if any(u.file_id in changed for u in units)]
    others = [units for units in clusters if not any(u.file_id in changed for u in units)]
    while others:
        rows |= _rows(relevant, by_key)
        ids = _ids(_flat(relevant))
        more = [units for units in others if not rows.isdisjoint(_rows([units], by_key)) or not ids.isdisjoint(_ids(units))]
        if not more:
            break
        relevant += more
        others = [units for units in others if not any(units is taken for taken in more)]
    return relevant, others


def _known(db: Connection, units: Collection[Unit]) -> set[int]:
    keys: set[str] = set()
    beginnings: set[str] = set()
    for unit in units:
        exact, beginning = answering_keys(unit.document, unit.path)
        keys.update(exact)
        beginnings.update([beginning] if beginning else [])
    return documents_bearing(db, keys, beginnings, _ids(units))


def _compose(clusters: list[list[Unit]]) -> list[DocumentRecord]:
    """Exports first: a passage that a reader's page quotes is theirs, and the quotation one more place of it."""
    exports = [units for units in clusters if not units[0].own]
    own = [units for units in clusters if units[0].own]
    held = _ids(_flat(exports)) if own else set()
    quoted: dict[str, list[tuple[int, int, int]]] = {}
    pages = [[_without(u, held, quoted) for u in units] for units in own]
    return [compose(units, quoted) for units in exports] + [compose(units, {}) for units in pages]


def _without(unit: Unit, held: Collection[str], quoted: dict[str, list[tuple[int, int, int]]]) -> Unit:
    """The reader's page less the passages that an export holds; their places are noted in `quoted`."""
    own = []
    for highlight in unit.document.highlights:
        keys = [id_key(i) for i in highlight.ids if id_key(i) in held]
        if not keys:
            own.append(highlight)
        elif unit.live:
            quoted.setdefault(keys[0], []).extend((unit.file_id, a, b) for a, b in highlight.lines)
    return replace(unit, document=replace(unit.document, highlights=tuple(own)))
