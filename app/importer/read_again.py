"""Deriving again what an earlier version of the parsers read, out of the versions that the library keeps."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection

from app.errors import DamageError
from app.formats.registry import parse_file
from app.importer.batch import PARSER
from app.importer.derive import derive
from app.model import Line
from app.store.db.library import Library
from app.store.writes.documents import write
from app.store.writes.versions import (
    change_file,
    content,
    files_of_earlier_parsers,
    last_import,
    replace_unparsed,
    versions_of,
)

_FILES = 100  # derived together, in one short transaction


def read_again(library: Library) -> Iterator[tuple[int, int]]:
    """Derive again what an earlier parser read; gives how many files are done, and of how many.

    Files of which the bytes are damaged stay as they are: `verify` says so.
    """
    with library.reading() as db:
        ids = files_of_earlier_parsers(db, PARSER)
    for start in range(0, len(ids), _FILES):
        yield start, len(ids)
        _read_together(library, ids[start : start + _FILES])


def _read_together(library: Library, file_ids: Sequence[int]) -> None:
    try:
        with library.writing("NORMAL") as db:
            describe_files(db, file_ids)
            records, found = derive(db, file_ids, {})
            write(db, records, found, last_import(db))
            for file_id in file_ids:
                change_file(db, file_id, parser=PARSER)
    except DamageError:
        if len(file_ids) > 1:
            for file_id in file_ids:
                _read_together(library, [file_id])


def describe_files(db: Connection, file_ids: Sequence[int]) -> None:
    """Write family, reason for skipping and unparsed lines of each file's newest version that counts."""
    lines: dict[int, tuple[Line, ...]] = dict.fromkeys(file_ids, ())
    for version in versions_of(db, file_ids):
        if version.live:
            data = content(db, version.sha256, version.path)
            parsed = parse_file(version.path, data, named=version.named)
            change_file(db, version.file_id, format=parsed.format, skipped=parsed.skipped)
            lines[version.file_id] = parsed.unparsed
    replace_unparsed(db, lines)
