"""What pages and the API answer while the library is locked.

Or is no longer the file that was opened; and what is wrong with a watch.
"""

import asyncio
import shutil
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Event

import pytest
from fastapi import Request
from fastapi.testclient import TestClient

from app.settings import Settings
from app.store.db.library import Library
from app.web.app import create_app
from app.web.deps import in_turn
from tests.conftest import Lend
from tests.loops import run_apart

PATIENCE = 60  # seconds


@pytest.fixture
def own(filled_file: Path, tmp_path: Path) -> Iterator[tuple[TestClient, Path]]:
    """A browser on a library of its own whose writers wait a moment, and the library's file."""
    path = Path(shutil.copy(filled_file, tmp_path / "library.db"))
    with Library(path, patience=0.3) as library:
        app = create_app(Settings(path), library, lambda: "the folder 'notes' is away")
        yield TestClient(app, base_url="http://127.0.0.1:8000"), path


def test_many_edits_behind_a_foreign_lock_are_told_to_try_again_and_pages_come(
    lend: Lend, filled_file: Path, tmp_path: Path
) -> None:
    """More edits than the server has threads for pages: none of them waits in one of these."""
    path = Path(shutil.copy(filled_file, tmp_path / "library.db"))
    with (
        Library(path, patience=PATIENCE) as library,
        TestClient(lend(path, library), base_url="http://127.0.0.1:8000") as client,
        closing(sqlite3.connect(path)) as foreign,
        ThreadPoolExecutor(60) as pool,
    ):
        address = f"/api/highlights/{client.get('/api/highlights').json()['items'][0]['id']}"

        def edit(_number: int) -> tuple[int, int]:
            answer = client.patch(address, json={"note": "n"})
            return answer.status_code, int(answer.headers.get("retry-after", 0))

        foreign.execute("BEGIN IMMEDIATE")
        edits = [pool.submit(edit, number) for number in range(60)]
        assert client.get("/highlights").status_code == 200
        assert not any(each.done() for each in edits)
        foreign.execute("ROLLBACK")
        assert {each.result() for each in edits} == {(200, 0)}
        library.patience = 0.3
        foreign.execute("BEGIN IMMEDIATE")
        answers = list(pool.map(edit, range(60)))
        foreign.execute("ROLLBACK")
        library.patience = PATIENCE
        assert {status for status, _ in answers} == {503}
        assert all(later > 0 for _, later in answers)
        assert client.patch(address, json={"note": "n"}).status_code == 200


def test_what_a_change_waits_for_a_thread_counts_as_waiting(filled_file: Path) -> None:
    async def waits(request: Request, free: Event) -> float:
        other = request.app.state.writers.submit(free.wait)
        asyncio.get_running_loop().call_later(0.2, free.set)
        left: float = await in_turn(request, lambda patience: patience)
        assert other.result()
        return left

    with Library(filled_file, patience=PATIENCE) as library, ThreadPoolExecutor(1) as writers:
        app = create_app(Settings(filled_file), library)
        app.state.writers = writers
        left = run_apart(waits(Request({"type": "http", "app": app}), Event()))
    assert 0 < left <= library.patience - 0.2


@pytest.mark.parametrize(
    "url",
    [
        "/",
        "/highlights",
        "/search?q=",
        "/complete?q=words",
        "/import",
        "/api/stats",
        "/events",
        "/search.csv?q=a",
        "/nowhere",
    ],
)
def test_everything_is_refused_with_the_reason_once_the_file_is_gone(
    own: tuple[TestClient, Path], url: str
) -> None:
    client, path = own
    path.unlink()
    answer = client.get(url)
    assert answer.status_code == 503
    assert "start florilegium anew" in answer.text


def test_health_and_static_files_are_answered_without_the_file(
    own: tuple[TestClient, Path],
) -> None:
    client, path = own
    static = client.app.state.static  # type: ignore[attr-defined] # it is a FastAPI
    path.unlink()
    assert client.get("/health").json() == {"status": "ok"}
    assert client.get(f"{static}/base.css").status_code == 200


def test_every_page_says_what_is_wrong_with_the_watch(
    own: tuple[TestClient, Path], client: TestClient
) -> None:
    for url in ("/", "/highlights", "/nowhere"):
        assert "The folder &#39;notes&#39; is away." in own[0].get(url).text
        assert 'class="notice"' not in client.get(url).text
