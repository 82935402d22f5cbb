"""The search grammar: `words "a phrase" begin* -not (this OR that) tag:name author:name kind:book before:2024 ...`, any text gives a tree."""

from dataclasses import dataclass, replace
from datetime import date
from typing import get_args

from app.query.fields import filter_of, sort_of
from app.query.lexer import Piece, pieces, quoted
from app.query.tree import And, Column, Node, Not, Or, Phrase, Prefix, Query, Sign, Sort, Term, Within, Word, parts
from app.text import fold, normal

LONGEST = 2000  # letters of a query that are read
MOST = 64  # terms of a query that are read
DEEPEST = 8  # brackets within brackets that are read
_COLUMNS: tuple[Column, ...] = get_args(Column)


def parse(text: str, today: date | None = None) -> Query:
    """The query that a text is; every text is one. `today` is what `yesterday` and `age:` are reckoned from."""
    clean = text.encode("utf-8", "ignore").decode().replace("\0", " ")  # half a surrogate pair cannot be bound
    folded = fold(clean)[:LONGEST]
    reader = _Reader(list(pieces(folded)), today or date.today())  # noqa: DTZ011 - the reader's own calendar
    found = reader.alternatives(0)
    while reader.more():  # a bracket that closes nothing
        reader.at += 1
        found += reader.alternatives(0)
    last = found[-1].node if found else None
    still_open = isinstance(last, Word) and last is reader.last and len(last.text) > 1 and (last.text[-1] + folded[-1]).isalnum()
    tree, texts = _joined(found), tuple(part.text for part in found)
    too_long = len(clean) > LONGEST or reader.terms > MOST
    return Query(clean.strip(), tree, texts, reader.sort, reader.order, reader.seed, open=still_open, cut=too_long)


def widened(query: Query) -> Query:
    """The same query with its last word, where that may still be typed, read as a beginning as well."""
    *before, last = parts(query.tree) or (query.tree,)
    if not (query.open and isinstance(last, Word)):
        return query
    both = Or((last, Prefix(last.text)))
    return replace(query, tree=And((*before, both)) if before else both)


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a query, and how it can be written again."""

    node: Node
    text: str


@dataclass(slots=True)
class _Reader:
    """Reads the pieces from left to right; brackets that are left open close at the end."""

    found: list[Piece]
    today: date
    at: int = 0
    sort: Sort = "relevance"
    order: str = ""
    seed: int = 0
    terms: int = 0
    last: Node | None = None

    def more(self) -> bool:
        return self.at < len(self.found)

    def alternatives(self, depth: int) -> list[_Part]:
        """The parts of everything up to the bracket that closes this one: runs of terms with `OR` between them are one part."""
        runs = [self._run(depth)]
        while self.more() and self.found[self.at].sort == "or":
            self.at += 1
            runs.append(self._run(depth))
        runs = [run for run in runs if run]
        if len(runs) < 2:  # noqa: PLR2004 no choice
            return runs[0] if runs else []
        told = " OR ".join(" ".join(part.text for part in run) for run in runs)
        return [_Part(Or(tuple(_joined(run) for run in runs)), _bracketed(told))]

    def _run(self, depth: int) -> list[_Part]:
        run: list[_Part] = []
        while self.more() and self.found[self.at].sort not in ("or", "close"):
            run += self._parts(depth)
        if not run and self._lonely():
            self.at += 1
            return [_lonely_word(self.found[self.at - 1])]
        return run

    def _lonely(self) -> bool:
        """Whether an `OR` is all there is, and so a word."""
        return len(self.found) == 1 and self.found[0].sort == "or"

    def _parts(self, depth: int) -> list[_Part]:
        piece = self.found[self.at]
        self.at += 1
        if piece.sort == "not":
            return self._negated(piece, depth)
        if piece.sort == "and":
            return [_lonely_word(piece)] if len(self.found) == 1 else []
        if piece.sort == "open":
            if depth >= DEEPEST:
                return []
            inner = self.alternatives(depth + 1)
            self.at += self.more()
            return inner
        return self._term(piece)

    def _negated(self, piece: Piece, depth: int) -> list[_Part]:
        while self.more() and self.found[self.at].sort == "not":
            self.at += 1
        if not self.more() or self.found[self.at].sort in ("or", "and", "close"):
            return [_lonely_word(piece)] if piece.text and len(self.found) == 1 else []
        inner = self._parts(depth)
        if not inner:
            return []
        told = " ".join(part.text for part in inner)
        bare = len(inner) == 1 and not isinstance(inner[0].node, Not)
        return [_Part(Not(_joined(inner)), "-" + (told if bare else _bracketed(told)))]

    def _term(self, piece: Piece) -> list[_Part]:
        self.terms += 1
        if self.terms > MOST or self._orders(piece):
            return []
        name = piece.field.casefold()
        node = self._special(piece, name)
        if node is None:
            node = _leaf(f"{piece.field}:{piece.text}" if piece.field else piece.text, quoted=piece.sort == "quoted")
            self.last = node
        return [_Part(node, piece.written)] if node is not None else []

    def _orders(self, piece: Piece) -> bool:
        """Whether a piece says how to sort; the last that does is heeded."""
        sort = sort_of(piece.text, self.today) if piece.field.casefold() == "sort" else None
        if sort is None:
            return False
        (self.sort, self.seed), self.order = sort, piece.written
        return True

    def _special(self, piece: Piece, name: str) -> Node | None:
        if name == "#":
            return filter_of("tag", piece.text, self.today)
        if not name and piece.sort == "word" and piece.text.startswith("#") and not piece.text.lstrip("#").isdigit():
            return filter_of("tag", piece.text, self.today)
        if name in _COLUMNS:
            leaf = _leaf(piece.text, quoted=piece.sort == "quoted")
            return Within(_COLUMNS[_COLUMNS.index(name)], leaf) if isinstance(leaf, Word | Phrase | Prefix) else None
        return filter_of(name, piece.text, self.today) if name else None


def _lonely_word(piece: Piece) -> _Part:
    return _Part(Word(piece.text), quoted(piece.text))


def _leaf(text: str, *, quoted: bool) -> Term | Sign | None:
    """The term that a piece of text is; None for marks that say nothing by themselves."""
    plain = normal(text)
    if not any(letter.isalnum() for letter in plain):
        return None if plain.isascii() else Sign(text.strip())
    if quoted:
        return Phrase(text.strip())
    return Prefix(text.rstrip("*")) if text.endswith("*") else Word(text)


def _bracketed(text: str) -> str:
    """The text in brackets; one that its last word holds open would take ours for its own."""
    last = text.rpartition(" ")[2]
    return f"({text}{' ' if last.count('(') > last.count(')') else ''})"


def _joined(found: list[_Part]) -> Node:
    nodes = tuple(part.node for part in found)
    return nodes[0] if len(nodes) == 1 else And(nodes)
