"""How often an act asks the library: a number that does not grow with what it changes."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.store.db.library import Library
from tests.conftest import Lend
from tests.statements import heard
from tests.web.library import fill, fill_many

Statements = list[str]
MOST: dict[str, tuple[dict[str, object], int]] = {
    "a note": ({"note": "Beside it, with [[A Link]]."}, 31),
    "a text": ({"text": "Written over it."}, 31),
    "a star": ({"favorite": True}, 26),
    "tags": ({"tags": ["new", "time"]}, 46),
    "discarded": ({"discarded": True}, 26),
}
MANY: dict[str, tuple[dict[str, object], int]] = {
    "tagged": ({"add_tags": ["many"]}, 36),
    "starred": ({"favorite": True}, 16),
}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, empty_library: Path) -> Iterator[Library]:
    """A library with one of everything and thirty documents more."""
    path = Path(shutil.copy(empty_library, tmp_path_factory.mktemp("acts") / "library.db"))
    with Library(path) as library:
        with library.writing() as db:
            fill(db)
            fill_many(db, 30)
        yield library


@pytest.fixture(scope="module")
def client(lend: Lend, engine: Library) -> Iterator[TestClient]:
    """Its API."""
    app = lend(engine.path, engine)
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        yield client


@pytest.fixture(scope="module")
def statements(engine: Library) -> Iterator[Statements]:
    """What the library is asked, by readers and writers, in their order."""
    with heard(engine.readers, engine.writers) as asked:
        yield asked


def codes(client: TestClient, number: int) -> list[str]:
    """The ids of so many highlights."""
    items = client.get("/api/highlights", params={"limit": number}).json()["items"]
    return [one["id"] for one in items]


@pytest.mark.parametrize("act", MOST)
def test_an_act_on_one_passage_asks_a_few_times(
    client: TestClient, statements: Statements, act: str
) -> None:
    wanted, most = MOST[act]
    (code,) = codes(client, 1)
    statements.clear()
    assert client.patch(f"/api/highlights/{code}", json=wanted).is_success
    assert 0 < len(statements) <= most


@pytest.mark.parametrize("act", MANY)
def test_an_act_on_many_asks_no_more_often_than_on_a_few(
    client: TestClient, statements: Statements, act: str
) -> None:
    wanted, most = MANY[act]
    counted = []
    for number in (3, 90):
        ids = codes(client, number)
        statements.clear()
        made = client.post("/api/highlights/change", json={"ids": ids, **wanted}).json()
        counted.append(len(statements))
        statements.clear()
        assert client.post(f"/api/changes/{made['change']}/undo").is_success
        counted.append(len(statements))
    assert max(counted) <= most, counted
