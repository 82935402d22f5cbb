"""Our whole answer beside what other engines need for theirs, over the same texts."""

from functools import partial
from pathlib import Path

import pytest

from app.search.search import search
from app.store.db.library import Library
from tests.bench.beside import NOT_OF_RIPGREP, minisearch, ripgrep, tantivy, texts_of
from tests.bench.test_search import classes, engine, milliseconds, told

__all__ = ["engine"]  # a fixture
COMPARED = (
    "rare",
    "medium",
    "common",
    "stop word",
    "medium and common",
    "4 stop words",
    "OR of 3 common",
    "phrase",
    "prefix 3",
    "misspelled",
)


@pytest.mark.timeout(3600)
def test_searches_beside_other_engines(engine: Library, tmp_path: Path) -> None:
    """Prints the table: milliseconds, middle and 95th of 100. Ours.

    The page with total, facets and snippets; the others': their results.
    """

    def ours(_name: str, query: str) -> object:
        with engine.reading() as db:
            return search(db, query)

    with engine.reading() as db:
        queries = {name: asked for name, asked in classes(db).items() if name in COMPARED}
        texts = texts_of(db)
    (tmp_path / "tantivy").mkdir()
    engines = {
        "Florilegium": ours,
        "tantivy": tantivy(tmp_path / "tantivy", texts),
        "ripgrep": ripgrep(tmp_path, texts),
    }
    in_node = minisearch(tmp_path, texts, queries)
    print(f"\n{'':22}" + "".join(f"{name:>17}" for name in (*engines, "MiniSearch")))  # noqa: T201 a table for people
    for name, asked in queries.items():
        able = [
            ask if each != "ripgrep" or name not in NOT_OF_RIPGREP else None
            for each, ask in engines.items()
        ]
        taken = [milliseconds(partial(ask, name), asked) if ask else [] for ask in able]
        print(f"{name:22}" + "".join(map(told, (*taken, in_node.get(name, [])))))  # noqa: T201
