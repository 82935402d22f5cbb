"""Refresh of the column index: in the background of a server, and at once after a large import."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from logging import getLogger
from threading import Event, Thread

from sqlalchemy.exc import DBAPIError

from app.errors import LibraryError
from app.store.db.library import Library, Reader
from app.store.fts.change_log import Position, changes_since, position
from app.store.fts.tables import HIGHLIGHTS

LARGE = 50_000  # highlights of a library whose column index an import itself refreshes
THREAD = "column-index"  # the name of the background thread
# Seconds after the start of a server: without its snapshot the first search takes most of a second.
_FIRST_LOOK = 0.1
# Seconds between two looks: the library is at rest when nothing was written between them.
_LOOK_EVERY = 5.0
_ERRORS = (DBAPIError, sqlite3.Error, LibraryError)  # left to those who query the library
# One of so many highlights is new: reading all takes a fifth of the time of importing all.
_NEW_SHARE = 2


Job = Callable[[Library, Callable[[], bool]], None]  # takes the library, and whether to stop


@contextmanager
def refreshing(library: Library, jobs: Sequence[Job] = ()) -> Iterator[None]:
    """Keep the column index up to date in the background while this lasts.

    It is loaded soon after the start, and its words are read anew whenever enough was written and
    the library is at rest. Then the other `jobs` are done, one after another.
    """
    stop = Event()
    thread = Thread(target=_run, args=(library, stop, jobs), name=THREAD, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _run(library: Library, stop: Event, jobs: Sequence[Job]) -> None:
    """Look and refresh until `stop`; errors of the library are left to those who query it.

    A job that failed is done again once anything was written.
    """
    pause, last = _FIRST_LOOK, Position(0, 0)
    failed: dict[Job, Position] = {}
    while not stop.wait(pause):
        before = last
        with suppress(*_ERRORS), library.reading() as db:
            last = _refresh_if_stale(db, last, stop)
        for job in jobs if last == before and not stop.is_set() else ():
            if failed.get(job) != last and not _done(job, library, stop):
                failed[job] = last
        pause = _LOOK_EVERY


def _done(job: Job, library: Library, stop: Event) -> bool:
    """Do a job; False where it has a fault, which is written to the log and ends no other job."""
    fault = ""
    try:
        with suppress(*_ERRORS):
            job(library, stop.is_set)
    except Exception as error:  # noqa: BLE001 whatever it is, the rest goes on without it
        fault = repr(error)
    if fault:
        message = "'%s' failed in the background, and is done again after the next change: %s"
        getLogger(__name__).error(message, getattr(job, "__name__", job), fault)
    return not fault


def _refresh_if_stale(db: Reader, last: Position, stop: Event) -> Position:
    """Load the current snapshot; refresh a stale one if nothing was written since `last`.

    Gives the position of now.
    """
    from app.search.columns.cache import StoppedError, cache_of, is_stale  # slow to import: NumPy

    at, cache = position(db), cache_of(db.library)
    if is_stale(cache.current(db)) and at == last:
        with suppress(StoppedError):
            cache.refresh(db, stop)
    return at


def refresh(library: Library) -> None:
    """Refresh the column index of a large library, if it has none or half of it was written since.

    More often it would cost imports too much. Words are then counted alone: their postings take
    ten times as long as they save one search. A server reads them at rest, else the next import.
    """
    with library.reading() as db:
        size = db.exec_driver_sql("SELECT coalesce(max(id), 0) FROM highlights").scalar_one()
        if size < LARGE:
            return
        from app.search.columns.cache import cache_of, is_stale  # slow to import: NumPy

        written, counted = _as_stored(db, size)
        much = _NEW_SHARE * written >= size
        if much or counted:
            cache = cache_of(library)
            if is_stale(cache.current(db), postings=not much):
                cache.refresh(db, Event(), postings=not much)


def _as_stored(db: Reader, size: int) -> tuple[int, bool]:
    """How many highlights were written since the file of the column index, `size` without one.

    And whether the words of highlights are only counted in it.
    """
    from app.search.columns.cache import file_of  # slow to import: NumPy
    from app.search.columns.storage import read_arrays
    from app.search.columns.words import is_counted

    stored = read_arrays(file_of(db.library.path))
    changes = changes_since(db, stored[0]) if stored else None
    counted = stored is not None and is_counted(HIGHLIGHTS, stored[1])
    return (len(changes.highlights) if changes else size), counted
