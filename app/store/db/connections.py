"""Connections to the library's file: each is used and closed by the thread that opened it."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock, get_ident, local
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Pool, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from app.errors import FullDiskError, LibraryBusyError, LibraryError, ReadOnlyLibraryError
from app.store.db.file import LibraryFile, beside

Kept = TypeVar("Kept")
_READER = ("query_only=ON", "foreign_keys=ON", "temp_store=MEMORY")
_WRITER = ("foreign_keys=ON", "temp_store=MEMORY", "synchronous=FULL")
# What many writes in a row go better with: pages stay in memory (KiB, negative) and are copied out of
# the log less often (pages); what is deleted is not overwritten with zeros, as some builds of SQLite do.
_IMPORTER = ("foreign_keys=ON", "temp_store=MEMORY", "synchronous=NORMAL", "cache_size=-24576", "wal_autocheckpoint=8000", "secure_delete=0")


class Slot:
    """A place for what a program keeps in memory of a library; readers find it among their connection's options, as `slot`."""

    def __init__(self, library: Path) -> None:
        self.library = library
        self._lock = Lock()
        self._kept: Any = None

    def filled(self, make: Callable[[], Kept]) -> Kept:
        """What is kept, made by the first who asks."""
        with self._lock:
            if self._kept is None:
                self._kept = make()
            kept: Kept = self._kept
            return kept


def connect(file: LibraryFile, *, patience: float) -> sqlite3.Connection:
    """A connection to the file that was opened, for this thread alone; never makes a file.

    LibraryMovedError where the path leads elsewhere. SQLite opens the log with the first statement,
    so the look behind the opening keeps the log of one file from being taken into another.
    """
    uri = f"{file.path.absolute().as_uri()}?{_mode(file)}"
    raw = sqlite3.connect(uri, uri=True, timeout=patience, isolation_level=None)
    try:
        file.check()
    except BaseException:
        raw.close()
        raise
    return raw


def _mode(file: LibraryFile) -> str:
    """How to open the file: on a disk that is only read SQLite can make no memory for the log."""
    if not file.read_only:
        return "mode=rw"
    log = beside(file.path, "-wal")
    return "mode=ro" if log.exists() and log.stat().st_size else "mode=ro&immutable=1"


def make_readers(file: LibraryFile, *, patience: float) -> Engine:
    """An engine whose connections cannot write."""
    engine = _make_engine(lambda: _prepared(connect(file, patience=patience), _READER))
    return engine.execution_options(slot=Slot(file.path))


def make_writers(file: LibraryFile) -> Engine:
    """An engine whose connections write durably; whoever takes one says how long it waits."""
    return _make_engine(lambda: _prepared(connect(file, patience=0), _WRITER))


def make_importers(file: LibraryFile) -> Engine:
    """The same for many writes in a row of what can be imported again."""
    return _make_engine(lambda: _prepared(connect(file, patience=0), _IMPORTER))


def _make_engine(creator: Callable[[], sqlite3.Connection]) -> Engine:
    return create_engine("sqlite://", creator=creator, poolclass=_PerThread)


def _prepared(raw: sqlite3.Connection, pragmas: tuple[str, ...]) -> sqlite3.Connection:
    try:
        for pragma in pragmas:
            raw.execute(f"PRAGMA {pragma}").close()
    except BaseException:
        raw.close()
        raise
    return raw


class _PerThread(Pool):
    """A pool in which a connection that is not in use stays with its thread, and ends with it.

    sqlite3 refuses a connection to every thread but the one that opened it, so none can be closed
    or used by two.
    """

    _idle: local

    def _do_get(self) -> ConnectionPoolEntry:
        idle = self._mine()
        return idle.pop() if idle else self._create_connection()

    def _do_return_conn(self, record: ConnectionPoolEntry) -> None:
        self._mine().append(record)

    def _mine(self) -> "_Idle":
        if "_idle" not in self.__dict__:
            self._idle = local()
        if not hasattr(self._idle, "connections"):
            self._idle.connections = _Idle()
        idle: _Idle = self._idle.connections
        return idle

    def dispose(self) -> None:
        """Close what this thread has open; what other threads have ends with them."""
        self._mine().close()

    def recreate(self) -> Pool:
        """The pool itself: it holds nothing that could be stale."""
        return self

    def status(self) -> str:
        """How many connections wait for this thread."""
        return f"{len(self._mine())} idle in this thread"


class _Idle(list[ConnectionPoolEntry]):
    """The connections of one thread that are not in use; closed when the thread ends."""

    def __init__(self) -> None:
        self._thread = get_ident()

    def close(self) -> None:
        while self:
            self.pop().close()

    def __del__(self) -> None:
        if get_ident() == self._thread:  # else another thread let go of the pool, and each ends with its last name
            self.close()


_EXPECTED: dict[str, type[LibraryError]] = {
    "SQLITE_BUSY": LibraryBusyError,
    "SQLITE_LOCKED": LibraryBusyError,
    "SQLITE_FULL": FullDiskError,
    "SQLITE_READONLY": ReadOnlyLibraryError,
}


@contextmanager
def expected_errors(*, writing: bool) -> Iterator[None]:
    """Raise as a LibraryError what SQLite says of a library that is busy, full or only read."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        name = "_".join(getattr(cause, "sqlite_errorname", "").split("_")[:2])
        kind = _EXPECTED.get(name)
        if kind is None or (kind is ReadOnlyLibraryError and not writing):  # a reader that writes
            raise
        raise kind from error


def raw(db: Connection) -> sqlite3.Connection:
    """The driver's own connection."""
    found: sqlite3.Connection = db.connection.driver_connection  # type: ignore[assignment] # no other driver is used
    return found
