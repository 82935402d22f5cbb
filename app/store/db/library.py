"""Opening the library: one SQLite file, readers that never wait, writers that take turns."""

import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import Any, Literal, Self, TypeVar

from sqlalchemy import Connection, StaticPool, create_engine
from sqlalchemy.exc import DBAPIError

from app.errors import FullDiskError, LibraryBusyError, ReadOnlyLibraryError
from app.store.db.anchor import Anchor
from app.store.db.connections import (
    expected_errors,
    make_importers,
    make_readers,
    make_writers,
    raw,
)
from app.store.db.file import (
    LibraryFile,
    check_form,
    check_leftovers,
    locked_shared,
    refusing_unreadable,
)
from app.store.journal.file import Journal
from app.store.journal.touched import unwatch, watch

Durability = Literal["FULL", "NORMAL"]
Kept = TypeVar("Kept")
PATIENCE = 5.0  # seconds that a reader's change waits for its turn
IMPORT_PATIENCE = 30.0  # seconds that a part of an import does, for which nobody waits


class Reader(Connection):
    """Connection that cannot write; it knows its library, and what is kept in memory of that."""

    def __init__(self, library: "Library") -> None:
        super().__init__(library.readers)
        self.library = library
        # of what it sees, and how often tables were written, once that was asked for
        self.state: tuple[tuple[Any, ...], Mapping[str, int]] | None = None


class Library:
    """Library opened once for all threads of a program, until `close`.

    A transaction belongs to the thread that began it: begin and end it in one call. Every
    transaction raises LibraryMovedError once the file is no longer the one that was opened.
    """

    def __init__(self, path: Path, *, patience: float = PATIENCE) -> None:
        """Open a library, or make an empty file where there is none.

        `patience` are the seconds that readers and the reader's own changes wait for others.
        LibraryError where the file is damaged, is no library, is being restored, or is missing
        while its log or lock is still there.
        """
        check_leftovers(path)
        if not path.exists():
            path.touch(mode=0o600)
        check_form(path)
        self.path = path
        self.patience = patience
        self._turn = Lock()
        self._keeping = Lock()
        self._kept: dict[type, Any] = {}
        with ExitStack() as stack:
            stack.enter_context(locked_shared(path))
            self.file = LibraryFile(path)
            self.journal = Journal(path)
            self.readers = make_readers(self.file, patience=patience)
            self.writers = make_writers(self.file)
            self.importers = make_importers(self.file)
            with expected_errors(writing=True), refusing_unreadable(path):
                stack.callback(Anchor(self.file, patience).close)
            stack.callback(self.readers.dispose)
            stack.callback(self.writers.dispose)
            stack.callback(self.importers.dispose)
            self._opened = stack.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file and release its lock.

        Connections of other threads end with their threads.
        """
        self._opened.close()

    def kept(self, kind: type[Kept], make: Callable[[], Kept]) -> Kept:
        """What this program keeps in memory of the library, one object a kind; made on first use.

        It is for all threads, and of what was committed: a writer's rows may never be.
        """
        with self._keeping:
            if kind not in self._kept:
                self._kept[kind] = make()
            kept: Kept = self._kept[kind]
            return kept

    def forget_pages(self) -> None:
        """Release the page cache that this thread keeps for its next import."""
        self.importers.dispose()

    @property
    def read_only(self) -> bool:
        """Whether the file or its folder cannot be written to."""
        return self.file.read_only

    def check(self) -> None:
        """Raise LibraryMovedError once the file is no longer the one that was opened."""
        self.file.check()

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        """Read transaction: a connection that sees one snapshot of the database."""
        self.file.check()
        with self._errors(writing=False), closing(Reader(self)) as db:
            raw(db).execute("BEGIN").close()  # the driver alone takes a tenth of the time
            try:
                yield db
            finally:
                _roll_back(db)

    @contextmanager
    def writing(
        self, durability: Durability = "FULL", patience: float | None = None
    ) -> Iterator[Connection]:
        """Write transaction, committed at the end or rolled back as a whole.

        `NORMAL` durability is for series of writes that can be imported again. LibraryBusyError
        where the lock is not acquired within `patience` seconds. The file's identity is checked
        before and after the changes, while nobody else can write, and again after the commit.
        """
        if patience is None:
            patience = self.patience if durability == "FULL" else IMPORT_PATIENCE
        with self._writer(patience, durability) as db, ExitStack() as stack:
            watch(raw(db))
            db.exec_driver_sql("BEGIN IMMEDIATE")  # a deferred writer fails when another is quicker
            try:
                self.file.check()
                yield db
                self.file.check()
                if done := self.journal.take(raw(db)):
                    stack.enter_context(self.journal.alone())
                db.exec_driver_sql("COMMIT")
            except BaseException:
                _roll_back(db)
                raise
            self.file.check()
            self.journal.append(raw(db), done)

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """Writing connection without a transaction, for migrations, which begin their own."""
        with self._writer(IMPORT_PATIENCE, "FULL") as db:
            unwatch(raw(db))
            yield db

    def tidy_journal(self, *, anew: bool = False) -> None:
        """Write the journal of acts anew where it is missing or too long, unless others write."""
        with suppress(LibraryBusyError), self._writer(0, "FULL") as db:
            self.journal.tidy(raw(db), anew=anew)

    def empty_log(self) -> None:
        """Checkpoint the log into the file, unless somebody reads or writes at this moment."""
        with suppress(LibraryBusyError, FullDiskError), self._writer(0, "FULL") as db:
            db.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextmanager
    def copying(self) -> Iterator[Connection]:
        """Transaction on a temporary copy of the library, deleted at the end; blocks nobody."""
        copy = sqlite3.connect(
            "", isolation_level=None
        )  # in memory while it is small, else a nameless file
        try:
            with self.reading() as db:
                raw(db).backup(copy)
            scratch = create_engine("sqlite://", creator=lambda: copy, poolclass=StaticPool)
            with expected_errors(writing=True), scratch.connect() as db:
                db.exec_driver_sql("PRAGMA journal_mode=MEMORY")
                db.exec_driver_sql("PRAGMA foreign_keys=ON")
                db.exec_driver_sql("BEGIN")
                yield db
        finally:
            copy.close()

    @contextmanager
    def _errors(self, *, writing: bool) -> Iterator[None]:
        """Raise errors of SQLite as `expected_errors` does; LibraryMovedError once the file moved.

        SQLite cannot tell that from a failing disk.
        """
        with expected_errors(writing=writing):
            try:
                yield
            except (DBAPIError, sqlite3.Error):
                self.file.check()
                raise

    @contextmanager
    def _writer(self, patience: float, durability: Durability) -> Iterator[Connection]:
        """Connection of this program's only writer, once the lock is acquired."""
        if self.read_only:
            raise ReadOnlyLibraryError
        end = time.monotonic() + patience
        if not self._turn.acquire(timeout=patience):
            raise LibraryBusyError
        try:
            self.file.check()
            engine = self.writers if durability == "FULL" else self.importers
            with self._errors(writing=True), engine.connect() as db:
                left = max(0, int(1000 * (end - time.monotonic())))
                db.exec_driver_sql(f"PRAGMA busy_timeout={left}")
                yield db
        finally:
            self._turn.release()


def _roll_back(db: Connection) -> None:
    """Roll back a transaction, unless SQLite already did, as it does when the disk is full."""
    if raw(db).in_transaction:
        raw(db).execute("ROLLBACK").close()
