"""Documents as the versions of files hold them, and what ties these to each other and to rows."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from sqlalchemy import Connection

from app.formats.registry import PARSER
from app.identity.history import is_plain
from app.identity.keys import document_keys, id_key
from app.identity.observations import DocumentVersion
from app.importer.kept import Parsed, understood
from app.model import ParsedDocument
from app.store.writes.histories import histories_of
from app.store.writes.versions import Version

PAGE = b""  # stored for a reader's own page: that it has been one in all its versions


def mark(versions: Sequence[Version]) -> str:
    """Hash of versions of one file, in order of time, and of the parser."""
    told = json.dumps(
        [
            PARSER,
            versions[0].path,
            versions[0].named,
            [(v.id, v.sha256, v.mtime_ns) for v in versions],
        ]
    )
    return hashlib.sha256(told.encode()).hexdigest()


def versions_by_file(versions: Iterable[Version]) -> dict[int, list[Version]]:
    """Versions of each file, oldest first."""
    by_file: dict[int, list[Version]] = {}
    for version in sorted(versions, key=lambda v: (v.mtime_ns, v.id)):
        by_file.setdefault(version.file_id, []).append(version)
    return by_file


def is_page(unit: DocumentVersion) -> bool:
    """Whether the reader wrote this file himself: only the newest version of such a page counts."""
    return unit.own and unit.single and is_plain(unit.document)


def known_pages(
    db: Connection, by_file: Mapping[int, Sequence[Version]], parsed: Parsed
) -> set[int]:
    """Files that were the reader's own pages in all versions, by stored histories."""
    pages = set()
    many = {file: versions for file, versions in by_file.items() if len(versions) > 1}
    known = histories_of(db, {file: mark(versions) for file, versions in many.items()})
    pages |= {file for file, data in known.items() if data == PAGE}
    before = histories_of(
        db, {file: mark(versions[:-1]) for file, versions in many.items() if file not in known}
    )
    for file, data in before.items():
        newest = many[file][-1]
        said = parsed.get((newest.path, newest.sha256))
        if (
            data == PAGE
            and said
            and len(said.documents) == 1
            and is_page(unit_of(newest, said.documents[0], single=True))
        ):
            pages.add(file)
    return pages


def units_of(
    db: Connection, by_file: Mapping[int, Sequence[Version]], pages: set[int], parsed: Parsed
) -> Iterator[DocumentVersion]:
    """Document versions of these files; of own pages only the newest. Adds to `pages`."""
    wanted = {
        file: versions[-1:] if file in pages else versions for file, versions in by_file.items()
    }
    said = understood(db, (version for versions in wanted.values() for version in versions), parsed)
    for file, versions in wanted.items():
        units = [
            unit_of(version, document, single=len(said[version].documents) == 1)
            for version in versions for document in said[version].documents
        ]  # fmt: skip
        own = [unit for unit in units if is_page(unit)]
        if own and len(own) == len(versions) and len(own) == len(units):
            pages.add(file)
        yield from (
            (unit for unit in units if unit is own[-1] or not is_page(unit)) if own else units
        )


def unit_of(version: Version, document: ParsedDocument, *, single: bool) -> DocumentVersion:
    """One document of a version."""
    keys = document_keys(document, version.path)
    return DocumentVersion(
        version.file_id,
        version.path,
        version.id,
        version.mtime_ns,
        version.live,
        single,
        document,
        keys,
    )


def flat(groups: Iterable[list[DocumentVersion]]) -> list[DocumentVersion]:
    """Versions of all groups in a row."""
    return [unit for units in groups for unit in units]


def rows_of(groups: Iterable[list[DocumentVersion]], by_key: Mapping[str, int]) -> set[int]:
    """Rows of the documents that the keys of these groups lead to."""
    return {by_key[key] for unit in flat(groups) for key in unit.keys if key in by_key}


def keys_of(units: Iterable[DocumentVersion]) -> set[str]:
    """Keys of the documents in these versions."""
    return {key for u in units for key in u.keys}


def ids_of(units: Iterable[DocumentVersion]) -> set[str]:
    """Keys of the exporters' ids of the highlights in these versions."""
    return {id_key(i) for u in units for h in u.document.highlights for i in h.ids}


def names_of(units: Sequence[DocumentVersion]) -> set[str]:
    """Keys and ids by which versions are joined, or may be."""
    return ids_of(units) | {of_any_kind(key) for key in keys_of(units)}


def of_any_kind(key: str) -> str:
    """Key of a title without the kind of document, any other key as it is."""
    return key[: key.rindex("|") + 1] if key.startswith("title:") else key
