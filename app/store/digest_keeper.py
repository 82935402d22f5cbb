"""The digest that a program keeps of its library: brought up to the moment that a reader sees, made anew where that cannot be, written beside it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Lock, Thread

from sqlalchemy import Connection, Engine

from app.store.digest import MOST_TOUCHED, Digest, brought_up, loaded, read_digest, stored
from app.store.digest_file import Array, read_arrays, write_arrays
from app.store.engine import Slot, reading
from app.store.index_log import Position, changes_since, position
from app.store.search_tokens import Tokens

_REMEMBERED = 200  # places in the log whose readers are answered from a newer digest
_SMALL = 2_000  # rows of a library whose words are told quickly without a file
_STALE = 2_000  # rows written since the words were read, beyond a twentieth of all, from which on they are read anew
_PAUSE = 1.0  # seconds before a server that nobody has asked anything makes ready


def file_of(library: Path) -> Path:
    """Where the digest of a library lies."""
    return library.with_name(f"{library.name}.digest")


class Keeper:
    """Keeps the digest of one library for all threads of a program."""

    def __init__(self, library: Path) -> None:
        self.library = library
        self.tokens = Tokens()
        self.wanted = Event()  # set when the words should be read anew
        self._lock = Lock()
        self._digest: Digest | None = None
        self._passed: list[Position] = []

    def current(self, db: Connection) -> Digest:
        """The digest of what a reader sees, or, where others have already asked for a later moment, of that."""
        at = position(db)
        kept = self._digest
        if kept and (kept.position == at or (at.line < kept.position.line and at in self._passed)):
            return kept
        with self._lock:
            fresh = self._brought(db, self._digest or self._from_file(), at) or read_digest(db)
            self._keep(fresh)
        return fresh

    def _keep(self, digest: Digest) -> None:
        self._passed = [*self._passed[-_REMEMBERED:], digest.position]
        self._digest = digest
        if is_stale(digest):
            self.wanted.set()

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
        return brought_up(db, known, changes)

    def renew(self, db: Connection, stop: Event) -> None:
        """Read the words of what a reader sees, write the file, and keep what it says from now on."""
        known = self.current(db)
        if known.position == position(db):
            write_arrays(file_of(self.library), known.position, _until(stop, stored(db, known)))
            with self._lock:
                self._keep(self._from_file() or known)

    def keep_renewing(self, engine: Engine, stop: Event) -> None:
        """Make ready, then read the words anew whenever that is wanted, until told to stop."""
        self.wanted.wait(_PAUSE)
        while not stop.is_set():
            self.wanted.clear()
            with reading(engine) as db, suppress(_StoppedError, OSError):  # a folder that cannot be written to: searches go on without the file
                if is_stale(self.current(db)):
                    self.renew(db, stop)
            self.wanted.wait()


class _StoppedError(Exception):
    pass


def _until(stop: Event, arrays: Iterable[tuple[str, Array]]) -> Iterator[tuple[str, Array]]:
    for each in arrays:
        if stop.is_set():
            raise _StoppedError
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


@contextmanager
def renewing(engine: Engine) -> Iterator[None]:
    """While this lasts, the library's digest is made ready and kept fresh in the background."""
    with engine.connect() as db:
        keeper = keeper_of(db)
    if keeper is None:
        yield
        return
    stop = Event()
    thread = Thread(target=keeper.keep_renewing, args=(engine, stop), name="digest", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        keeper.wanted.set()
        thread.join()


def renew(engine: Engine, least: int) -> None:
    """Write the library's digest now if it has so many rows and the one that lies beside it is stale."""
    with reading(engine) as db:
        rows = db.exec_driver_sql("SELECT coalesce(max(id), 0) FROM highlights").scalar_one()
        keeper = keeper_of(db) if rows >= least else None
        if keeper and is_stale(keeper.current(db)):
            keeper.renew(db, Event())
