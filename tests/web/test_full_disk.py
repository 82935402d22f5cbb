"""No room left: told as 507 with what to do, nothing half done, and all well once there is room."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, event

from app.store.copies import apart, writing
from app.store.db.library import Library
from app.store.reads.highlights import list_highlights
from tests.conftest import Lend

LONG = "A note that needs pages of its own. " * 2500


@pytest.fixture
def engine(filled_file: Path, tmp_path: Path) -> Iterator[Library]:
    """A library of one's own with one of everything."""
    with Library(Path(shutil.copy(filled_file, tmp_path / "library.db"))) as engine:
        yield engine


@pytest.fixture
def client(lend: Lend, engine: Library, tmp_path: Path) -> Iterator[TestClient]:
    """A browser without scripts on it."""
    app = lend(engine.path, engine)
    app.state.settings = replace(app.state.settings, copies=tmp_path / "copies")
    with TestClient(app, base_url="http://127.0.0.1:8000", follow_redirects=True) as client:
        yield client


@contextmanager
def full(engine: Engine) -> Iterator[None]:
    """No page more for SQLite, in connections that are opened meanwhile."""

    def limit(raw: sqlite3.Connection, _record: object) -> None:
        raw.execute("PRAGMA max_page_count=1")  # the present number is the least that it takes

    event.listen(engine, "connect", limit)
    try:
        yield
    finally:
        event.remove(engine, "connect", limit)


def first(engine: Library) -> str:
    with engine.reading() as db:
        return list_highlights(db).items[0].id


def test_an_edit_is_told_and_changes_nothing(client: TestClient, engine: Library) -> None:
    code = first(engine)
    acts = client.get("/api/changes").json()["total"]
    with full(engine.writers):
        answer = client.patch(f"/api/highlights/{code}", json={"note": LONG})
    assert answer.status_code == 507
    assert "no room left on the disk" in answer.json()["detail"]
    assert client.get(f"/api/highlights/{code}").json()["note"] != LONG
    assert client.get("/api/changes").json()["total"] == acts
    assert not list(engine.path.parent.glob("*.acts.jsonl"))


def test_a_form_is_told_on_a_page(client: TestClient, engine: Library) -> None:
    with full(engine.writers):
        answer = client.post(f"/highlights/{first(engine)}", data={"note": LONG})
    assert answer.status_code == 507
    assert "no room left on the disk" in answer.text


def test_an_import_ends_with_the_reason_and_goes_on_later(
    client: TestClient, engine: Library, tmp_path: Path
) -> None:
    book = f"# Kites\n\n{LONG}\n".encode()
    with full(engine.importers):
        job = str(client.post("/import", files={"files": ("Kites.md", book)}).url.path)
        client.app.state.jobs._thread.join()  # type: ignore[attr-defined]
        client.post(job)
        client.app.state.jobs._thread.join()  # type: ignore[attr-defined]
        assert "no room left on the disk" in client.get(job).text
    before = client.get("/api/stats").json()["documents"]
    job = str(client.post("/import", files={"files": ("Kites.md", book)}).url.path)
    client.app.state.jobs._thread.join()  # type: ignore[attr-defined]
    client.post(job)
    client.app.state.jobs._thread.join()  # type: ignore[attr-defined]
    assert client.get("/api/stats").json()["documents"] == before + 1


def test_a_copy_is_told_and_leaves_nothing_half_done(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(apart, "_begun", lambda *_: None)  # so that it is written in this process
        patched.setattr(writing, "_FREE", 1)
        answer = client.post("/backups")
    assert answer.status_code == 507
    assert "less than a tenth of the disk would stay free" in answer.text
    assert list((tmp_path / "copies").iterdir()) == []
    assert client.post("/backups").status_code == 200
