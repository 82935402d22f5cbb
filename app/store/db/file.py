"""File of the library on disk: whether it is still the one that was opened, and its lock file."""

import errno
import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from logging import getLogger
from pathlib import Path
from threading import Lock

from sqlalchemy.exc import DBAPIError

from app.errors import LibraryBusyError, LibraryError, LibraryMovedError

_MARK = b"SQLite format 3\0"
_UNREADABLE = {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT}
_LOCKLESS = {errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS}  # of disks that know no locks
_UNWRITABLE = {errno.EROFS, errno.EACCES, errno.EPERM}


class LibraryFile:
    """File as it was when it was opened, identified by its device and inode."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.read_only = not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))
        self._opened = _identity(path)
        self._moved = ""
        self._lock = Lock()

    def check(self) -> None:
        """Raise LibraryMovedError once the path has led to another file or to none.

        After that it always raises, as edits between two checks may be lost. Costs one stat.
        """
        if not self._moved and (now := _identity(self.path)) != self._opened:
            self._note_move("is another file now" if now else "is gone")
        if self._moved:
            raise LibraryMovedError(self._moved)

    def _note_move(self, what: str) -> None:
        with self._lock:
            if self._moved:
                return
            self._moved = (
                f"the library '{self.path}' {what}: it was deleted, renamed or replaced while it"
                " was open, so nothing more is written; put the right file there, and start"
                " florilegium anew"
            )
        getLogger(__name__).error("%s", self._moved)


def _identity(path: Path) -> tuple[int, int] | None:
    """Device and inode of a file; None where there is none, or none that can be reached."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


@contextmanager
def refusing_unreadable(path: Path) -> Iterator[None]:
    """Raise a LibraryError where SQLite reports that the file is damaged or not a database."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        if getattr(cause, "sqlite_errorcode", None) not in _UNREADABLE:
            raise
        if is_damaged(path, cause):
            message = f"is damaged ({cause}); bring a copy back with `florilegium restore FILE`"
        else:
            message = f"is not a library of this program: {cause}; name another file with --db"
        raise LibraryError(f"'{path}' {message}") from error


def check_form(path: Path) -> None:
    """Raise LibraryError for a file without SQLite's header; an empty file is a new library.

    Call it before the file is opened: closing a file releases all locks that the program has on it.
    """
    with path.open("rb") as opened:
        begins = opened.read(len(_MARK))
    if begins and begins != _MARK:
        raise LibraryError(
            f"'{path}' is not a library of this program: file is not a database; name another "
            f"file with --db"
        )


def is_damaged(path: Path, error: BaseException | None) -> bool:
    """Whether a file that this error kept from being read has SQLite's header: it is damaged."""
    with path.open("rb") as opened:
        return (
            getattr(error, "sqlite_errorcode", None) in _UNREADABLE
            and opened.read(len(_MARK)) == _MARK
        )


def beside(path: Path, ending: str) -> Path:
    """Path of a file that belongs to a library, as `library.db-wal`."""
    return path.with_name(path.name + ending)


def check_leftovers(path: Path) -> None:
    """Raise LibraryError where the library is missing but its log or its lock exists.

    A new, empty library would otherwise replace one that was only moved, or is still open.
    """
    left = [beside(path, ending) for ending in ("-wal", ".lock")]
    if path.exists() or not any(each.exists() for each in left):
        return
    names = [str(each) for each in (*left, beside(path, "-shm")) if each.exists()]
    if path.exists():  # another program has just made it
        return
    listed = ", ".join(f"'{name}'" for name in names)
    raise LibraryError(
        f"the library '{path}' is missing, but {listed} {'is' if len(names) == 1 else 'are'} still"
        " there: it was moved or deleted; put it back, or bring a copy back with"
        f" `florilegium restore FILE`; to begin anew with an empty one, remove {listed}"
        f"{_journal_told(path)}"
    )


def _journal_told(path: Path) -> str:
    journal = beside(path, ".acts.jsonl")
    if not journal.exists():
        return ""
    return (
        f"; what you did is in its journal '{journal}', and is taken into the new library unless"
        " you remove that, too"
    )


@contextmanager
def locked_shared(path: Path) -> Iterator[None]:
    """Take a shared lock on an existing library.

    LibraryBusyError while another program has the exclusive one.

    No lock is taken where the disk is read-only without a lock file, or does not support locks.
    """
    with _locked(
        path, fcntl.LOCK_SH, f"a copy is being restored to '{path}'; try again in a moment"
    ):
        yield


@contextmanager
def locked_alone(path: Path) -> Iterator[None]:
    """Take the exclusive lock on a library; LibraryBusyError while any program has it open.

    Nothing is locked where neither a library nor a lock file exists.
    """
    if not path.exists() and not beside(path, ".lock").exists():
        yield
        return
    with _locked(path, fcntl.LOCK_EX, f"'{path}' is in use; stop the server and try again"):
        yield


@contextmanager
def _locked(path: Path, kind: int, refusal: str) -> Iterator[None]:
    lock = _open_lock(beside(path, ".lock"))
    if lock is None:
        yield
        return
    try:
        try:
            fcntl.flock(lock, kind | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise LibraryBusyError(refusal) from error
        except OSError as error:
            if error.errno not in _LOCKLESS:
                raise
        yield
    finally:
        os.close(lock)


def _open_lock(lock: Path) -> int | None:
    with suppress(FileNotFoundError):
        return os.open(lock, os.O_RDONLY)
    try:
        return os.open(lock, os.O_RDONLY | os.O_CREAT, 0o600)
    except OSError as error:
        if error.errno not in _UNWRITABLE:
            raise
        return None
