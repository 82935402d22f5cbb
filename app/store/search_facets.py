"""What the results have in common: how many are of each kind, author, tag, document and year, and how many bear a note."""

from collections.abc import Mapping, Sequence

import numpy as np
from sqlalchemy import Connection

from app.model import KINDS, Facet
from app.store.digest import Digest
from app.store.digest_codes import Mask
from app.store.digest_columns import FLAGS
from app.store.digest_file import Array
from app.store.search_filters import in_json
from app.store.search_shelves import DOCUMENTS, HIGHLIGHTS, SHELVES

MOST_ROWS = 12  # of each facet
_YEAR = 10**10  # what a stamp is divided by
_YEARS = 10_000


def facets(db: Connection, digest: Digest, found: Mapping[str, Mask]) -> tuple[Facet, ...]:
    """The facets of the rows found on each shelf, each with its most frequent values first."""
    size = digest.of(DOCUMENTS).size
    documents, years, noted = np.zeros(size, np.int64), np.zeros(_YEARS, np.int64), 0
    for name, mask in found.items():
        columns = digest.of(SHELVES[name]).columns
        rows = np.flatnonzero(mask)
        of = columns["document"][rows] if name == HIGHLIGHTS.name else rows
        documents += np.bincount(of, minlength=size)[:size]
        years += np.bincount(np.clip(columns["stamp"][rows] // _YEAR, 0, _YEARS - 1), minlength=_YEARS)
        noted += int(np.count_nonzero(columns["flags"][rows] & FLAGS["noted"]))
    kinds = np.bincount(digest.of(DOCUMENTS).columns["kind"], documents, minlength=len(KINDS) + 1)
    years[0] = 0
    return (
        Facet("kind", _most({kind: int(kinds[number]) for number, kind in enumerate(KINDS, 1)})),
        Facet("author", _named(db, "authors", "name", _spread(*digest.written, documents))),
        Facet("tag", _named(db, "tags", "name", _tags(digest, documents, found))),
        Facet("document", _named(db, "documents", "title", documents)),
        Facet("year", _most({f"{year:04}": int(years[year]) for year in np.flatnonzero(years)})),
        Facet("with", _most({"note": noted})),
    )


def _spread(owners: Array, others: Array, counts: Array) -> Array:
    """How many results lie under each of the others that documents have."""
    inside = owners < len(counts)
    return np.bincount(others[inside], counts[owners[inside]], minlength=1)


def _tags(digest: Digest, documents: Array, found: Mapping[str, Mask]) -> Array:
    """How many results lie under each tag; one that a highlight and its document both bear is counted once."""
    inherited = _spread(*digest.of(DOCUMENTS).tagged, documents)
    mask = found.get(HIGHLIGHTS.name)
    if mask is None:
        return inherited
    rows, tags = digest.of(HIGHLIGHTS).tagged
    chosen = mask[rows]
    rows, tags = rows[chosen], tags[chosen].astype(np.int64)
    owners, theirs = digest.of(DOCUMENTS).tagged
    both = np.isin((digest.of(HIGHLIGHTS).columns["document"][rows].astype(np.int64) << 32) + tags, (owners.astype(np.int64) << 32) + theirs)
    own = np.bincount(tags[~both], minlength=len(inherited))
    own[: len(inherited)] += inherited.astype(np.int64)
    return own


def _named(db: Connection, table: str, column: str, counts: Array) -> tuple[tuple[str, int], ...]:
    """The most frequent rows of a table by their names; two of one name are told together."""
    first = np.flatnonzero(counts)
    if len(first) > MOST_ROWS:
        edge = np.partition(counts[first], len(first) - MOST_ROWS)[len(first) - MOST_ROWS]
        first = first[counts[first] >= edge][: 4 * MOST_ROWS]
    ids: Sequence[int] = first.tolist()
    named: dict[str, int] = {}
    for row, name in db.exec_driver_sql(f"SELECT id, {column} FROM {table} WHERE id IN (SELECT value FROM json_each(?))", (in_json(ids),)):
        named[name] = named.get(name, 0) + int(counts[row])
    return _most(named)


def _most(counted: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(((name, number) for name, number in counted.items() if number), key=lambda row: (-row[1], row[0]))[:MOST_ROWS])
