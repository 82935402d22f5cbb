"""Scope of one evaluation: a connection, a snapshot of the column index, one indexed table."""

from dataclasses import dataclass, field

import numpy as np
from sqlalchemy import Connection

from app.query.tree import Node
from app.search.columns.postings import Mask, Postings, mask_of
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
    """One indexed table as one query sees it; `matches` keeps those of each term.

    A tree asks for them when it chooses rows and again when it ranks them.
    """

    db: Connection
    snapshot: Snapshot
    tokens: Tokens
    table: IndexedTable
    matches: dict[Node, Match] = field(default_factory=dict)

    @property
    def part(self) -> TablePart:
        """The part of the snapshot for this table."""
        return self.snapshot.of(self.table)

    @property
    def live(self) -> Mask:
        """The mask of the rows that exist and are in their files."""
        return mask_of(self.part.columns["live"])

    def no_postings(self) -> Postings:
        """Postings without a match."""
        return np.zeros(self.part.size, np.uint8)
