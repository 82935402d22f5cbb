"""FTS5 expressions for the terms of a query, and FTS5's own tokenizer and highlighter."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from threading import Lock

from app.query.tree import And, Mention, Node, Phrase, Prefix, Within, Word, leaves, parts
from app.store.fts.form import OPEN, SHUT, TOKENIZER, fts_phrase
from app.store.fts.hyphens import without_hyphens
from app.store.fts.tables import TABLES, IndexedTable

_PLAIN = TOKENIZER.removeprefix("porter ")
_KEPT = 1_000  # terms whose words are kept: a query asks for each several times
_SHORT = 100  # letters of a term; a longer text is no term


class Tokens:
    """The tokenizer of the index; its methods may be called from any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._framing = Lock()  # framing takes longer, and nobody else should wait for it
        self._recent: dict[tuple[str, str], Sequence[str]] = {}
        self._db = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        self._frames = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        for name, tokenizer in (("stems", TOKENIZER), ("plain", _PLAIN)):
            self._db.execute(
                f"CREATE VIRTUAL TABLE {name} USING fts5(text, tokenize = '{tokenizer}')"
            )
            self._db.execute(f"CREATE VIRTUAL TABLE {name}_words USING fts5vocab({name}, instance)")
        for table in TABLES.values():
            columns = ", ".join(table.indexed)
            options = f"{columns}, tokenize = '{TOKENIZER}'"
            self._frames.execute(f"CREATE VIRTUAL TABLE {table.name} USING fts5({options})")

    def __del__(self) -> None:
        self._db.close()
        self._frames.close()

    def stems(self, text: str) -> Sequence[str]:
        """The words of a text as the index holds them, stemmed, in order."""
        return self._words("stems", text)

    def plain(self, text: str) -> Sequence[str]:
        """The words of a text without case and accents, in order."""
        return self._words("plain", text)

    def _words(self, table: str, text: str) -> Sequence[str]:
        known = self._recent.get((table, text))
        if known is None:
            known = self._read(table, text)
            if len(self._recent) >= _KEPT:
                self._recent.clear()
            if len(text) <= _SHORT:
                self._recent[table, text] = known
        return known

    def _read(self, table: str, text: str) -> Sequence[str]:
        with self._lock:
            self._db.execute("BEGIN")
            try:
                self._db.execute(f"INSERT INTO {table} VALUES (?)", (text,))
                return tuple(
                    row[0]
                    for row in self._db.execute(f"SELECT term FROM {table}_words ORDER BY offset")
                )
            finally:
                self._db.execute("ROLLBACK")

    def framed(
        self,
        table: IndexedTable,
        rows: Iterable[Sequence[object]],
        words: str,
        columns: Sequence[str],
    ) -> Mapping[int, tuple[str, ...]]:
        """The texts of rows with the matches of an expression framed by `OPEN` and `SHUT`.

        Rows without a match are left out. FTS5's own `highlight` over the index would look through
        all of its rows for each of these.

        Args:
            table: whose columns the rows have.
            rows: the id and the texts of all indexed columns, in their order.
            words: an FTS5 expression.
            columns: the columns whose texts are given.
        """
        marks = ", ".join("?" * (1 + len(table.indexed)))
        texts = ", ".join(
            f"highlight({table.name}, {table.indexed.index(column)}, '{OPEN}', '{SHUT}')"
            for column in columns
        )
        with self._framing:
            self._frames.execute("BEGIN")
            try:
                indexed = ", ".join(table.indexed)
                insert = f"INSERT INTO {table.name} (rowid, {indexed}) VALUES ({marks})"
                self._frames.executemany(insert, rows)
                matches = self._frames.execute(
                    f"SELECT rowid, {texts} FROM {table.name} WHERE {table.name} MATCH ?", (words,)
                )
                return {row[0]: row[1:] for row in matches}
            finally:
                self._frames.execute("ROLLBACK")


def any_word(tree: Node, table: IndexedTable) -> str:
    """The FTS5 expression for any wanted word of a tree; empty where it has none."""
    return " OR ".join(
        dict.fromkeys(
            filter(None, (_plainly(leaf, table) for leaf, wanted in leaves(tree) if wanted))
        )
    )


def in_a_row(tree: Node) -> Phrase | None:
    """The plain words of a query as one phrase; None for fewer than two."""
    words = [part.text for part in parts(tree) if isinstance(part, Word)]
    return Phrase(" ".join(words)) if len(words) > 1 else None


def in_titles(tree: Node) -> And | None:
    """The plain words and phrases of a query, all in the title; None where it has none."""
    terms = tuple(Within("title", part) for part in parts(tree) if isinstance(part, Word | Phrase))
    return And(terms) if terms else None


def in_column(expression: str, column: str) -> str:
    """An expression limited to a column; unchanged for no column."""
    return f"{{{column}}} : {expression}" if column else expression


def _plainly(node: Node, table: IndexedTable) -> str:
    if isinstance(node, Within):
        return (
            in_column(_quoted(node.term), table.columns[node.column])
            if node.column in table.columns
            else ""
        )
    return _quoted(node) if isinstance(node, Word | Phrase | Prefix | Mention) else ""


def _quoted(node: Word | Phrase | Prefix | Mention) -> str:
    joined = without_hyphens(node.text)
    either = [
        fts_phrase(text) + "*" * isinstance(node, Prefix) for text in (node.text, joined) if text
    ]
    return f"({' OR '.join(either)})" if joined else either[0]
