"""What the results have in common: how many are of each kind, author, tag, year and document, and how many bear a note."""

from collections.abc import Mapping, Sequence

import numpy as np
from sqlalchemy import Connection

from app.model import KINDS, UNDATED, Facet
from app.search.columns.postings import Mask
from app.search.columns.rows import LAST_YEAR
from app.search.columns.snapshot import Digest
from app.search.columns.storage import Array
from app.store.db.rows import in_json
from app.store.fts.change_log import position
from app.store.fts.tables import DOCUMENTS, HIGHLIGHTS, SHELVES

MOST_ROWS = 12  # of each facet
_KEPT = 20_000  # names of one sort that are kept


def facets(db: Connection, digest: Digest, found: Mapping[str, Mask]) -> tuple[Facet, ...]:
    """The facets of the rows found on each shelf, each with its most frequent values first."""
    size = digest.of(DOCUMENTS).size
    documents, years, noted, favorite = np.zeros(size, np.intp), np.zeros(LAST_YEAR + 1, np.intp), 0, 0
    for name, mask in found.items():
        of = digest.totals(SHELVES[name])
        by_document, by_year = of.counted(mask, size)
        documents += by_document
        years += by_year
        noted += int(np.count_nonzero(mask & of.noted))
        favorite += int(np.count_nonzero(mask & of.favorite))
    kinds = np.bincount(digest.of(DOCUMENTS).columns["kind"], documents, minlength=len(KINDS) + 1)
    return (
        Facet("kind", most({kind: int(kinds[number]) for number, kind in enumerate(KINDS, 1)})),
        Facet("author", _named(db, digest, "authors", "name", digest.by().counted(documents, digest.by().size))),
        Facet("tag", _named(db, digest, "tags", "name", _tags(digest, documents, found.get(HIGHLIGHTS.name)))),
        Facet("year", most({f"{year:04}": int(years[year]) for year in np.flatnonzero(years).tolist() if year}) + undated_row(int(years[0]))),
        Facet("document", _named(db, digest, "documents", "title", _by_title(db, digest, documents))),
        Facet("with", with_rows(noted, favorite)),
    )


def undated_row(number: int) -> tuple[tuple[str, int], ...]:
    """The last row of the facet `year`, where anything is undated."""
    return ((UNDATED, number),) if number else ()


def with_rows(noted: int, favorite: int) -> tuple[tuple[str, int], ...]:
    """The rows of the facet `with`: those with a note and the favourites, where there are any."""
    return tuple((name, number) for name, number in (("note", noted), ("favorite", favorite)) if number)


def _tags(digest: Digest, documents: Array, highlights: Mask | None) -> Array:
    """How many results lie under each tag, their documents' tags and their own."""
    inherited, own = digest.tagged(DOCUMENTS), digest.tagged(HIGHLIGHTS)
    size = max(inherited.size, own.size)
    counted = inherited.counted(documents, size)
    return counted if highlights is None else counted + own.counted(highlights.view(np.uint8), size)


def _by_title(db: Connection, digest: Digest, counts: Array) -> Array:
    """The counts with those of documents of one title told with the first of these: a title asks for all of them."""
    kept = "titles" in digest.known or position(db) == digest.position  # what a reader of another moment sees is not kept for others
    rows, firsts = digest.once("titles", lambda: _titles(db)) if kept else _titles(db)
    inside = rows < len(counts)
    rows, firsts = rows[inside], firsts[inside]
    if not counts[rows].any():
        return counts
    joined = counts.copy()
    joined[rows] = 0
    np.add.at(joined, firsts, counts[rows])
    return joined


def _titles(db: Connection) -> tuple[Array, Array]:
    """The documents that share their title, and for each the first of its title."""
    shared = "SELECT title_key, min(id) AS first FROM documents WHERE gone = 0 AND title_key <> '' GROUP BY title_key HAVING count(*) > 1"
    told = db.exec_driver_sql(f"SELECT id, first FROM documents JOIN ({shared}) USING (title_key) WHERE gone = 0 ORDER BY id").all()
    pairs = np.array([tuple(row) for row in told], np.intp).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


def _named(db: Connection, digest: Digest, table: str, column: str, counts: Array) -> tuple[tuple[str, int], ...]:
    """The most frequent rows of a table by their names; two of one name are told together."""
    first = np.flatnonzero(counts)
    if len(first) > MOST_ROWS:
        edge = np.partition(counts[first], len(first) - MOST_ROWS)[len(first) - MOST_ROWS]
        first = first[counts[first] >= edge][: 4 * MOST_ROWS]
    ids: Sequence[int] = first.tolist()
    names = _names(db, digest, table, column, ids)
    named: dict[str, int] = {}
    for row, number in zip(ids, counts[first].tolist(), strict=True):
        named[names[row]] = named.get(names[row], 0) + number
    return most({name: number for name, number in named.items() if name})


def _names(db: Connection, digest: Digest, table: str, column: str, ids: Sequence[int]) -> Mapping[int, str]:
    """The names of these rows. They are kept for those who ask next, unless they were read at another moment than the digest."""
    kept = digest.once(("names", table), dict[int, str])
    if all(row in kept for row in ids):
        return kept
    query = f"SELECT id, {column} FROM {table} WHERE id IN (SELECT value FROM json_each(?))"
    names = dict.fromkeys(ids, "") | dict(map(tuple, db.exec_driver_sql(query, (in_json(ids),))))
    if position(db) == digest.position and len(kept) < _KEPT:
        kept |= names
    return names


def most(counted: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """The most frequent of what was counted, most first, then by name."""
    return tuple(sorted(((name, number) for name, number in counted.items() if number), key=lambda row: (-row[1], row[0]))[:MOST_ROWS])
