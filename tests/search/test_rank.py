"""Results are ranked as FTS5's bm25 ranks them, without its walk through every match."""

from collections.abc import Iterator

import numpy as np
import pytest
from sqlalchemy import Connection

from app.query.parser import parse
from app.search.columns.snapshot import loaded, read_digest, stored
from app.search.columns.storage import Arrays
from app.search.fts_query import Tokens
from app.search.rank import best, dated, words
from app.search.scope import Ground
from app.search.tiers import fitting
from app.store.db.library import Library
from app.store.fts.tables import DOCUMENTS, HIGHLIGHTS, Shelf
from tests.bench.library import make_library

QUERIES = [
    "the",
    "river",
    "salt",
    "the of",
    "river harbour",
    "salt OR bread OR stone",
    "the -of",
    "window paper lamp",
    "it",
    "harbour the",
    "note:the",
    "title:river",
]
FIRST = 20


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """A reader of three thousand highlights."""
    path = tmp_path_factory.mktemp("rank") / "library.db"
    make_library(path, 3000)
    engine = Library(path)
    with engine.reading() as db:
        yield db
    engine.close()


@pytest.fixture(scope="module", params=[False, True], ids=["from the index", "from the words"])
def grounds(library: Connection, request: pytest.FixtureRequest) -> dict[str, Ground]:
    """Both shelves, their frequent words read from FTS5 or kept."""
    known = read_digest(library)
    if request.param:
        known = loaded(known.position, Arrays(dict(stored(library, known))))
    return {shelf.name: Ground(library, known, Tokens(), shelf) for shelf in (HIGHLIGHTS, DOCUMENTS)}


def by_bm25(db: Connection, shelf: Shelf, query: str) -> dict[int, float]:
    """What FTS5 gives each match, the higher the better."""
    column, _, word = query.rpartition(":")
    expression = f"{{{shelf.columns[column]}}} : {word}" if column else query.replace(" -", " NOT ")  # type: ignore[index] # columns of both shelves
    weights = ", ".join(str(weight) for weight in shelf.weights.values())
    asked = f"SELECT rowid, -bm25({shelf.index}, {weights}) FROM {shelf.index} WHERE {shelf.index} MATCH ?"
    return {row[0]: row[1] for row in db.exec_driver_sql(asked, (expression,))}


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("shelf", [HIGHLIGHTS, DOCUMENTS], ids=["highlights", "documents"])
def test_nine_of_ten_first_results_are_bm25_s(library: Connection, grounds: dict[str, Ground], shelf: Shelf, query: str) -> None:
    if query.startswith("note:") and shelf is DOCUMENTS:
        pytest.skip("documents have no such column")
    ground = grounds[shelf.name]
    tree = parse(query).tree
    rows, scores = best(ground, fitting(ground, tree), words(ground, tree), FIRST)
    truth = by_bm25(library, shelf, query)
    least = sorted(truth.values(), reverse=True)[: len(rows)][-1]
    assert len(rows) == min(FIRST, len(truth))
    assert sum(truth[row] >= least - 1e-9 for row in rows.tolist()) >= 0.9 * len(rows)
    assert np.all(np.diff(scores) <= 0)


def test_the_first_of_many_are_found_without_sorting_all(grounds: dict[str, Ground], monkeypatch: pytest.MonkeyPatch) -> None:
    ground = grounds[HIGHLIGHTS.name]
    tree = parse("the OR of OR and OR a").tree
    among = fitting(ground, tree)
    whole, _ = best(ground, among, words(ground, tree), 3000)
    newest, _ = dated(ground, among, "new", 3000)
    monkeypatch.setattr("app.search.rank._CHUNK", 64)
    for most in (1, 7, 20, 400):
        assert best(ground, among, words(ground, tree), most)[0].tolist() == whole[:most].tolist()
        assert dated(ground, among, "new", most)[0].tolist() == newest[:most].tolist()
