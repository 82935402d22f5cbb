"""When a search finds nothing: which of its parts stands in the way."""

from collections.abc import Iterator

from sqlalchemy import Connection

from app.model import Lesser
from app.query.parser import parse
from app.query.rewrite import alone, chips
from app.search.search import count

MOST_PARTS = 6  # of a query that are tried: each is a search of its own


def without_each(db: Connection, text: str) -> tuple[Lesser, ...]:
    """The query less each of its parts, as far as that finds anything, the most first; at most `MOST_PARTS` are counted."""
    told = chips(parse(text))[:MOST_PARTS]
    return _most(_counted(db, chip.words, chip.without) for chip in told if len(told) > 1)


def each_alone(db: Connection, text: str) -> tuple[Lesser, ...]:
    """Each part of the query by itself, as far as that finds anything, the most first; for queries that no single part spoils."""
    query = parse(text)
    return _most(_counted(db, chip.words, alone(query, i)) for i, chip in enumerate(chips(query)[:MOST_PARTS]))


def _counted(db: Connection, words: str, text: str) -> Lesser:
    return Lesser(words, text, count(db, text))


def _most(tried: Iterator[Lesser]) -> tuple[Lesser, ...]:
    return tuple(sorted((one for one in tried if one.total), key=lambda one: -one.total))
