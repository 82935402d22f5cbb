"""Importing a folder in the background while the library is served.

The newest files first, told of on pages, ended when told to.
"""

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.cli.watching import watching
from app.settings import Settings
from app.store.db.library import Library
from app.store.reads.documents import list_documents
from app.web.api.events import Underway
from app.web.app import create_app

MANY = 360  # more files than are waited for
PATIENCE = 100  # seconds


@pytest.fixture
def library(empty_library: Path, tmp_path: Path) -> Iterator[Library]:
    """A library without rows."""
    with Library(Path(shutil.copy(empty_library, tmp_path / "library.db"))) as library:
        yield library


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Many small notes, the later ones older."""
    notes = tmp_path / "notes"
    notes.mkdir()
    for number in range(MANY):
        note = notes / f"{number:03}.md"
        note.write_text(f"# Kite {number}\n\nString is the longer half of flying.\n")
        os.utime(note, (1_700_000_000 - number, 1_700_000_000 - number))
    return notes


def titles(library: Library) -> list[str]:
    """All titles of the library, the latest documents first."""
    with library.reading() as db:
        return [document.title for document in list_documents(db, limit=200).items]


def test_many_files_are_not_waited_for_and_the_newest_come_first(
    library: Library, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with watching(library, folder, once=True, patience=PATIENCE) as watch:
        until = time.monotonic() + PATIENCE
        while not (found := titles(library)) and time.monotonic() < until:
            os.sched_yield()
    assert "Kite 0" in found
    assert (watch.underway.done, watch.underway.total) == (0, 0)
    assert "failed" not in capsys.readouterr().out


def test_few_files_are_there_when_the_server_begins(
    library: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "few").mkdir()
    (tmp_path / "few" / "Kite.md").write_text("# Kite\n\nString.\n")
    with watching(library, tmp_path / "few", once=True, patience=PATIENCE):
        assert titles(library) == ["Kite"]
    assert capsys.readouterr().out.startswith("read 1 file: 1 new document")


def test_pages_tell_of_an_import_that_is_under_way(library: Library, tmp_path: Path) -> None:
    underway = Underway()
    with TestClient(
        create_app(Settings(tmp_path / "library.db"), library, underway=underway),
        base_url="http://127.0.0.1:8000",
    ) as client:
        assert "being imported" not in client.get("/").text
        underway.tell(1_200, 10_000)
        page = client.get("/").text
        assert "1,200 of 10,000 files read" in page.replace("\u00a0", " ")
        assert "Your files are being imported.</h1>" in page
        assert "1,200 of 10,000 files read" in client.get("/tags").text.replace("\u00a0", " ")
        underway.end()
        assert "The shelf is empty." in client.get("/").text
