"""Rows of the reader's own layer that a transaction touches, noted by triggers of its connection.

They are temporary triggers, so that nothing of them is in the library's file, and no act can
forget to note itself.
"""

import json
import sqlite3
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from app.store.db.import_schema import LIBRARY_ROOT

_TABLES = (
    "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' "
    "AND name LIKE 'my\\_%' ESCAPE '\\' ORDER BY name"
)
_LOG = "touched_rows"
_TRIGGERS = "SELECT name FROM sqlite_temp_master WHERE type = 'trigger'"
_FILE = """
SELECT path, files.sha256, size, mtime_ns, parser, format, gone, data
FROM files LEFT JOIN contents ON contents.sha256 = files.sha256 WHERE path = ?
"""
Row = dict[str, Any]


@dataclass(slots=True)
class Act:
    """Rows as they are after a transaction, by table; the keys of deleted ones; own files."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    deleted: dict[str, list[list[Any]]] = field(default_factory=dict)
    files: list[Row] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.rows or self.deleted or self.files)


def watch(db: sqlite3.Connection) -> None:
    """Note from now on which rows this connection touches; call it outside a transaction."""
    version = db.execute("PRAGMA schema_version").fetchone()[0]
    db.execute(f"CREATE TEMP TABLE IF NOT EXISTS {_LOG} (name TEXT, row TEXT)")
    if db.execute(f"SELECT 1 FROM {_LOG} WHERE name = '' AND row = ?", (str(version),)).fetchone():
        return
    unwatch(db)
    if not (tables := own_tables(db)):
        return  # a new library, whose tables are still to be made
    for table in tables:
        for event, names in (
            ("INSERT", ("NEW",)),
            ("UPDATE", ("OLD", "NEW")),
            ("DELETE", ("OLD",)),
        ):
            noted = "".join(_note(table, name, primary_key(db, table)) for name in names)
            db.execute(
                f'CREATE TEMP TRIGGER "{table}_{event}" AFTER {event} ON main."{table}" '
                f"BEGIN {noted} END"
            )
    for event in ("INSERT", "UPDATE"):
        db.execute(
            f"CREATE TEMP TRIGGER files_{event} AFTER {event} ON main.files "
            f"WHEN NEW.root = '{LIBRARY_ROOT}' BEGIN {_note('files', 'NEW', ['path'])} END"
        )
    db.execute(f"INSERT INTO {_LOG} VALUES ('', ?)", (str(version),))


def unwatch(db: sqlite3.Connection) -> None:
    """Note nothing any more: before migrations, which rename and drop tables."""
    for (name,) in db.execute(_TRIGGERS).fetchall():
        db.execute(f'DROP TRIGGER temp."{name}"')
    db.execute(f"CREATE TEMP TABLE IF NOT EXISTS {_LOG} (name TEXT, row TEXT)")
    db.execute(f"DELETE FROM {_LOG}")


def _note(table: str, row: str, key: list[str]) -> str:
    columns = ", ".join(f'{row}."{name}"' for name in key)
    return f"INSERT INTO {_LOG} VALUES ('{table}', json_array({columns}));"


def own_tables(db: sqlite3.Connection) -> list[str]:
    """Tables of what the reader does himself."""
    return [name for (name,) in db.execute(_TABLES)]


def primary_key(db: sqlite3.Connection, table: str) -> list[str]:
    """Columns of a table's primary key, in their order."""
    return [
        name
        for (name,) in db.execute(
            "SELECT name FROM pragma_table_info(?) WHERE pk ORDER BY pk", (table,)
        )
    ]


def take_act(db: sqlite3.Connection) -> Act:
    """Rows that the open transaction touched, as they are now; forgets which these were."""
    act = Act()
    noted = db.execute(f"SELECT DISTINCT name, row FROM {_LOG} WHERE name <> ''").fetchall()
    if not noted:
        return act
    with _any_text(db):
        _read(db, noted, act)
    db.execute(f"DELETE FROM {_LOG} WHERE name <> ''")
    return act


def _read(db: sqlite3.Connection, noted: Sequence[tuple[str, str]], act: Act) -> None:
    keys = {table: primary_key(db, table) for table in {name for name, _ in noted}}
    for table, row in noted:
        key = json.loads(row)
        if table == "files":
            act.files += own_files(db, key[0])
        elif found := list(rows_of(db, table, keys[table], key)):
            act.rows.setdefault(table, []).extend(found)
        else:
            act.deleted.setdefault(table, []).append(key)


@contextmanager
def _any_text(db: sqlite3.Connection) -> Iterator[None]:
    """Read letters that are none as U+FFFD, for a damaged row must not end an act."""
    db.text_factory = lambda data: data.decode("utf-8", "replace")
    try:
        yield
    finally:
        db.text_factory = str


def rows_of(
    db: sqlite3.Connection, table: str, columns: Sequence[str] = (), key: Sequence[Any] = ()
) -> Iterator[Row]:
    """Rows of a table by column names, those with this key if one is given."""
    where = " AND ".join(f'"{name}" = ?' for name in columns)
    found = db.execute(f'SELECT * FROM "{table}"' + (f" WHERE {where}" if where else ""), key)
    names = [each[0] for each in found.description]
    for row in found:
        yield dict(zip(names, row, strict=True))


def own_files(db: sqlite3.Connection, path: str) -> list[Row]:
    """Own file of the library with this path, its deflated bytes in base64."""
    found = db.execute(_FILE, (path,))
    names = [each[0] for each in found.description]
    rows = [dict(zip(names, row, strict=True)) for row in found]
    return [{**row, "data": b64encode(row["data"] or b"").decode()} for row in rows]


def everything(db: sqlite3.Connection) -> Act:
    """All of the reader's own layer, as one act."""
    paths = db.execute("SELECT path FROM files WHERE root = ? ORDER BY path", (LIBRARY_ROOT,))
    with _any_text(db):
        rows = {table: list(rows_of(db, table)) for table in own_tables(db)}
    return Act(
        {table: found for table, found in rows.items() if found},
        {},
        [file for (path,) in paths.fetchall() for file in own_files(db, path)],
    )
