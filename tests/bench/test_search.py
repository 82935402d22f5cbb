"""How long searches take, class by class, beside FTS5 alone.

In an invented library of the size that FLORILEGIUM_BENCH says.
"""

import os
import random
import resource
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from threading import Event

import pytest

from app.search.columns.cache import cache_of, file_of
from app.search.fts_query import Tokens
from app.search.fuzzy import vocabularies
from app.search.scope import Scope
from app.search.search import search
from app.store.db.library import Library, Reader
from app.store.db.rows import encode
from app.store.fts.tables import HIGHLIGHTS
from tests.bench.library import make_library
from tests.bench.vault import HEAD

SIZE = int(os.environ.get("FLORILEGIUM_BENCH", "20000"))
_BARE = """
SELECT h.id, d.title, snippet(highlight_search, 0, '<mark>', '</mark>', '...', 24)
FROM highlight_search JOIN highlights h ON h.id = highlight_search.rowid
  JOIN documents d ON d.id = h.document_id
WHERE highlight_search MATCH ? ORDER BY rank LIMIT 20
"""
_REPEATS = 3  # of which the best counts: other work on the machine is no part of a search
_LONG = 500  # milliseconds that are not waited for again
_SPIN = 300_000  # turns of an empty loop, by which one machine is held against another


def classes(db: Reader) -> Mapping[str, Sequence[str]]:
    """Queries of each class, chosen by how often their words stand in the index."""
    chance = random.Random(7)  # noqa: S311 the same each time
    cache = cache_of(db.library)
    known = vocabularies(Scope(db, cache.current(db), Tokens(), HIGHLIGHTS))[0]
    said = {known.word(number): int(known.counts[number]) for number in range(len(known.ends))}
    plain = sorted(
        word for word in said if word.isalpha() and word[-1] not in "aeiousy" and len(word) > 3
    )

    def some(least: float, most: float, number: int) -> list[str]:
        matching_rows = [word for word in plain if least <= said[word] <= most]
        return chance.sample(matching_rows, min(number, len(matching_rows)))

    rare, medium, common = (
        some(2, max(20, SIZE / 20_000), 15),
        some(0.003 * SIZE, 0.01 * SIZE, 15),
        some(0.06 * SIZE, 0.6 * SIZE, 12),
    )
    stop = list(HEAD[:8])
    tags = [row[0] for row in db.exec_driver_sql("SELECT name FROM tags ORDER BY id LIMIT 100")]
    authors = [
        row[0] for row in db.exec_driver_sql("SELECT name FROM authors ORDER BY id LIMIT 100")
    ]
    return {
        "rare": rare,
        "medium": medium,
        "common": common,
        "stop word": stop[:5],
        "medium and common": [" ".join(two) for two in zip(medium, common, strict=False)],
        "common and common": [
            " ".join(two) for two in zip(common[::2], common[1::2], strict=False)
        ],
        "4 stop words": [" ".join(chance.sample(stop, 4)) for _ in range(5)],
        "OR of 3 common": [" OR ".join(chance.sample(common, 3)) for _ in range(5)],
        "common -common": [" -".join(two) for two in zip(common[::2], common[1::2], strict=False)],
        "phrase": [f'"{a} {b}"' for a, b in zip(medium, stop * 2, strict=False)],
        "phrase of common": [f'"{a} {b}"' for a, b in pairwise(common)],
        "phrase of stop words": [f'"{a} {b}"' for a, b in pairwise(stop)],
        **{f"prefix {letters}": [f"{word[:letters]}*" for word in medium] for letters in (2, 3, 4)},
        "tag and common": [f"tag:{chance.choice(tags)} {word}" for word in common],
        "author and common": [f'author:"{chance.choice(authors)}" {word}' for word in common],
        "years and common": [
            f"after:{chance.randint(2015, 2019)} before:{chance.randint(2021, 2025)} {word}"
            for word in common
        ],
        "filters": [
            *(f"tag:{tag}" for tag in tags[:4]),
            "kind:book",
            "is:favorite",
            "has:note",
            "after:2020",
            "kind:article len:>200",
            "is:highlight",
        ],
        "by date": [
            *(f"{word} sort:new" for word in common[:6]),
            "sort:new",
            "sort:old",
            "sort:place",
            "the sort:place",
        ],
        "misspelled": [f"{word[:2]}{word[3:]}" for word in medium if len(word) > 6],
    }


