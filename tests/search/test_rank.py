"""Results are ranked as FTS5's bm25 ranks them, without its walk through every match."""

from collections.abc import Iterator

import numpy as np
import pytest
from sqlalchemy import Connection

from app.query.parser import parse
from app.search.columns.snapshot import from_arrays, read_snapshot, to_arrays
from app.search.columns.storage import Arrays
from app.search.fts_query import Tokens
from app.search.scope import Scope
from app.search.scoring import by_date, by_relevance, ranked_terms
from app.search.tiers import matching_rows
from app.store.db.library import Library
from app.store.fts.tables import DOCUMENTS, HIGHLIGHTS, IndexedTable
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
def scopes(library: Connection, request: pytest.FixtureRequest) -> dict[str, Scope]:
    """Both tables of the library, their frequent words read from FTS5 or kept."""
    known = read_snapshot(library)
    if request.param:
        known = from_arrays(known.position, Arrays(dict(to_arrays(library, known))))
    return {table.name: Scope(library, known, Tokens(), table) for table in (HIGHLIGHTS, DOCUMENTS)}


def by_bm25(db: Connection, table: IndexedTable, query: str) -> dict[int, float]:
    """What FTS5 gives each match, the higher the better."""
    column, _, word = query.rpartition(":")
    expression = (
        (f"{{{table.columns[column]}}} : {word}") if column else query.replace(" -", " NOT ")  # type: ignore[index] # columns of both tables
    )
    weights = ", ".join(str(weight) for weight in table.weights.values())
    index = table.index
    asked = f"SELECT rowid, -bm25({index}, {weights}) FROM {index} WHERE {index} MATCH ?"
    return {row[0]: row[1] for row in db.exec_driver_sql(asked, (expression,))}


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("table", [HIGHLIGHTS, DOCUMENTS], ids=["highlights", "documents"])
def test_nine_of_ten_first_results_are_bm25_s(
    library: Connection, scopes: dict[str, Scope], table: IndexedTable, query: str
) -> None:
    if query.startswith("note:") and table is DOCUMENTS:
        pytest.skip("documents have no such column")
    scope = scopes[table.name]
    tree = parse(query).tree
    rows, scores = by_relevance(scope, matching_rows(scope, tree), ranked_terms(scope, tree), FIRST)
    truth = by_bm25(library, table, query)
    least = sorted(truth.values(), reverse=True)[: len(rows)][-1]
    assert len(rows) == min(FIRST, len(truth))
    assert sum(truth[row] >= least - 1e-9 for row in rows.tolist()) >= 0.9 * len(rows)
    assert np.all(np.diff(scores) <= 0)


def test_the_first_of_many_are_found_without_sorting_all(
    scopes: dict[str, Scope], monkeypatch: pytest.MonkeyPatch
) -> None:
    scope = scopes[HIGHLIGHTS.name]
    tree = parse("the OR of OR and OR a").tree
    among = matching_rows(scope, tree)
    whole, _ = by_relevance(scope, among, ranked_terms(scope, tree), 3000)
    newest, _ = by_date(scope, among, "new", 3000)
    monkeypatch.setattr("app.search.scoring._CHUNK", 64)
    for most in (1, 7, 20, 400):
        assert (
            by_relevance(scope, among, ranked_terms(scope, tree), most)[0].tolist()
            == whole[:most].tolist()
        )
        assert by_date(scope, among, "new", most)[0].tolist() == newest[:most].tolist()
