"""Verification of the library: its integrity, and its rows against the versions."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError

from app.errors import DamageError
from app.importer.derive import derive
from app.importer.files.scan import walk
from app.importer.kept import Parsed, understood, with_understood
from app.importer.reading import Content, Wanted, read_content
from app.model import Problem
from app.store.db.library import Library
from app.store.integrity import (
    RESTORE,
    damaged_contents,
    faults,
    is_complete,
    mend_index,
    missing_contents,
    repair,
)
from app.store.journal.file import journal_path
from app.store.journal.replay import acts_beyond, replay
from app.store.recovery.sources import NO_SOURCES, Sources, contents_in
from app.store.writes.documents import Written, write
from app.store.writes.imports import last_import
from app.store.writes.versions import (
    file_ids,
    files_holding,
    keep_contents,
    replace_unparsed,
    unparsed_lines,
    versions_of,
)

_FILES = 200
_ANEW = "with `florilegium verify --mend`"
_MEND = "write what the files say with `florilegium verify --mend`"


def verify(library: Library, *, mend: bool = False, sources: Sources = NO_SOURCES) -> list[Problem]:
    """Verify the library; gives its faults, each in a line, and none for a sound library.

    The check uses a copy, so that nobody waits. `mend` repairs the library from its files and from
    `sources`, copies and archives; the faults are those found before.
    """
    with library.copying() as db:
        found = list(faults(db))
        whole = is_complete(db)
        if whole:
            repair(db)
            for batch in _batches(db):
                found += _proved(partial(_part, db), batch)
            found += _journal_faults(db, library.path)
    if mend and whole:
        mend_all(library, sources)
    return found


def _batches(db: Connection) -> list[list[int]]:
    ids = file_ids(db)
    return [ids[start : start + _FILES] for start in range(0, len(ids), _FILES)]


@contextmanager
def _part(db: Connection) -> Iterator[Connection]:
    """Savepoint on the copy.

    A part of the transaction that is rolled back by itself where it fails.
    """
    with db.begin_nested():
        yield db


def _proved(
    turn: Callable[[], AbstractContextManager[Connection]], batch: list[int]
) -> list[Problem]:
    """Differences between the documents of these files and the derived ones, then repaired.

    Where they cannot be derived, the reason.
    """
    try:
        return with_understood(
            turn, lambda db, parsed: [*_differences(db, batch, last_import(db), parsed)]
        )
    except DamageError as error:  # the checks report it too; here for the files that it affects
        return [Problem(str(error))]
    except DatabaseError as error:
        return [Problem(f"{len(batch)} files could not be proved: {error.orig}; {RESTORE}")]


def _journal_faults(db: Connection, library: Path) -> Iterator[Problem]:
    beyond = acts_beyond(db, library)
    path = journal_path(library)
    if beyond.other:
        yield Problem(
            f"the journal '{path}' is of another library: it tells of {beyond.acts} acts that this "
            f"one lacks, and not of all that this one holds; set it aside, and begin it {_ANEW}"
        )
    elif beyond.acts:
        yield Problem(
            f"the library lacks {beyond.acts} acts of yours that its journal '{path}' tells; take "
            f"them in {_ANEW}"
        )
    if beyond.broken:
        yield Problem(
            f"{beyond.broken} lines of the journal '{path}' are damaged; write it {_ANEW}"
        )


def mend_all(library: Library, sources: Sources = NO_SOURCES) -> None:
    """Repair in short transactions.

    Schema and texts, bytes of versions, derived rows, the index.
    """
    with library.writing() as db:
        repair(db)
        replay(db, library.path)
    library.tidy_journal(anew=True)
    take_again(library, sources)
    write_derived(library)
    with library.writing() as db:
        mend_index(db)


def write_derived(library: Library) -> None:
    """Derive all files again and write what differs, in short transactions."""
    with library.reading() as db:
        batches = _batches(db)
    for batch in batches:
        _proved(library.writing, batch)


def take_again(library: Library, sources: Sources = NO_SOURCES) -> None:
    """Replace bytes of versions that are damaged or missing.

    By those of the files on disk, if the hash is the same, else of the first source that has them.
    """
    with library.writing() as db:
        damaged = {*damaged_contents(db), *missing_contents(db)}
        for path, digest in files_holding(db, damaged):
            for found in walk([Path(path)]).files:
                read = read_content(Wanted(found, digest))
                if isinstance(read, Content) and read.sha256 == digest:
                    keep_contents(db, {digest: read.deflated})
                    damaged.discard(digest)
    for digest, deflated in contents_in(sources, damaged):  # to unpack them takes a while
        with library.writing() as db:
            keep_contents(db, {digest: deflated})


def _differences(
    db: Connection, files: list[int], import_id: int, known: Parsed
) -> Iterator[Problem]:
    records, rows = derive(db, files, known, anew=True)
    written = write(db, records, rows, import_id)
    total = _changes(written)
    if total:
        yield Problem(
            f"{total} documents and highlights say something else than the files they came from; "
            f"{_MEND}"
        )
    for version, parsed in understood(
        db, (v for v in versions_of(db, files) if v.live), known
    ).items():
        if unparsed_lines(db, version.file_id) != parsed.unparsed:
            replace_unparsed(db, {version.file_id: parsed.unparsed})
            yield Problem(
                f"lines that nobody understood are not those that are kept; {_MEND}",
                path=version.path,
            )


def _changes(written: Written) -> int:
    return sum(c.added + c.changed + c.gone for c in (written.documents, written.highlights))
