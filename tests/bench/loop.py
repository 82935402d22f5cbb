"""The bare loop: read the files, split lines by hand.

Insert highlights with their notes and tags, fill one index.

No checks, no identity, no history, one table of what is found: what an import must cost at the
least on a machine.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

_SCHEMA = """
PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;
PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY;
CREATE TABLE source(id INTEGER PRIMARY KEY, path TEXT, title TEXT, author TEXT, url TEXT,
  size INTEGER, mtime INTEGER);
CREATE TABLE highlight(id INTEGER PRIMARY KEY, source INTEGER, position INTEGER,
  text TEXT, note TEXT, url TEXT);
CREATE TABLE highlight_tag(highlight INTEGER, tag TEXT, PRIMARY KEY(highlight, tag)) WITHOUT ROWID;
"""
_INDEX = """
CREATE INDEX highlight_source ON highlight(source, position);
CREATE INDEX tag ON highlight_tag(tag);
CREATE VIRTUAL TABLE search USING fts5(text, note, content='highlight',
  content_rowid='id', tokenize='porter unicode61 remove_diacritics 2');
INSERT INTO search(search) VALUES ('rebuild');
"""
_AT_ONCE = 5_000  # rows


def run_loop(folder: Path, file: Path) -> int:
    """Take the exports of a folder into a new SQLite file; gives the number of highlights."""
    with closing(sqlite3.connect(file, isolation_level=None)) as db:
        db.executescript(_SCHEMA)
        db.execute("BEGIN")
        number = 0
        rows: list[tuple[object, ...]] = []
        tags: list[tuple[int, str]] = []
        for source, path in enumerate(sorted(folder.rglob("*.md")), 1):
            status = path.stat()
            meta: dict[str, str] = {}
            position = 0
            for line in path.read_bytes().decode("utf-8", "replace").split("\n"):
                if line.startswith("- ") and position >= 0 and "## Highlights" in meta:
                    text, _, url = line[2:].partition(" ([View Highlight](")
                    number += 1
                    position += 1
                    rows.append((number, source, position, text, "", url.rstrip(")")))
                elif line.startswith("    - Tags: "):
                    tags += [
                        (number, tag)
                        for tag in line[12:].replace("[[", "").replace("]]", "").split()
                    ]
                elif line.startswith("    - Note: "):
                    rows[-1] = (*rows[-1][:4], line[12:], rows[-1][5])
                elif line.startswith("- "):
                    key, _, value = line[2:].partition(": ")
                    meta[key] = value
                elif line.startswith("## "):
                    meta[line] = ""
            values = (
                source,
                str(path),
                meta.get("Full Title"),
                meta.get("Author"),
                meta.get("URL"),
                status.st_size,
                status.st_mtime_ns,
            )
            db.execute("INSERT INTO source VALUES (?, ?, ?, ?, ?, ?, ?)", values)
            if len(rows) > _AT_ONCE:
                _write(db, rows, tags)
        _write(db, rows, tags)
        for statement in _INDEX.strip().split(";"):
            db.execute(statement)
        db.execute("COMMIT")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return number


def _write(
    db: sqlite3.Connection, rows: list[tuple[object, ...]], tags: list[tuple[int, str]]
) -> None:
    db.executemany("INSERT INTO highlight VALUES (?, ?, ?, ?, ?, ?)", rows)
    db.executemany("INSERT OR IGNORE INTO highlight_tag VALUES (?, ?)", tags)
    rows.clear()
    tags.clear()
