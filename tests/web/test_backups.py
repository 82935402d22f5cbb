"""The page of copies."""

import gzip
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.store.copies.gzip_file import write_gzip
from app.store.db.library import Library
from tests.conftest import Lend
from tests.web.site import read


@pytest.fixture
def client(lend: Lend, filled_file: Path, tmp_path: Path) -> Iterator[TestClient]:
    """A browser without scripts on a library that has a folder for copies.

    The application is not started, for what it computes at rest changes the library meanwhile.
    """
    library = Path(shutil.copy(filled_file, tmp_path / "library.db"))
    (tmp_path / "copies").mkdir()
    with Library(library) as engine:
        app = lend(library, engine)
        app.state.settings = replace(
            app.state.settings, copies=tmp_path / "copies" / "library.db.backups"
        )
        yield TestClient(app, base_url="http://127.0.0.1:8000")


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html)).replace("\u00a0", " ")


def test_a_copy_is_made_from_the_page(client: TestClient, tmp_path: Path) -> None:
    assert "There is no copy yet" in client.get("/backups").text
    page = client.post("/backups")
    assert page.status_code == 200
    assert len(list((tmp_path / "copies" / "library.db.backups").glob("*.db.gz"))) == 1
    assert "1 copy," in words(page.text)
    assert "Nothing changed since the last copy" in client.post("/backups").text
    read(client, "/backups")


def test_a_folder_that_cannot_be_made_is_told_in_a_line(client: TestClient, tmp_path: Path) -> None:
    (tmp_path / "copies" / "library.db.backups").write_text("a file")
    page = client.post("/backups")
    assert page.status_code == 409
    assert "file exists; mend that, or choose another folder with --backups" in words(page.text)
    (tmp_path / "copies" / "library.db.backups").unlink()
    (tmp_path / "copies").rmdir()
    page = client.post("/backups")
    assert page.status_code == 409
    assert "make it, or choose another with --backups" in words(page.text)
    assert client.get("/backups").status_code == 200


def test_older_copies_are_told_by_how_they_differ(client: TestClient, tmp_path: Path) -> None:
    client.post("/backups")
    (tmp_path / "empty").write_bytes(b"")
    held = {"documents": 1, "highlights": 1, "notes": 0, "changes": 99}
    for day, said in (
        ("2020-05-03", {"at": "2020-05-03T10:00:00Z", "held": held}),
        ("2020-05-02", {}),
    ):
        target = tmp_path / "copies" / "library.db.backups" / f"{day}.db.gz"
        digest = sha256(b"").hexdigest()
        write_gzip(tmp_path / "empty", target, json.dumps(said), digest, lambda: None)
    (tmp_path / "copies" / "library.db.backups" / "2020-05-01.db.gz").write_bytes(
        gzip.compress(b"another program's")
    )
    told = words(client.get("/backups").text)
    assert re.search(r"3 May 2020, \d\d:00 [\d.]+ \w+ \d+ highlights fewer,", told)
    assert re.search(r"2020-05-02 [\d.]+ \w+ not stated", told)
    restore = f"--db {tmp_path}/library.db --backups {tmp_path}/copies restore 2020-05-01"
    assert f"florilegium {restore}" in told


def test_the_library_that_commands_find_by_themselves_is_not_named(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLORILEGIUM_DB", str(tmp_path / "library.db"))
    monkeypatch.delenv("FLORILEGIUM_BACKUPS", raising=False)
    settings = client.app.state.settings  # type: ignore[attr-defined]
    beside = replace(settings, copies=tmp_path / "library.db.backups")
    client.app.state.settings = beside  # type: ignore[attr-defined]
    page = client.post("/backups").text
    assert re.search(r"<code>florilegium restore \d{4}-\d\d-\d\d</code>", page)


def test_without_a_folder_the_page_says_so(client: TestClient) -> None:
    client.app.state.settings = replace(client.app.state.settings, copies=None)  # type: ignore[attr-defined]
    assert "No copies are made" in client.get("/backups").text
    assert client.post("/backups").status_code == 404
