"""Rows of a damaged file, read around what is damaged."""

import hashlib
import shutil
import sqlite3
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen, TimeoutExpired
from typing import Any

from app.text import code

_FARTHEST = 1 << 40  # of the numbers of rows that are looked for
_MOST_GAPS = 5000  # in one table, after which the rest of it is given up
_SHELL_SECONDS = 600
_PAGE = 8192
_INTERIOR = 5  # type of a page of a table's tree that has others below it
_LOOKED_AT = 50

Row = tuple[Any, ...]


@dataclass(slots=True)
class Gaps:
    """Number of places at which rows of each table could not be read."""

    places: dict[str, int] = field(default_factory=dict)

    def add(self, table: str) -> int:
        """Count one more; gives how many there are in this table."""
        self.places[table] = self.places.get(table, 0) + 1
        return self.places[table]


def open_damaged(path: Path) -> sqlite3.Connection:
    """Open a copy of a damaged file; letters that are none are read as U+FFFD."""
    db = sqlite3.connect(path, isolation_level=None)
    db.text_factory = lambda data: data.decode("utf-8", "replace")
    db.execute("PRAGMA cell_size_check=ON")
    return db


def columns_of(db: sqlite3.Connection, table: str) -> list[str]:
    """Columns of a table; none where it, or the schema, cannot be read."""
    try:
        return [row[0] for row in db.execute("SELECT name FROM pragma_table_info(?)", (table,))]
    except sqlite3.Error:
        return []


def readable_rows(
    db: sqlite3.Connection, table: str, columns: Sequence[str], gaps: Gaps
) -> Iterator[Row]:
    """Rows of a table that can be read, each once; what is between them is counted in `gaps`."""
    try:
        db.execute(f'SELECT rowid FROM "{table}" LIMIT 0')
    except sqlite3.OperationalError:
        yield from _from_both_ends(db, table, columns, gaps)
    except sqlite3.Error:
        gaps.add(table)
    else:
        yield from _by_number(db, table, columns, gaps)


def _by_number(
    db: sqlite3.Connection, table: str, columns: Sequence[str], gaps: Gaps
) -> Iterator[Row]:
    names = ", ".join(f'"{name}"' for name in columns)
    query = f'SELECT rowid, {names} FROM "{table}" WHERE rowid > ? ORDER BY rowid'
    last = -1
    while True:
        try:
            for row in db.execute(query, (last,)):
                if row[0] <= last:
                    raise sqlite3.DatabaseError("a page is met twice")
                last = row[0]
                yield row[1:]
        except (sqlite3.Error, OverflowError):
            following = _next_readable(db, f"{query} LIMIT 1", last)
            if gaps.add(table) > _MOST_GAPS or following is None:
                return
            last = following - 1
        else:
            return


def _next_readable(db: sqlite3.Connection, query: str, last: int) -> int | None:
    """Number of the first row behind the damage; None where there is none."""
    bad, step = last, 1
    while (best := _probe(db, query, bad + step)) is False:
        bad, step = bad + step, step * 2
        if bad > _FARTHEST:
            return None
    good = bad + step
    while good - bad > 1:
        middle = (good + bad) // 2
        if (found := _probe(db, query, middle)) is False:
            bad = middle
        else:
            good, best = middle, found
    return best


def _probe(db: sqlite3.Connection, query: str, after: int) -> int | bool | None:
    """Number of the first row after this one, None without one, False where it is damaged."""
    try:
        row = db.execute(query, (after,)).fetchone()
    except (sqlite3.Error, OverflowError):
        return False
    if row is None:
        return None
    return int(row[0]) if row[0] > after else False


def _from_both_ends(
    db: sqlite3.Connection, table: str, columns: Sequence[str], gaps: Gaps
) -> Iterator[Row]:
    """Rows of a table without numbers: from its beginning and from its end, up to the damage."""
    names = ", ".join(f'"{name}"' for name in columns)
    seen: set[Row] = set()
    try:
        key = [
            row[0]
            for row in db.execute(
                "SELECT name FROM pragma_table_info(?) WHERE pk ORDER BY pk", (table,)
            )
        ]
    except sqlite3.Error:
        gaps.add(table)
        return
    for order in ("", " DESC"):
        ordered = ", ".join(f'"{name}"{order}' for name in key)
        try:
            for row in db.execute(f'SELECT {names} FROM "{table}" ORDER BY {ordered}'):
                if row in seen:
                    raise sqlite3.DatabaseError("a page is met twice")
                seen.add(row)
                yield row
        except (sqlite3.Error, OverflowError):
            if not order:
                gaps.add(table)
        else:
            return


