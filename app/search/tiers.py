"""What a query is answered with: the rows that fit it as it was typed, then, where these are few, those that fit it nearly."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import and_, or_

import numpy as np

from app.query.parser import widened
from app.query.tree import And, Between, Filter, Length, Like, Node, Not, Or, Phrase, Query, Within, Word, apart, leaves, parts, reach
from app.search.columns.postings import Mask
from app.search.filters import only, passing
from app.search.fuzzy import holders, spellings
from app.search.match import leaf
from app.search.scope import Ground
from app.search.similar import alike
from app.store.fts.tables import DOCUMENTS, SHELVES

FEW = 20  # where the words of a query fit fewer rows than this the last one is read as a beginning as well
GOOD = 5  # where they fit fewer than this other words of the library are tried
MOST_GUESSED = 6  # words of one query that others are looked for: each is a pass over all words of the library

Masks = Mapping[str, Mask]  # by shelf
Others = Callable[[Sequence[Ground], str, int], list[str]]  # words of the library that may be meant by one that stands in so many rows


def number_of(rows: Masks) -> int:
    """How many rows there are on all shelves."""
    return sum(int(np.count_nonzero(mask)) for mask in rows.values())


@dataclass(frozen=True, slots=True)
class Tier:
    """Rows that fit equally well: what was asked for them to be found, which they are, and how many."""

    name: str
    tree: Node
    rows: Masks
    total: int


@dataclass(slots=True)
class Answer:
    """The tiers of results, each without those of the ones before. `read_as` tells which words of the library were taken for one typed.

    `grounds` are those of the shelves that the query reaches, `everywhere` those of all; `asked` are its words, and `passing` are the rows
    that its filters let through. `worded` is how many rows its words fit, and `begun` whether its last one begins others, whatever the filters say.
    `titled` says that the first tier are documents whose title is the whole text that was typed, whatever that asks for.
    """

    query: Query
    grounds: Sequence[Ground]
    everywhere: Sequence[Ground]
    asked: Node
    passing: Masks
    tiers: list[Tier] = field(default_factory=list)
    worded: int = 0
    begun: bool = False
    widened: bool = False
    read_as: dict[str, list[str]] = field(default_factory=dict)
    titled: bool = False

    @property
    def total(self) -> int:
        """How many results there are."""
        return sum(tier.total for tier in self.tiers)

    @property
    def exact(self) -> bool:
        """Whether these are all."""
        return all(exact(ground, tier.tree) for tier in self.tiers for ground in self.grounds)

    @property
    def rows(self) -> Masks:
        """All results but those that only their title brings: what a term that is added narrows."""
        rows = dict(self.untitled)
        for ground in self.grounds if self.titled else ():
            rows[ground.shelf.name] |= self.tiers[0].rows[ground.shelf.name] & fitting(ground, self.query.tree)
        return rows

    @property
    def untitled(self) -> Masks:
        """The results that no title puts before all others."""
        tiers = self.tiers[self.titled :]
        return {ground.shelf.name: np.logical_or.reduce([tier.rows[ground.shelf.name] for tier in tiers]) for ground in self.grounds}

    def few(self, most: int) -> bool:
        """Whether the words fit fewer rows than that, or the filters let none through."""
        return self.worded < most or not any(tier.total for tier in self.tiers[self.titled :])

    def begin(self, documents: Sequence[int]) -> None:
        """Put these documents first, as far as they are there."""
        shelves = {ground.shelf.name: ground.live & only(documents if ground.shelf is DOCUMENTS else (), ground.part.size) for ground in self.grounds}
        self.titled = number_of(shelves) > 0
        self.tiers += [Tier("exact phrase", self.query.tree, shelves, number_of(shelves))] if self.titled else []

    def add(self, name: str, tree: Node) -> bool:
        """Add what fits a tree of words and is not there yet; gives whether anything is."""
        fits = {ground.shelf.name: fitting(ground, tree) for ground in self.everywhere}
        self.worded = max(self.worded, number_of(fits))
        rows = {shelf: fits[shelf] & mask for shelf, mask in self.passing.items()}
        for tier in self.tiers:
            rows = {shelf: mask & ~tier.rows[shelf] for shelf, mask in rows.items()}
        fresh = Tier(name, tree, rows, number_of(rows))
        if fresh.total or tree is self.asked:
            self.tiers.append(fresh)
        return fresh.total > 0


def answer(everywhere: Sequence[Ground], query: Query, *, titled: Sequence[int] = (), nearly: bool = True) -> Answer:
    """The answer to a query, first the documents of that very title.

    With what only fits `nearly`, other words of the library, where little else does. What words find so is decided before any filter
    chooses among it: a filter that is added leaves as many results as there were of its kind.
    """
    asked, filters = apart(query.tree)
    grounds = _reached(everywhere, query, titled)
    found = Answer(query, grounds, everywhere, asked, {ground.shelf.name: fitting(ground, filters) for ground in grounds})
    found.begin(titled)
    found.add("exact phrase" if isinstance(asked, Phrase) else "all words", asked)
    wide = widened(replace(query, tree=asked)).tree
    if wide is not asked and found.few(FEW):
        before = found.worded
        found.widened = found.add("prefix", wide)
        found.begun = found.worded > before
    if nearly and grounds and found.few(GOOD):
        _add("part of a word", found, holders)
        if found.few(GOOD):
            _add("near spelling", found, spellings)
    return found


def _reached(everywhere: Sequence[Ground], query: Query, titled: Sequence[int]) -> list[Ground]:
    """The grounds of the shelves that can have results."""
    shelves = [shelf for shelf, can in zip(SHELVES.values(), reach(query.tree), strict=True) if can or (titled and shelf is DOCUMENTS)]
    return [ground for ground in everywhere if ground.shelf in shelves]


def _add(name: str, found: Answer, others: Others) -> None:
    """Add what fits with rare words read as others of the library."""
    read_as: dict[str, list[str]] = {}
    rare: set[str] = set()
    last = parts(found.asked)[-1] if found.begun else None

    def read(word: Word) -> Node:
        if word.text not in read_as:
            number = sum(int(np.count_nonzero(leaf(ground, word).codes)) for ground in found.everywhere)
            if number < GOOD and word != last and len(rare) < MOST_GUESSED:
                rare.add(word.text)
            read_as[word.text] = others(found.everywhere, word.text, number) if word.text in rare else []
        more = read_as[word.text]
        return Or((word, *map(Word, more))) if more else word

    tree = with_words(found.asked, read)
    if any(read_as.values()) and found.add(name, tree):
        found.read_as |= {typed: words for typed, words in read_as.items() if words}


def with_words(node: Node, read: Callable[[Word], Node]) -> Node:
    """A tree with its wanted words replaced."""
    if isinstance(node, And | Or):
        return replace(node, parts=tuple(with_words(part, read) for part in node.parts))
    if isinstance(node, Within) and isinstance(node.term, Word):
        other = read(node.term)
        words = other.parts if isinstance(other, Or) else (other,)
        within = tuple(Within(node.column, word) for word in words if isinstance(word, Word))
        return within[0] if len(within) == 1 else Or(within)
    return read(node) if isinstance(node, Word) else node


def fitting(ground: Ground, tree: Node) -> Mask:
    """Which rows fit a tree."""
    return _fits(ground, tree) & ground.live


def _fits(ground: Ground, node: Node) -> Mask:
    if isinstance(node, Not):
        return ~_fits(ground, node.part)
    if isinstance(node, And | Or):
        each = (_fits(ground, part) for part in node.parts)
        return reduce(and_, each, ground.live) if isinstance(node, And) else reduce(or_, each, np.zeros(ground.part.size, bool))
    if isinstance(node, Filter | Between | Length):
        return passing(ground, node)
    return alike(ground, node) if isinstance(node, Like) else leaf(ground, node).mask


def exact(ground: Ground, tree: Node) -> bool:
    """Whether every term of a tree that was looked for was looked for everywhere."""
    return all(ground.leaves[node].exact for node, _ in leaves(tree) if node in ground.leaves)
