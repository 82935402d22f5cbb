"""Parser of the search grammar.

`words "a phrase" begin* -not (this OR that) tag:name author:name kind:book before:2024 ...`: any
text gives a tree.
"""

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import get_args

from app.lexicon import has_word
from app.query.fields import filter_of, sort_of
from app.query.lexer import Token, quoted, tokenize
from app.query.tree import (
    And,
    Column,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Sign,
    Sort,
    Term,
    Within,
    Word,
    parts,
)
from app.text import fold, normal

LONGEST = 2000  # letters of a query that are read
MOST = 64  # terms of a query that are read
DEEPEST = 8  # brackets within brackets that are read
_COLUMNS: tuple[Column, ...] = get_args(Column)


_QUOTATION = re.compile(r'(?<![^\s(:#-])"[^"]*+"')
_INNER = re.compile(r'[“„«]([^“”„«»"]*+)[”“»]')


def _inner_quotes(text: str) -> str:
    """The text with quotes like “these” doubled where they are within straight ones, as in a title.

    Else they are what straight ones are.
    """
    return _QUOTATION.sub(lambda whole: _INNER.sub(r'""\1""', whole[0]), text)


def parse(text: str, today: date | None = None) -> Query:
    """The query that a text is; no text is an error.

    Args:
        text: as typed; of more than `LONGEST` letters or `MOST` terms only the first are read, and
            `Query.cut` is True.
        today: the day from which `yesterday`, `age:` and the seed of a random order are reckoned;
            the reader's own by default.
    """
    # Half a surrogate pair cannot be a parameter of SQL.
    clean = text.encode("utf-8", "ignore").decode().replace("\0", " ")
    folded = fold(_inner_quotes(clean))[:LONGEST]
    # the reader's own calendar
    parser = _Parser(list(tokenize(folded)), today or date.today())  # noqa: DTZ011
    parsed = parser.alternatives(0)
    while parser.more():  # a bracket that closes nothing
        parser.at += 1
        parsed += parser.alternatives(0)
    last = parsed[-1].node if parsed else None
    still_open = (
        isinstance(last, Word)
        and last is parser.last
        and len(last.text) > 1
        and (last.text[-1] + folded[-1]).isalnum()
    )
    tree, texts = _joined(parsed), tuple(part.text for part in parsed)
    too_long = len(clean) > LONGEST or parser.terms > MOST
    return Query(
        clean.strip(),
        tree,
        texts,
        parser.sort,
        parser.order,
        parser.seed,
        open=still_open,
        cut=too_long,
    )


def widened(query: Query) -> Query:
    """The query with its last word, where it may still be typed, also read as a prefix."""
    *before, last = parts(query.tree) or (query.tree,)
    if not (query.open and isinstance(last, Word)):
        return query
    both = Or((last, Prefix(last.text)))
    return replace(query, tree=And((*before, both)) if before else both)


@dataclass(frozen=True, slots=True)
class _ParsedPart:
    """A part of a query, and its text as it can be written again."""

    node: Node
    text: str


