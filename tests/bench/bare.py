"""The floor under an import: read the files, split their lines, insert the rows, build the index once. No identity, no merging, no checks."""

import sqlite3
from pathlib import Path

TABLES = """
PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;
CREATE TABLE documents (id INTEGER PRIMARY KEY, title TEXT, author TEXT);
CREATE TABLE highlights (id INTEGER PRIMARY KEY, document_id INTEGER, text TEXT, note TEXT, url TEXT);
CREATE VIRTUAL TABLE found USING fts5(text, note, content='highlights', content_rowid='id', tokenize='porter unicode61 remove_diacritics 2');
"""


def import_bare(folder: Path, library: Path) -> int:
    """The number of highlights taken in."""
    db = sqlite3.connect(library, isolation_level=None)
    db.executescript(TABLES)
    db.execute("BEGIN")
    rows: list[list[object]] = []
    for index, path in enumerate(sorted(folder.glob("*.md"))):
        title = author = ""
        for line in path.read_text(encoding="utf-8").split("\n"):
            if line.startswith("- Author:"):
                author = line[10:].strip(" []")
            elif line.startswith("# "):
                title = line[2:]
            elif line.startswith("    - Note: "):
                rows[-1][3] = line[12:]
            elif line.startswith("- ") and line.endswith("))"):
                text, _, url = line[2:-2].rpartition(" ([View Highlight](")
                rows.append([len(rows) + 1, index, text, "", url])
        db.execute("INSERT INTO documents VALUES (?, ?, ?)", (index, title, author))
    db.executemany("INSERT INTO highlights VALUES (?, ?, ?, ?, ?)", rows)
    db.execute("INSERT INTO found (found) VALUES ('rebuild')")
    db.execute("COMMIT")
    db.close()
    return len(rows)
