"""Snapshot: the column index of a library as of one position in the log of its changes."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import numpy as np
from sqlalchemy import Connection

from app.search.columns import strings
from app.search.columns import words as word_columns
from app.search.columns.delta import Delta
from app.search.columns.postings import Mask
from app.search.columns.rows import (
    DTYPES,
    FLAGS,
    Columns,
    empty_columns,
    grow,
    highest_id,
    pair_keys,
    read_columns,
    read_pairs,
    read_tag_pairs,
)
from app.search.columns.storage import Array, Arrays, LazyMapping
from app.search.columns.strings import Names, read_names
from app.search.columns.totals import RowsById, Totals, rows_by_id, totals
from app.search.columns.words import Words
from app.store.fts.change_log import Changes, Position, position
from app.store.fts.tables import DOCUMENTS, HIGHLIGHTS, TABLES, IndexedTable

_TAGS = {
    HIGHLIGHTS.name: ("highlight_tags", "highlight_id", "tag_id"),
    DOCUMENTS.name: ("document_tags", "document_id", "tag_id"),
}
_DOCUMENT_AUTHORS = ("document_authors", "document_id", "author_id")
_ABSENT = {
    HIGHLIGHTS.name: ("kind", "source"),
    DOCUMENTS.name: ("chapter", "color"),
}  # columns that the table does not have
_NAMED = {"chapter": HIGHLIGHTS, "color": HIGHLIGHTS, "source": DOCUMENTS}
_SELDOM = frozenset({"letters", "brought", "position", "chapter", "color"})
Value = TypeVar("Value")
MOST_TOUCHED = 20_000  # rows written since the words were read; of more, the words are read anew


@dataclass(frozen=True, slots=True)
class TablePart:
    """The snapshot of one indexed table.

    `tagged` are pairs of a row and a tag of its own, or one above it, less those of its document.
    `touched` are the rows written since the words were read, which `delta` holds.
    """

    columns: Columns
    tagged: tuple[Array, Array]
    words: Words | None = None
    delta: Delta | None = None
    touched: Array | None = None

    @property
    def size(self) -> int:
        """The length of each array: one more than the highest row id."""
        return len(self.columns["state"])


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The column index at one position.

    `document_authors` are pairs of a document and an author; `computed` keeps what searches derive
    from all rows, by key.
    """

    position: Position
    parts: Mapping[str, TablePart]
    document_authors: tuple[Array, Array]
    names: Mapping[str, Names]
    computed: dict[Hashable, Any] = field(default_factory=dict)

    def of(self, table: IndexedTable) -> TablePart:
        """The part of a table."""
        return self.parts[table.name]

    def compute_once(self, what: Hashable, make: Callable[[], Value]) -> Value:
        """A value derived from all rows, computed by the first caller."""
        if what not in self.computed:
            self.computed[what] = make()
        value: Value = self.computed[what]
        return value

    def in_state(self, table: IndexedTable, states: int) -> Mask:
        """The mask of the rows of a table in any of these states, whose bits are added."""
        return self.compute_once(
            ("state", table, states),
            lambda: (self.of(table).columns["state"] & np.uint8(states)) != 0,
        )

    def number(self, table: IndexedTable, states: int) -> int:
        """The number of rows of a table in any of these states."""
        return self.compute_once(
            ("number", table, states), lambda: int(np.count_nonzero(self.in_state(table, states)))
        )

    def totals(self, table: IndexedTable) -> Totals:
        """The totals of a table."""
        return self.compute_once(("totals", table), lambda: totals(self.of(table).columns))

    def by_tag(self, table: IndexedTable) -> RowsById:
        """The rows of a table by tag; of highlights without the tags of their document."""
        return self.compute_once(
            ("tagged", table), lambda: rows_by_id(self.of(table).tagged, self.of(table).size)
        )

    def by_author(self) -> RowsById:
        """The documents by author."""
        return self.compute_once(
            "by", lambda: rows_by_id(self.document_authors, self.of(DOCUMENTS).size)
        )


def read_snapshot(db: Connection) -> Snapshot:
    """The snapshot of the tables as this connection sees them, without words."""
    parts: dict[str, TablePart] = {}
    names: dict[str, Names] = {}
    for table in TABLES.values():
        columns = empty_columns(
            highest_id(db, table) + 1, [name for name in DTYPES if name not in _ABSENT[table.name]]
        )
        read_columns(db, table, columns)
        names |= {
            what: read_names(db, what, columns[what], Names())
            for what, of in _NAMED.items()
            if of is table
        }
        parts[table.name] = TablePart(columns, _tagged(db, table, columns))
    return Snapshot(position(db), parts, read_pairs(db, _DOCUMENT_AUTHORS), names)


