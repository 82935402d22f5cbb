"""Relaxed queries for one that finds nothing: without one part, or one part alone."""

from collections.abc import Iterator

from sqlalchemy import Connection

from app.model import Lesser
from app.query.parser import parse
from app.query.rewrite import alone, chips
from app.search.search import count

MOST_PARTS = 6  # of a query that are tried: each is a search of its own


def without_each(db: Connection, text: str) -> tuple[Lesser, ...]:
    """The query without each of its parts, as far as that has results, the most first.

    At most `MOST_PARTS` parts are tried.
    """
    parts = chips(parse(text))[:MOST_PARTS]
    return _most(_counted(db, chip.words, chip.without) for chip in parts if len(parts) > 1)


def each_alone(db: Connection, text: str) -> tuple[Lesser, ...]:
    """Each part of the query alone, as far as that has results, the most first.

    For queries in which no single part is to blame.
    """
    query = parse(text)
    return _most(
        _counted(db, chip.words, alone(query, i))
        for i, chip in enumerate(chips(query)[:MOST_PARTS])
    )


def _counted(db: Connection, words: str, text: str) -> Lesser:
    return Lesser(words, text, count(db, text))


def _most(tried: Iterator[Lesser]) -> tuple[Lesser, ...]:
    return tuple(sorted((one for one in tried if one.total), key=lambda one: -one.total))
