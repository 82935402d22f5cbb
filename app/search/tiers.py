"""Tiers of results: rows that match as typed, then, where these are few, near matches."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import and_, or_

import numpy as np

from app.query.parser import widened
from app.query.tree import (
    And,
    Between,
    Filter,
    Length,
    Like,
    Most,
    Node,
    Not,
    Or,
    Phrase,
    Query,
    Within,
    Word,
    can_match,
    leaves,
    parts,
    split_filters,
)
from app.search.columns.postings import Mask
from app.search.filters import filter_rows, mask_of_rows
from app.search.fuzzy import similar_spellings, words_containing
from app.search.match import match_term
from app.search.most_words import most_of, most_rows
from app.search.scope import Scope
from app.search.similar import similar_rows
from app.store.fts.tables import DOCUMENTS, HIGHLIGHTS, TABLES

FEW = 20  # with fewer rows that match, the last word is also read as a prefix
ENOUGH = 5  # with fewer rows that match, other words of the library are tried
MOST_WORDS = "most words"  # the tier of rows that hold most words of a long query
MOST_OTHERS = 6  # words of a query for which others are tried: each is a pass over the vocabulary

Masks = Mapping[str, Mask]  # by table
# Words of the library for a typed one, by the number of rows that have the typed one.
WordFinder = Callable[[Sequence[Scope], str, int], list[str]]


def count_rows(rows: Masks) -> int:
    """The number of rows in all masks."""
    return sum(int(np.count_nonzero(mask)) for mask in rows.values())


@dataclass(frozen=True, slots=True)
class Tier:
    """Rows that match equally well: the tree that they match, masks, and their number."""

    name: str
    tree: Node
    rows: Masks
    total: int


@dataclass(slots=True)
class Results:
    """The tiers of results, each without the rows of those before.

    `scopes` are those of the tables that the query can match, `all_scopes` those of all tables.
    `terms` is the tree of its words, `filtered` are the rows that pass its filters. `term_matches`
    is the number of rows that match its words whatever the filters say, `passage_matches` that of
    highlights among them, and `prefix_matched`
    whether its last word, read as a prefix, added any. `most` are the words of which a tier holds
    most. `read_as` are the words of the library that were looked for besides typed ones.
    `titled`: the first tier are the documents whose title is
    the whole text of the query.
    """

    query: Query
    scopes: Sequence[Scope]
    all_scopes: Sequence[Scope]
    terms: Node
    filtered: Masks
    tiers: list[Tier] = field(default_factory=list)
    term_matches: int = 0
    passage_matches: int = 0
    prefix_matched: bool = False
    widened: bool = False
    most: Most | None = None
    read_as: dict[str, list[str]] = field(default_factory=dict)
    titled: bool = False

    @property
    def total(self) -> int:
        """The number of results."""
        return sum(tier.total for tier in self.tiers)

    @property
    def exact(self) -> bool:
        """Whether `total` counts all of them."""
        return all(exact(scope, tier.tree) for tier in self.tiers for scope in self.scopes)

    @property
    def rows(self) -> Masks:
        """The results, by table, but those that only their title brings: those facets count."""
        rows = dict(self.untitled)
        for scope in self.scopes if self.titled else ():
            rows[scope.table.name] |= self.tiers[0].rows[scope.table.name] & matching_rows(
                scope, self.query.tree
            )
        return rows

    @property
    def untitled(self) -> Masks:
        """The results, by table, less those that come first for their title."""
        tiers = self.tiers[self.titled :]
        return {
            scope.table.name: np.logical_or.reduce([tier.rows[scope.table.name] for tier in tiers])
            for scope in self.scopes
        }

    def few(self, most: int) -> bool:
        """Whether the words match fewer rows than `most`, or the filters let none through."""
        return self.term_matches < most or not any(tier.total for tier in self.tiers[self.titled :])

    def add_titled(self, documents: Sequence[int]) -> None:
        """Put these documents first, as far as they are live."""
        tables = {
            scope.table.name: scope.rows
            & mask_of_rows(documents if scope.table is DOCUMENTS else (), scope.part.size)
            for scope in self.scopes
        }
        self.titled = count_rows(tables) > 0
        self.tiers += (
            [Tier("exact phrase", self.query.tree, tables, count_rows(tables))]
            if self.titled
            else []
        )

    def add(self, name: str, tree: Node, *, whole: bool = True) -> bool:
        """Add the rows that match a tree of words and are in no tier yet; gives whether any are.

        Those that do not match it as a `whole` leave the number of rows that match the words.
        """
        fits = {scope.table.name: matching_rows(scope, tree) for scope in self.all_scopes}
        if whole:
            self.term_matches = max(self.term_matches, count_rows(fits))
            passages = int(np.count_nonzero(fits[HIGHLIGHTS.name]))
            self.passage_matches = max(self.passage_matches, passages)
        rows = {table: fits[table] & mask for table, mask in self.filtered.items()}
        for tier in self.tiers:
            rows = {table: mask & ~tier.rows[table] for table, mask in rows.items()}
        fresh = Tier(name, tree, rows, count_rows(rows))
        if fresh.total or tree is self.terms:
            self.tiers.append(fresh)
        return fresh.total > 0


def evaluate(
    all_scopes: Sequence[Scope], query: Query, *, titled: Sequence[int] = (), nearly: bool = True
) -> Results:
    """The results of a query in tiers.

    Which words are tried is decided before any filter: a filter that is added leaves as many
    results as there were of its kind.

    Args:
        all_scopes: one for each indexed table.
        query: with its `like:` terms resolved.
        titled: ids of documents whose title is the text of the query; they come first.
        nearly: whether most of the words are tried where nothing holds them all, and other words
            of the library where the query has few results.
    """
    terms, filters = split_filters(query.tree)
    scopes = _possible_scopes(all_scopes, query, titled)
    results = Results(
        query,
        scopes,
        all_scopes,
        terms,
        {scope.table.name: matching_rows(scope, filters) for scope in scopes},
    )
    results.add_titled(titled)
    results.add("exact phrase" if isinstance(terms, Phrase) else "all words", terms)
    wide = widened(replace(query, tree=terms)).tree
    if wide is not terms and results.few(FEW):
        before = results.term_matches
        results.widened = results.add("prefix", wide)
        results.prefix_matched = results.term_matches > before
    if nearly and scopes and (results.few(1) or not results.passage_matches):
        _add_most_words(results, wide)  # a long text holds most words of any quote
    if nearly and scopes and results.few(ENOUGH):
        _add_other_words("part of a word", results, words_containing)
        if results.few(ENOUGH):
            _add_other_words("near spelling", results, similar_spellings)
    return results


def _possible_scopes(
    all_scopes: Sequence[Scope], query: Query, titled: Sequence[int]
) -> list[Scope]:
    """The scopes of the tables that can have results."""
    tables = [
        table
        for table, can in zip(TABLES.values(), can_match(query.tree), strict=True)
        if can or (titled and table is DOCUMENTS)
    ]
    return [scope for scope in all_scopes if scope.table in tables]


def _add_most_words(results: Results, wide: Node) -> None:
    """Add the rows that hold most of the words; other words are looked for as if none did."""
    tree = most_of(results.all_scopes, wide)
    if tree and results.add(MOST_WORDS, tree, whole=False):
        results.most = next(part for part in tree.parts if isinstance(part, Most))


def _add_other_words(name: str, results: Results, others: WordFinder) -> None:
    """Add the rows that match with rare words read as others of the library."""
    read_as: dict[str, list[str]] = {}
    rare: set[str] = set()
    last = parts(results.terms)[-1] if results.prefix_matched else None

    def read(word: Word) -> Node:
        if word.text not in read_as:
            number = sum(
                int(np.count_nonzero(match_term(scope, word).postings))
                for scope in results.all_scopes
            )
            if number < ENOUGH and word != last and len(rare) < MOST_OTHERS:
                rare.add(word.text)
            read_as[word.text] = (
                others(results.all_scopes, word.text, number) if word.text in rare else []
            )
        more = read_as[word.text]
        return Or((word, *map(Word, more))) if more else word

    tree = replace_words(results.terms, read)
    if any(read_as.values()) and results.add(name, tree):
        results.read_as |= {typed: words for typed, words in read_as.items() if words}


def replace_words(node: Node, read: Callable[[Word], Node]) -> Node:
    """The tree with its wanted words replaced."""
    if isinstance(node, And | Or):
        return replace(node, parts=tuple(replace_words(part, read) for part in node.parts))
    if isinstance(node, Within) and isinstance(node.term, Word):
        other = read(node.term)
        words = other.parts if isinstance(other, Or) else (other,)
        within = tuple(Within(node.column, word) for word in words if isinstance(word, Word))
        return within[0] if len(within) == 1 else Or(within)
    return read(node) if isinstance(node, Word) else node


def matching_rows(scope: Scope, tree: Node) -> Mask:
    """The mask of the scope's rows that match a tree."""
    return _evaluate_node(scope, tree) & scope.rows


def _evaluate_node(scope: Scope, node: Node) -> Mask:
    if isinstance(node, Not):
        return ~_evaluate_node(scope, node.part)
    if isinstance(node, And | Or):
        each = (_evaluate_node(scope, part) for part in node.parts)
        return (
            reduce(and_, each, scope.rows)
            if isinstance(node, And)
            else reduce(or_, each, np.zeros(scope.part.size, bool))
        )
    if isinstance(node, Filter | Between | Length):
        return filter_rows(scope, node)
    if isinstance(node, Most):
        return most_rows(scope, node)
    return similar_rows(scope, node) if isinstance(node, Like) else match_term(scope, node).mask


def exact(scope: Scope, tree: Node) -> bool:
    """Whether every term of a tree that was looked for was looked for in all rows."""
    return all(scope.matches[node].exact for node, _ in leaves(tree) if node in scope.matches)
