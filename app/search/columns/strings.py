"""Strings searched by substring (chapters, colours, titles and addresses), each by number."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
from sqlalchemy import Connection

from app.search.columns.storage import Array, Arrays
from app.store.db.rows import in_json
from app.text import normal

_END = b"\0"  # behind each name: no query holds it
_QUERIES = {
    "chapter": "SELECT id, chapter FROM highlights WHERE gone IN (0, 1) AND chapter <> ''",
    "color": "SELECT id, color FROM highlights WHERE gone IN (0, 1) AND color <> ''",
    "source": "SELECT id, title || char(1) || url FROM documents WHERE 1",
}


@dataclass(frozen=True, slots=True)
class Names:
    """Strings in the order of their numbers, which begin at 1, in the form for comparing.

    A string may have several numbers.
    """

    letters: bytes = b""
    ends: Array = field(default_factory=lambda: np.zeros(0, np.int64))

    def containing(self, part: str) -> Array:
        """A mask, by number, of the strings that contain a text, case and accents aside.

        Number 0 is no string.
        """
        wanted = normal(part).encode("utf-8", "surrogatepass")
        fits = np.zeros(len(self.ends) + 1, bool)
        at = self.letters.find(wanted) if wanted else -1
        while at >= 0:
            number = int(np.searchsorted(self.ends, at, side="right"))
            fits[number + 1] = True
            at = self.letters.find(wanted, int(self.ends[number]))
        return fits

    def extended(self, names: Iterable[str]) -> "Names":
        """These strings and more."""
        more = [
            normal(name).encode("utf-8", "surrogatepass").replace(_END, b" ") + _END
            for name in names
        ]
        ends = np.cumsum([len(each) for each in more], dtype=np.int64) + len(self.letters)
        return Names(self.letters + b"".join(more), np.concatenate([self.ends, ends]))


def read_names(
    db: Connection, what: str, column: Array, known: Names, ids: Iterable[int] | None = None
) -> Names:
    """Write the numbers of the strings of rows, all or these, into their column.

    Gives the strings with the new ones.
    """
    query, values = (
        (_QUERIES[what], ())
        if ids is None
        else (f"{_QUERIES[what]} AND id IN (SELECT value FROM json_each(?))", (in_json(ids),))
    )
    fresh: dict[str, int] = {}
    for row, name in db.exec_driver_sql(query, values):
        column[row] = fresh.setdefault(name, len(known.ends) + len(fresh) + 1)
    return known.extended(fresh) if fresh else known


def to_arrays(what: str, names: Names) -> Iterator[tuple[str, Array]]:
    """The strings as arrays by name."""
    yield f"names/{what}/letters", np.frombuffer(names.letters, np.uint8)
    yield f"names/{what}/ends", names.ends


def from_arrays(what: str, arrays: Arrays) -> Names:
    """The strings of such arrays."""
    return Names(arrays[f"names/{what}/letters"].tobytes(), arrays[f"names/{what}/ends"])
