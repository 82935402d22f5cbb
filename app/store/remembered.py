"""Results that pages ask for again and again, kept in memory until what they show is written."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, TypeVar

from sqlalchemy import Connection

from app.store.db.library import Reader

Result = TypeVar("Result")
# Tables (`table_writes` counts) of which is made what links to what, and where that is shown. A new
# highlight or file is not counted: it shows only once its links, its document's files or a mention
# are written, and those are. Nor are texts and keys: what shows a text must not use `tables`, and
# whatever leads a code elsewhere marks or deletes its highlight.
LINKED = (
    *("authors", "document_authors", "document_files", "document_tags", "documents", "files"),
    *("highlights", "links", "my_aliases", "my_mentions", "names", "tags"),
)
TIED = (*LINKED, "my_tags", "tag_counts")  # and of which the graph is made
_MOST = 200  # results
_STATE = """
SELECT (SELECT max(id) || ' ' || mark FROM index_log), (SELECT max(id) FROM imports),
  (SELECT max(finished_at) FROM imports), count(*), sum(undone_at <> ''), max(undone_at),
  (SELECT json_group_object(name, number) FROM table_writes)
FROM my_changes
"""
_Mark = tuple[Any, ...]


@dataclass(slots=True)
class _Memory:
    """Results with a mark of what they show, by what was asked."""

    results: dict[tuple[str, ...], tuple[_Mark, Any]] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def keep(self, asked: tuple[str, ...], mark: _Mark, result: object) -> None:
        """Keep a result; those that were asked for longest ago are forgotten."""
        with self.lock:
            self.results.pop(asked, None)
            self.results[asked] = mark, result
            while len(self.results) > _MOST:
                del self.results[next(iter(self.results))]


def remembered(
    db: Connection,
    asked: tuple[str, ...],
    make: Callable[[], Result],
    *,
    tables: Sequence[str] = (),
    of: object = None,
    lasting: Callable[[Result], bool] = lambda _result: True,
) -> Result:
    """What `make` gives for what is asked, made once for each state of the library.

    Each import and each act of the reader changes the state. A result that is made of these
    `tables` alone, and of values that are `of` the caller, lasts until one of those is another. A
    result that is not `lasting`, for something is still being counted, is made anew. A writer sees
    more than others and keeps nothing.
    """
    if not isinstance(db, Reader):
        return make()
    memory = db.library.kept(_Memory, _Memory)
    mark = (of, marks_of(db, tables) if tables else _state_of(db)[0])
    known = memory.results.get(asked)
    if known and known[0] == mark:
        memory.keep(asked, *known)
        found: Result = known[1]
        return found
    result = make()
    if lasting(result):
        memory.keep(asked, mark, result)
    return result


def marks_of(db: Reader, tables: Sequence[str]) -> tuple[int, ...]:
    """How often each of these tables was written."""
    writes = _state_of(db)[1]
    return tuple(writes.get(table, 0) for table in tables)


def _state_of(db: Reader) -> tuple[tuple[Any, ...], Mapping[str, int]]:
    """The state of the library that a reader sees, and how often tables were written.

    One for each reader, for he sees one moment of it.
    """
    if db.state is None:
        *state, writes = db.exec_driver_sql(_STATE).one()
        db.state = tuple(state), json.loads(writes)
    return db.state
