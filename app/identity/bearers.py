"""The records that bear one text, and which of them a passage may take."""

from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from app.identity.keys import id_sort, place
from app.identity.observations import Record
from app.model import ParsedHighlight

_Row = deque[tuple[int, Record]]


@dataclass(slots=True)
class _Rows:
    """Records in the order in which they were met, by their place (empty without one), and by its sort."""

    by_place: dict[tuple[str, int] | str, _Row] = field(default_factory=lambda: defaultdict(deque))
    by_sort: dict[str, _Row] = field(default_factory=lambda: defaultdict(deque))


class Bearers:
    """The records of one text that no passage of a version has taken: `taken` (by `id`) is shared with whoever else takes some."""

    def __init__(self, records: Iterable[Record], taken: set[int]) -> None:
        self._taken = taken
        self._rows: dict[frozenset[str], _Rows] = defaultdict(_Rows)  # by the sorts of their ids
        for number, record in enumerate(records):
            rows = self._rows[frozenset(record.ids.values())]
            rows.by_place[record.place or ""].append((number, record))
            rows.by_sort[record.place[0] if record.place else ""].append((number, record))

    def take(self, highlight: ParsedHighlight) -> Record | None:
        """The first record at the place of the passage, else the first whose place may be the same; never one with an id of the same sort."""
        here, sorts = place(highlight), {id_sort(i) for i in highlight.ids}
        fits = [rows for ids, rows in self._rows.items() if sorts.isdisjoint(ids)]
        record = self._first(rows.by_place[here or ""] for rows in fits)
        if record is None:
            record = self._first(row for rows in fits for sort, row in rows.by_sort.items() if here is None or sort != here[0])
        if record is not None:
            self._taken.add(id(record))
        return record

    def _first(self, rows: Iterable[_Row]) -> Record | None:
        heads = []
        for row in rows:
            while row and id(row[0][1]) in self._taken:
                row.popleft()
            heads += [row[0]] if row else []
        return min(heads, key=lambda head: head[0])[1] if heads else None
