"""Columns: what filters and orders ask of rows, as arrays by row id; pairs of rows and tags."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

import numpy as np
from sqlalchemy import Connection

from app.model import KINDS
from app.search.columns.storage import Array
from app.store.db.rows import in_json
from app.store.fts.tables import HIGHLIGHTS, IndexedTable

Columns: TypeAlias = Mapping[str, Array]

# The types of the arrays, which are 0 where there is no row.
DTYPES = {
    "state": "u1",  # one of the bits below
    "document": "<i4",
    "stamp": "<i8",  # YYYYMMDDhhmmss as one number; 0 for none
    "year": "<u2",
    "letters": "<u4",
    "tokens": "<u4",  # of all columns of the index
    "flags": "<u2",
    "brought": "<i4",  # by this import
    "position": "<i4",
    "chapter": "<i4",  # numbers of strings, see `strings`
    "color": "<i4",
    "kind": "u1",
    "source": "<i4",
}  # fmt: skip
FLAGS = {
    "favorite": 1,
    "discarded": 2,
    "cut": 4,
    "noted": 8,
    "location": 16,
    "link": 32,
    "chapter": 64,
    "color": 128,
    "tagged": 256,
    "dated": 512,
}
LIVE, GONE = 1, 2  # states: in its files, or gone from them; documents have others too
CHUNK = 1 << 14  # rows read at once: more are not read faster, and take more memory
LAST_YEAR = 9999
_YEAR = 10**10  # of a stamp
_STAMP = (
    "CAST(substr(substr({0}, 1, 4) || substr({0}, 6, 2) || substr({0}, 9, 2)"
    " || substr({0}, 12, 2) || substr({0}, 15, 2) || substr({0}, 18, 2)"
    " || '00000000000000', 1, 14) AS INTEGER)"
)
_READ = {
    "highlights": (
        "SELECT json_group_array(id), json_group_array(document_id), json_group_array({stamp}),"
        " json_group_array(length(text)), json_group_array(favorite + 2 * discarded + 4 * cut_short"
        " + 8 * (note <> '') + 16 * (location <> '') + 32 * (url <> '') + 64 * (chapter <> '')"
        " + 128 * (color <> '') + 512 * (highlighted_at <> '' OR added_at <> '')),"
        " json_group_array(import_id), json_group_array(position), json_group_array(1 << gone)"
        " FROM highlights WHERE gone IN (0, 1) AND {rows}"
    ),
    "documents": (
        "SELECT json_group_array(id), json_group_array(id), json_group_array({stamp}),"
        " json_group_array(length(body)), json_group_array(8 * (note <> '') + 32 * (url <> '')"
        " + 512 * (earliest <> '')), json_group_array(import_id), json_group_array(0),"
        " json_group_array(1 << gone) FROM documents WHERE {rows}"  # of what is gone from any
    ),
}
_NAMES = ("id", "document", "stamp", "letters", "flags", "brought", "position", "state")
_BETWEEN = "id BETWEEN ? AND ?"
_IN_LIST = "id IN (SELECT value FROM json_each(?))"
_DAY = re.compile(r"\d+")
Pairs = tuple[Array, Array]


def empty_columns(size: int, names: Sequence[str] = tuple(DTYPES)) -> dict[str, Array]:
    """Columns of `size` rows, none of them filled."""
    return {name: np.zeros(size, DTYPES[name]) for name in names}


def grow(columns: Columns, size: int) -> dict[str, Array]:
    """A copy of the columns with room for `size` rows."""
    return {
        name: np.concatenate([array, np.zeros(max(0, size - len(array)), array.dtype)])
        for name, array in columns.items()
    }


def highest_id(db: Connection, table: IndexedTable) -> int:
    """The highest row id of a table; 0 where it is empty."""
    return int(db.exec_driver_sql(f"SELECT coalesce(max(id), 0) FROM {table.name}").scalar_one())


def read_columns(
    db: Connection, table: IndexedTable, columns: Columns, ids: Sequence[int] | None = None
) -> None:
    """Read rows of a table, all or those of these ids, into columns that are 0 there.

    Those of highlights that are put away or merged stay 0: no search finds these.
    """
    stamp = _STAMP.format("at" if table is HIGHLIGHTS else "latest")
    for rows, values in _row_conditions(ids, len(columns["state"])):
        lists = db.exec_driver_sql(_READ[table.name].format(stamp=stamp, rows=rows), values).one()
        read = [parse_numbers(column[1:-1], ",") for column in lists]  # JSON, for SQLite's speed
        for name, column in zip(_NAMES[1:], read[1:], strict=True):
            columns[name][read[0]] = column
        years = np.clip(columns["stamp"][read[0]] // _YEAR, 0, LAST_YEAR) * (
            columns["flags"][read[0]] & FLAGS["dated"] != 0
        )
        columns["year"][read[0]] = years
        undated = read[0][years == 0]  # also those whose stamp nobody can read
        columns["flags"][undated] &= np.uint16(0xFFFF - FLAGS["dated"])
        sizes = db.exec_driver_sql(
            f"SELECT group_concat(id, ' '), group_concat(hex(sz), '') FROM {table.index}_docsize "
            f"WHERE {rows}",
            values,
        ).one()
        columns["tokens"][parse_numbers(sizes[0])] = _token_counts(
            bytes.fromhex(sizes[1] or ""), len(table.indexed)
        )
    if table is not HIGHLIGHTS:
        _fill_kinds(db, columns, ids)


def _fill_kinds(db: Connection, columns: Columns, ids: Sequence[int] | None) -> None:
    number = {kind: place for place, kind in enumerate(KINDS, 1)}
    for rows, values in _row_conditions(ids, len(columns["state"])):
        for row, kind in db.exec_driver_sql(f"SELECT id, kind FROM documents WHERE {rows}", values):
            columns["kind"][row] = number.get(kind, 0)


def _row_conditions(
    ids: Sequence[int] | None, size: int
) -> Iterator[tuple[str, tuple[str] | tuple[int, int]]]:
    """SQL conditions with parameters that together choose these ids, or all below a size."""
    if ids is not None:
        yield _IN_LIST, (in_json(ids),)
        return
    for first in range(0, size, CHUNK):
        yield _BETWEEN, (first, first + CHUNK - 1)


def parse_numbers(text: str | None, separator: str = " ") -> Array:
    """The numbers in a text, with spaces or another separator between them."""
    return np.fromstring(text, np.int64, sep=separator) if text else np.zeros(0, np.int64)


def _token_counts(data: bytes, columns: int) -> Array:
    """The number of tokens of each row, from the `sz` of FTS5's docsize table.

    That has a number for each column in base 128, the highest digit first, all digits but the last
    with the top bit set.
    """
    digits = np.frombuffer(data, np.uint8).astype(np.int64)
    ends = np.flatnonzero(digits < 128)  # noqa: PLR2004 the top bit
    length = np.diff(ends, prepend=-1)
    values = digits[ends]
    for place in range(1, int(length.max(initial=1))):
        longer = np.flatnonzero(length > place)
        values[longer] += (digits[ends[longer] - place] & 127) << (7 * place)
    sums: Array = values.reshape(-1, columns).sum(axis=1)
    return sums


def read_pairs(
    db: Connection, of: tuple[str, str, str], ids: Sequence[int] | None = None
) -> tuple[Array, Array]:
    """The pairs of two columns of a table as two arrays, of all owners or of these."""
    table, owner, other = of
    chosen, values = (
        ("1", ())
        if ids is None
        else (f"{owner} IN (SELECT value FROM json_each(?))", (in_json(ids),))
    )
    lists = db.exec_driver_sql(
        f"SELECT group_concat({owner} || ' ' || {other}, ' ') FROM {table} WHERE {chosen}", values
    ).scalar()
    pairs = parse_numbers(lists).astype(np.int32).reshape(-1, 2)
    return np.ascontiguousarray(pairs[:, 0]), np.ascontiguousarray(pairs[:, 1])


def stamp_of(day: str) -> int:
    """The first moment of an ISO date as a `stamp`: its digits, year to second."""
    return int("".join(_DAY.findall(day)).ljust(14, "0")[:14])


def read_tag_pairs(
    db: Connection, of: tuple[str, str, str], ids: Sequence[int] | None = None
) -> Pairs:
    """The pairs of owners and tags, of all owners or of these, each once.

    The tags above a nested one are among them.
    """
    owners, tags = read_pairs(db, of, ids)
    parents = _parents(db, int(tags.max(initial=0)) + 1)
    every = [pair_keys(owners, tags)]
    while len(tags):
        tags = parents[tags]
        owners, tags = owners[tags > 0], tags[tags > 0]
        every.append(pair_keys(owners, tags))
    nested = len(every) > 2  # noqa: PLR2004 the tags themselves, and an end without parents
    pairs = np.unique(np.concatenate(every)) if nested else every[0]
    return (pairs >> 32).astype(np.int32), pairs.astype(np.int32)


def pair_keys(owners: Array, tags: Array) -> Array:
    """Each pair as one number."""
    return (owners.astype(np.int64) << 32) + tags


def _parents(db: Connection, size: int) -> Array:
    """The nearest known tag above each of `size` tags, by tag id; 0 for none."""
    nested = {
        row.id: _keys_above(row.key)
        for row in db.exec_driver_sql("SELECT id, key FROM tags WHERE instr(key, '/')")
    }
    wanted = json.dumps(sorted({key for keys in nested.values() for key in keys}))
    known = {
        row.key: row.id
        for row in db.exec_driver_sql(
            "SELECT id, key FROM tags WHERE key IN (SELECT value FROM json_each(?))", (wanted,)
        )
    }
    parents = np.zeros(
        max(size, *(row + 1 for row in known.values()), *(row + 1 for row in nested), 1), np.int32
    )
    for row, keys in nested.items():
        parents[row] = next((known[key] for key in keys if key in known), 0)
    return parents


def _keys_above(key: str) -> list[str]:
    """The keys above a nested one, the nearest first."""
    return [key[:at] for at in range(len(key) - 1, 0, -1) if key[at] == "/"]
