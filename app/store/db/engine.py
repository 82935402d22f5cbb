"""Opening the library: one SQLite file, readers that never wait, writers that take their turn."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from threading import Lock
from typing import Any, Literal, TypeVar

from sqlalchemy import URL, Connection, Engine, StaticPool, create_engine, event

Durability = Literal["FULL", "NORMAL"]
Kept = TypeVar("Kept")
# What many writes in a row go better with: pages stay in memory (KiB, negative) and are copied out of the log less often (pages);
# what is deleted is not overwritten with zeros, as some builds of SQLite do.
_IN_BULK = {"cache_size": -65536, "wal_autocheckpoint": 8000, "secure_delete": 0}


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


def make_engine(library: Path) -> Engine:
    """An engine over the library's file. Transactions begin where `reading` and `writing` say, not where the driver guesses."""
    url = URL.create("sqlite", database=str(library))
    options = {"slot": Slot(library)}
    engine = create_engine(url, connect_args={"timeout": 30.0, "check_same_thread": False}, execution_options=options)
    event.listen(engine, "connect", _prepare)
    return engine


def _prepare(raw: sqlite3.Connection, _record: object) -> None:
    raw.isolation_level = None
    for pragma in ("page_size=8192", "journal_mode=WAL", "foreign_keys=ON", "busy_timeout=30000", "synchronous=FULL", "temp_store=MEMORY"):
        raw.execute(f"PRAGMA {pragma}").close()


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one moment of the library and cannot change it."""
    with engine.connect() as db:
        raw = _raw(db)  # the driver alone takes a tenth of the time, and every page begins and ends so
        raw.execute("PRAGMA query_only=ON").close()
        raw.execute("BEGIN").close()
        try:
            yield db
        finally:
            try:
                _roll_back(db)
            finally:
                raw.execute("PRAGMA query_only=OFF").close()  # or whoever gets this connection next could not write


@contextmanager
def writing(engine: Engine, durability: Durability = "FULL") -> Iterator[Connection]:
    """One write transaction, committed at the end or rolled back whole. `NORMAL` is for what can be imported again."""
    with engine.connect().execution_options(slot=None) as db:
        db.exec_driver_sql(f"PRAGMA synchronous={durability}")
        with _transaction(db):
            yield db


@contextmanager
def writing_in_bulk(engine: Engine) -> Iterator[Callable[[], AbstractContextManager[Connection]]]:
    """For many write transactions in a row of what can be imported again: gives what begins one, on one connection with settings for them.

    The settings are set back at the end: the connection goes to whoever asks next.
    """
    with engine.connect().execution_options(slot=None) as db:
        before = {name: int(db.exec_driver_sql(f"PRAGMA {name}").scalar_one()) for name in _IN_BULK}
        _set(db, {"synchronous": 1, **_IN_BULK})
        try:
            yield lambda: _transaction(db)
        finally:
            _set(db, before)


def _set(db: Connection, pragmas: Mapping[str, int]) -> None:
    for name, value in pragmas.items():
        db.exec_driver_sql(f"PRAGMA {name}={value}").close()


@contextmanager
def _transaction(db: Connection) -> Iterator[Connection]:
    db.exec_driver_sql("BEGIN IMMEDIATE")  # a deferred writer fails when another commits between its read and its write
    try:
        yield db
        db.exec_driver_sql("COMMIT")
    except BaseException:
        _roll_back(db)
        raise


@contextmanager
def rehearsing(engine: Engine) -> Iterator[Connection]:
    """A short write transaction whose every change is taken back at the end; others wait to write meanwhile."""
    with engine.connect().execution_options(slot=None) as db:
        db.exec_driver_sql("BEGIN IMMEDIATE")
        try:
            yield db
        finally:
            _roll_back(db)


def _roll_back(db: Connection) -> None:
    """End a transaction that SQLite has not ended by itself, as it does when the disk is full."""
    raw = _raw(db)
    if raw.in_transaction:
        raw.execute("ROLLBACK").close()


@contextmanager
def copying(engine: Engine) -> Iterator[Connection]:
    """A transaction on a copy of the library that nobody else sees and that is gone at the end; others read and write meanwhile."""
    copy = sqlite3.connect("", isolation_level=None)  # a database that SQLite keeps in memory as long as it is small, else in a nameless file
    try:
        with reading(engine) as db:
            _raw(db).backup(copy)
        scratch = create_engine("sqlite://", creator=lambda: copy, poolclass=StaticPool)
        with scratch.connect() as db:
            db.exec_driver_sql("PRAGMA journal_mode=MEMORY")
            db.exec_driver_sql("PRAGMA foreign_keys=ON")
            db.exec_driver_sql("BEGIN")
            yield db
    finally:
        copy.close()


def _raw(db: Connection) -> sqlite3.Connection:
    raw: sqlite3.Connection = db.connection.driver_connection  # type: ignore[assignment] # no other driver is used
    return raw
