"""What is known of all rows together; every search asks for it, so it is worked out once."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from app.search.columns.postings import Mask, mask_of
from app.search.columns.rows import FLAGS, LAST_YEAR, Columns
from app.search.columns.storage import Array

Numbers: TypeAlias = NDArray[np.intp]
_FEW = 8  # one of so many rows


@dataclass(frozen=True, slots=True)
class Totals:
    """How many rows of a shelf there are, how many words each has on average, which bear a note, which are favourites.

    Rows next to each other that are of one document and one year are one run: where each `begins`.
    """

    columns: Columns
    live: int
    mean: float
    noted: Mask
    favorite: Mask
    begins: Numbers

    def counted(self, among: Mask, size: int) -> tuple[Numbers, Numbers]:
        """How many of these rows each of so many documents, and how many each year has."""
        numbers = None
        if _FEW * np.count_nonzero(among) < len(among):
            rows = np.flatnonzero(among)
        else:  # it takes less to count them run by run
            rows, numbers = self.begins, np.add.reduceat(among.view(np.uint8), self.begins, dtype=np.uint32)
        documents, years = (self.columns[name][rows] for name in ("document", "year"))
        by_document, by_year = np.bincount(documents, numbers, minlength=size), np.bincount(years, numbers, minlength=LAST_YEAR + 1)
        return by_document[:size].astype(np.intp), by_year.astype(np.intp)


def totals(columns: Columns) -> Totals:
    """The totals of a shelf."""
    documents, years, flags = columns["document"], columns["year"], columns["flags"]
    live = int(np.count_nonzero(mask_of(columns["live"])))
    begins = np.flatnonzero(np.concatenate([[True], (documents[1:] != documents[:-1]) | (years[1:] != years[:-1])]))
    mean = max(1.0, float(columns["tokens"].sum(dtype=np.int64)) / max(1, live))
    return Totals(columns, live, mean, flags & FLAGS["noted"] != 0, flags & FLAGS["favorite"] != 0, begins)


@dataclass(frozen=True, slots=True)
class Bearers:
    """Rows ordered by what they bear, a tag or an author; where those of each of these begin, and its id."""

    rows: Numbers
    begins: Numbers
    borne: Array

    @property
    def size(self) -> int:
        """One more than the highest id."""
        return int(self.borne[-1]) + 1 if len(self.borne) else 0

    def counted(self, numbers: Array, size: int) -> Numbers:
        """How many results each of so many ids has, where each row counts for so many."""
        counted = np.zeros(size, np.intp)
        if len(self.rows):
            counted[self.borne] = np.add.reduceat(numbers.take(self.rows), self.begins, dtype=np.intp)
        return counted


def bearers(pairs: tuple[Array, Array], size: int) -> Bearers:
    """The pairs of rows and what they bear, as far as there are places for so many rows."""
    inside = pairs[0] < size
    rows, borne = pairs[0][inside], pairs[1][inside]
    order = np.argsort(borne, kind="stable")
    borne = borne[order]
    begins = np.flatnonzero(np.diff(borne, prepend=-1))
    return Bearers(rows[order].astype(np.intp), begins, borne[begins])
