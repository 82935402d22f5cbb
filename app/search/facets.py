"""Facets: the most frequent kinds, authors, tags, years and documents of the results."""

from collections.abc import Mapping, Sequence

import numpy as np
from sqlalchemy import Connection

from app.model import KINDS, Facet
from app.search.columns.postings import Mask
from app.search.columns.rows import LAST_YEAR
from app.search.columns.snapshot import Snapshot
from app.search.columns.storage import Array
from app.store.db.rows import in_json
from app.store.fts.change_log import position
from app.store.fts.tables import DOCUMENTS, HIGHLIGHTS, TABLES
from app.text import UNDATED

MOST_ROWS = 12  # of each facet
_KEPT = 20_000  # names of one kind that are kept


def facets(db: Connection, snapshot: Snapshot, masks: Mapping[str, Mask]) -> tuple[Facet, ...]:
    """The facets of the results, each with its most frequent values first.

    Args:
        db: the reader's connection, for names.
        snapshot: the numbers of all rows.
        masks: which rows are results, by the name of their indexed table.
    """
    size = snapshot.of(DOCUMENTS).size
    documents, years, noted, favorite = (
        np.zeros(size, np.intp),
        np.zeros(LAST_YEAR + 1, np.intp),
        0,
        0,
    )
    for name, mask in masks.items():
        of = snapshot.totals(TABLES[name])
        by_document, by_year = of.counted(mask, size)
        documents += by_document
        years += by_year
        noted += int(np.count_nonzero(mask & of.noted))
        favorite += int(np.count_nonzero(mask & of.favorite))
    kinds = np.bincount(snapshot.of(DOCUMENTS).columns["kind"], documents, minlength=len(KINDS) + 1)
    return (
        Facet(
            "kind",
            most_frequent({kind: int(kinds[number]) for number, kind in enumerate(KINDS, 1)}),
        ),
        Facet(
            "author",
            _named(
                db,
                snapshot,
                "authors",
                "name",
                snapshot.by_author().counted(documents, snapshot.by_author().size),
            ),
        ),
        Facet(
            "tag",
            _named(db, snapshot, "tags", "name", _tags(db, snapshot, documents, masks)),
        ),
        Facet(
            "year",
            most_frequent(
                {f"{year:04}": int(years[year]) for year in np.flatnonzero(years).tolist() if year}
            )
            + undated_row(int(years[0])),
        ),
        Facet(
            "document",
            _named(db, snapshot, "documents", "title", _by_title(db, snapshot, documents)),
        ),
        Facet("with", with_rows(noted, favorite)),
    )


def undated_row(number: int) -> tuple[tuple[str, int], ...]:
    """The last value of the facet `year`, where anything is undated."""
    return ((UNDATED, number),) if number else ()


def with_rows(noted: int, favorite: int) -> tuple[tuple[str, int], ...]:
    """The values of the facet `with`: rows with a note and favourites, where there are any."""
    return tuple(
        (name, number) for name, number in (("note", noted), ("favorite", favorite)) if number
    )


def _tags(db: Connection, snapshot: Snapshot, documents: Array, masks: Mapping[str, Mask]) -> Array:
    """The number of results under each tag, by tag id: tags of documents and of highlights.

    None of tags that the reader hides from lists.
    """
    inherited, own = snapshot.by_tag(DOCUMENTS), snapshot.by_tag(HIGHLIGHTS)
    size = max(inherited.size, own.size)
    counted = inherited.counted(documents, size)
    highlights = masks.get(HIGHLIGHTS.name)
    if highlights is not None:
        counted = counted + own.counted(highlights.view(np.uint8), size)
    hidden = [row for row in db.exec_driver_sql(_HIDDEN).scalars() if row < size]
    if hidden:
        counted = counted.copy()
        counted[hidden] = 0
    return counted


_HIDDEN = "SELECT id FROM tags WHERE key IN (SELECT key FROM my_tags WHERE hidden = 1)"


def _by_title(db: Connection, snapshot: Snapshot, counts: Array) -> Array:
    """The counts with documents of one title added to the first of them.

    The facet narrows by title, which asks for all of these documents.
    """
    # What a reader sees at another position is not kept for others.
    kept = "titles" in snapshot.computed or position(db) == snapshot.position
    rows, firsts = snapshot.compute_once("titles", lambda: _titles(db)) if kept else _titles(db)
    inside = rows < len(counts)
    rows, firsts = rows[inside], firsts[inside]
    if not counts[rows].any():
        return counts
    joined = counts.copy()
    joined[rows] = 0
    np.add.at(joined, firsts, counts[rows])
    return joined


def _titles(db: Connection) -> tuple[Array, Array]:
    """Documents that share their title, and for each the first live one of it, as row ids."""
    shared = (
        "SELECT title_key FROM documents WHERE title_key <> '' GROUP BY title_key"
        " HAVING count(*) > 1"
    )
    first = (
        "SELECT id FROM documents AS other WHERE other.title_key = documents.title_key"
        " ORDER BY gone <> 0, code LIMIT 1"
    )
    rows_of_titles = db.exec_driver_sql(
        f"SELECT id, ({first}) FROM documents JOIN ({shared}) USING (title_key) ORDER BY id"
    ).all()
    pairs = np.array([tuple(row) for row in rows_of_titles], np.intp).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


def _named(
    db: Connection, snapshot: Snapshot, table: str, column: str, counts: Array
) -> tuple[tuple[str, int], ...]:
    """The most frequent rows of a table by name; rows of one name are counted together."""
    first = np.flatnonzero(counts)
    if len(first) > MOST_ROWS:
        edge = np.partition(counts[first], len(first) - MOST_ROWS)[len(first) - MOST_ROWS]
        first = first[counts[first] >= edge][: 4 * MOST_ROWS]
    ids: Sequence[int] = first.tolist()
    names = _names(db, snapshot, table, column, ids)
    named: dict[str, int] = {}
    for row, number in zip(ids, counts[first].tolist(), strict=True):
        named[names[row]] = named.get(names[row], 0) + number
    return most_frequent({name: number for name, number in named.items() if name})


def _names(
    db: Connection, snapshot: Snapshot, table: str, column: str, ids: Sequence[int]
) -> Mapping[int, str]:
    """The names of these rows, by id.

    Kept for other readers unless they were read at another position than the snapshot.
    """
    kept = snapshot.compute_once(("names", table), dict[int, str])
    if all(row in kept for row in ids):
        return kept
    query = f"SELECT id, {column} FROM {table} WHERE id IN (SELECT value FROM json_each(?))"
    names = dict.fromkeys(ids, "") | dict(map(tuple, db.exec_driver_sql(query, (in_json(ids),))))
    if position(db) == snapshot.position and len(kept) < _KEPT:
        kept |= names
    return names


def most_frequent(counted: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """The `MOST_ROWS` most frequent values, most first, then by name."""
    return tuple(
        sorted(
            ((name, number) for name, number in counted.items() if number),
            key=lambda row: (-row[1], row[0]),
        )[:MOST_ROWS]
    )