def with_schema_of(damaged: Path, whole: Path, target: Path) -> bool:
    """Copy a damaged file with the pages of a whole library that hold the schema.

    They lead to all others. Gives False where the pages are of another size; where they lie
    otherwise, what is read makes no sense, see `has_own_schema`.
    """
    with whole.open("rb") as file:
        first = file.read(_PAGE)
        if int.from_bytes(first[16:18], "big") != _PAGE:
            return False
        pages = {0: first}
        for number in _children(first):
            file.seek((number - 1) * _PAGE)
            pages[number - 1] = file.read(_PAGE)
    shutil.copyfile(damaged, target)
    with target.open("r+b") as file:
        size = file.seek(0, 2)
        for number, page in pages.items():
            file.seek(number * _PAGE)
            file.write(page)
        file.seek(28)  # the number of pages, which is not that of the other library
        file.write((max(size, file.seek(0, 2)) // _PAGE).to_bytes(4, "big"))
    return True


def _children(first: bytes) -> list[int]:
    """Numbers of the pages below the first one, if it is an interior page of the schema's tree."""
    if first[100] != _INTERIOR:
        return []
    cells = int.from_bytes(first[103:105], "big")
    starts = (int.from_bytes(first[at : at + 2], "big") for at in range(112, 112 + 2 * cells, 2))
    return [
        int.from_bytes(first[at : at + 4], "big") for at in (108, *starts)
    ]  # the rightmost one stands in the header


def has_own_schema(db: sqlite3.Connection) -> bool:
    """Whether the schema is that of this file: what it calls hashes and codes are such."""
    rows = readable_rows(db, "contents", ("sha256", "data"), Gaps())
    if any(is_content(*row) for row in islice(rows, _LOOKED_AT)):
        return True
    for table in ("document_keys", "highlight_keys"):
        rows = readable_rows(db, table, ("key", "code", "own_code"), Gaps())
        if any(_is_key(*row) for row in islice(rows, _LOOKED_AT)):
            return True
    return False


def _is_key(key: object, *codes: object) -> bool:
    return isinstance(key, str) and code(key) in codes


def is_content(digest: object, data: object) -> bool:
    """Whether these are deflated bytes with this hash."""
    try:
        # or no bytes
        return hashlib.sha256(zlib.decompress(data)).hexdigest() == digest  # type: ignore[arg-type]
    except (zlib.error, TypeError):
        return False


def recover_by_shell(damaged: Path, target: Path) -> bool:
    """Write all that the sqlite3 shell, if there is one, finds in a file's pages to another.

    Gives whether it did. Rows that belong to no known table are in `lost_and_found`.
    """
    shell = shutil.which("sqlite3")
    if shell is None:
        return False
    try:
        with (
            Popen(  # noqa: S603 the shell of this computer, and files of ours
                [shell, str(damaged), ".recover"], stdout=PIPE, stderr=DEVNULL
            ) as reader,
            Popen(  # noqa: S603 likewise
                [shell, str(target)], stdin=reader.stdout, stdout=DEVNULL, stderr=DEVNULL
            ) as writer,
        ):
            try:
                writer.wait(_SHELL_SECONDS)
            finally:
                reader.kill()
                writer.kill()
    except (OSError, TimeoutExpired):
        return False
    return target.exists()


def found_contents(db: sqlite3.Connection) -> Iterator[tuple[str, bytes]]:
    """Hash and deflated bytes in `lost_and_found`, where they look like contents of files."""
    query = "SELECT c0, c1 FROM lost_and_found WHERE length(c0) = 64 AND typeof(c1) = 'blob'"
    with closing(db.cursor()) as cursor:
        try:
            yield from cursor.execute(query)
        except sqlite3.Error:
            return
