"""What is known of all rows of a shelf together; every search asks for it, so it is worked out once."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from app.store.digest_codes import Mask, mask_of
from app.store.digest_columns import FLAGS, LAST_YEAR, Columns
from app.store.digest_file import Array

Numbers: TypeAlias = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Totals:
    """How many rows there are, how many words each has on average, which bear a note, which are favourites.

    Rows next to each other that are of one document and one year are counted as one run: where each `begins`, and of what it is.
    """

    live: int
    mean: float
    noted: Mask
    favorite: Mask
    begins: Numbers
    documents: Array
    years: Array

    def counted(self, among: Mask, size: int) -> tuple[Numbers, Numbers]:
        """How many rows each of so many documents, and how many each year has."""
        numbers = np.add.reduceat(among.view(np.uint8), self.begins, dtype=np.uint32)
        documents = np.bincount(self.documents, numbers, minlength=size)[:size]
        return documents.astype(np.intp), np.bincount(self.years, numbers, minlength=LAST_YEAR + 1).astype(np.intp)


def totals(columns: Columns) -> Totals:
    """The totals of a shelf."""
    documents, years, flags = columns["document"], columns["year"], columns["flags"]
    live = int(np.count_nonzero(mask_of(columns["live"])))
    begins = np.flatnonzero(np.concatenate([[True], (documents[1:] != documents[:-1]) | (years[1:] != years[:-1])]))
    mean = max(1.0, float(columns["tokens"].sum(dtype=np.int64)) / max(1, live))
    return Totals(live, mean, flags & FLAGS["noted"] != 0, flags & FLAGS["favorite"] != 0, begins, documents[begins], years[begins])
