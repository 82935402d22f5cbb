"""Rows of an index that were written since its frequent words were read, in a small index of their own."""

import sqlite3
from collections.abc import Sequence
from threading import Lock

import numpy as np
from sqlalchemy import Connection

from app.search.columns.postings import Codes, coded, instances
from app.search.columns.rows import numbers
from app.search.columns.words import LAST
from app.store.fts.tables import TOKENIZER, Shelf


class Tail:
    """An index in memory of the rows that it was given last. It may be asked from any thread."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self._lock = Lock()
        self._db = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        columns = ", ".join(shelf.indexed)
        self._db.execute(f"CREATE VIRTUAL TABLE tail USING fts5({columns}, tokenize = '{TOKENIZER}')")
        self._db.execute("CREATE VIRTUAL TABLE tail_words USING fts5vocab(tail, instance)")
        self._db.execute("CREATE VIRTUAL TABLE tail_counts USING fts5vocab(tail, row)")

    def __del__(self) -> None:
        self._db.close()

    def renew(self, db: Connection, ids: Sequence[int]) -> None:
        """Take these rows as the library's index has them now; those that it no longer has go."""
        columns = ", ".join(self.shelf.indexed)
        read = f"SELECT rowid, {columns} FROM {self.shelf.index} WHERE rowid = ?"
        rows = [tuple(row) for each in ids for row in db.exec_driver_sql(read, (each,))]
        with self._lock:
            self._db.execute("BEGIN")
            self._db.executemany("DELETE FROM tail WHERE rowid = ?", [(each,) for each in ids])
            self._db.executemany(f"INSERT INTO tail (rowid, {columns}) VALUES (?{', ?' * len(self.shelf.indexed)})", rows)
            self._db.execute("COMMIT")

    def counts(self) -> list[tuple[str, int]]:
        """All words of these rows, in order, and how often each stands there."""
        with self._lock:
            return self._db.execute("SELECT term, cnt FROM tail_counts").fetchall()

    def put(self, codes: Codes, beginning: str, end: str) -> None:
        """Write into an array of bytes those of the rows that hold a word from `beginning` up to, not including, `end`."""
        query = f"SELECT group_concat({instances(self.shelf)}, ' ') FROM tail_words WHERE term >= ? AND term < ?"
        with self._lock:
            (told,) = self._db.execute(query, (beginning, end)).fetchone()
        rows, found = coded(np.sort(numbers(told)), self.shelf)
        within = rows < len(codes)  # a thread that reads an earlier moment knows fewer rows
        codes[rows[within]] = found[within]


def just(word: str) -> tuple[str, str]:
    """The bounds of one word."""
    return word, word + "\0"


def all_from(beginning: str) -> tuple[str, str]:
    """The bounds of all words with a beginning."""
    return beginning, beginning + LAST
