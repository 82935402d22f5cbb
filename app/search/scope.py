"""The scope that one query stands on: a stamp_of of the library and its snapshot, one table at a time, and what was found on the way."""

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
    """Where a term stands: a byte a row. `exact` is False where there may be more rows than were looked at."""

    postings: Postings
    exact: bool = True

    @property
    def mask(self) -> Mask:
        """Which rows hold it."""
        mask: Mask = self.postings != 0
        return mask


@dataclass(frozen=True, slots=True)
class Scope:
    """What a query is answered from. `leaves` keeps what was found of each term: a tree asks for it when it chooses and when it ranks."""

    db: Connection
    snapshot: Snapshot
    tokens: Tokens
    table: IndexedTable
    matches: dict[Node, Match] = field(default_factory=dict)

    @property
    def part(self) -> TablePart:
        """The snapshot of the table."""
        return self.snapshot.of(self.table)

    @property
    def live(self) -> Mask:
        """Which rows there are."""
        return mask_of(self.part.columns["live"])

    def no_postings(self) -> Postings:
        """A byte for each row, all of them 0."""
        return np.zeros(self.part.size, np.uint8)
