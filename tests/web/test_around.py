"""The page of a highlight tells what is around it, in as many queries whatever there is."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.identity.records import HighlightRecord
from app.store.db.library import Library
from app.store.writes.documents import write
from app.web.present.around.passages import apart
from tests.conftest import Lend
from tests.statements import heard
from tests.store.library import add_import
from tests.web.library import document, highlight

OWN = "Moss keeps its own calendar, and nobody in the valley has ever seen it hurry."
LONG = f"{'Slate and string, and the road beyond them. ' * 12}“{OWN}” {'So he wrote. ' * 30}"
_CODE = "SELECT code FROM highlights WHERE text = ?"
MOST = 72  # some two for each of a dozen rare words


Served = tuple[TestClient, str, list[str]]


@contextmanager
def _serve(lend: Lend, empty: Path, folder: Path, more: int) -> Iterator[Served]:
    records = [
        document("The Slow Garden", "book", "Petra Ilmarin", highlights=_passages(OWN, 8, "a")),
        document("Almanac", "book", "Ada Lorn", highlights=_passages(LONG, 3, "b")),
        *(
            document(f"Other {n}", "article", "Ada Lorn", highlights=_passages(f"No {n}.", 9, "c"))
            for n in range(more)
        ),
    ]
    with Library(Path(shutil.copy(empty, folder / f"{more}.db"))) as engine:
        with engine.writing() as db:
            add_import(db)
            write(db, records, [], 1)
            code = db.exec_driver_sql(_CODE, (OWN,)).scalar_one()
        client = TestClient(lend(engine.path, engine), base_url="http://127.0.0.1:8000")
        with heard(engine.readers) as asked:
            yield client, str(code), asked


def _passages(first: str, number: int, tag: str) -> tuple[HighlightRecord, ...]:
    words = ("wall", "ferry", "ledger", "orchard", "lantern", "harbour", "thistle", "granite")
    others = (f"The {word} is older than the {word}'s keeper." for word in words[: number - 1])
    return tuple(
        highlight(each, f"Page {n}", tags=(tag,)) for n, each in enumerate((first, *others))
    )


@pytest.fixture
def served(lend: Lend, empty_library: Path, tmp_path: Path) -> Iterator[Served]:
    """The pages of a library with an echo, the code of its passage, and the statements run."""
    with _serve(lend, empty_library, tmp_path, 1) as served:
        yield served


def test_echoes_are_marked_where_the_words_are_shared(
    served: Served,
) -> None:
    client, code, _ = served
    page = client.get(f"/highlights/{code}").text
    echo = page[page.index('id="echoes"') :]
    assert f"<mark>{OWN.rstrip('.')}</mark>" in echo
    assert "All its words" in echo
    assert echo.index("… ") < echo.index("<mark>"), "a long passage is cut to where they are"
    assert 'rel="next"' in page
    assert 'rel="prev"' not in page
    assert "Read that week" in page


def test_the_api_tells_the_same(served: Served) -> None:
    client, code, _ = served
    told = client.get(f"/api/highlights/{code}").json()
    assert [(each["document"]["title"], each["share"]) for each in told["echoes"]] == [
        ("Almanac", 1.0)
    ]
    assert told["neighbours"]["before"] == []
    assert len(told["neighbours"]["after"]) == 3


def test_it_asks_as_often_whatever_there_is(
    lend: Lend, served: Served, empty_library: Path, tmp_path: Path
) -> None:
    with _serve(lend, empty_library, tmp_path, 60) as larger:
        for client, code, asked in (served, larger):
            client.get("/search?q=zebra")
            asked.clear()
            assert client.get(f"/highlights/{code}").status_code == 200
            assert 0 < len(asked) <= MOST


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        ("2024-01-10T09:00:00Z", "2024-01-11", "1\u00a0day"),
        ("2024-01-10", "2024-02-08", "29\u00a0days"),
        ("2024-01-10", "2024-05-12", "4\u00a0months"),
        ("2022-01-10", "2024-05-12", "2\u00a0years"),
        ("", "2024-05-12", ""),
        ("2024-13-99", "2024-05-12", ""),
    ],
)
def test_how_long_after_is_told_in_round_numbers(first: str, last: str, told: str) -> None:
    assert apart(first, last) == told
