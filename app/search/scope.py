"""Scope of one evaluation: a connection, a snapshot of the column index, one indexed table."""

from dataclasses import dataclass, field

import numpy as np
from sqlalchemy import Connection

from app.query.tree import Node
from app.search.columns.postings import Mask, Postings
from app.search.columns.rows import GONE, LIVE
from app.search.columns.snapshot import Snapshot, TablePart
from app.search.fts_query import Tokens
from app.store.fts.tables import IndexedTable


@dataclass(frozen=True, slots=True)
class Match:
    """The rows that a term matches, as postings; `exact` is False where some may be missing."""

    postings: Postings
    exact: bool = True

    @property
    def mask(self) -> Mask:
        """The rows that match, as a mask."""
        mask: Mask = self.postings != 0
        return mask


@dataclass(frozen=True, slots=True)
class Scope:
    """One indexed table as one query sees it: its rows in `states`, whose bits are added.

    `matches` keeps those of each term, for a tree asks for them when it chooses rows and again when
    it ranks them.
    """

    db: Connection
    snapshot: Snapshot
    tokens: Tokens
    table: IndexedTable
    states: int = LIVE
    matches: dict[Node, Match] = field(default_factory=dict)

    @property
    def part(self) -> TablePart:
        """The part of the snapshot for this table."""
        return self.snapshot.of(self.table)

    @property
    def rows(self) -> Mask:
        """The mask of the rows in these states: what results are chosen from."""
        return self.snapshot.in_state(self.table, self.states)

    @property
    def number(self) -> int:
        """The number of rows in these states."""
        return self.snapshot.number(self.table, self.states)

    def within(self, postings: Postings) -> Postings:
        """Postings without those of rows in other states."""
        if self.number == self.snapshot.number(self.table, LIVE | GONE):
            return postings
        return postings * self.rows.view(np.uint8)

    def no_postings(self) -> Postings:
        """Postings without a match."""
        return np.zeros(self.part.size, np.uint8)
