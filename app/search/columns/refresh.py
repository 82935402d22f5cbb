"""Keeping the digest of a library ready: in the background while it is served, at once after a large import."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread

from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError

from app.errors import LibraryError
from app.store.db.library import Library
from app.store.fts.change_log import Position, changes_since, position

_READY = 0.1  # seconds before a server that was just started makes ready: the first search takes most of a second else
_LOOK = 5.0  # seconds between two looks at the library: it is at rest when nothing was written between them
LARGE = 50_000  # highlights of a library whose digest an import itself renews
_OUTWEIGHED = 2  # one of so many is new: reading all takes a fifth of the time that it takes to import all


@contextmanager
def renewing(library: Library) -> Iterator[None]:
    """While this lasts, the library's digest is made ready, and renewed whenever enough was written and the library is at rest."""
    stop = Event()
    thread = Thread(target=_keep, args=(library, stop), name="digest", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _keep(library: Library, stop: Event) -> None:
    """Look and renew until told to stop. A library that cannot be read is told by whoever asks it something."""
    pause, last = _READY, Position(0, 0)
    while not stop.wait(pause):
        with suppress(DatabaseError, LibraryError), library.reading() as db:
            last = _look(db, last, stop)
        pause = _LOOK


def _look(db: Connection, last: Position, stop: Event) -> Position:
    """Bring the digest up to the present, and renew it if the library stands where it last stood; gives where it stands."""
    from app.search.columns.cache import StoppedError, is_stale, keeper_of  # slow to import: NumPy

    at, keeper = position(db), keeper_of(db)
    if keeper and is_stale(keeper.current(db)) and at == last:
        with suppress(StoppedError):
            keeper.renew(db, stop)
    return at


def renew(library: Library) -> None:
    """Renew the digest of a large library now, if it has none or half of it was written since: more often it would cost imports too much."""
    with library.reading() as db:
        size = db.exec_driver_sql("SELECT coalesce(max(id), 0) FROM highlights").scalar_one()
        if size >= LARGE and _OUTWEIGHED * _written(db, size) >= size:
            _look(db, position(db), Event())


def _written(db: Connection, size: int) -> int:
    """How many of so many highlights were written since the file of the digest; all of them where there is none that can be gone on from."""
    from app.search.columns.cache import file_of, keeper_of  # slow to import: NumPy
    from app.search.columns.storage import read_arrays

    keeper = keeper_of(db)
    found = read_arrays(file_of(keeper.library)) if keeper else None
    changes = changes_since(db, found[0]) if found else None
    return len(changes.highlights) if changes else size
