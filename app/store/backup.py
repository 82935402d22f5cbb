"""Copies of the library: taken while it is in use, and put back with the present file kept beside them."""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from app.errors import LibraryError
from app.store.db.file import is_damaged
from app.store.migrations import NEWEST, copy_library, faults

_FILES = ("", "-wal", "-shm", "-journal")  # endings of what SQLite keeps of a library


def backup(library: Path, target: Path) -> None:
    """A whole, checked copy of the library at `target`, which must be free."""
    if target.exists():
        raise LibraryError(f"'{target}' is already there and is left as it is; name another file")
    copy_library(library, target)


def restore(library: Path, copy: Path) -> Path | None:
    """Put a copy in the library's place. Gives the path under which the present file is kept beside it, None where there was none."""
    _check(copy)
    if library.exists() and library.samefile(copy):
        raise LibraryError(f"'{copy}' is the library itself; name a copy of it")
    fresh = library.with_name(f"{library.name}.restored")
    try:
        copy_library(copy, fresh)
        kept = _set_aside(library)
        fresh.replace(library)
    finally:
        fresh.unlink(missing_ok=True)
    return kept


def _check(copy: Path) -> None:
    """Refuse what is no library, a damaged one, or a newer one."""
    if not copy.is_file():
        raise LibraryError(f"there is no file '{copy}' to restore from")
    try:
        with closing(sqlite3.connect(f"{copy.absolute().as_uri()}?mode=ro", uri=True)) as db:
            at = str(db.execute("SELECT version_num FROM alembic_version").fetchone()[0])
            wrong = faults(db)
    except (sqlite3.DatabaseError, TypeError) as error:
        wrong = "is damaged" if is_damaged(copy, error) else "is not a library of this program"
        raise LibraryError(f"'{copy}' {wrong}: {error}; nothing was changed") from error
    if wrong:
        raise LibraryError(f"'{copy}' is damaged ({wrong}); nothing was changed")
    if at > NEWEST:
        raise LibraryError(f"'{copy}' was written by a newer florilegium (schema {at}, this one knows {NEWEST}); update the program")


def _set_aside(library: Path) -> Path | None:
    """Rename the library's file, with what it has not yet taken in, to a dated name that is free. None where there is no such file.

    A log without its file goes as well: SQLite would take it into whatever file comes in its place.
    """
    there = library.exists()
    if there:
        _settle(library)
    stamp = datetime.now().astimezone().strftime("%Y-%m-%dT%H%M%S")
    names = (library.with_name(f"{library.name}.{stamp}{more}") for more in ("", *(f"-{number}" for number in range(2, 100))))
    kept = next(name for name in names if not any(_beside(name, ending).exists() for ending in _FILES))
    for ending in _FILES:
        if _beside(library, ending).exists():
            _beside(library, ending).rename(_beside(kept, ending))
    return kept if there else None


def _beside(library: Path, ending: str) -> Path:
    return library.with_name(library.name + ending)


def _settle(library: Path) -> None:
    """Let the file take in its write-ahead log, which SQLite only does for whoever has it alone; a damaged file goes as it stands."""
    try:
        with closing(sqlite3.connect(library, timeout=1.0)) as db:
            db.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError as error:
        raise LibraryError(f"'{library}' is in use ({error}); stop the server and try again") from error
    except sqlite3.DatabaseError:
        return  # restoring is for damaged files too
