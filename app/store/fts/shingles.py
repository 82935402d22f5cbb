"""Marks of passages: hashes of a few runs of their words, by which nearly equal ones are found.

Each passage keeps a sample of its runs of three words, at least six and about a tenth of them.
Who looks for a passage asks for all its runs (`store/around/marked`), so that one that is quoted
within a longer one, or that has a few other words, shares a mark with it in nearly all cases. What
shares one is compared word by word when it is read.
"""

import json
import struct
from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Connection

from app.store.fts.hyphens import BEHIND

LEAST = 6  # marks of a passage with so many runs
BITS = 0x3FFFFFFF
SAMPLE = (BITS + 1) // 10  # every tenth run is a mark, by its hash
LONGER = 2  # bytes of the words that are left out, as `of` and `is`
BEGINNING = 8  # bytes of a word that its hash is of, with its length: what NumPy reads at once
SPREAD, STEP = 0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F  # odd: of 64 bits, with as many ones as not
_WHOLE = (1 << 64) - 1
_SHIFT = 64 - BITS.bit_length()
_MANY = 4_000  # texts that are marked faster by NumPy, the time to import it included
_ASCII = bytes(n if chr(n).isalnum() else 32 for n in range(128)).lower()
_WORDS = _ASCII + bytes(range(128, 256))  # all letters of other scripts stay


def runs(text: str) -> list[int]:
    """Hashes of all runs of three words in a text of the index; empty for fewer words.

    They do not depend on the program's run or Python's version, since they are stored.
    """
    words = [_hash(word) for word in letters_of(text).split() if len(word) > LONGER]
    return [
        (a * 961 + b * 31 + c) & BITS for a, b, c in zip(words, words[1:], words[2:], strict=False)
    ]


def _hash(word: bytes) -> int:
    begins = int.from_bytes(word[:BEGINNING], "little")
    return ((begins + len(word) * STEP) * SPREAD & _WHOLE) >> _SHIFT


def letters_of(text: str) -> bytes:
    """Words of a text of the index as UTF-8 with spaces between, without those joined behind it."""
    return text.partition(BEHIND)[0].encode("utf-8", "surrogatepass").translate(_WORDS)


def marks(text: str) -> set[int]:
    """The marks of a text of the index."""
    found = runs(text)
    sample = {run for run in found if run < SAMPLE}
    return sample if len(sample) >= LEAST else {*sorted({*found})[:LEAST]}


def packed(marks: Collection[int]) -> bytes:
    """Marks as they are stored: in order, four bytes each, the lowest first."""
    return struct.pack(f"<{len(marks)}I", *sorted(marks))


def write_marks(db: Connection, texts: Sequence[tuple[int, str]]) -> None:
    """Write the marks of these highlights (row id, text of the index), in place of earlier ones."""
    if texts:
        db.exec_driver_sql(_WRITE, _marks_of(texts))


def _marks_of(texts: Sequence[tuple[int, str]]) -> list[tuple[int, bytes]]:
    if len(texts) < _MANY:
        return [(row, packed(marks(text))) for row, text in texts]
    from app.store.fts.many_marks import marks_of_many  # slow to import: NumPy

    return marks_of_many(texts)


def drop_marks(db: Connection, rows: Iterable[int]) -> None:
    """Delete the marks of these highlights, which no search finds any more."""
    db.exec_driver_sql(_DROP, (json.dumps([*rows]),))


_WRITE = (  # an update: to replace takes half as long again, also where nothing is there
    "INSERT INTO echo_marks (highlight_id, marks) VALUES (?, ?)"
    " ON CONFLICT DO UPDATE SET marks = excluded.marks"
)
_DROP = "DELETE FROM echo_marks WHERE highlight_id IN (SELECT value FROM json_each(?))"