def _tagged(
    db: Connection, table: IndexedTable, columns: Columns, ids: Sequence[int] | None = None
) -> tuple[Array, Array]:
    """The pairs of rows and tags; the rows' flags say it too."""
    rows, tags = read_tag_pairs(db, _TAGS[table.name], ids)
    inside = rows < len(columns["state"])
    rows, tags = rows[inside], tags[inside]
    columns["flags"][rows] |= FLAGS["tagged"]
    if table is HIGHLIGHTS:
        fresh = ~np.isin(
            pair_keys(columns["document"][rows], tags),
            pair_keys(*read_tag_pairs(db, _TAGS[DOCUMENTS.name])),
        )
        rows, tags = rows[fresh], tags[fresh]
    return rows, tags


def update_snapshot(db: Connection, known: Snapshot, changes: Changes) -> Snapshot:
    """The snapshot with the rows of these changes read anew."""
    parts = dict(known.parts)
    names = dict(known.names)
    for table, written in ((HIGHLIGHTS, changes.highlights), (DOCUMENTS, changes.documents)):
        part = known.of(table)
        columns = grow(part.columns, highest_id(db, table) + 1)
        ids = [each for each in written if each < len(columns["state"])]
        for column in columns.values():
            column[ids] = 0
        read_columns(db, table, columns, ids)
        names |= {
            what: read_names(db, what, columns[what], names[what], ids)
            for what, of in _NAMED.items()
            if of is table
        }
        tagged = _merge_pairs(part.tagged, ids, _tagged(db, table, columns, ids))
        parts[table.name] = _with_delta(
            db, table, replace(part, columns=columns, tagged=tagged), ids
        )
    authors = _merge_pairs(
        known.document_authors,
        changes.documents,
        read_pairs(db, _DOCUMENT_AUTHORS, changes.documents),
    )
    return Snapshot(changes.position, parts, authors, names)


def _merge_pairs(
    pairs: tuple[Array, Array], ids: Sequence[int], fresh: tuple[Array, Array]
) -> tuple[Array, Array]:
    """The pairs without those of these ids, and with the fresh ones."""
    kept = ~np.isin(pairs[0], ids)
    return np.concatenate([pairs[0][kept], fresh[0]]), np.concatenate([pairs[1][kept], fresh[1]])


def _with_delta(
    db: Connection, table: IndexedTable, part: TablePart, ids: Sequence[int]
) -> TablePart:
    """The part with these rows in its delta; without words once too many rows changed."""
    if part.words is None or not ids:
        return part
    touched = np.union1d(
        part.touched if part.touched is not None else np.zeros(0, np.int64), ids
    ).astype(np.int64)
    if len(touched) > MOST_TOUCHED:
        return replace(part, words=None, delta=None, touched=None)
    delta = part.delta or Delta(table)
    delta.update(db, ids)
    return replace(part, delta=delta, touched=touched)


def to_arrays(
    db: Connection, known: Snapshot, *, postings: bool = True
) -> Iterator[tuple[str, Array]]:
    """The snapshot as arrays by name, its words read from the index on the way.

    Without `postings` the words are only counted.
    """
    read_words = word_columns.read_words if postings else word_columns.count_words
    for table in TABLES.values():
        part = known.of(table)
        yield from (
            (f"{table.name}/column/{name}", column) for name, column in part.columns.items()
        )
        yield from zip((f"{table.name}/tagged", f"{table.name}/tags"), part.tagged, strict=True)
        yield from read_words(db, table, part.size)
    yield from zip(("written/documents", "written/authors"), known.document_authors, strict=True)
    for what, names in known.names.items():
        yield from strings.to_arrays(what, names)


def from_arrays(at: Position, arrays: Arrays) -> Snapshot:
    """The snapshot of such arrays."""
    parts = {}
    for table in TABLES.values():
        own = f"{table.name}/column/"
        columns = _columns(arrays, own)
        tagged = (arrays[f"{table.name}/tagged"], arrays[f"{table.name}/tags"])
        parts[table.name] = TablePart(columns, tagged, word_columns.from_arrays(table, arrays))
    names = LazyMapping[Names]({}, tuple(_NAMED), lambda what: strings.from_arrays(what, arrays))
    return Snapshot(at, parts, (arrays["written/documents"], arrays["written/authors"]), names)


def _columns(arrays: Arrays, own: str) -> Columns:
    """The columns of such arrays.

    Those of `_SELDOM` are read each time they are asked for: at a million rows they take 20 MB.
    """
    names = [name.removeprefix(own) for name in arrays.names(own)]
    loaded_columns = {name: arrays[own + name] for name in names if name not in _SELDOM}
    return LazyMapping(
        loaded_columns, [name for name in names if name in _SELDOM], lambda name: arrays[own + name]
    )
