"""How often a page asks the library: a number that does not grow with its rows."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.store.db.library import Library
from tests.conftest import Lend
from tests.statements import heard

MOST = {
    "/": 18,
    "/documents": 9,
    "/documents?view=list&kind=book": 9,
    "/documents?year=undated": 9,
    "/highlights": 7,
    "/highlights?favorite=1": 7,
    "/authors": 4,
    "/authors/Marit Oldenshaw": 60,
    "/tags": 5,
    "/timeline": 9,
    "/timeline?when=undated": 8,
    "/numbers": 36,
    "/graph": 18,
    "/graph?around=The Patience of Rivers&depth=1": 40,
    "/graph?around=tag:time": 60,
    "/numbers?by=weekdays&year=2025": 30,
    "/walk?here={latest}&been=nosuchcode": 68,
    "/tags/time": 25,
    "/notes": 4,
    "/notes/new": 2,
    "/complete/names?q=ri": 8,
    "/trays": 7,
    "/pages": 3,
    "/pages/hydrological patience": 14,
    "/imports": 4,
    "/imports/3": 6,
    "/files": 7,
    "/searches": 3,
    "/complete?q=by:mar": 1,
    "/complete?q=words": 0,
    "/jump?q=riv": 17,
    # snippets of documents are cut out of their own texts, the index holds no accents
    "/search?q=words": 37,
    "/search?q=": 5,
    "/export": 3,
    "/export?q=words": 24,
    "/search?q=words zebra gnu": 80,
    "/search.json?q=words": 46,
    "/search.csv?q=words": 22,
}


PLANNED = ("/search", "/jump", "/numbers", "/walk", "/export", "/graph")


def counted(client: TestClient, asked: list[str], url: str) -> int:
    """The statements that one page runs, those that begin and end its reading aside."""
    client.get(
        "/search?q=zebra"
    )  # the first search that looks for anything reads all rows, whichever page it is for
    if "{latest}" in url:
        latest = client.get("/api/highlights?limit=1").json()["items"][0]["id"]
        url = url.replace("{latest}", latest)
    client.get(url)  # and the first page of a name looks for its mentions, which are kept
    asked.clear()
    assert client.get(url).status_code == 200
    return len(asked)


@pytest.mark.parametrize("url", MOST)
def test_a_page_asks_a_few_times_however_much_there_is(
    client: TestClient, statements: list[str], large: tuple[TestClient, list[str]], url: str
) -> None:
    few, many = counted(client, statements, url), counted(*large, url)
    assert few <= MOST[url]
    assert many <= (
        MOST[url] if url.startswith(PLANNED) else few
    )  # a search plans by what it finds, and a drawing may be kept from another test


@pytest.fixture(scope="module")
def large(lend: Lend, large_file: Path) -> Iterator[tuple[TestClient, list[str]]]:
    """The pages of a library with eighty documents more, and the statements they run."""
    with Library(large_file) as engine, heard(engine.readers) as asked:
        yield (
            TestClient(lend(large_file, engine), base_url="http://127.0.0.1:8000"),
            asked,
        )