@dataclass(slots=True)
class _Parser:
    """Recursive descent over the tokens; brackets that are left open close at the end."""

    tokens: list[Token]
    today: date
    at: int = 0
    sort: Sort = "relevance"
    order: str = ""
    seed: int = 0
    terms: int = 0
    last: Node | None = None

    def more(self) -> bool:
        return self.at < len(self.tokens)

    def alternatives(self, depth: int) -> list[_ParsedPart]:
        """The parts up to the closing bracket; runs with `OR` between them are one part."""
        runs = [self._run(depth)]
        while self.more() and self.tokens[self.at].kind == "or":
            self.at += 1
            runs.append(self._run(depth))
        runs = [run for run in runs if run]
        if len(runs) < 2:  # noqa: PLR2004 no choice
            return runs[0] if runs else []
        text = " OR ".join(" ".join(part.text for part in run) for run in runs)
        return [_ParsedPart(Or(tuple(_joined(run) for run in runs)), _in_brackets(text))]

    def _run(self, depth: int) -> list[_ParsedPart]:
        run: list[_ParsedPart] = []
        while self.more() and self.tokens[self.at].kind not in ("or", "close"):
            run += self._parts(depth)
        if not run and self._only_an_operator():
            self.at += 1
            return [_operator_as_word(self.tokens[self.at - 1])]
        return run

    def _only_an_operator(self) -> bool:
        """Whether an `OR` is the whole query, and so a word."""
        return len(self.tokens) == 1 and self.tokens[0].kind == "or"

    def _parts(self, depth: int) -> list[_ParsedPart]:
        token = self.tokens[self.at]
        self.at += 1
        if token.kind == "not":
            return self._negated(token, depth)
        if token.kind == "and":
            return [_operator_as_word(token)] if len(self.tokens) == 1 else []
        if token.kind == "open":
            if depth >= DEEPEST:
                return []
            inner = self.alternatives(depth + 1)
            self.at += self.more()
            return inner
        return self._term(token)

    def _negated(self, token: Token, depth: int) -> list[_ParsedPart]:
        while self.more() and self.tokens[self.at].kind == "not":
            self.at += 1
        if not self.more() or self.tokens[self.at].kind in ("or", "and", "close"):
            return [_operator_as_word(token)] if token.text and len(self.tokens) == 1 else []
        inner = self._parts(depth)
        if not inner:
            return []
        text = " ".join(part.text for part in inner)
        bare = len(inner) == 1 and not isinstance(inner[0].node, Not)
        return [_ParsedPart(Not(_joined(inner)), "-" + (text if bare else _in_brackets(text)))]

    def _term(self, token: Token) -> list[_ParsedPart]:
        self.terms += 1
        if self.terms > MOST or self._read_sort(token):
            return []
        name = token.field.casefold()
        node = self._field_term(token, name)
        if node is None:
            node = _leaf(
                f"{token.field}:{token.text}" if token.field else token.text,
                quoted=token.kind == "quoted",
            )
            self.last = node
        return [_ParsedPart(node, token.written)] if node is not None else []

    def _read_sort(self, token: Token) -> bool:
        """Take a `sort:` token, of which the last counts; gives whether it is one."""
        sort = sort_of(token.text, self.today) if token.field.casefold() == "sort" else None
        if sort is None:
            return False
        (self.sort, self.seed), self.order = sort, token.written
        return True

    def _field_term(self, token: Token, name: str) -> Node | None:
        if name == "#":
            return filter_of("tag", token.text, self.today)
        if (
            not name
            and token.kind == "word"
            and token.text.startswith("#")
            and not token.text.lstrip("#").isdigit()
        ):
            return filter_of("tag", token.text, self.today)
        if name in _COLUMNS:
            leaf = _leaf(token.text, quoted=token.kind == "quoted")
            return (
                Within(_COLUMNS[_COLUMNS.index(name)], leaf)
                if isinstance(leaf, Word | Phrase | Prefix)
                else None
            )
        return filter_of(name, token.text, self.today) if name else None


def _operator_as_word(token: Token) -> _ParsedPart:
    return _ParsedPart(Word(token.text), quoted(token.text))


def _leaf(text: str, *, quoted: bool) -> Term | Sign | None:
    """The term that a text is; None for marks without meaning of their own."""
    plain = normal(text)
    if not has_word(plain):
        return None if plain.isascii() else Sign(text.strip())
    if quoted:
        return Phrase(text.strip())
    return Prefix(text.rstrip("*")) if text.endswith("*") else Word(text)


def _in_brackets(text: str) -> str:
    """The text in brackets.

    A space keeps the closing one apart from a last word that holds an open one.
    """
    last = text.rpartition(" ")[2]
    return f"({text}{' ' if last.count('(') > last.count(')') else ''})"


def _joined(parsed: list[_ParsedPart]) -> Node:
    nodes = tuple(part.node for part in parsed)
    return nodes[0] if len(nodes) == 1 else And(nodes)
