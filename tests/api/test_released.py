"""Libraries of released versions, brought up to this one: nothing is lost.

`tests/store/released/VERSION.db.gz` is a library as that version left it, and `VERSION.json` what
its own API answered of it: documents with their highlights, what was gone, searches and counts.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.cli import run
from app.importer.verify import verify
from app.store.copies.gzip_file import unpack_gzip
from app.store.db.library import Library
from tests.conftest import ROOT, Lend

RELEASED = sorted((ROOT / "tests" / "store" / "released").glob("*.db.gz"), key=str)


@pytest.fixture(params=RELEASED, ids=lambda path: path.name.removesuffix(".db.gz"))
def release(request: pytest.FixtureRequest) -> Path:
    """The library of one released version."""
    path: Path = request.param
    return path


@pytest.fixture
def library(release: Path, tmp_path: Path) -> Path:
    """That library, brought up to this version by a command."""
    library = tmp_path / "library.db"
    unpack_gzip(release, library)
    assert run(["--db", str(library), "--backups", "off", "verify"]) == 0
    return library


@pytest.fixture
def client(library: Path, lend: Lend) -> Iterator[TestClient]:
    """The API over it."""
    with (
        Library(library) as engine,
        TestClient(lend(library, engine), base_url="http://127.0.0.1:8000") as client,
    ):
        yield client


@pytest.fixture
def before(release: Path) -> dict[str, Any]:
    """What the released version answered."""
    told: dict[str, Any] = json.loads(
        release.with_name(release.name.replace(".db.gz", ".json")).read_text("utf-8")
    )
    return told


def same(before: Any, after: Any) -> Any:  # noqa: ANN401 JSON
    """What is said now, reduced to the keys that were said before."""
    if isinstance(before, dict) and isinstance(after, dict):
        return {key: same(value, after.get(key)) for key, value in before.items()}
    if isinstance(before, list) and isinstance(after, list):
        return [same(b, a) for b, a in zip(before, after, strict=False)] + after[len(before) :]
    return after


def test_documents_and_highlights_are_what_they_were(
    client: TestClient, before: dict[str, Any]
) -> None:
    assert len(before["documents"]) > 5
    for code, document in before["documents"].items():
        now = client.get(f"/api/documents/{code}").json()
        assert same(document, now) == document


def test_what_was_gone_searches_and_counts_are_what_they_were(
    client: TestClient, before: dict[str, Any]
) -> None:
    gone = client.get("/api/highlights?gone=true&limit=200").json()["items"]
    assert {each["id"] for each in gone} == set(before["gone"])
    searches = client.get("/api/searches").json()["items"]
    assert same(before["searches"], searches) == before["searches"]
    stats = client.get("/api/stats").json()
    assert same(before["stats"], stats) == before["stats"]


def test_an_export_of_it_comes_back_as_the_same(library: Path, tmp_path: Path) -> None:
    """What the upgraded library exports is what an empty one that imports it exports."""
    folders = [tmp_path / "first", tmp_path / "second"]
    again = tmp_path / "again.db"
    off = ("--backups", "off")
    assert run(["--db", str(library), *off, "export", str(folders[0])]) == 0
    assert run(["--db", str(again), *off, "import", str(folders[0])]) == 0
    assert run(["--db", str(again), *off, "export", str(folders[1])]) == 0
    first, second = ({p.name: p.read_bytes() for p in f.rglob("*.md")} for f in folders)
    assert first == second
    with Library(library) as opened:
        assert verify(opened) == []
