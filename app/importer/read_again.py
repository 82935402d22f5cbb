"""Repeated derivation, from stored versions, of files that an earlier parser version read."""

from collections.abc import Iterator, Sequence
from functools import partial

from sqlalchemy import Connection

from app.errors import DamageError
from app.formats.registry import PARSER
from app.identity.records import DocumentRecord
from app.importer.derive import derive
from app.importer.kept import Parsed, understood, with_understood
from app.model import Line
from app.store.db.library import Library
from app.store.writes.documents import write
from app.store.writes.imports import last_import
from app.store.writes.versions import (
    change_file,
    files_of_earlier_parsers,
    replace_unparsed,
    versions_of,
)

_FILES = 100  # derived together, in one short transaction


def read_again(library: Library) -> Iterator[tuple[int, int]]:
    """Derive files of an earlier parser again; gives how many are done, and their total.

    Files with damaged bytes stay unchanged: `verify` reports them.
    """
    with library.reading() as db:
        ids = files_of_earlier_parsers(db, PARSER)
    for start in range(0, len(ids), _FILES):
        yield start, len(ids)
        _read_together(library, ids[start : start + _FILES])


def _read_together(library: Library, file_ids: Sequence[int]) -> None:
    try:
        with_understood(
            partial(library.writing, "NORMAL"), partial(_write_again, file_ids=file_ids)
        )
    except DamageError:
        if len(file_ids) > 1:
            for file_id in file_ids:
                _read_together(library, [file_id])


def _write_again(db: Connection, parsed: Parsed, *, file_ids: Sequence[int]) -> None:
    records, found = derive_again(db, file_ids, parsed, anew=True)
    write(db, records, found, last_import(db))


def derive_again(
    db: Connection, file_ids: Sequence[int], parsed: Parsed, *, anew: bool = False
) -> tuple[list[DocumentRecord], set[int]]:
    """Derive these files as the parser reads them now, and note that it read them.

    Gives what `derive` gives; UnreadError where a version is not parsed.
    """
    describe_files(db, file_ids, parsed)
    for file_id in file_ids:
        change_file(db, file_id, parser=PARSER)
    return derive(db, file_ids, parsed, anew=anew)


def describe_files(db: Connection, file_ids: Sequence[int], said: Parsed) -> None:
    """Write format, skip reason and unparsed lines of each file's newest included version.

    UnreadError where such a version is not parsed.
    """
    lines: dict[int, tuple[Line, ...]] = dict.fromkeys(file_ids, ())
    live = (version for version in versions_of(db, file_ids) if version.live)
    for version, parsed in understood(db, live, said).items():
        change_file(db, version.file_id, format=parsed.format, skipped=parsed.skipped)
        lines[version.file_id] = parsed.unparsed
    replace_unparsed(db, lines)
