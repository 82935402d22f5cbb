"""Anchor of an open library: one connection in its own thread, which checkpoints the log."""

import sqlite3
from contextlib import suppress
from threading import Event, Thread

from app.errors import LibraryMovedError
from app.store.db.connections import connect
from app.store.db.file import LibraryFile, beside

_LOOK = 1.0  # seconds between two looks


class Anchor:
    """Anchor that keeps a library's file open, and with it the log.

    An idle log is checkpointed into the file, so that a file that replaces the library finds no log
    that SQLite would apply to it. After the file was moved, the log is checkpointed for the same
    reason.
    """

    def __init__(self, file: LibraryFile, patience: float) -> None:
        """Open the file; wait at most `patience` seconds for other programs."""
        self._file, self._patience = file, patience
        self._begun, self._stop = Event(), Event()
        self._failure: BaseException | None = None
        self._thread = Thread(target=self._run, name="anchor", daemon=True)
        self._thread.start()
        self._begun.wait()
        if self._failure:
            self._thread.join()
            raise self._failure

    def close(self) -> None:
        """Checkpoint the log and close the file."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        try:
            db = connect(self._file, patience=self._patience)
            try:
                self._begin(db)
                self._begun.set()
                self._watch(db)
            finally:
                db.close()
        except BaseException as error:  # noqa: BLE001 raised again by whoever began the thread
            self._failure = error
        finally:
            self._begun.set()

    def _begin(self, db: sqlite3.Connection) -> None:
        if not self._file.read_only:
            db.execute(
                "PRAGMA page_size=8192"
            ).close()  # of a new file: fewer pages to write for long rows
            db.execute("PRAGMA journal_mode=WAL").close()
        db.execute("SELECT count(*) FROM sqlite_master").fetchone()  # opens the log
        db.execute("PRAGMA busy_timeout=0").close()  # nobody is to wait for what is done at rest

    def _watch(self, db: sqlite3.Connection) -> None:
        last = (0, 0)
        while not self._stop.wait(_LOOK):
            log = self._log()
            if self._moved() or log == last:
                self._empty(db)
            last = log
        self._moved()  # logged by the program, as no caller waits for it
        self._empty(db)

    def _moved(self) -> bool:
        try:
            self._file.check()
        except LibraryMovedError:
            return True
        return False

    def _log(self) -> tuple[int, int]:
        """Size and modification time of the log."""
        with suppress(OSError):
            found = beside(self._file.path, "-wal").stat()
            return found.st_size, found.st_mtime_ns
        return 0, 0

    def _empty(self, db: sqlite3.Connection) -> None:
        """Checkpoint the log if nobody uses it; otherwise the next check tries again."""
        if self._log()[0] and not self._file.read_only:
            with suppress(
                sqlite3.OperationalError
            ):  # busy, or a disk that is full or failing: the log stays
                db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
