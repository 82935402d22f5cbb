"""What a damaged library can be had back from, besides its own pages: copies and archives."""

import sqlite3
import zlib
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from app.errors import LibraryError
from app.store.archive.reading import contents_of, is_own_archive
from app.store.backup import unpack_archive
from app.store.copies.gzip_file import unpack_gzip
from app.store.copies.listing import list_copies
from app.store.leftovers import remove_database
from app.store.migrations import faults
from app.store.recovery.reading import is_content


@dataclass(frozen=True, slots=True)
class Sources:
    """Files to take from, best first.

    `copies` are of this library: copies of days, and an archive that the reader names. `archives`
    were found, and may be of another library: of these only bytes are taken, by their hashes.
    """

    copies: tuple[Path, ...] = ()
    archives: tuple[Path, ...] = ()


NO_SOURCES = Sources()


def sources_of(library: Path, folder: Path | None, named: Path | None = None) -> Sources:
    """The copies of days in the folder, and the archives in it and beside the library.

    Newest first; an archive that is named before all. LibraryError where that is none.
    """
    if named and not is_own_archive(named):
        raise LibraryError(f"'{named}' is no archive that `florilegium export` wrote")
    copies = [copy.path for copy in list_copies(folder)] if folder else []
    found = (path for place in {library.parent, folder} if place for path in _archives(place))
    archives = (path for path in found if not (named and path.samefile(named)))
    newest = sorted(archives, key=lambda path: path.stat().st_mtime, reverse=True)
    return Sources((*([named] if named else []), *copies), tuple(newest))


def _archives(folder: Path) -> Iterator[Path]:
    with suppress(OSError):
        yield from (path for path in folder.iterdir() if path.is_file() and is_own_archive(path))


def unpack_first(copies: Sequence[Path], target: Path) -> Path | None:
    """Make a library at `target` of the first copy that is whole; gives that copy's path."""
    for source in copies:
        if _unpack(source, target):
            return source
    return None


def _unpack(source: Path, target: Path) -> bool:
    """Whether a library was made of the source; what is at `target` is of no use otherwise."""
    try:
        remove_database(target)
        if is_own_archive(source):
            unpack_archive(source, target)
            return True
        unpack_gzip(source, target)
        with closing(sqlite3.connect(target)) as db:
            return not faults(db)
    except (OSError, sqlite3.Error, LibraryError):
        return False


def contents_in(sources: Sources, digests: Collection[str]) -> Iterator[tuple[str, bytes]]:
    """The bytes with these hashes (SHA-256), deflated, from the first source that has each."""
    left = set(digests)
    for source in (*sources.copies, *sources.archives):
        if not left:
            return
        found = _in_archive if is_own_archive(source) else _in_copy
        for digest, deflated in found(source, left.copy()):
            yield digest, deflated
            left.discard(digest)


def _in_archive(archive: Path, digests: Collection[str]) -> Iterator[tuple[str, bytes]]:
    for digest, content in contents_of(archive, digests):
        yield digest, zlib.compress(content)


def _in_copy(copy: Path, digests: Collection[str]) -> Iterator[tuple[str, bytes]]:
    with TemporaryDirectory(dir=copy.parent) as place:
        spare = Path(place) / "copy.db"
        if not _unpack(copy, spare):
            return
        with closing(sqlite3.connect(spare)) as db:
            for digest in digests:
                row = db.execute("SELECT data FROM contents WHERE sha256 = ?", (digest,)).fetchone()
                if row and is_content(digest, row[0]):
                    yield digest, row[0]
