"""How long the page around a passage and the graph of a few steps take, in an invented library.

Of the size that FLORILEGIUM_BENCH says; every hundredth passage is quoted in another document, and
half of all passages link somewhere.
"""

import os
import statistics
import time
from collections.abc import Callable, Iterator

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Connection

from app.search.near import sharing_words
from app.settings import Settings
from app.store.around.echoes import echoes
from app.store.around.passages import neighbours, read_that_week, sharing_tags
from app.store.db.library import Library
from app.store.graph.graphs import graph_around, whole_graph
from app.store.reads.highlights import highlight
from app.web.app import create_app
from tests.bench.library import enrich, make_library

pytestmark = pytest.mark.timeout(1800)  # to write a large library takes a while
SIZE = int(os.environ.get("FLORILEGIUM_BENCH", "20000"))
MOST = 50  # milliseconds of work
_RUNS = 21
_STATEMENTS = (
    "INSERT OR IGNORE INTO names SELECT title_key, id FROM documents",
    """INSERT INTO links (document_id, highlight_id, place, target, name, context)
    SELECT h.document_id, h.id, 'text', d.title_key, d.title, 'As [[' || d.title || ']] says.'
    FROM highlights AS h
    JOIN documents AS d ON d.id = 1 + (h.id * 7919) % (SELECT max(id) FROM documents)
    WHERE h.id % 2 = 0""",
    """UPDATE highlights SET text = 'She wrote: ' || (SELECT text FROM highlights AS o
    WHERE o.id = highlights.id - 50) WHERE id % 100 = 99""",
    """UPDATE highlight_search SET text =
    (SELECT h.text FROM highlights AS h WHERE h.id = highlight_search.rowid)
    WHERE rowid % 100 = 99""",
    "INSERT INTO index_log (mark, highlights, documents) VALUES (random(), '[]', '[]')",
)  # fmt: skip


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A library with echoes and links."""
    path = tmp_path_factory.mktemp("bench") / "library.db"
    make_library(path, SIZE)
    library = Library(path)
    marking = enrich(library, _STATEMENTS)
    print(f"\nmarks of a passage: {marking:.0f} microseconds")  # noqa: T201 what a bench is for
    yield library
    library.close()


def _code(db: Connection, number: int) -> str:
    row = (number * 100 + 49) % SIZE  # quoted by the passage fifty behind it
    query = "SELECT code FROM highlights WHERE id >= ? LIMIT 1"
    return str(db.exec_driver_sql(query, (row,)).scalar_one())


def _measured(name: str, work: Callable[[int], object]) -> float:
    """Milliseconds of work, the median; that and the slowest twentieth are printed."""
    for number in range(3):
        work(number)
    taken = []
    for number in range(_RUNS):
        begun = time.process_time()
        work(number)
        taken.append((time.process_time() - begun) * 1000)
    slow = sorted(taken)[int(0.95 * _RUNS)]
    print(f"\n{name:24} {statistics.median(taken):6.1f} ms, at p95 {slow:.1f} ms")  # noqa: T201
    return statistics.median(taken)


def test_what_is_around_a_passage_is_found_in_a_few_milliseconds(library: Library) -> None:
    with library.reading() as db:
        of = {number: highlight(db, _code(db, number)) for number in range(_RUNS)}
        assert _measured("echoes", lambda n: echoes(db, of[n])) < MOST
        assert _measured("rarest words", lambda n: sharing_words(db, of[n])) < MOST
        assert _measured("tags", lambda n: sharing_tags(db, of[n])) < MOST
        assert _measured("that week", lambda n: read_that_week(db, of[n])) < MOST
        assert _measured("neighbours", lambda n: neighbours(db, of[n])) < MOST
        assert any(echoes(db, each) for each in of.values())


def test_the_graph_of_one_step_is_made_in_fifty_milliseconds(library: Library) -> None:
    with library.reading() as db:
        for depth in (1, 2):
            work = lambda n, d=depth: graph_around(db, f"document:d{n + 7:09}", depth=d)  # noqa: E731
            taken = _measured(f"graph, {depth} step", work)
            assert depth > 1 or taken < MOST
        begun = time.process_time()
        whole_graph(db)
        print(f"\ngraph of all {(time.process_time() - begun) * 1000:.0f} ms")  # noqa: T201


@pytest.mark.parametrize(
    "page", ["/highlights/{}", "/graph?around=document:{}&depth=1", "/api/graph?around=document:{}"]
)
def test_a_page_is_made_in_fifty_milliseconds(library: Library, page: str) -> None:
    with TestClient(
        create_app(Settings(library.path), library), base_url="http://127.0.0.1:8000"
    ) as client:
        with library.reading() as db:
            codes = [_code(db, number) for number in range(_RUNS)]
        documents = [f"d{number + 7:09}" for number in range(_RUNS)]
        known = codes if page.startswith("/highlights") else documents
        assert client.get(page.format(known[0])).status_code == 200
        assert _measured(page, lambda n: client.get(page.format(known[n]))) < MOST
