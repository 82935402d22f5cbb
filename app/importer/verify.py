"""Proving the library again: against itself, and against the versions of the files that it is derived from."""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, Engine

from app.errors import LibraryError
from app.formats.registry import parse_file
from app.importer.derive import derive
from app.importer.reading import Content, Wanted, read_content
from app.importer.scan import walk
from app.model import Problem
from app.store.db.engine import reading, rehearsing, writing
from app.store.integrity import damaged_contents, faults, mend_index
from app.store.writes.documents import Written, write
from app.store.writes.versions import content, file_ids, files_holding, keep_contents, last_import, replace_unparsed, unparsed_lines, versions_of

_FILES = 200
_MEND = "write what the files say with `florilegium verify --mend`"


def verify(engine: Engine, *, mend: bool = False) -> list[Problem]:
    """What is off, each in a line; nothing is, for a sound library. `mend` writes what the files say wherever the library says else."""
    with rehearsing(engine) as db:
        found = list(faults(db))
    if mend:
        _take_again(engine)
    with reading(engine) as db:
        ids, newest = file_ids(db), last_import(db)
    for start in range(0, len(ids), _FILES):
        try:
            with writing(engine) if mend else rehearsing(engine) as db:
                found += list(_differences(db, ids[start : start + _FILES], newest))
        except LibraryError as error:  # told by the checks above as well, here for what it keeps from being proved
            found.append(Problem(str(error)))
    if mend:
        with writing(engine) as db:
            mend_index(db)
    return found


def _take_again(engine: Engine) -> None:
    """Replace what is damaged of the files' bytes by what the files on the disk hold, where it is the same."""
    with writing(engine) as db:
        damaged = set(damaged_contents(db))
        for path, digest in files_holding(db, damaged):
            for found in walk([Path(path)]).files:
                read = read_content(Wanted(found, digest))
                if isinstance(read, Content) and read.sha256 == digest:
                    keep_contents(db, {digest: read.deflated})


def _differences(db: Connection, files: list[int], import_id: int) -> Iterator[Problem]:
    records, rows = derive(db, files, {})
    written = write(db, records, rows, import_id)
    total = _changes(written)
    if total:
        yield Problem(f"{total} documents and highlights say something else than the files they came from; {_MEND}")
    for version in versions_of(db, files):
        if version.live:
            lines = parse_file(version.path, content(db, version.sha256, version.path), named=version.named).unparsed
            if unparsed_lines(db, version.file_id) != lines:
                replace_unparsed(db, {version.file_id: lines})
                yield Problem(f"lines that nobody understood are not those that are kept; {_MEND}", path=version.path)


def _changes(written: Written) -> int:
    return sum(c.added + c.changed + c.gone for c in (written.documents, written.highlights))
