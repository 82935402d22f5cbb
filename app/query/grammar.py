"""The search grammar: `words "a phrase" begin* -not (this OR that) tag:name author:name kind:book before:2024 ...`, any text gives a tree."""

from dataclasses import dataclass
from datetime import date
from typing import get_args

from app.query.fields import SORTS, filter_of
from app.query.scan import Piece, pieces
from app.query.tree import And, Column, Node, Not, Or, Phrase, Prefix, Query, Sign, Sort, Term, Within, Word, parts
from app.text import fold

LONGEST = 2000  # letters of a query that are read
MOST = 64  # terms of a query that are read
DEEPEST = 8  # brackets within brackets that are read
_COLUMNS: tuple[Column, ...] = get_args(Column)


def parse(text: str, today: date | None = None) -> Query:
    """The query that a text is; every text is one. `today` is what `yesterday` and `age:` are reckoned from."""
    clean = text.encode("utf-8", "ignore").decode().replace("\0", " ")  # half a surrogate pair cannot be bound
    folded = fold(clean)[:LONGEST]
    reader = _Reader(list(pieces(folded)), today or date.today())  # noqa: DTZ011 - the reader's own calendar
    tree = reader.alternatives(0)
    while reader.more():  # a bracket that closes nothing
        reader.at += 1
        tree = _both(tree, reader.alternatives(0))
    last = reader.last
    still_open = isinstance(last, Word) and parts(tree)[-1:] == (last,) and len(last.text) > 1 and folded[-1].isalnum()
    return Query(clean.strip(), tree, reader.sort, open=still_open, cut=len(clean) > LONGEST or reader.terms > MOST)


def widened(query: Query) -> Query:
    """The same query with its last word, where that may still be typed, read as a beginning as well."""
    *before, last = parts(query.tree) or (query.tree,)
    if not (query.open and isinstance(last, Word)):
        return query
    return Query(query.text, _joined([*before, Or((last, Prefix(last.text)))]), query.sort, open=query.open, cut=query.cut)


@dataclass(slots=True)
class _Reader:
    """Reads the pieces from left to right; brackets that are left open close at the end."""

    found: list[Piece]
    today: date
    at: int = 0
    sort: Sort = "relevance"
    terms: int = 0
    last: Node | None = None

    def more(self) -> bool:
        return self.at < len(self.found)

    def alternatives(self, depth: int) -> Node:
        """Everything up to the bracket that closes this one: runs of terms with `OR` between them."""
        runs = [self._run(depth)]
        while self.more() and self.found[self.at].sort == "or":
            self.at += 1
            runs.append(self._run(depth))
        runs = [run for run in runs if parts(run)]
        return runs[0] if len(runs) == 1 else Or(tuple(runs)) if runs else And(())

    def _run(self, depth: int) -> Node:
        nodes: list[Node] = []
        while self.more() and self.found[self.at].sort not in ("or", "close"):
            node = self._node(depth)
            if node is not None:
                nodes.append(node)
        if not nodes and self._lonely():
            self.at += 1
            return Word(self.found[self.at - 1].text)
        return _joined(nodes)

    def _lonely(self) -> bool:
        """Whether an `OR` is all there is, and so a word."""
        return len(self.found) == 1 and self.found[0].sort == "or"

    def _node(self, depth: int) -> Node | None:
        piece = self.found[self.at]
        self.at += 1
        if piece.sort == "not":
            return self._negated(piece, depth)
        if piece.sort == "and":
            return Word(piece.text) if len(self.found) == 1 else None
        if piece.sort == "open":
            if depth >= DEEPEST:
                return None
            inner = self.alternatives(depth + 1)
            self.at += self.more()
            return inner if parts(inner) else None
        return self._term(piece)

    def _negated(self, piece: Piece, depth: int) -> Node | None:
        while self.more() and self.found[self.at].sort == "not":
            self.at += 1
        if not self.more() or self.found[self.at].sort in ("or", "and", "close"):
            return Word(piece.text) if piece.text and len(self.found) == 1 else None
        inner = self._node(depth)
        return Not(inner) if inner is not None else None

    def _term(self, piece: Piece) -> Node | None:
        self.terms += 1
        if self.terms > MOST:
            return None
        name = piece.field.casefold()
        if name == "sort" and piece.text.casefold() in SORTS:
            self.sort = SORTS[piece.text.casefold()]
            return None
        node = self._special(piece, name)
        if node is None:
            node = _leaf(f"{piece.field}:{piece.text}" if piece.field else piece.text, quoted=piece.sort == "quoted")
            self.last = node
        return node

    def _special(self, piece: Piece, name: str) -> Node | None:
        if name == "#":
            return filter_of("tag", piece.text, self.today)
        if not name and piece.sort == "word" and piece.text.startswith("#") and not piece.text.lstrip("#").isdigit():
            return filter_of("tag", piece.text.rstrip(".,;!?"), self.today)
        if name in _COLUMNS:
            leaf = _leaf(piece.text, quoted=piece.sort == "quoted")
            return Within(_COLUMNS[_COLUMNS.index(name)], leaf) if isinstance(leaf, Word | Phrase | Prefix) else None
        return filter_of(name, piece.text, self.today) if name else None


def _leaf(text: str, *, quoted: bool) -> Term | Sign | None:
    """The term that a piece of text is; None for marks that say nothing by themselves."""
    if not any(letter.isalnum() for letter in text):
        text = text.strip()
        return None if text.isascii() else Sign(text)
    if quoted:
        return Phrase(text.strip())
    return Prefix(text.rstrip("*")) if text.endswith("*") else Word(text)


def _joined(nodes: list[Node]) -> Node:
    flat = [part for node in nodes for part in parts(node)]
    return flat[0] if len(flat) == 1 else And(tuple(flat))


def _both(first: Node, second: Node) -> Node:
    return _joined([first, second])
