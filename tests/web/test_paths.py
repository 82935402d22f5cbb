"""Paths on pages begin with the name of the folder that was imported.

An import that was taken back is not spoken of.
"""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.importer.run import import_paths
from app.importer.undo import undo_import
from app.store.db.library import Library
from tests.conftest import Lend
from tests.web.site import read


@pytest.fixture
def client(lend: Lend, empty_library: Path, tmp_path: Path) -> Iterator[TestClient]:
    """The pages of a library of two imports: of a folder, and of a file by its name."""
    library = Library(Path(shutil.copy(empty_library, tmp_path / "library.db")))
    for path, words in (
        ("Notes/Deep/Fords.md", "# Fords\n\nWet."),
        ("elsewhere/Alone.md", "# Alone\n\nDry."),
    ):
        (tmp_path / path).parent.mkdir(parents=True)
        (tmp_path / path).write_text(words)
    import_paths(library, [tmp_path / "Notes"])
    import_paths(library, [tmp_path / "elsewhere" / "Alone.md"])
    with TestClient(
        lend(tmp_path / "library.db", library), base_url="http://127.0.0.1:8000"
    ) as client:
        yield client
    library.close()


def test_paths_begin_with_the_name_of_their_folder(client: TestClient, tmp_path: Path) -> None:
    files = read(client, "/files")
    assert " Notes/Deep/Fords.md " in files.words()
    assert " elsewhere/Alone.md " in files.words()
    assert str(tmp_path) not in files.words()
    assert str(tmp_path) not in read(client, "/imports").words()
    (page,) = {
        link for link in files.links() if link.startswith("/files?path=") and "Fords" in link
    }
    assert "Notes/Deep/Fords.md" in read(client, page).words()
    assert str(tmp_path) not in read(client, page).words()


def test_what_was_taken_back_is_in_the_ledger_alone(client: TestClient, tmp_path: Path) -> None:
    library = Library(tmp_path / "library.db")
    undo_import(library, 2, now=datetime.now(UTC))
    library.close()
    home = read(client, "/")
    assert "/imports/1" in home.links()
    assert "/imports/2" not in home.links()
    assert "/imports/2" in read(client, "/imports").links()
    assert [body["data-import"] for body in home.all("body")] == [
        "2"
    ]  # what pages have been told of already
