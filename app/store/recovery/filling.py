"""A new library, filled from a damaged one and, where that has gaps, from its newest copy."""

import shutil
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection

from app.store.db.connections import raw
from app.store.db.file import beside
from app.store.db.import_schema import LIBRARY_ROOT
from app.store.disk import open_private
from app.store.journal.file import journal_path, read_journal
from app.store.journal.touched import own_tables
from app.store.leftovers import remove_database
from app.store.migrations import NEWEST, make_at
from app.store.recovery.reading import (
    Gaps,
    Row,
    columns_of,
    found_contents,
    has_own_schema,
    is_content,
    open_damaged,
    readable_rows,
    recover_by_shell,
    with_schema_of,
)
from app.store.recovery.sources import unpack_first
from app.store.schema_check import DERIVED

_LEFT_OUT = DERIVED | {"index_log", "alembic_version", "sqlite_sequence"}
# what a copy is asked for where the damaged file has gaps; the rest is derived from these
_FROM_COPY = ("contents", "imports", "files", "versions", "document_keys", "highlight_keys")
_ACTS = ("my_changes", "my_change_items")
_TABLES = (
    "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' "
    "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE '%\\_search%' ESCAPE '\\'"
)
_IMPORTS_OF = """
INSERT OR IGNORE INTO imports (id, source)
SELECT DISTINCT import_id, '' FROM {table} WHERE typeof(import_id) = 'integer'
"""
_FILES_OF = """
INSERT OR IGNORE INTO files (id, path, sha256, parser)
SELECT file_id, 'recovered/' || file_id || '.md', max(coalesce(sha256, '')), 0
FROM versions
WHERE file_id NOT IN (SELECT id FROM files) AND typeof(file_id) = 'integer' GROUP BY file_id
"""
_ANY_IMPORT = """
INSERT INTO imports (source) SELECT '' WHERE NOT EXISTS (SELECT 1 FROM imports)
"""
# the newest version of a file stands in its own row as well
_VERSIONS_OF = f"""
INSERT INTO versions (file_id, import_id, sha256, mtime_ns)
SELECT id, coalesce(
  (SELECT max(id) FROM imports WHERE hidden = (files.root = '{LIBRARY_ROOT}')),
  (SELECT max(id) FROM imports)), sha256, mtime_ns
FROM files WHERE NOT gone AND sha256 IN (SELECT sha256 FROM contents) AND NOT EXISTS
  (SELECT 1 FROM versions WHERE file_id = files.id AND versions.sha256 = files.sha256)
"""
_TO_READ_AGAIN = """
UPDATE files SET sha256 = '', size = 0, mtime_ns = 0, parser = 0
WHERE NOT gone AND id NOT IN (SELECT file_id FROM versions)
"""
_LOST = """
SELECT DISTINCT files.path FROM versions JOIN files ON files.id = versions.file_id
WHERE versions.sha256 NOT IN (SELECT sha256 FROM contents) ORDER BY files.path
"""


@dataclass(slots=True)
class Filled:
    """What was found: rows and gaps of each table, and the copy that filled these, if any.

    `has_all_acts` states that the journal is there and whole, so that it has all acts.
    """

    has_all_acts: bool
    rows: dict[str, int] = field(default_factory=dict)
    gaps: Gaps = field(default_factory=Gaps)
    copy: Path | None = None

    def may_lack(self, table: str) -> bool:
        """Whether rows of a table may be lost."""
        return bool({table, "sqlite_master"} & self.gaps.places.keys())


def fill_new(damaged: Path, new: Path, copies: Sequence[Path]) -> Filled:
    """Make a library at `new` and write to it what can be read of a damaged one.

    The first of `copies` that is whole fills its gaps. The damaged file is only read. Rows that
    have lost what they belong to are still there: see `settle`.
    """
    journal = read_journal(journal_path(damaged))
    filled = Filled(has_all_acts=bool(journal.lines) and not journal.broken)
    remove_database(new)
    make_at(new, NEWEST)
    work = beside(new, ".source")
    spare = beside(new, ".copy")
    try:
        copy = unpack_first(copies, spare)
        with closing(sqlite3.connect(new, isolation_level=None)) as db:
            db.execute("PRAGMA foreign_keys=OFF")
            db.execute("BEGIN")
            forms = _readable_forms(damaged, work, (spare if copy else None, new))
            for number, source in enumerate(forms):
                _take(db, source, filled, is_itself=number == 0)
            if copy:
                filled.copy = copy
                _fill_from_copy(db, spare, filled)
            db.execute("COMMIT")
    finally:
        for path in (work, spare, beside(work, ".shell")):
            remove_database(path)
    return filled


def _readable_forms(damaged: Path, work: Path, whole: Iterable[Path | None]) -> Iterable[Path]:
    """Readable forms of a damaged file: itself, with another first page, and as the shell reads it.

    Each is there while it is looked at.
    """
    _copy_private(damaged, work)
    if beside(damaged, "-wal").exists():
        _copy_private(beside(damaged, "-wal"), beside(work, "-wal"))
    yield work
    for other in whole:
        if not _has_schema(work) and other and with_schema_of(damaged, other, work):
            yield work
    shell = beside(work, ".shell")
    remove_database(shell)
    if recover_by_shell(work, shell):
        yield shell


