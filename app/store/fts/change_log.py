"""Log of the rows written to the index, in order, so that derived copies can be updated."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection

_KEPT = 10_000  # lines; who is further behind reads all anew


class Position(NamedTuple):
    """Position in the log.

    Its mark is random: no two libraries, nor two continuations of one, share it.
    """

    line: int
    mark: int


@dataclass(frozen=True, slots=True)
class Changes:
    """Changes between two positions.

    Row ids in order, and the end of the log on the way, latest last.
    """

    passed: Sequence[Position]
    highlights: Sequence[int]
    documents: Sequence[int]

    @property
    def position(self) -> Position:
        """Position at the end of these changes."""
        return self.passed[-1]


def note_changes(
    db: Connection, *, highlights: Collection[int] = (), documents: Collection[int] = ()
) -> None:
    """Log that these rows, or what the index contains of them, have changed."""
    if not highlights and not documents:
        return
    line = db.exec_driver_sql(_NOTE, (_ranges(highlights), _ranges(documents))).lastrowid
    if line % _KEPT == 0:
        db.exec_driver_sql("DELETE FROM index_log WHERE id <= ?", (line - _KEPT,))


_NOTE = "INSERT INTO index_log (mark, highlights, documents) VALUES (random(), ?, ?)"


def position(db: Connection) -> Position:
    """Position at the end of the log."""
    return Position(
        *db.exec_driver_sql("SELECT id, mark FROM index_log ORDER BY id DESC LIMIT 1").one()
    )


def changes_since(db: Connection, known: Position) -> Changes | None:
    """Changes after a position.

    None where the log does not contain it, so that nothing is known.
    """
    rows = db.exec_driver_sql(
        "SELECT id, mark, highlights, documents FROM index_log WHERE id >= ? ORDER BY id",
        (known.line,),
    ).all()
    if not rows or Position(rows[0].id, rows[0].mark) != known:
        return None
    later = rows[1:]
    return Changes(
        [Position(row.id, row.mark) for row in rows],
        _ids(row.highlights for row in later),
        _ids(row.documents for row in later),
    )


def _ranges(ids: Iterable[int]) -> str:
    ranges: list[list[int]] = []
    for each in sorted(ids):
        if ranges and each <= ranges[-1][1] + 1:
            ranges[-1][1] = each
        else:
            ranges.append([each, each])
    return json.dumps(ranges, separators=(",", ":"))


def _ids(lists: Iterable[str]) -> list[int]:
    return sorted(
        {
            each
            for ranges in lists
            for first, last in json.loads(ranges)
            for each in range(first, last + 1)
        }
    )
