"""Results that pages ask for again and again, kept in memory until something is written."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, TypeVar

from sqlalchemy import Connection

from app.store.db.library import Reader

Result = TypeVar("Result")
_MOST = 200  # results
_STATE = """
SELECT (SELECT max(id) || ' ' || mark FROM index_log), (SELECT max(id) FROM imports),
  (SELECT max(finished_at) FROM imports), count(*), sum(undone_at <> ''), max(undone_at)
FROM my_changes
"""


@dataclass(slots=True)
class _Memory:
    """Results with the state of the library that they show, by what was asked."""

    results: dict[tuple[str, ...], tuple[tuple[Any, ...], Any]] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def keep(self, asked: tuple[str, ...], state: tuple[Any, ...], result: object) -> None:
        """Keep a result; those of other states, and those that were made first, are forgotten."""
        with self.lock:
            self.results = {key: each for key, each in self.results.items() if each[0] == state}
            self.results.pop(asked, None)
            self.results[asked] = state, result
            while len(self.results) > _MOST:
                del self.results[next(iter(self.results))]


def remembered(
    db: Connection,
    asked: tuple[str, ...],
    make: Callable[[], Result],
    *,
    lasting: Callable[[Result], bool] = lambda _result: True,
) -> Result:
    """What `make` gives for what is asked, made once for each state of the library.

    A result that is not `lasting`, for something is still being counted, is made anew. Each import
    and each act of the reader changes the state. A writer sees more than others and keeps nothing.
    """
    if not isinstance(db, Reader):
        return make()
    memory = db.library.kept(_Memory, _Memory)
    state = _state_of(db)
    known = memory.results.get(asked)
    if known and known[0] == state:
        found: Result = known[1]
        return found
    result = make()
    if lasting(result):
        memory.keep(asked, state, result)
    return result


def _state_of(db: Reader) -> tuple[Any, ...]:
    """The state of the library that a reader sees: one, for he sees one moment of it."""
    if db.state is None:
        db.state = tuple(db.exec_driver_sql(_STATE).one())
    return db.state
