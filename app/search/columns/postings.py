"""Postings: a byte a row that says in which columns a word is, and how often; 0 for nowhere."""

from functools import cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from app.search.columns.storage import Array
from app.store.fts.tables import DOCUMENTS, HIGHLIGHTS, IndexedTable

Postings: TypeAlias = NDArray[np.uint8]
Mask: TypeAlias = NDArray[np.bool_]

# Of each column of the index: what an instance adds to the byte, and how many are told apart.
# Two columns may share a bit.
_STEPS = {
    HIGHLIGHTS.name: {
        "text": (1, 15),
        "note": (16, 3),
        "title": (64, 1),
        "authors": (128, 1),
        "tags": (128, 1),
    },
    DOCUMENTS.name: {"body": (1, 31), "title": (32, 1), "authors": (64, 1), "tags": (128, 1)},
}
ONCE = np.uint8(1)  # the byte of a row with a word once in its text or body
WIDTH = 32  # more than the letters of all columns' names


def instance_key(table: IndexedTable) -> str:
    """The SQL expression of one number for the row id and the column of an instance."""
    return f"doc * {WIDTH} + instr('{' '.join(table.indexed)}', col)"


def instance_list(table: IndexedTable) -> str:
    """The SQL expression of a JSON list of the instances of a word; `parse_instances` reads it.

    JSON is what SQLite writes fastest. An instance in the longest column is the row id alone, any
    other its `instance_key` made negative.
    """
    return f"json_group_array(iif(col = '{_longest_column(table)}', doc, -({instance_key(table)})))"


def parse_instances(listed: str, table: IndexedTable) -> Array:
    """The instance keys in such a list, without its brackets."""
    keys = np.fromstring(listed, np.int64, sep=",")
    alone = keys >= 0
    np.multiply(keys, WIDTH, out=keys, where=alone)  # in place: a common word has half a million
    np.add(keys, column_number(table, _longest_column(table)), out=keys, where=alone)
    return np.abs(keys, out=keys)


def _longest_column(table: IndexedTable) -> str:
    return "text" if table is HIGHLIGHTS else "body"


def encode(keys: Array, table: IndexedTable) -> tuple[Array, Postings]:
    """The rows of sorted instance keys, in order, and their postings."""
    if not len(keys):
        return keys, np.zeros(0, np.uint8)
    firsts = _firsts(keys)
    steps, most = _tables(table)
    times = np.minimum(np.diff(firsts, append=len(keys)), 255).astype(np.uint8)
    rows = keys[firsts]
    del firsts
    columns = (rows & (WIDTH - 1)).astype(np.uint8)
    rows //= WIDTH
    added = steps[columns] * np.minimum(times, most[columns])
    begins = _firsts(rows)
    return rows[begins], np.bitwise_or.reduceat(added, begins)


def _firsts(ordered: Array) -> Array:
    """The index at which each value is first, in an ordered array."""
    return np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))


def _tables(table: IndexedTable) -> tuple[Array, Array]:
    steps, most = np.zeros(WIDTH, np.uint8), np.zeros(WIDTH, np.uint8)
    for column, listed in _STEPS[table.name].items():
        steps[column_number(table, column)], most[column_number(table, column)] = listed
    return steps, most


def column_number(table: IndexedTable, column: str) -> int:
    """The number of a column, as SQL's `instr` gives it."""
    return " ".join(table.indexed).index(column) + 1


def only_column(postings: Postings, table: IndexedTable, column: str) -> Postings:
    """The postings of one column alone."""
    step, most = _STEPS[table.name][column]
    return postings & np.uint8(step * most)


def one_in(table: IndexedTable, column: str) -> np.uint8:
    """The byte of a row with a word once in this column."""
    return np.uint8(_STEPS[table.name][column][0])


@cache
def bm25_weights(table: IndexedTable) -> Array:
    """The weight of each byte in bm25, as 256 numbers."""
    postings = np.arange(256)
    weights = np.zeros(256, np.float32)
    for step, (column, most) in {
        step: (column, most) for column, (step, most) in _STEPS[table.name].items()
    }.items():
        weights += table.weights[column] * (postings // step % (most + 1))
    return weights
