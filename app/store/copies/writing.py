"""Writing of the day's copy, in the background of a library that is in use."""

import fcntl
import json
import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from errno import EDQUOT, EFBIG, ENOSPC
from hashlib import file_digest
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from app.errors import FullDiskError, LibraryBusyError, LibraryError, NoCopyError
from app.model import DatedCopy
from app.store.copies.gzip_file import write_gzip
from app.store.copies.listing import comment_of, copy_path, list_copies, thin_out
from app.store.db.connections import raw
from app.store.db.file import beside
from app.store.db.library import Library
from app.store.disk import make_private_file, sync_folder
from app.store.leftovers import remove_database
from app.store.migrations import faults

_PAGES = 256  # copied at once
_LONGEST_PAUSE = 0.05  # seconds between two pieces, which are as long as a piece took
_FREE = 10  # this part of the disk stays free: a tenth
_CACHE = -24_576  # KiB of pages in memory: each row is looked up in all its indexes
_STEPS = 20_000  # of SQLite's machine between two questions whether to go on
_COUNTS = {
    "documents": "SELECT count(*) FROM documents WHERE NOT gone",
    "highlights": "SELECT count(*) FROM highlights WHERE NOT gone",
    "notes": "SELECT count(*) FROM documents WHERE NOT gone AND kind = 'note'",
    "changes": "SELECT count(*) FROM my_changes",
}
_CONTENTS = "SELECT EXISTS (SELECT 1 FROM imports) OR EXISTS (SELECT 1 FROM my_changes)"


class StoppedError(Exception):
    """Copying was ended before it was done."""


def last_change(library: Path) -> float:
    """Moment of the library's last change: the newest mtime of its file and its log.

    An empty log says nothing: emptying it once more gives it a new mtime.
    """
    times = [0.0]
    for path in (library, beside(library, "-wal")):
        with suppress(OSError):
            found = path.stat()
            times.append(found.st_mtime if found.st_size else 0.0)
    return max(times)


def is_copied(library: Path, folder: Path) -> bool:
    """Whether the newest copy was taken after the library's last change."""
    copies = list_copies(folder)
    return bool(copies) and copies[0].path.stat().st_mtime >= last_change(library)


def write_copy(
    library: Library, folder: Path, *, going_on: Callable[[], bool] = lambda: True
) -> DatedCopy | None:
    """Write today's copy of the library, checked and read back, in the place of an earlier one.

    Gives None where the library holds nothing, or is what the newest copy holds. Nobody waits for
    it: a reader's connection is read in small pieces, with pauses. Raises
    FullDiskError where less than a tenth of the disk would stay free, LibraryBusyError while
    another program writes a copy, StoppedError once `going_on` says no, NoCopyError for a folder
    that is missing or cannot be made or written to, or has another library's copies, and
    LibraryError for a library that is damaged.
    """
    try:
        with _alone_in(folder):
            return _write(library, folder, going_on)
    except (sqlite3.Error, DBAPIError, OSError) as error:
        if not going_on():
            raise StoppedError from error
        if _is_full(error):
            raise FullDiskError(
                f"no copy of the library was made in '{folder}': no room is left on the disk"
            ) from error
        kind = NoCopyError if isinstance(error, OSError) else LibraryError
        raise kind(f"no copy could be made in '{folder}': {_reason(error)}") from error


def _reason(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror.lower()}; mend that, or choose another folder with --backups"
    return str(error)


def _is_full(error: Exception) -> bool:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code == sqlite3.SQLITE_FULL or getattr(error, "errno", 0) in {ENOSPC, EDQUOT, EFBIG}


def _write(library: Library, folder: Path, going_on: Callable[[], bool]) -> DatedCopy | None:
    def go_on() -> None:
        if not going_on():
            raise StoppedError
        check_room(folder)

    taken = datetime.now().astimezone()
    target = copy_path(folder, taken.date())
    plain, packed = target.with_suffix(".part"), beside(target, ".part")
    try:
        _remove_parts(folder)
        _refuse_other(folder, library.path)
        check_room(folder, 2 * library.path.stat().st_size)
        if not _snapshot(library, plain, go_on):
            return None
        comment = _checked(plain, taken, library.path, going_on)
        digest = str(comment["sha256"])
        if _is_known(folder, digest, taken):
            return None
        write_gzip(plain, packed, json.dumps(comment), digest, go_on)
        os.utime(packed, (taken.timestamp(),) * 2)
        packed.replace(target)
        sync_folder(folder)
    finally:
        with suppress(OSError):
            remove_database(plain)
            packed.unlink(missing_ok=True)
    thin_out(folder)
    return next(copy for copy in list_copies(folder) if copy.path == target)


