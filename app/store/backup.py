"""Backup of the library while it is in use, and restore, which keeps the replaced file."""

import os
import shutil
import sqlite3
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from app.errors import LibraryError, NewerError, TakenFileError
from app.store.archive.reading import check_archive, unpack
from app.store.copies.gzip_file import unpack_gzip
from app.store.db.file import beside, check_form, is_damaged, locked_alone
from app.store.disk import give_free_name, open_private, restrict, sync_folder
from app.store.journal.file import journal_path
from app.store.leftovers import ENDINGS, remove_database
from app.store.migrations import (
    NEWEST,
    copy_library,
    faults,
    fill_copy_index,
    make_at,
    upgrade_copy,
)


def backup(library: Path, target: Path) -> None:
    """Write a whole, checked copy of the library to `target`, which must be free."""
    if target.exists():
        raise TakenFileError(target)
    try:
        copy_library(library, target, name=give_free_name)
    except FileExistsError as error:
        raise TakenFileError(target) from error


def restore(library: Path, copy: Path) -> Path | None:
    """Replace the library with a copy, migrated to the newest schema, in one atomic step.

    Gives the path under which the replaced file is kept, None where there was none. Raises
    LibraryError with what failed and, if the library was replaced already, the names of what was
    kept; LibraryBusyError while any program has the library open.
    """
    library = (
        library.resolve() if library.is_symlink() else library
    )  # or the link would be replaced
    with locked_alone(library):
        _check(copy)
        if library.exists() and library.samefile(copy):
            raise LibraryError(f"'{copy}' is the library itself; name a copy of it")
        if library.exists():
            restrict(library)  # what is kept of it, too
        return _restore(library, copy)


def restore_archive(library: Path, archive: Path) -> Path | None:
    """Replace the library with the contents of an archive, as `restore` does with a copy."""
    library = library.resolve() if library.is_symlink() else library
    unpacked = library.with_name(f"{library.name}.restored.unpacked")
    try:
        unpack_archive(archive, unpacked)
        return restore(library, unpacked)
    finally:
        with suppress(OSError):
            remove_database(unpacked)


def unpack_archive(archive: Path, target: Path) -> None:
    """Make a library of the newest schema from an archive, in the place of any file.

    LibraryError where the archive is damaged, is none, or is of a newer program.
    """
    manifest = check_archive(archive)
    schema, form = str(manifest["schema"]), int(manifest["index"])
    if schema > NEWEST:
        raise NewerError(archive)
    try:
        remove_database(target)
        make_at(target, schema)
        unpack(archive, target)
        upgrade_copy(target)
        fill_copy_index(target, form)
    except (sqlite3.Error, DBAPIError) as error:
        raise LibraryError(
            f"'{archive}' cannot be taken in: {error}; nothing was changed"
        ) from error


def restore_compressed(library: Path, packed: Path) -> Path | None:
    """Replace the library with a copy that gzip compressed, as `restore` does with a copy."""
    library = library.resolve() if library.is_symlink() else library
    unpacked = beside(library, ".restored.unpacked")
    try:
        remove_database(unpacked)
        unpack_gzip(packed, unpacked)
        return restore(library, unpacked)
    except OSError as error:
        raise LibraryError(
            f"'{packed}' cannot be taken in: {error}; nothing was changed"
        ) from error
    finally:
        with suppress(OSError):
            remove_database(unpacked)


def is_whole(library: Path) -> bool:
    """Whether there is a library that could be restored from: one that is read without a fault."""
    try:
        _check(library)
    except LibraryError:
        return False
    return True


def damage(library: Path) -> str:
    """What is damaged in a library's file, in a few words; empty where SQLite reads all of it.

    A file that is no database is a damaged one if copies, a journal or a lock are beside it.
    """
    try:
        check_form(library)
        with closing(sqlite3.connect(f"{library.absolute().as_uri()}?mode=ro", uri=True)) as db:
            return faults(db)
    except LibraryError:
        ours = any(beside(library, each).exists() for each in (".lock", ".acts.jsonl", ".backups"))
        return "its first bytes are not those of a database" if ours else ""
    except sqlite3.DatabaseError as error:
        return str(error) if is_damaged(library, error) else ""


