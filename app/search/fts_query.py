"""The words of a query as FTS5 takes them, and what the index makes of a text: FTS5's own tokenizer and its marks."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from threading import Lock

from app.query.tree import And, Mention, Node, Phrase, Prefix, Within, Word, leaves, parts
from app.store.fts.hyphens import without_hyphens
from app.store.fts.index import OPEN, SHUT, searchable
from app.store.fts.tables import SHELVES, TOKENIZER, Shelf

_PLAIN = TOKENIZER.removeprefix("porter ")
_KEPT = 1_000  # terms whose words are kept: a query asks for each several times
_SHORT = 100  # letters of a term; a longer text is no term


class Tokens:
    """The tokenizer of the index. It may be asked from any thread."""

    def __init__(self) -> None:
        self._lock, self._framing = Lock(), Lock()  # framing takes longer, and nobody else should wait for it
        self._told: dict[tuple[str, str], Sequence[str]] = {}
        self._db = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        self._frames = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        for name, tokenizer in (("stems", TOKENIZER), ("plain", _PLAIN)):
            self._db.execute(f"CREATE VIRTUAL TABLE {name} USING fts5(text, tokenize = '{tokenizer}')")
            self._db.execute(f"CREATE VIRTUAL TABLE {name}_words USING fts5vocab({name}, instance)")
        for shelf in SHELVES.values():
            self._frames.execute(f"CREATE VIRTUAL TABLE {shelf.name} USING fts5({', '.join(shelf.indexed)}, tokenize = '{TOKENIZER}')")

    def __del__(self) -> None:
        self._db.close()
        self._frames.close()

    def stems(self, text: str) -> Sequence[str]:
        """The words of a text as the index holds them, in order."""
        return self._words("stems", text)

    def plain(self, text: str) -> Sequence[str]:
        """The words of a text without case and accents, in order."""
        return self._words("plain", text)

    def _words(self, table: str, text: str) -> Sequence[str]:
        known = self._told.get((table, text))
        if known is None:
            known = self._read(table, text)
            if len(self._told) >= _KEPT:
                self._told.clear()
            if len(text) <= _SHORT:
                self._told[table, text] = known
        return known

    def _read(self, table: str, text: str) -> Sequence[str]:
        with self._lock:
            self._db.execute("BEGIN")
            try:
                self._db.execute(f"INSERT INTO {table} VALUES (?)", (text,))
                return tuple(row[0] for row in self._db.execute(f"SELECT term FROM {table}_words ORDER BY offset"))
            finally:
                self._db.execute("ROLLBACK")

    def framed(self, shelf: Shelf, rows: Iterable[Sequence[object]], words: str, columns: Sequence[str]) -> Mapping[int, tuple[str, ...]]:
        """The texts of rows of an index, each its id and all columns, with what an expression finds in these columns framed in them.

        The index itself would look through all of its rows for each of these.
        """
        marks = ", ".join("?" * (1 + len(shelf.indexed)))
        texts = ", ".join(f"highlight({shelf.name}, {shelf.indexed.index(column)}, '{OPEN}', '{SHUT}')" for column in columns)
        with self._framing:
            self._frames.execute("BEGIN")
            try:
                self._frames.executemany(f"INSERT INTO {shelf.name} (rowid, {', '.join(shelf.indexed)}) VALUES ({marks})", rows)
                found = self._frames.execute(f"SELECT rowid, {texts} FROM {shelf.name} WHERE {shelf.name} MATCH ?", (words,))
                return {row[0]: row[1:] for row in found}
            finally:
                self._frames.execute("ROLLBACK")


def any_word(tree: Node, shelf: Shelf) -> str:
    """The expression of every wanted word of a tree, any of which may be marked in a text; empty where it has none."""
    return " OR ".join(dict.fromkeys(filter(None, (_plainly(leaf, shelf) for leaf, wanted in leaves(tree) if wanted))))


def in_a_row(tree: Node) -> Phrase | None:
    """All plain words of a query one after the other; None where there are not at least two."""
    words = [part.text for part in parts(tree) if isinstance(part, Word)]
    return Phrase(" ".join(words)) if len(words) > 1 else None


def in_titles(tree: Node) -> And | None:
    """All plain words and phrases of a query in a title; None where there are none."""
    terms = tuple(Within("title", part) for part in parts(tree) if isinstance(part, Word | Phrase))
    return And(terms) if terms else None


def in_column(expression: str, column: str) -> str:
    """An expression that holds in one column alone, or, without one, in any."""
    return f"{{{column}}} : {expression}" if column else expression


def _plainly(node: Node, shelf: Shelf) -> str:
    if isinstance(node, Within):
        return in_column(_quoted(node.term), shelf.columns[node.column]) if node.column in shelf.columns else ""
    return _quoted(node) if isinstance(node, Word | Phrase | Prefix | Mention) else ""


def _quoted(node: Word | Phrase | Prefix | Mention) -> str:
    joined = without_hyphens(node.text)
    either = [quoted(text) + "*" * isinstance(node, Prefix) for text in (node.text, joined) if text]
    return f"({' OR '.join(either)})" if joined else either[0]


def quoted(text: str) -> str:
    """A text as a phrase."""
    return '"' + searchable(text).replace('"', '""') + '"'
