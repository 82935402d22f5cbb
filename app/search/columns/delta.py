"""Delta: the rows written since the snapshot read its words, in an FTS5 index in memory."""

import sqlite3
from collections.abc import Sequence
from threading import Lock

import numpy as np
from sqlalchemy import Connection

from app.search.columns.postings import Postings, encode, instance_key
from app.search.columns.rows import parse_numbers
from app.search.columns.words import LAST
from app.store.fts.form import TOKENIZER
from app.store.fts.tables import IndexedTable


class Delta:
    """An FTS5 index in memory; its methods may be called from any thread."""

    def __init__(self, table: IndexedTable) -> None:
        self.table = table
        self._lock = Lock()
        self._db = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        columns = ", ".join(table.indexed)
        self._db.execute(
            f"CREATE VIRTUAL TABLE delta USING fts5({columns}, tokenize = '{TOKENIZER}')"
        )
        self._db.execute("CREATE VIRTUAL TABLE delta_words USING fts5vocab(delta, instance)")
        self._db.execute("CREATE VIRTUAL TABLE delta_counts USING fts5vocab(delta, row)")

    def __del__(self) -> None:
        self._db.close()

    def update(self, db: Connection, ids: Sequence[int]) -> None:
        """Take these rows as the library's index has them now; rows that are gone from it go."""
        columns = ", ".join(self.table.indexed)
        read = f"SELECT rowid, {columns} FROM {self.table.index} WHERE rowid = ?"
        rows = [tuple(row) for each in ids for row in db.exec_driver_sql(read, (each,))]
        with self._lock:
            self._db.execute("BEGIN")
            self._db.executemany("DELETE FROM delta WHERE rowid = ?", [(each,) for each in ids])
            self._db.executemany(
                f"INSERT INTO delta (rowid, {columns}) VALUES (?{', ?' * len(self.table.indexed)})",
                rows,
            )
            self._db.execute("COMMIT")

    def counts(self) -> list[tuple[str, int]]:
        """All words of these rows, in order, with their numbers of instances."""
        with self._lock:
            return self._db.execute("SELECT term, cnt FROM delta_counts").fetchall()

    def write_postings(self, postings: Postings, beginning: str, end: str) -> None:
        """Write the postings of the rows with a word from `beginning` to before `end`."""
        keys = f"SELECT group_concat({instance_key(self.table)}, ' ') FROM delta_words"
        query = f"{keys} WHERE term >= ? AND term < ?"
        with self._lock:
            (listed,) = self._db.execute(query, (beginning, end)).fetchone()
        rows, postings_found = encode(np.sort(parse_numbers(listed)), self.table)
        known = rows < len(postings)  # a thread that reads an earlier position knows fewer rows
        postings[rows[known]] = postings_found[known]


def exact_bounds(word: str) -> tuple[str, str]:
    """The bounds of one word."""
    return word, word + "\0"


def prefix_bounds(beginning: str) -> tuple[str, str]:
    """The bounds of all words with a prefix."""
    return beginning, beginning + LAST
