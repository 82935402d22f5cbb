"""A table of queries with their results in an invented library, in order, and their tiers."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from app.search.search import search
from app.store.db.library import Library
from tests.search.sample_library import DOCUMENTS, fill

TABLE = Path(__file__).with_name("found.tsv").read_text(encoding="utf-8").split("\n")
SIGNS = {
    "=": "exact phrase",
    "*": "prefix",
    "%": "most words",
    "+": "part of a word",
    "~": "near spelling",
}
ROWS = [tuple(line.split("\t")) for line in TABLE if line and not line.startswith("# ")]
TITLES = {title: name for name, (title, *_) in DOCUMENTS.items()}


@pytest.fixture(scope="module")
def library(schema_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """A reader of the library of the table."""
    engine = Library(
        Path(shutil.copy(schema_file, tmp_path_factory.mktemp("found") / "library.db"))
    )
    with engine.writing() as db:
        fill(db)
    with engine.reading() as db:
        yield db
    engine.close()


@pytest.mark.parametrize(("query", "expected"), ROWS, ids=[row[0] for row in ROWS])
def test_a_query_finds(library: Connection, query: str, expected: str) -> None:
    found = search(library, query, limit=100)
    assert [
        (hit.highlight.id if hit.highlight else TITLES[hit.document.title], hit.tier)
        for hit in found.hits
    ] == [
        (name.lstrip("".join(SIGNS)), SIGNS.get(name[0], "all words")) for name in expected.split()
    ]
    assert found.total == len(found.hits)
    assert found.exact_total


def test_the_table_is_long_enough() -> None:
    assert len(ROWS) >= 150
    assert sum("~" in expected for _, expected in ROWS) >= 30
    assert (
        sum(
            re.search("[\u0e01-\u0eff\u3040-\u9fff\uac00-\ud7a3]", query) is not None
            for query, _ in ROWS
        )
        >= 20
    )


@pytest.mark.parametrize(
    ("query", "suggested"),
    [
        ("ryver salt", ("river salt",)),
        ("cloks -salt sort:new", ("clocks -salt sort:new",)),
        ("ryver -chapter:ryver -ryver-salt", ("river -chapter:ryver -ryver-salt",)),
        ("text:ryver salt", ("text:river salt",)),
        ("(ryver OR cloks) salt", ("(river OR clocks) salt",)),
        ("salt", ()),
    ],
)
def test_other_spellings_are_suggested(
    library: Connection, query: str, suggested: tuple[str, ...]
) -> None:
    found = search(library, query)
    assert found.suggestions == suggested
    assert all(search(library, each).total for each in suggested)


def test_words_that_were_read_otherwise_are_named(library: Connection) -> None:
    found = search(library, "temprature shivering")
    assert [hit.highlight.id for hit in found.hits if hit.highlight] == ["hive"]
    assert found.explanation.endswith("temprature also read as temperature")
    assert found.tiers == (("near spelling", 1),)


def test_facets_say_what_narrows_the_answer(library: Connection) -> None:
    facets = {facet.name: dict(facet.rows) for facet in search(library, "salt").facets}
    assert facets["document"] == {"The Salt Road": 5, "River": 1, "A Book of Knots": 1}
    assert facets["with"] == {"note": 3, "favorite": 1}
    assert facets["kind"] == {"book": 7}
    assert facets["author"]["Ada Quill"] == 6


def test_the_sum_of_the_tiers_is_the_total(library: Connection) -> None:
    for query, _ in ROWS[:80]:
        found = search(library, query)
        assert sum(number for _, number in found.tiers) == found.total
