"""Opening the library: one SQLite file, readers that never wait, writers that take their turn."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from threading import Lock
from typing import Any, Literal, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event

Durability = Literal["FULL", "NORMAL"]
Kept = TypeVar("Kept")


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


def _prepare(raw: SqliteConnection, _record: object) -> None:
    raw.isolation_level = None
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "busy_timeout=30000", "synchronous=FULL", "temp_store=MEMORY"):
        raw.execute(f"PRAGMA {pragma}").close()


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one moment of the library and cannot change it."""
    with engine.connect() as db:
        db.exec_driver_sql("PRAGMA query_only=ON")
        db.exec_driver_sql("BEGIN")
        try:
            yield db
        finally:
            db.exec_driver_sql("ROLLBACK")
            db.exec_driver_sql("PRAGMA query_only=OFF")


@contextmanager
def writing(engine: Engine, durability: Durability = "FULL") -> Iterator[Connection]:
    """One write transaction, committed at the end or rolled back whole. `NORMAL` is for what can be imported again."""
    with engine.connect().execution_options(slot=None) as db:
        db.exec_driver_sql(f"PRAGMA synchronous={durability}")
        db.exec_driver_sql("BEGIN IMMEDIATE")  # a deferred writer fails when another commits between its read and its write
        try:
            yield db
        except BaseException:
            db.exec_driver_sql("ROLLBACK")
            raise
        db.exec_driver_sql("COMMIT")


@contextmanager
def rehearsing(engine: Engine) -> Iterator[Connection]:
    """A write transaction whose every change is taken back at the end."""
    with engine.connect().execution_options(slot=None) as db:
        db.exec_driver_sql("BEGIN IMMEDIATE")
        try:
            yield db
        finally:
            db.exec_driver_sql("ROLLBACK")
