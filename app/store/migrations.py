"""Migration of a library's file to this program's schema, after a copy of it was made."""

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import URL, Connection, create_engine

from app.errors import LibraryError, NewerError, ReadOnlyLibraryError
from app.resources import folder
from app.store.db.connections import connect
from app.store.db.file import LibraryFile, beside, refusing_unreadable
from app.store.db.library import PATIENCE, Library
from app.store.disk import make_private_file, restrict, sync_file, sync_folder
from app.store.fts.upgrade import note_form
from app.store.leftovers import remove_database
from app.store.schema_check import make_schema, mend_schema, schema_faults

if TYPE_CHECKING:
    from alembic.config import Config

# a test compares it with the migrations' own head: reading the scripts costs a second that every
# start would pay
NEWEST = "0017"


def revision(db: Connection) -> str:
    """Revision of the library's schema; empty for a file without tables."""
    known = db.exec_driver_sql(
        "SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'"
    ).scalar_one()
    return (
        str(db.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() or "")
        if known
        else ""
    )


def upgrade(library: Library) -> None:
    """Migrate the library to the newest schema, and restrict its files to their owner.

    A file with rows is first copied to `<name>.before-<revision>`.
    """
    path = library.path
    if not library.read_only:
        restrict(path)
    with refusing_unreadable(path), library.reading() as db:
        at = revision(db)
    if at == NEWEST:
        return
    if at > NEWEST:
        raise NewerError(path, at, NEWEST)
    if library.read_only:
        raise ReadOnlyLibraryError(
            f"'{path}' was written by an older florilegium and cannot be written to, so it "
            f"cannot be brought up to date;"
            " copy it to another disk and name the copy with --db"
        )
    if at:
        copy_library(path, path.with_name(f"{path.name}.before-{NEWEST}"))
    with library.migrating() as db:
        (_migrate if at else _make_new)(db)


def upgrade_copy(copy: Path) -> None:
    """Migrate a copy of a library, which nobody uses, to the newest schema; it stays one file."""
    engine = create_engine(URL.create("sqlite", database=str(copy)), isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as db:
            if revision(db) == NEWEST:
                return
            _migrate(db)
        sync_file(copy)
    finally:
        engine.dispose()


def make_at(library: Path, revision: str) -> None:
    """Create an empty library of an earlier schema, or of the newest one."""
    from alembic import command

    make_private_file(library)
    engine = create_engine(
        URL.create("sqlite", database=str(library)), isolation_level="AUTOCOMMIT"
    )
    try:
        with engine.connect() as db:
            db.exec_driver_sql("PRAGMA page_size=8192")
            db.exec_driver_sql("BEGIN IMMEDIATE")
            command.upgrade(_config(db), revision)
            db.exec_driver_sql("COMMIT")
    finally:
        engine.dispose()


def fill_copy_index(copy: Path, form: int) -> None:
    """Fill the search index of an unused library, whose name keys have this form."""
    from app.store.integrity import mend_index

    engine = create_engine(URL.create("sqlite", database=str(copy)), isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as db:
            db.exec_driver_sql("BEGIN IMMEDIATE")
            mend_index(db)
            db.exec_driver_sql("COMMIT")
            db.exec_driver_sql(f"PRAGMA user_version={form}")
    finally:
        engine.dispose()


def _config(db: Connection) -> "Config":
    from alembic.config import Config

    config = Config(attributes={"connection": db})
    config.set_main_option("script_location", str(folder("alembic")).replace("%", "%%"))
    return config


def copy_library(
    library: Path, target: Path, name: Callable[[Path, Path], object] = Path.replace
) -> None:
    """Copy the library, which may be in use, completely and checked to `target`.

    `name` gives the complete copy its name; an existing target is replaced, unless it refuses with
    a FileExistsError, which passes.
    """
    part = beside(target, ".part")
    try:
        remove_database(part)  # of one that was killed
        make_private_file(part)
        with (
            closing(connect(LibraryFile(library), patience=PATIENCE)) as source,
            closing(sqlite3.connect(part)) as copy,
        ):
            source.backup(copy)
            copy.execute(
                "PRAGMA journal_mode=DELETE"
            )  # one file that opens on a medium nobody can write to
            wrong = faults(copy)
        if wrong:
            raise LibraryError(f"'{library}' is damaged ({wrong}); no copy was made")
        sync_file(part)
        name(part, target)
        sync_folder(target.parent)
    except FileExistsError:
        raise
    except (sqlite3.Error, OSError) as error:
        raise LibraryError(f"'{library}' could not be copied to '{target}': {error}") from error
    finally:
        with suppress(OSError):  # the disk fails, which the error reports
            remove_database(part)


def faults(db: sqlite3.Connection) -> str:
    """Faults that SQLite's check finds in a file, in a few words; empty for a sound one."""
    found = [str(row[0]) for row in db.execute("PRAGMA integrity_check(1)")]
    lost = len(db.execute("PRAGMA foreign_key_check").fetchall())
    return found[0] if found != ["ok"] else f"{lost} rows without their parents" if lost else ""


def _make_new(db: Connection) -> None:
    """Make the tables of an empty library as they are written down, with their first rows.

    Migrations would leave the same, and take a sixth of a second to import and run.
    """
    run = db.exec_driver_sql
    run("BEGIN IMMEDIATE")
    try:
        if revision(db):  # another program was quicker
            run("ROLLBACK")
            return
        make_schema(db)
        run("INSERT INTO alembic_version (version_num) VALUES (?)", (NEWEST,))
        run("INSERT INTO index_log (mark, highlights, documents) VALUES (random(), '[]', '[]')")
        note_form(db)
        run("COMMIT")
    except BaseException:
        run("ROLLBACK")
        raise


def _migrate(db: Connection) -> None:
    from alembic import command

    from app.store.integrity import mend_index as fill_index

    config = _config(db)
    run = db.exec_driver_sql
    run(
        "PRAGMA foreign_keys=OFF"
    )  # batch mode drops and makes parents anew, which would delete their children
    run("BEGIN IMMEDIATE")
    try:
        command.upgrade(config, "head")
        broken = run("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise LibraryError(
                f"the migration would leave {len(broken)} rows without their parents; nothing "
                f"was changed"
            )
        if mend_schema(db):
            fill_index(db)
        if wrong := schema_faults(db):
            raise LibraryError(
                f"the migration does not give the schema that it should: {wrong[0].said}; "
                f"nothing was changed"
            )
        run("COMMIT")
    except BaseException:
        run("ROLLBACK")
        raise
    finally:
        run("PRAGMA foreign_keys=ON")
