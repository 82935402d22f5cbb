"""The ground that one query stands on: a moment of the library and its digest, one shelf at a time, and what was found on the way."""

from dataclasses import dataclass, field

import numpy as np
from sqlalchemy import Connection

from app.query.tree import Node
from app.search.columns.postings import Codes, Mask, mask_of
from app.search.columns.snapshot import Digest, Part
from app.search.fts_query import Tokens
from app.store.fts.tables import Shelf


@dataclass(frozen=True, slots=True)
class Leaf:
    """Where a term stands: a byte a row. `exact` is False where there may be more rows than were looked at."""

    codes: Codes
    exact: bool = True

    @property
    def mask(self) -> Mask:
        """Which rows hold it."""
        mask: Mask = self.codes != 0
        return mask


@dataclass(frozen=True, slots=True)
class Ground:
    """What a query is answered from. `leaves` keeps what was found of each term: a tree asks for it when it chooses and when it ranks."""

    db: Connection
    digest: Digest
    tokens: Tokens
    shelf: Shelf
    leaves: dict[Node, Leaf] = field(default_factory=dict)

    @property
    def part(self) -> Part:
        """The digest of the shelf."""
        return self.digest.of(self.shelf)

    @property
    def live(self) -> Mask:
        """Which rows there are."""
        return mask_of(self.part.columns["live"])

    def none(self) -> Codes:
        """A byte for each row, all of them 0."""
        return np.zeros(self.part.size, np.uint8)
