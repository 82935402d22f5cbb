"""The numbers of the library."""

from sqlalchemy import Connection

from app.model import Stats
from app.store.reads.stats import stats


def test_stats_count_what_is_there(db: Connection) -> None:
    assert stats(db) == Stats(
        documents=4,
        highlights=8,
        gone=2,
        authors=2,
        tags=6,
        links=13,
        files=5,
        problems=1,
        noted=1,
        untagged=6,
    )


def test_an_empty_library_counts_nothing(blank: Connection) -> None:
    assert stats(blank) == Stats(
        documents=0,
        highlights=0,
        gone=0,
        authors=0,
        tags=0,
        links=0,
        files=0,
        problems=0,
        noted=0,
        untagged=0,
    )


def test_stats_cost_a_fixed_number_of_queries(db: Connection, queries: list[str]) -> None:
    queries.clear()
    stats(db)
    assert len(queries) == 5
