"""Which rows bear which tags, read as pairs: who bears `a/b` bears `a`."""

import json
from collections.abc import Sequence

import numpy as np
from sqlalchemy import Connection

from app.search.columns.rows import read_pairs
from app.search.columns.storage import Array

Pairs = tuple[Array, Array]


def read_tagged(db: Connection, of: tuple[str, str, str], ids: Sequence[int] | None = None) -> Pairs:
    """The pairs of owners and tags of a table, of all owners or of these, each once, those of the tags above a nested one among them."""
    owners, tags = read_pairs(db, of, ids)
    parents = _parents(db, int(tags.max(initial=0)) + 1)
    every = [joint(owners, tags)]
    while len(tags):
        tags = parents[tags]
        owners, tags = owners[tags > 0], tags[tags > 0]
        every.append(joint(owners, tags))
    pairs = np.unique(np.concatenate(every)) if len(every) > 2 else every[0]  # noqa: PLR2004 where none is nested each stands there once
    return (pairs >> 32).astype(np.int32), pairs.astype(np.int32)


def joint(owners: Array, tags: Array) -> Array:
    """Each pair as one number."""
    return (owners.astype(np.int64) << 32) + tags


def _parents(db: Connection, size: int) -> Array:
    """The tag that each of so many stands below, the nearest that is known; 0 for none."""
    nested = {row.id: _keys_above(row.key) for row in db.exec_driver_sql("SELECT id, key FROM tags WHERE instr(key, '/')")}
    wanted = json.dumps(sorted({key for keys in nested.values() for key in keys}))
    known = {row.key: row.id for row in db.exec_driver_sql("SELECT id, key FROM tags WHERE key IN (SELECT value FROM json_each(?))", (wanted,))}
    parents = np.zeros(max(size, *(row + 1 for row in known.values()), *(row + 1 for row in nested), 1), np.int32)
    for row, keys in nested.items():
        parents[row] = next((known[key] for key in keys if key in known), 0)
    return parents


def _keys_above(key: str) -> list[str]:
    """The keys that a nested one stands below, the nearest first."""
    return [key[:at] for at in range(len(key) - 1, 0, -1) if key[at] == "/"]