def set_journal_aside(library: Path, kept: Path) -> Path | None:
    """Keep the journal of a library that was replaced beside what is kept of it.

    Gives its path, None where there is none.
    """
    journal = journal_path(library)
    if not journal.exists():
        return None
    return journal.rename(journal_path(kept))


def _restore(library: Path, copy: Path) -> Path | None:
    fresh = library.with_name(f"{library.name}.restored")
    try:
        remove_database(fresh)
        copy_library(copy, fresh)
        upgrade_copy(fresh)
        return _replace(library, fresh)
    finally:
        with suppress(OSError):  # the rest is removed at the next start
            remove_database(fresh)


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
        raise NewerError(copy, at, NEWEST)


def _replace(library: Path, fresh: Path) -> Path | None:
    """Keep the library's file under a dated name, then give the new file the library's name."""
    whole = _take_in_log(library)
    kept = _free_name(library)
    moved: list[str] = []
    there = library.exists()
    try:
        if there:
            _keep(library, kept, whole=whole)
        for ending in ENDINGS[
            1:
        ]:  # SQLite would take an old log into whatever file comes beside it
            if beside(library, ending).exists():
                beside(library, ending).rename(beside(kept, ending))
                moved.append(ending)
        sync_folder(library.parent)
        fresh.replace(library)
    except OSError as error:
        left = _take_back(library, fresh, kept, moved)
        raise LibraryError(
            f"'{library}' could not be replaced: {_reason(error)}; {left}"
        ) from error
    try:
        sync_folder(library.parent)
    except OSError as error:
        left = f"; what it was is kept as '{kept}'" if there else ""
        why = f"the disk does not confirm it ({_reason(error)})"
        raise LibraryError(f"'{library}' was replaced, but {why}{left}") from error
    return kept if there else None


def _keep(library: Path, kept: Path, *, whole: bool) -> None:
    """Give the file a second name.

    Copy it if the disk has no hard links or the file needs its log.
    """
    if whole:
        try:
            os.link(library, kept)
        except OSError:
            pass  # a disk without second names, or one that is failing, as copying will show
        else:
            return
    part = beside(kept, ".part")
    try:
        with library.open("rb") as source, open(open_private(part), "wb") as target:  # noqa: PTH123
            shutil.copyfileobj(source, target)
            target.flush()
            os.fsync(target.fileno())
        part.rename(kept)
    finally:
        part.unlink(missing_ok=True)


def _take_back(library: Path, fresh: Path, kept: Path, moved: list[str]) -> str:
    """Undo the steps done before the replacement failed; gives a sentence about what remains."""
    try:
        if fresh.exists():  # or the disk replaced the library but reported a failure
            for ending in moved:
                beside(kept, ending).rename(beside(library, ending))
            kept.unlink(missing_ok=True)
            return "nothing was changed"
    except OSError:
        pass  # which the message states
    return f"what was there is kept as '{kept}'"


def _free_name(library: Path) -> Path:
    stamp = datetime.now().astimezone().strftime("%Y-%m-%dT%H%M%S")
    more = ("", *(f"-{number}" for number in range(2, 100)))
    names = (library.with_name(f"{library.name}.{stamp}{each}") for each in more)
    return next(name for name in names if not any(beside(name, e).exists() for e in ENDINGS))


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def _take_in_log(library: Path) -> bool:
    """Checkpoint the write-ahead log into the file, which SQLite does for an exclusive connection.

    Gives whether the file alone is complete afterwards: a damaged one is left with its log.
    """
    if not library.exists():
        return False
    try:
        with closing(sqlite3.connect(library, timeout=1.0)) as db:
            return bool(db.execute("PRAGMA journal_mode=DELETE").fetchone()[0] == "delete")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            message = f"'{library}' is in use ({error}); stop the server and try again"
        else:
            message = f"'{library}' could not be set aside: {error}; nothing was changed"
        raise LibraryError(message) from error
    except sqlite3.DatabaseError:
        return False  # restoring is for damaged files too
