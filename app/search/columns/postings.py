"""In which columns of its row in the index a word stands, and how often: one byte a row, 0 where it does not stand at all."""

from functools import cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from app.search.columns.storage import Array
from app.store.fts.tables import DOCUMENTS, HIGHLIGHTS, Shelf

Codes: TypeAlias = NDArray[np.uint8]
Mask: TypeAlias = NDArray[np.bool_]

# Of each column of the index: what it adds to the byte each time, and how many times are told apart. Two may share a bit.
_STEPS = {
    HIGHLIGHTS.name: {"text": (1, 15), "note": (16, 3), "title": (64, 1), "authors": (128, 1), "tags": (128, 1)},
    DOCUMENTS.name: {"body": (1, 31), "title": (32, 1), "authors": (64, 1), "tags": (128, 1)},
}
ONCE = np.uint8(1)  # the byte of a row where a word stands once in what was read or written
WIDTH = 32  # more than the letters of all columns' names


def mask_of(bytes_: Array) -> Mask:
    """An array of bytes, each 0 or 1, as a mask."""
    mask: Mask = bytes_.view(np.bool_)
    return mask


def instances(shelf: Shelf) -> str:
    """The SQL expression that puts a row's id and the column, by the place of its name among all, into one number."""
    return f"doc * {WIDTH} + instr('{' '.join(shelf.indexed)}', col)"


def listed(shelf: Shelf) -> str:
    """The SQL expression that lists the same of all instances of a word as JSON, which SQLite writes fastest; `keys_of` reads it.

    Of those in the column that holds most words it gives the row's id alone, of the others the number made negative.
    """
    return f"json_group_array(iif(col = '{_fullest(shelf)}', doc, -({instances(shelf)})))"


def keys_of(told: str, shelf: Shelf) -> Array:
    """The numbers of such a list, without its brackets."""
    keys = np.fromstring(told, np.int64, sep=",")
    return np.where(keys < 0, -keys, keys * WIDTH + place(shelf, _fullest(shelf)))


def _fullest(shelf: Shelf) -> str:
    return "text" if shelf is HIGHLIGHTS else "body"


def coded(keys: Array, shelf: Shelf) -> tuple[Array, Codes]:
    """The rows of instances of one word, or of several, in order, and their bytes. The keys are those of `instances`, in order."""
    if not len(keys):
        return keys, np.zeros(0, np.uint8)
    firsts = _firsts(keys)
    places = (keys[firsts] & (WIDTH - 1)).astype(np.intp)
    steps, most = _tables(shelf)
    added = steps[places] * np.minimum(np.diff(firsts, append=len(keys)), most[places])
    rows = keys[firsts] // WIDTH
    begins = _firsts(rows)
    return rows[begins], np.bitwise_or.reduceat(added, begins).astype(np.uint8)


def _firsts(ordered: Array) -> Array:
    """Where each value stands first."""
    return np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))


def _tables(shelf: Shelf) -> tuple[Array, Array]:
    steps, most = np.zeros(WIDTH, np.int64), np.zeros(WIDTH, np.int64)
    for column, told in _STEPS[shelf.name].items():
        steps[place(shelf, column)], most[place(shelf, column)] = told
    return steps, most


def place(shelf: Shelf, column: str) -> int:
    """The place of a column's name as SQL's `instr` gives it."""
    return " ".join(shelf.indexed).index(column) + 1


def within(codes: Codes, shelf: Shelf, column: str) -> Codes:
    """The bytes with all columns but one left out."""
    step, most = _STEPS[shelf.name][column]
    return codes & np.uint8(step * most)


def one_of(shelf: Shelf, column: str) -> np.uint8:
    """The byte of a row where a word stands once in this column."""
    return np.uint8(_STEPS[shelf.name][column][0])


@cache
def weights(shelf: Shelf) -> Array:
    """What each byte weighs when rows are ranked."""
    codes = np.arange(256)
    weighed = np.zeros(256, np.float32)
    for step, (column, most) in {step: (column, most) for column, (step, most) in _STEPS[shelf.name].items()}.items():
        weighed += shelf.weights[column] * (codes // step % (most + 1))
    return weighed
