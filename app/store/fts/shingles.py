"""Marks of passages: hashes of a few runs of their words, by which nearly equal ones are found.

Each passage keeps a sample of its runs of three words, at least six and about a tenth of them.
Who looks for a passage asks for all its runs, so that one that is quoted within a longer one, or
that has a few other words, shares a mark with it in nearly all cases. What shares one is compared
word by word when it is read.
"""

import json
from collections.abc import Collection, Sequence
from zlib import crc32

from sqlalchemy import Connection

from app.store.db.derived_schema import echo_marks
from app.store.db.relations import sync
from app.store.db.rows import add_rows
from app.store.fts.hyphens import BEHIND

_COLUMNS = ("highlight_id", "mark")
LEAST = 6  # marks of a passage with so many runs
BITS = 0x3FFFFFFF
SAMPLE = (BITS + 1) // 10  # every tenth run is a mark, by its hash
LONGER = 2  # bytes of the words that are left out, as `of` and `is`
_MANY = 4_000  # texts that are marked faster by NumPy, the time to import it included
_ASCII = bytes(n if chr(n).isalnum() else 32 for n in range(128)).lower()
_WORDS = _ASCII + bytes(range(128, 256))  # all letters of other scripts stay


def runs(text: str) -> list[int]:
    """Hashes of all runs of three words in a text of the index; empty for fewer words.

    They do not depend on the program's run or Python's version, since they are stored.
    """
    words = [crc32(word) for word in letters_of(text).split() if len(word) > LONGER]
    return [
        (a * 961 + b * 31 + c) & BITS for a, b, c in zip(words, words[1:], words[2:], strict=False)
    ]


def letters_of(text: str) -> bytes:
    """Words of a text of the index as UTF-8 with spaces between, without those joined behind it."""
    return text.partition(BEHIND)[0].encode("utf-8", "surrogatepass").translate(_WORDS)


def marks(text: str) -> set[int]:
    """The marks of a text of the index."""
    found = runs(text)
    sample = {run for run in found if run < SAMPLE}
    return sample if len(sample) >= LEAST else {*sorted({*found})[:LEAST]}


def write_marks(db: Connection, texts: Sequence[tuple[int, str]], known: Collection[int]) -> None:
    """Write the marks of these highlights (row id, text of the index).

    `known` are the rows that may have other ones.
    """
    rows = _marks_of(texts)
    if known:
        sync(db, echo_marks, _COLUMNS, known, rows)
    else:
        add_rows(db, echo_marks, _COLUMNS, rows)


def _marks_of(texts: Sequence[tuple[int, str]]) -> list[tuple[int, int]]:
    if len(texts) < _MANY:
        return [(row, mark) for row, text in texts for mark in marks(text)]
    from app.store.fts.many_marks import marks_of_many  # slow to import: NumPy

    return marks_of_many(texts)


def drop_marks(db: Connection, rows: Collection[int]) -> None:
    """Delete the marks of these highlights, which no search finds any more."""
    db.exec_driver_sql(_DROP, (json.dumps([*rows]),))


def rows_with_runs(db: Connection, text: str, most: int) -> list[int]:
    """Rows of the highlights with marks among the runs of a text, those with most first."""
    wanted = json.dumps(sorted({*runs(text)}))
    return [row[0] for row in db.exec_driver_sql(_BEARING, (wanted, most))]


_DROP = "DELETE FROM echo_marks WHERE highlight_id IN (SELECT value FROM json_each(?))"
_BEARING = """
SELECT highlight_id FROM echo_marks WHERE mark IN (SELECT value FROM json_each(?))
GROUP BY highlight_id ORDER BY count(*) DESC, highlight_id LIMIT ?
"""
