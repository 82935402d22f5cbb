"""Passages by their marks: which share most runs of words with a text."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from app.store.db.connections import raw
from app.store.db.library import Reader
from app.store.db.rows import in_json
from app.store.fts.change_log import Position, changes_since, position
from app.store.fts.shingles import runs

Numbers: TypeAlias = NDArray[Any]
_TOGETHER = 1 << 16  # row ids whose marks are put in order together: more take more memory
_MOST_CHANGED = 5_000  # rows written since all marks were read; of more, all are read anew
_LOW = 14  # bits of a mark that are not looked up: 65,536 beginnings are as many as sort fast
_LOW_BITS = (1 << _LOW) - 1
_BEGINNINGS = 1 << 16
_NONE = np.zeros(0, np.int32)


@dataclass(frozen=True, slots=True)
class _Marks:
    """Marks in order of their high bits: the low bits and the row of each.

    `begins` is where those with the same high bits do: of a million passages some hundred.
    """

    rows: Numbers
    low: Numbers
    begins: Numbers

    def bearing(self, wanted: Numbers) -> Numbers:
        """Rows with these marks, a row once for each."""
        high, low = wanted >> _LOW, wanted & _LOW_BITS
        pieces = zip(low, self.begins[high].tolist(), self.begins[high + 1].tolist(), strict=True)
        found = [self.rows[begin:end][self.low[begin:end] == each] for each, begin, end in pieces]
        return np.concatenate([_NONE, *found])


@dataclass(frozen=True, slots=True)
class Marked:
    """Marks of all passages as of a position: all that were read, less the rows changed since."""

    position: Position
    every: Sequence[_Marks]
    changed: Collection[int] = ()
    later: _Marks | None = None

    def bearing(self, wanted: Numbers) -> Numbers:
        """Rows with these marks, a row once for each."""
        found = np.concatenate([_NONE, *(part.bearing(wanted) for part in self.every)])
        if self.later is None:
            return found
        unchanged = ~np.isin(found, np.array(self.changed, np.int32))
        return np.concatenate([found[unchanged], self.later.bearing(wanted)])


class MarkedCache:
    """Marks that a program keeps in memory: six bytes for each, some 46 for a passage."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._known: Marked | None = None

    def current(self, db: Connection) -> Marked:
        """Marks as this reader sees them."""
        with self._lock:
            marked = _updated(db, self._known)
            # a reader of an earlier moment must not cost all later ones what is newer
            if self._known is None or marked.position.line >= self._known.position.line:
                self._known = marked
            return marked


def rows_with_runs(db: Connection, text: str, most: int) -> list[int]:
    """Rows of the highlights with marks among the runs of a text, those with most first."""
    if isinstance(db, Reader):
        marked = db.library.kept(MarkedCache, MarkedCache).current(db)
    else:  # a writer sees more than others, and keeps nothing
        marked = _updated(db, None)
    wanted = np.unique(np.array(runs(text), np.int64))
    rows, shared = np.unique(marked.bearing(wanted), return_counts=True)
    best: list[int] = rows[np.lexsort((rows, -shared))][:most].tolist()
    return best


def _updated(db: Connection, known: Marked | None) -> Marked:
    """Marks as of now: those known with what was written since, else all."""
    changes = changes_since(db, known.position) if known else None
    if known and changes:
        if not changes.highlights:
            return Marked(changes.position, known.every, known.changed, known.later)
        changed = {*known.changed, *changes.highlights}
        if len(changed) <= _MOST_CHANGED:
            rows = raw(db).execute(_OF_ROWS, (in_json(changed),)).fetchall()
            return Marked(changes.position, known.every, sorted(changed), _ordered(rows))
    return Marked(position(db), tuple(_every(db)))


def _every(db: Connection) -> Iterator[_Marks]:
    (most,) = raw(db).execute("SELECT coalesce(max(highlight_id), 0) FROM echo_marks").fetchone()
    for first in range(0, most + 1, _TOGETHER):
        yield _ordered(raw(db).execute(_BETWEEN, (first, first + _TOGETHER - 1)).fetchall())


def _ordered(stored: Sequence[tuple[int, bytes]]) -> _Marks:
    """Marks of rows (row id, marks as stored)."""
    ids, packed = zip(*stored, strict=True) if stored else ((), ())
    marks = np.frombuffer(b"".join(packed), "<u4")
    numbers = np.fromiter(map(len, packed), np.int64, len(packed)) // marks.itemsize
    rows = np.repeat(np.array(ids, np.int32), numbers)
    high = (marks >> _LOW).astype(np.uint16)
    order = np.argsort(high, kind="stable")  # by digits, since they are so short
    begins = np.zeros(_BEGINNINGS + 1, np.int32)
    np.cumsum(np.bincount(high, minlength=_BEGINNINGS), out=begins[1:])
    return _Marks(rows[order], (marks[order] & _LOW_BITS).astype(np.uint16), begins)


_MARKS = "SELECT highlight_id, marks FROM echo_marks WHERE highlight_id"
_BETWEEN = f"{_MARKS} BETWEEN ? AND ?"
_OF_ROWS = f"{_MARKS} IN (SELECT value FROM json_each(?))"