def check_room(folder: Path, needed: int = 0) -> None:
    """Raise FullDiskError where less than a tenth of the disk would be free after `needed` bytes.

    So copies never take the room that the library itself needs.
    """
    disk = shutil.disk_usage(folder)
    if disk.free - needed < disk.total / _FREE:
        raise FullDiskError(
            f"no copy of the library was made in '{folder}': less than a tenth of the disk would "
            f"stay free; make room, or choose another folder with --backups"
        )


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Lock the folder, which is created where only it is missing."""
    if not folder.parent.is_dir():
        raise NoCopyError(
            f"no copy was made: there is no folder '{folder.parent}'; make it, or choose another "
            f"with --backups"
        )
    folder.mkdir(mode=0o700, exist_ok=True)
    lock = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise LibraryBusyError(
            "another program is writing a copy of the library; wait for it"
        ) from error
    finally:
        os.close(lock)


def _refuse_other(folder: Path, library: Path) -> None:
    """Raise NoCopyError where the folder has copies of another library that is still there."""
    for copy in list_copies(folder)[:1]:
        other = Path(str(comment_of(copy.path).get("library") or library))
        if other.exists() and not other.samefile(library):
            raise NoCopyError(
                f"no copy was made: '{folder}' holds the copies of '{other}'; choose another "
                f"folder with --backups"
            )


def _remove_parts(folder: Path) -> None:
    """Remove what a program that was killed left half written."""
    for path in folder.glob("*.part*"):
        path.unlink(missing_ok=True)


def _snapshot(library: Library, target: Path, go_on: Callable[[], None]) -> bool:
    """Copy one moment of the library, uncompressed; gives False for one that holds nothing."""
    make_private_file(target)

    ended = time.monotonic()

    def after_piece(_status: int, _left: int, _total: int) -> None:
        nonlocal ended
        go_on()
        time.sleep(min(_LONGEST_PAUSE, time.monotonic() - ended))
        ended = time.monotonic()

    with library.reading() as db, closing(sqlite3.connect(target)) as copy:
        if not raw(db).execute(_CONTENTS).fetchone()[0]:  # from here on the moment stays the same
            return False
        copy.execute("PRAGMA synchronous=OFF")  # it is compressed, and what comes of that is synced
        copy.execute("PRAGMA journal_mode=OFF")  # a copy that is broken off is thrown away
        raw(db).backup(copy, pages=_PAGES, progress=after_piece)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a log
    return True


def _checked(
    copy: Path, taken: datetime, library: Path, going_on: Callable[[], bool]
) -> dict[str, object]:
    """Check a copy as `backup` does; gives what is to be stated of it."""
    with closing(sqlite3.connect(copy)) as db:
        db.execute(f"PRAGMA cache_size={_CACHE}")
        db.set_progress_handler(lambda: not going_on(), _STEPS)
        if wrong := faults(db):
            raise LibraryError(
                f"'{library}' is damaged ({wrong}), so no copy was made; see `florilegium verify`"
            )
        held = {name: db.execute(query).fetchone()[0] for name, query in _COUNTS.items()}
    with copy.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    return {
        "library": str(library.resolve()),
        "at": taken.astimezone(UTC).isoformat(timespec="seconds"),
        "held": held,
        "sha256": digest,
    }


def _is_known(folder: Path, digest: str, taken: datetime) -> bool:
    """Whether the newest copy holds these very bytes: then it is as of now, too."""
    newest = next(iter(list_copies(folder)), None)
    if newest is None or comment_of(newest.path).get("sha256") != digest:
        return False
    os.utime(newest.path, (taken.timestamp(),) * 2)
    return True
