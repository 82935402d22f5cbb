"""What the index makes of a text: FTS5's own tokenizer, asked over an empty index in memory."""

import sqlite3
from threading import Lock

from app.store.search_shelves import TOKENIZER

_PLAIN = TOKENIZER.removeprefix("porter ")
MOST = 64  # words of one term


class Tokens:
    """The tokenizer of the index. It may be asked from any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._db = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        for name, tokenizer in (("stems", TOKENIZER), ("plain", _PLAIN)):
            self._db.execute(f"CREATE VIRTUAL TABLE {name} USING fts5(text, tokenize = '{tokenizer}')")
            self._db.execute(f"CREATE VIRTUAL TABLE {name}_words USING fts5vocab({name}, instance)")

    def __del__(self) -> None:
        self._db.close()

    def stems(self, text: str) -> list[str]:
        """The words of a text as the index holds them, in order."""
        return self._words("stems", text)

    def plain(self, text: str) -> list[str]:
        """The words of a text without case and accents, in order."""
        return self._words("plain", text)

    def _words(self, table: str, text: str) -> list[str]:
        with self._lock:
            self._db.execute("BEGIN")
            try:
                self._db.execute(f"INSERT INTO {table} VALUES (?)", (text,))
                return [row[0] for row in self._db.execute(f"SELECT term FROM {table}_words ORDER BY offset")]
            finally:
                self._db.execute("ROLLBACK")
