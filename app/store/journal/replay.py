"""Acts of a journal, brought back into a library that lacks them."""

import json
import sqlite3
import zlib
from base64 import b64decode
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from app.store.db.connections import raw
from app.store.journal.file import Read, journal_path, read_journal
from app.store.journal.touched import Row, own_tables, primary_key
from app.store.writes.own_files import bring_back
from app.store.writes.versions import keep_contents

_PARENTS_FIRST = ("my_changes",)  # what rows of other own tables refer to


@dataclass(frozen=True, slots=True)
class Beyond:
    """What a journal has beyond a library: acts, and lines that are damaged.

    `behind` states that the library has acts of which the journal knows nothing.
    """

    acts: int
    broken: int
    behind: bool

    @property
    def other(self) -> bool:
        """Both have acts of which the other knows nothing, so that nothing is taken."""
        return bool(self.acts) and self.behind


def has_acts(db: Connection) -> bool:
    """Whether the reader did anything in this library."""
    return bool(db.exec_driver_sql("SELECT EXISTS (SELECT 1 FROM my_changes)").scalar_one())


def acts_beyond(db: Connection, library: Path) -> Beyond:
    """Compare a library with its journal."""
    return _beyond(db, read_journal(journal_path(library)))


def _beyond(db: Connection, journal: Read) -> Beyond:
    own = {code for (code,) in db.exec_driver_sql("SELECT code FROM my_changes")}
    return Beyond(len(journal.changes - own), journal.broken, not own <= journal.changes)


def replay(db: Connection, library: Path, *, incomplete: bool = False) -> Beyond:
    """Bring the reader's layer to the state of the journal; takes a writer.

    Nothing is done where the journal has no act beyond, or is of another library. With
    `incomplete`, rows of acts that the library knows may be missing: they are written as well, if
    the journal tells of all acts. What is derived must be derived again afterwards.
    """
    journal = read_journal(journal_path(library))
    beyond = _beyond(db, journal)
    if beyond.behind or not (beyond.acts or incomplete):
        return beyond
    db.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    _write_rows(raw(db), journal)
    for file in _last_files(journal).values():
        _bring_file(db, file)
    return beyond


def _write_rows(db: sqlite3.Connection, journal: Read) -> None:
    tables = own_tables(db)
    for table in sorted(tables, key=lambda name: name not in _PARENTS_FIRST):
        key = primary_key(db, table)
        rows: dict[str, Row | None] = {}
        for line in journal.lines:
            for row in line.act.rows.get(table, ()):
                rows[json.dumps([row.get(name) for name in key])] = row
            for gone in line.act.deleted.get(table, ()):
                rows[json.dumps(gone)] = None
        for values, last in rows.items():
            if last is None:
                where = " AND ".join(f'"{name}" = ?' for name in key)
                db.execute(f'DELETE FROM "{table}" WHERE {where}', json.loads(values))
            else:
                _put(db, table, key, last)


def _put(db: sqlite3.Connection, table: str, key: list[str], row: Row) -> None:
    """Write a row; columns that this schema does not know are left out."""
    known = {name for (name,) in db.execute("SELECT name FROM pragma_table_info(?)", (table,))}
    names = [name for name in row if name in known]
    columns = ", ".join(f'"{name}"' for name in names)
    marks = ", ".join("?" * len(names))
    others = ", ".join(f'"{name}" = excluded."{name}"' for name in names if name not in key)
    where = ", ".join(f'"{name}"' for name in key)
    change = f"UPDATE SET {others}" if others else "NOTHING"
    db.execute(
        f'INSERT INTO "{table}" ({columns}) VALUES ({marks}) ON CONFLICT ({where}) DO {change}',
        [row[name] for name in names],
    )


def _last_files(journal: Read) -> dict[str, Row]:
    return {file["path"]: file for line in journal.lines for file in line.act.files}


def _bring_file(db: Connection, file: Row) -> None:
    data = b64decode(file["data"])
    try:
        zlib.decompress(data)
    except zlib.error:
        return  # the library had lost these bytes before
    keep_contents(db, {file["sha256"]: data})
    bring_back(db, {name: value for name, value in file.items() if name != "data"})