def _copy_private(source: Path, target: Path) -> None:
    target.unlink(missing_ok=True)
    with source.open("rb") as read, open(open_private(target), "wb") as written:  # noqa: PTH123
        shutil.copyfileobj(read, written)


def _has_schema(path: Path) -> bool:
    try:
        with closing(open_damaged(path)) as db:
            return bool(db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])
    except sqlite3.Error:
        return False


def _take(db: sqlite3.Connection, source: Path, filled: Filled, *, is_itself: bool) -> None:
    """Insert the rows of a source that are not there yet."""
    gaps = Gaps()
    try:
        with closing(open_damaged(source)) as damaged:
            if not is_itself and not has_own_schema(damaged):
                return
            for table in _kept_tables(db):
                known = set(columns_of(db, table))
                columns = [name for name in columns_of(damaged, table) if name in known]
                if not columns:
                    gaps.add(table)
                    continue
                rows = readable_rows(damaged, table, columns, gaps)
                filled.rows[table] = filled.rows.get(table, 0) + _insert(db, table, columns, rows)
            for digest, data in found_contents(damaged):
                _insert(db, "contents", ["sha256", "data"], [(digest, data)])
    except sqlite3.Error:
        gaps.add("sqlite_master")
    if not filled.gaps.places:
        filled.gaps = gaps


def _kept_tables(db: sqlite3.Connection) -> list[str]:
    return [name for (name,) in db.execute(_TABLES).fetchall() if name not in _LEFT_OUT]


def _insert(db: sqlite3.Connection, table: str, columns: list[str], rows: Iterable[Row]) -> int:
    """Insert rows whose keys are free; contents only where their bytes have their hash."""
    names = ", ".join(f'"{name}"' for name in columns)
    query = f'INSERT OR IGNORE INTO "{table}" ({names}) VALUES ({", ".join("?" * len(columns))})'
    inserted = 0
    for row in rows:
        if table == "contents" and not is_content(*row):
            continue
        try:
            inserted += db.execute(query, row).rowcount
        except (sqlite3.Error, OverflowError, UnicodeEncodeError):
            continue  # a row that is no longer what its table takes
    return inserted


def _fill_from_copy(db: sqlite3.Connection, copy: Path, filled: Filled) -> None:
    """Insert what the copy has and the damaged file had not.

    Of what the reader did, tables with gaps alone, and none but the log where the journal tells
    all: what he deleted since the copy would come back.
    """
    own = [] if filled.has_all_acts else [*filter(filled.may_lack, own_tables(db))]
    with closing(open_damaged(copy)) as whole:
        for table in dict.fromkeys((*_FROM_COPY, *_ACTS, *own)):
            known = set(columns_of(db, table))
            columns = [name for name in columns_of(whole, table) if name in known]
            if columns:
                rows: Iterable[Row] = readable_rows(whole, table, columns, Gaps())
                if table == "versions":
                    rows = list(rows)
                    _drop_without_bytes(db, [row[columns.index("id")] for row in rows])
                _insert(db, table, columns, rows)


def _drop_without_bytes(db: sqlite3.Connection, ids: Iterable[object]) -> None:
    """Delete those of these versions whose hash names no bytes: a flipped bit may be in the hash.

    The copy has them as they were.
    """
    db.executemany(
        "DELETE FROM versions WHERE id = ? AND sha256 NOT IN (SELECT sha256 FROM contents)",
        [(each,) for each in ids],
    )


def settle(writer: Connection, *, lacks_versions: bool = False) -> list[str]:
    """Make rows agree that lost what they belong to; gives paths of files that lost bytes.

    Imports and files that are lost get a row without their names, versions without their bytes
    and all other rows without what they belong to are deleted. With `lacks_versions` files without
    their newest version get it from their own rows, or are read again by the next import.
    """
    db = raw(writer)
    db.execute("PRAGMA defer_foreign_keys=ON")
    for table in ("versions", "documents", "highlights"):
        db.execute(_IMPORTS_OF.format(table=table))
    db.execute(_FILES_OF)
    if lacks_versions:
        for statement in (_ANY_IMPORT, _VERSIONS_OF, _TO_READ_AGAIN):
            db.execute(statement)
    lost = [path for (path,) in db.execute(_LOST)]
    while orphans := db.execute("PRAGMA foreign_key_check").fetchall():
        before = db.total_changes
        for table, parent, reference in {(table, *other) for table, _, *other in orphans}:
            _delete_orphans(db, table, parent, reference)
        if db.total_changes == before:
            break
    return lost


def _delete_orphans(db: sqlite3.Connection, table: str, parent: str, reference: int) -> None:
    """Delete the rows whose reference (by its number in the table) leads to no row of `parent`."""
    query = 'SELECT "from", "to" FROM pragma_foreign_key_list(?) WHERE id = ?'
    for column, key in db.execute(query, (table, reference)).fetchall():
        held = f'SELECT "{key}" FROM "{parent}"'
        db.execute(f'DELETE FROM "{table}" WHERE "{column}" NOT IN ({held})')
