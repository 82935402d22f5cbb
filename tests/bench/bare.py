"""The floor under an import.

Read the files, split their lines, insert the rows that the import came to, fill the index once.

No identity, no merging, no checks: the rows are taken from the library that the import made.
"""

import sqlite3
from pathlib import Path
from typing import NamedTuple

_TABLES = """
SELECT name FROM sqlite_master
WHERE type = 'table' AND name NOT IN ('alembic_version', 'index_log', 'table_writes')
  AND name NOT LIKE 'sqlite_%'
  AND (sql LIKE '%fts5(%' OR (sql NOT LIKE 'CREATE VIRTUAL%'
    AND name NOT LIKE '%\\_search\\_%' ESCAPE '\\'))
ORDER BY sql LIKE '%fts5(%', name
"""


class Filled(NamedTuple):
    """A table with its rows."""

    name: str
    columns: tuple[str, ...]
    rows: list[tuple[object, ...]]


def filled_tables(library: Path) -> list[Filled]:
    """All tables of a library with their rows, those of the index last."""
    db = sqlite3.connect(library)
    tables = [_filled(db, str(name)) for (name,) in db.execute(_TABLES).fetchall()]
    db.close()
    return tables


def _filled(db: sqlite3.Connection, table: str) -> Filled:
    indexed = table.endswith("_search")
    columns = tuple(
        str(row[1]) for row in db.execute(f"PRAGMA table_xinfo({table})") if row[6] == 0
    )
    columns = ("rowid", *columns) if indexed else columns
    names = ", ".join(f'"{name}"' for name in columns)
    return Filled(table, columns, db.execute(f"SELECT {names} FROM {table}").fetchall())


def import_bare(folder: Path, library: Path, tables: list[Filled]) -> int:
    """Read and split the files, then put these rows into the tables of an empty library.

    In one transaction; gives the number of highlights.
    """
    lines = sum(
        len(path.read_text(encoding="utf-8").split("\n")) for path in sorted(folder.glob("*.md"))
    )
    db = sqlite3.connect(library, isolation_level=None)
    db.execute("PRAGMA synchronous=NORMAL")
    db.execute("BEGIN")
    for name, columns, rows in tables:
        names = ", ".join(f'"{column}"' for column in columns)
        db.executemany(
            f"INSERT INTO {name} ({names}) VALUES ({', '.join('?' * len(columns))})", rows
        )
    db.execute("COMMIT")
    (taken,) = db.execute("SELECT count(*) FROM highlights").fetchone()
    db.close()
    return min(lines, int(taken))
