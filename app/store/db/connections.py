"""Connections to the library's file: each is used and closed by the thread that opened it."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import get_ident, local

from sqlalchemy import Connection, Engine, Pool, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from app.errors import FullDiskError, LibraryBusyError, LibraryError, ReadOnlyLibraryError
from app.store.db.file import LibraryFile, beside

_READER = ("query_only=ON", "foreign_keys=ON", "temp_store=MEMORY")
_WRITER = ("foreign_keys=ON", "temp_store=MEMORY", "synchronous=FULL")
# Settings for many writes in a row: pages stay in memory (KiB, negative) and the log is
# checkpointed less often (pages); deleted bytes are not overwritten with zeros, as some builds of
# SQLite do.
_IMPORTER = (
    "foreign_keys=ON",
    "temp_store=MEMORY",
    "synchronous=NORMAL",
    "cache_size=-24576",
    "wal_autocheckpoint=8000",
    "secure_delete=0",
)


def connect(file: LibraryFile, *, patience: float) -> sqlite3.Connection:
    """Open a connection to the file for this thread alone; never creates a file.

    LibraryMovedError where the path leads to another file. SQLite opens the log with the first
    statement, so the check after opening prevents the log of one file from being applied to
    another.
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
    """URI mode for the file: on a read-only disk SQLite cannot create the log's shared memory."""
    if not file.read_only:
        return "mode=rw"
    log = beside(file.path, "-wal")
    return "mode=ro" if log.exists() and log.stat().st_size else "mode=ro&immutable=1"


def make_readers(file: LibraryFile, *, patience: float) -> Engine:
    """Engine whose connections cannot write."""
    return _make_engine(lambda: _prepared(connect(file, patience=patience), _READER))


def make_writers(file: LibraryFile) -> Engine:
    """Engine whose connections write durably; each caller sets its own timeout."""
    return _make_engine(lambda: _prepared(connect(file, patience=0), _WRITER))


def make_importers(file: LibraryFile) -> Engine:
    """Engine for series of writes of what can be imported again."""
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
    """Pool in which an idle connection stays with its thread, and ends with it.

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
        """Close the idle connections of this thread.

        Those of other threads end with their threads.
        """
        self._mine().close()

    def recreate(self) -> Pool:
        """Pool itself: it contains nothing that could be stale."""
        return self

    def status(self) -> str:
        """Number of idle connections of this thread."""
        return f"{len(self._mine())} idle in this thread"


class _Idle(list[ConnectionPoolEntry]):
    """Idle connections of one thread; closed when the thread ends."""

    def __init__(self) -> None:
        self._thread = get_ident()

    def close(self) -> None:
        while self:
            self.pop().close()

    def __del__(self) -> None:
        if (
            get_ident() == self._thread
        ):  # else another thread let go of the pool, and each ends with its last name
            self.close()


_EXPECTED: dict[str, type[LibraryError]] = {
    "SQLITE_BUSY": LibraryBusyError,
    "SQLITE_LOCKED": LibraryBusyError,
    "SQLITE_FULL": FullDiskError,
    "SQLITE_READONLY": ReadOnlyLibraryError,
}


@contextmanager
def expected_errors(*, writing: bool) -> Iterator[None]:
    """Raise a LibraryError for SQLite's errors about a busy, full or read-only library."""
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
    """Connection of the driver (sqlite3) below SQLAlchemy's."""
    # no other driver is used
    found: sqlite3.Connection = db.connection.driver_connection  # type: ignore[assignment]
    return found