def milliseconds(work: Callable[[str], object], queries: Sequence[str]) -> list[float]:
    """How long the best of some runs takes, for each query, in order of length."""
    taken = []
    for query in queries:
        best = float("inf")
        for _ in range(_REPEATS):
            begun = time.perf_counter()
            work(query)
            best = min(best, 1000 * (time.perf_counter() - begun))
            if best > _LONG:
                break
        taken.append(best)
    return sorted(taken)


def told(taken: Sequence[float]) -> str:
    """The middle one, and one that 95 of 100 stay below."""
    return (
        f"{statistics.median(taken):8.1f} "
        f"/{taken[min(len(taken) - 1, int(0.95 * len(taken)))]:7.1f}"
        if taken
        else f"{'-':>17}"
    )


def spin() -> float:
    """Milliseconds of a loop that does nothing."""
    begun = time.perf_counter()
    for _ in range(_SPIN):
        pass
    return 1000 * (time.perf_counter() - begun)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The library, made once where FLORILEGIUM_BENCH_LIBRARY says or anew, with its snapshot."""
    kept = os.environ.get("FLORILEGIUM_BENCH_LIBRARY", "")
    path = Path(kept or tmp_path_factory.mktemp("bench") / "library.db")
    if not path.exists():
        make_library(path, SIZE)
    engine = Library(path)
    begun, cpu = time.perf_counter(), time.process_time()
    with engine.reading() as db:
        cache = cache_of(engine)
        if not file_of(path).exists():
            cache.refresh(db, Event())
    print(  # noqa: T201 a table for people
        f"\n{SIZE} highlights; snapshot made in {time.perf_counter() - begun:.1f} s wall, "
        f"{time.process_time() - cpu:.1f} s CPU",
        end="",
    )
    print(  # noqa: T201 a table for people
        f"; {file_of(path).stat().st_size / 1e6:.0f} MB beside {path.stat().st_size / 1e6:.0f} MB"
    )
    return engine


@pytest.mark.timeout(3600)
def test_searches_beside_fts5(engine: Library) -> None:
    """Prints the table: milliseconds, middle and 95th of 100, of the whole answer.

    And of FTS5's first twenty without total and facets.
    """

    def ask(query: str, page: int = 1) -> None:
        with engine.reading() as db:
            search(db, query, cursor=encode([20 * (page - 1)]) if page > 1 else "")

    def bare(query: str) -> None:
        with engine.reading() as db:
            db.exec_driver_sql(_BARE, (query,)).all()

    with engine.reading() as db:
        queries = classes(db)
    ask("warm up")
    print(  # noqa: T201
        f"\n{'':22}{'page 1':>17}{'page 50':>17}{'FTS5 alone':>17}   an empty loop took "
        f"{min(spin() for _ in range(9)):.1f} ms"
    )
    for name, asked in queries.items():
        plain = [] if any(sign in "".join(asked) for sign in ":-") else asked
        deep = milliseconds(lambda query: ask(query, 50), asked)
        print(  # noqa: T201 a table for people
            f"{name:22}{told(milliseconds(ask, asked))}{told(deep)}"
            f"{told(milliseconds(bare, plain[:4]))}"
        )
    every = [query for asked in queries.values() for query in asked]
    random.Random(3).shuffle(every)  # noqa: S311 the same each time
    for clients in (1, 2):
        with ThreadPoolExecutor(clients) as pool:
            taken = sorted(
                time_of
                for each in pool.map(lambda query: milliseconds(ask, [query]), every)
                for time_of in each
            )
        print(f"{clients} busy client{'s' * (clients > 1)}, all classes mixed{'':2}{told(taken)}")  # noqa: T201 a table for people
    print(f"most memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB")  # noqa: T201 a table for people
    with engine.reading() as db:
        for query in ("the", "the of", "the -of", "the OR river", "river harbour"):
            expression = query.replace(" -", " NOT ")
            count = sum(
                db.exec_driver_sql(
                    f"SELECT count(*) FROM {index} WHERE {index} MATCH ?", (expression,)
                ).scalar_one()
                for index in ("highlight_search", "document_search")
            )
            assert search(db, query).total == count
