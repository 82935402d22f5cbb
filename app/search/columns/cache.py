"""Cache of the column index: one snapshot for all threads of a program, kept up to date."""

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from threading import Event, Lock

from sqlalchemy import Connection

from app.search.columns.snapshot import (
    MOST_TOUCHED,
    Snapshot,
    from_arrays,
    read_snapshot,
    to_arrays,
    update_snapshot,
)
from app.search.columns.storage import Array, Arrays, read_arrays, write_arrays
from app.search.fts_query import Tokens
from app.store.db.library import Library
from app.store.fts.change_log import Position, changes_since, position

_REMEMBERED = 2_000  # earlier positions whose readers are answered from a newer snapshot
_SMALL = 2_000  # rows of a library whose words FTS5 lists quickly
_STALE = (
    2_000  # rows written since the words were read, and a twentieth of all: then they are stale
)


def file_of(library: Path) -> Path:
    """The path of the file of the column index beside a library."""
    return library.with_name(f"{library.name}.digest")


class SnapshotCache:
    """The current snapshot of one library, for all threads of a program."""

    def __init__(self, library: Path) -> None:
        self.library = library
        self.tokens = Tokens()
        self._lock = Lock()
        self._snapshot: Snapshot | None = None
        self._earlier: list[Position] = []

    def current(self, db: Connection) -> Snapshot:
        """The snapshot of what a reader sees, or of a later position that others asked for."""
        at = position(db)
        if kept := self._kept_for(at):
            return kept
        with self._lock:
            if kept := self._kept_for(at):  # another thread was quicker
                return kept
            fresh = self._updated(db, self._snapshot or self._from_file(), at) or read_snapshot(db)
            self._keep(fresh)
        return fresh

    def _kept_for(self, at: Position) -> Snapshot | None:
        """The kept snapshot, where it answers a reader at this position; else None."""
        kept = self._snapshot
        return (
            kept
            if kept
            and (kept.position == at or (at.line < kept.position.line and at in self._earlier))
            else None
        )

    def _keep(self, snapshot: Snapshot) -> None:
        self._earlier = [*self._earlier[-_REMEMBERED:], snapshot.position]
        self._snapshot = snapshot

    def _from_file(self) -> Snapshot | None:
        stored = read_arrays(file_of(self.library))
        return from_arrays(*stored) if stored else None

    def _updated(self, db: Connection, known: Snapshot | None, at: Position) -> Snapshot | None:
        """A known snapshot with what was written up to this position; None where it cannot be.

        Of much that was written another program may have left a newer file.
        """
        changes = changes_since(db, known.position) if known else None
        if known is None or changes is None or changes.position == at == known.position:
            return known if changes else None
        if len(changes.highlights) + len(changes.documents) > MOST_TOUCHED:
            written = self._from_file()
            if (
                written
                and written.position.line > known.position.line
                and (later := changes_since(db, written.position))
            ):
                known, changes = written, later
        self._earlier = [*self._earlier[-_REMEMBERED:], *changes.passed]
        return update_snapshot(db, known, changes)

    def refresh(self, db: Connection, stop: Event, *, postings: bool = True) -> None:
        """Read the words as this reader sees them, write the file, and use it from now on.

        Without `postings` they are only counted. Does nothing while newer rows are known.
        StoppedError when `stop` is set; a folder that cannot be written to keeps the arrays in
        memory.
        """
        known = self.current(db)
        if known.position != position(db):
            return
        with self._lock:
            written = self._updated(db, self._from_file(), known.position)
            if written and not is_stale(written, postings=postings):  # another was quicker
                self._keep(written)
                return
        path = file_of(self.library)
        arrays = partial(to_arrays, db, known, postings=postings)
        try:
            write_arrays(path, known.position, _until(stop, arrays()))
        except OSError:  # a folder that cannot be written to
            fresh = from_arrays(known.position, Arrays(dict(_until(stop, arrays()))))
        else:
            fresh = self._from_file() or known
        with self._lock:
            self._keep(fresh)


class StoppedError(Exception):
    """the work was given up"""


def _until(stop: Event, arrays: Iterable[tuple[str, Array]]) -> Iterator[tuple[str, Array]]:
    for each in arrays:
        if stop.is_set():
            raise StoppedError
        yield each


def is_stale(snapshot: Snapshot, *, postings: bool = True) -> bool:
    """Whether so much was written that it pays to read the words anew, with their `postings`."""
    return any(
        part.size > _SMALL
        and (
            part.words is None
            or (postings and part.words.counted)
            or (part.touched is not None and len(part.touched) > _STALE + part.size // 20)
        )
        for part in snapshot.parts.values()
    )


def cache_of(library: Library) -> SnapshotCache:
    """The cache of a library that this program has open."""
    return library.kept(SnapshotCache, lambda: SnapshotCache(library.path))
