"""The digest that a program keeps of its library: brought up to the moment that a reader sees, made anew where that cannot be, written beside it."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from threading import Event, Lock

from sqlalchemy import Connection

from app.search.columns.snapshot import MOST_TOUCHED, Digest, brought_up, loaded, read_digest, stored
from app.search.columns.storage import Array, Arrays, read_arrays, write_arrays
from app.search.fts_query import Tokens
from app.store.db.connections import Slot
from app.store.fts.change_log import Position, changes_since, position

_REMEMBERED = 2_000  # places in the log whose readers are answered from a newer digest
_SMALL = 2_000  # rows of a library whose words are told quickly without a file
_STALE = 2_000  # rows written since the words were read, beyond a twentieth of all, from which on they are read anew


def file_of(library: Path) -> Path:
    """Where the digest of a library lies."""
    return library.with_name(f"{library.name}.digest")


class Keeper:
    """Keeps the digest of one library for all threads of a program."""

    def __init__(self, library: Path) -> None:
        self.library = library
        self.tokens = Tokens()
        self._lock = Lock()
        self._digest: Digest | None = None
        self._passed: list[Position] = []

    def current(self, db: Connection) -> Digest:
        """The digest of what a reader sees, or, where others have already asked for a later moment, of that."""
        at = position(db)
        if kept := self._answering(at):
            return kept
        with self._lock:
            if kept := self._answering(at):  # another thread was quicker
                return kept
            fresh = self._brought(db, self._digest or self._from_file(), at) or read_digest(db)
            self._keep(fresh)
        return fresh

    def _answering(self, at: Position) -> Digest | None:
        """What is kept, where it answers a reader who sees the library as it was then."""
        kept = self._digest
        return kept if kept and (kept.position == at or (at.line < kept.position.line and at in self._passed)) else None

    def _keep(self, digest: Digest) -> None:
        self._passed = [*self._passed[-_REMEMBERED:], digest.position]
        self._digest = digest

    def _from_file(self) -> Digest | None:
        found = read_arrays(file_of(self.library))
        return loaded(*found) if found else None

    def _brought(self, db: Connection, known: Digest | None, at: Position) -> Digest | None:
        """What is known brought up to what the reader sees; of much that was written another program may have left a file."""
        changes = changes_since(db, known.position) if known else None
        if known is None or changes is None or changes.position == at == known.position:
            return known if changes else None
        if len(changes.highlights) + len(changes.documents) > MOST_TOUCHED:
            written = self._from_file()
            if written and written.position.line > known.position.line and (later := changes_since(db, written.position)):
                known, changes = written, later
        self._passed = [*self._passed[-_REMEMBERED:], *changes.passed]
        return brought_up(db, known, changes)

    def renew(self, db: Connection, stop: Event) -> None:
        """Read the words of what a reader sees, write the file, and keep what it says from now on; StoppedError when told to stop."""
        known = self.current(db)
        if known.position != position(db):
            return
        with self._lock:
            written = self._brought(db, self._from_file(), known.position)
            if written and not is_stale(written):  # another program was quicker
                self._keep(written)
                return
        path = file_of(self.library)
        try:
            write_arrays(path, known.position, _until(stop, stored(db, known)))
        except OSError:  # a folder that cannot be written to
            fresh = loaded(known.position, Arrays(dict(_until(stop, stored(db, known)))))
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


def is_stale(digest: Digest) -> bool:
    """Whether it is worth while to read the words anew."""
    return any(
        part.size > _SMALL and (part.words is None or (part.touched is not None and len(part.touched) > _STALE + part.size // 20))
        for part in digest.parts.values()
    )


def keeper_of(db: Connection) -> Keeper | None:
    """The keeper of the library that a reader reads; None for a writer, who sees what may never come to be."""
    slot = db.get_execution_options().get("slot")
    return slot.filled(lambda: Keeper(slot.library)) if isinstance(slot, Slot) else None
