"""What keeps a library open: one connection in a thread of its own, which looks after the log."""

import sqlite3
from contextlib import suppress
from threading import Event, Thread

from app.errors import LibraryMovedError
from app.store.db.connections import connect
from app.store.db.file import LibraryFile, beside

_LOOK = 1.0  # seconds between two looks


class Anchor:
    """Holds a library's file open, so that its log lasts as long as the library is open.

    A log that is at rest is emptied into the file: a file that replaces it finds no log that it
    would take in. Once the file was moved, its log is emptied into it all the same, for that reason.
    """

    def __init__(self, file: LibraryFile, patience: float) -> None:
        """Open the file; the opening waits that many seconds for others."""
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
        """Empty the log and let go of the file."""
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
            db.execute("PRAGMA page_size=8192").close()  # of a new file: fewer pages to write for long rows
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
        self._moved()  # says so in the log of the program, where nobody asked before
        self._empty(db)

    def _moved(self) -> bool:
        try:
            self._file.check()
        except LibraryMovedError:
            return True
        return False

    def _log(self) -> tuple[int, int]:
        """Size and clock of the log."""
        with suppress(OSError):
            found = beside(self._file.path, "-wal").stat()
            return found.st_size, found.st_mtime_ns
        return 0, 0

    def _empty(self, db: sqlite3.Connection) -> None:
        """Write the log into the file where nobody uses it; the next look tries again."""
        if self._log()[0] and not self._file.read_only:
            with suppress(sqlite3.OperationalError):  # busy, or a disk that is full or failing: the log stays
                db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
