"""Totals over all rows of a table, computed once for every search."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from app.search.columns.postings import Mask
from app.search.columns.rows import FLAGS, LAST_YEAR, LIVE, Columns
from app.search.columns.storage import Array

Numbers: TypeAlias = NDArray[np.intp]
_FEW = 8  # one of so many rows


@dataclass(frozen=True, slots=True)
class Totals:
    """Mean number of tokens of live rows, and masks of rows with a note and of favourites.

    Rows next to each other of one document and one year are a run; `begins` is where each begins.
    """

    columns: Columns
    mean: float
    noted: Mask
    favorite: Mask
    begins: Numbers

    def counted(self, among: Mask, size: int) -> tuple[Numbers, Numbers]:
        """The number of these rows by document, for `size` documents, and by year."""
        numbers = None
        if _FEW * np.count_nonzero(among) < len(among):
            rows = np.flatnonzero(among)
        else:  # it takes less to count them run by run
            rows, numbers = (
                self.begins,
                np.add.reduceat(among.view(np.uint8), self.begins, dtype=np.uint32),
            )
        documents, years = (self.columns[name][rows] for name in ("document", "year"))
        by_document, by_year = (
            np.bincount(documents, numbers, minlength=size),
            np.bincount(years, numbers, minlength=LAST_YEAR + 1),
        )
        return by_document[:size].astype(np.intp), by_year.astype(np.intp)


def totals(columns: Columns) -> Totals:
    """The totals of the columns of a table."""
    documents, years, flags = columns["document"], columns["year"], columns["flags"]
    live = columns["state"] == LIVE
    begins = np.flatnonzero(
        np.concatenate([[True], (documents[1:] != documents[:-1]) | (years[1:] != years[:-1])])
    )
    mean = max(1.0, float(columns["tokens"].mean(where=live))) if live.any() else 1.0
    return Totals(
        columns, mean, flags & FLAGS["noted"] != 0, flags & FLAGS["favorite"] != 0, begins
    )


@dataclass(frozen=True, slots=True)
class RowsById:
    """Rows in the order of what they have, a tag or an author: `ids`, and where each `begins`."""

    rows: Numbers
    begins: Numbers
    ids: Array

    @property
    def size(self) -> int:
        """One more than the highest id."""
        return int(self.ids[-1]) + 1 if len(self.ids) else 0

    def counted(self, numbers: Array, size: int) -> Numbers:
        """The sum of `numbers` over the rows of each id, for `size` ids."""
        counted = np.zeros(size, np.intp)
        if len(self.rows):
            counted[self.ids] = np.add.reduceat(numbers.take(self.rows), self.begins, dtype=np.intp)
        return counted


def rows_by_id(pairs: tuple[Array, Array], size: int) -> RowsById:
    """The pairs of rows and ids, without those of rows beyond `size`."""
    inside = pairs[0] < size
    rows, ids = pairs[0][inside], pairs[1][inside]
    order = np.argsort(ids, kind="stable")
    ids = ids[order]
    begins = np.flatnonzero(np.diff(ids, prepend=-1))
    return RowsById(rows[order].astype(np.intp), begins, ids[begins])
