"""An invented library of any size, its rows written straight into the tables.

What an import of it would leave, in a fraction of the time.
"""

import random
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import accumulate
from pathlib import Path

from sqlalchemy import text

from app.store.db.counts import write_tag_counts
from app.store.db.library import Library
from app.store.fts.index import mark_highlights
from app.store.migrations import upgrade
from tests.bench.vault import HEAD

PASSAGES = 20  # of a document
_TOGETHER = 2000  # documents written at once
_MARKED = 5_000  # passages marked at once
_STARTS = (
    "b",
    "br",
    "c",
    "ch",
    "cl",
    "d",
    "dr",
    "f",
    "g",
    "gr",
    "h",
    "j",
    "k",
    "l",
    "m",
    "n",
    "p",
    "pl",
    "qu",
    "r",
    "s",
    "st",
    "t",
    "v",
    "w",
    "",
)
_VOWELS = ("a", "e", "i", "o", "u", "ai", "ea", "ou")
_ENDS = ("", "", "", "n", "r", "l", "s", "t", "m", "nd", "ck", "rn")


def vocabulary(size: int) -> tuple[list[str], list[float]]:
    """So many invented words, the frequent ones first, with cumulative weights after Zipf."""
    chance = random.Random(1)  # noqa: S311 the same each time
    known = dict.fromkeys(HEAD)
    while len(known) < size:
        syllables = chance.choices((1, 2, 3), (2, 5, 3))[0]
        known[
            "".join(
                chance.choice(_STARTS) + chance.choice(_VOWELS) + chance.choice(_ENDS)
                for _ in range(syllables)
            )
        ] = None
    return list(known), list(accumulate(1 / (rank + 2.7) for rank in range(size)))


def make_library(path: Path, highlights: int) -> None:
    """Write the library: twenty highlights a document, notes, tags.

    Favourites and some bodies here and there.
    """
    engine = Library(path)
    upgrade(engine)
    engine.close()
    words, weights = vocabulary(min(150_000, 8_000 + highlights // 4))
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for pragma in ("synchronous=OFF", "cache_size=-200000", "foreign_keys=OFF"):
            db.execute(f"PRAGMA {pragma}")
        db.execute("BEGIN")
        db.execute(
            "INSERT INTO imports (started_at, finished_at) VALUES ('2025-01-01T00:00:00Z', "
            "'2025-01-01T00:01:00Z')"
        )
        db.executemany(
            "INSERT INTO authors VALUES (?, ?, ?)",
            (
                (n, f"Author {words[200 + n].title()}", f"author {words[200 + n]}")
                for n in range(1, 5001)
            ),
        )
        db.executemany(
            "INSERT INTO tags VALUES (?, ?, ?)",
            ((n, words[50 + 3 * n], words[50 + 3 * n]) for n in range(1, 601)),
        )
        for first in range(1, highlights // PASSAGES + 1, _TOGETHER):
            _write(
                db, range(first, min(first + _TOGETHER, highlights // PASSAGES + 1)), words, weights
            )
        db.execute("COMMIT")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()


def enrich(library: Library, statements: Iterable[str]) -> float:
    """Run these statements, count the tags and mark the passages for echoes.

    Gives the microseconds of the processor that the marks of a passage took.
    """
    with library.writing() as db:
        for statement in statements:
            db.execute(text(statement))
        write_tag_counts(db, list(db.execute(text("SELECT id FROM documents")).scalars()))
        rows = list(db.execute(text("SELECT id FROM highlights")).scalars())
        begun = time.process_time()
        for at in range(0, len(rows), _MARKED):
            mark_highlights(db, rows[at : at + _MARKED])
        return (time.process_time() - begun) * 1e6 / len(rows)


def _write(
    db: sqlite3.Connection, documents: range, words: list[str], weights: list[float]
) -> None:
    rows: dict[str, list[tuple[object, ...]]] = {name: [] for name in _INSERTS}
    for document in documents:
        for name, row in _document(document, words, weights):
            rows[name].append(row)
    for name, insert in _INSERTS.items():
        db.executemany(insert, rows[name])


_INSERTS = {
    "document": "INSERT INTO documents (id, code, kind, title, title_key, author_key, url, "
    "earliest, latest, highlights, import_id, body)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?8, ?8, 20, 1, ?9)",
    "author": "INSERT INTO document_authors (document_id, author_id) VALUES (?, ?)",
    "document tag": "INSERT OR IGNORE INTO document_tags VALUES (?, ?)",
    "highlight": "INSERT INTO highlights (id, code, document_id, position, at, highlighted_at, "
    "favorite, import_id, location, note, text)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?)",
    "highlight tag": "INSERT OR IGNORE INTO highlight_tags VALUES (?, ?)",
    "document index": "INSERT INTO document_search (rowid, title, authors, tags, body) VALUES "
    "(?, ?, ?, ?, ?)",
    "highlight index": "INSERT INTO highlight_search (rowid, text, note, title, authors, tags) "
    "VALUES (?, ?, ?, ?, ?, ?)",
}


def _document(
    number: int, words: list[str], weights: list[float]
) -> Iterator[tuple[str, tuple[object, ...]]]:
    chance = random.Random(number)  # noqa: S311 the same each time

    def some(least: int, mean: float) -> str:
        return " ".join(
            chance.choices(
                words, cum_weights=weights, k=max(least, int(chance.lognormvariate(mean, 0.6)))
            )
        ).capitalize()

    title = f"{some(3, 1.6)[:80]} {number}"
    author, kind = (
        int(4999 * chance.random() ** 2) + 1,
        chance.choices(("article", "book", "tweet", "podcast"), (6, 2, 1, 1))[0],
    )
    tags = {int(599 * chance.random() ** 2) + 1 for _ in range(chance.choice((0, 0, 1, 2)))}
    day = f"{chance.randint(2015, 2025)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    body = some(200, 5.5) if number % 10 == 0 else ""
    name, named = (
        f"Author {words[200 + author].title()}",
        " ".join(words[50 + 3 * tag] for tag in tags),
    )
    yield (
        "document",
        (
            number,
            f"d{number:09}",
            kind,
            title,
            title.casefold(),
            name.casefold(),
            f"https://example.org/{number}",
            day,
            body,
        ),
    )
    yield "author", (number, author)
    yield "document index", (number, title, name, named, body)
    for tag in tags:
        yield "document tag", (number, tag)
    for position in range(PASSAGES):
        row = (number - 1) * PASSAGES + position + 1
        text, note = some(6, 3.9) + ".", some(3, 2) if chance.random() < 0.08 else ""
        own = {int(599 * chance.random() ** 2) + 1} if chance.random() < 0.12 else set()
        at = f"{day}T{position:02}:{chance.randint(0, 59):02}:00"
        yield (
            "highlight",
            (
                row,
                f"h{row:09}",
                number,
                position,
                at,
                at,
                int(chance.random() < 0.02),
                f"Location {position * 37}",
                note,
                text,
            ),
        )
        yield (
            "highlight index",
            (
                row,
                text,
                note,
                title,
                name,
                " ".join((named, *(words[50 + 3 * tag] for tag in own))),
            ),
        )
        for tag in own - tags:
            yield "highlight tag", (row, tag)
