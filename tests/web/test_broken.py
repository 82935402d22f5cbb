"""The page of links that lead nowhere."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.importer.run import import_paths
from app.store.db.library import Library
from tests.conftest import Lend
from tests.web.site import read

NOTES = {
    "Walls.md": "Of [[Moss]] and [[Ghost]]. And [[Moss#Not here]], [[Moss#Here]].\n",
    "Moss.md": "# Here\nAn [author](Ghost%20town.md) of [[2024-05-01]] and `[[Code]]`.\n",
    "Many.md": "\n\n".join(f"To [[Ghost {number}]]." for number in range(60)),
}


@pytest.fixture(scope="module")
def notes(
    tmp_path_factory: pytest.TempPathFactory, empty_library: Path, lend: Lend
) -> Iterator[TestClient]:
    """The pages over these notes."""
    folder = tmp_path_factory.mktemp("broken") / "vault"
    folder.mkdir()
    for name, text in NOTES.items():
        (folder / name).write_text(text, encoding="utf-8")
    path = folder.with_name("library.db")
    path.write_bytes(empty_library.read_bytes())
    with Library(path) as library:
        import_paths(library, [folder])
        yield TestClient(lend(path, library), base_url="http://127.0.0.1:8000")


def test_links_that_lead_nowhere_are_told_in_their_sentences(notes: TestClient) -> None:
    page = read(notes, "/broken")
    assert "63 links: 62 to pages that nobody has written, 1 to a heading" in page.words()
    code = re.search("/documents/([a-z2-7]{10})", str(notes.get("/pages/Walls").url))
    assert code
    walls = read(notes, f"/broken?document={code[1]}")
    assert "2 links of one document" in walls.words()
    assert "Ghost is wanted" in walls.words()
    assert "nothing is called Not here in Moss" in walls.words()
    assert "Here in Moss" not in walls.words()
    assert walls.unbalanced == []


def test_a_long_list_is_paged(notes: TestClient) -> None:
    first = read(notes, "/broken")
    following = next(link for link in first.links() if "begin=50" in link)
    assert "51 to 63 of 63" in read(notes, following).words()


def test_an_empty_library_has_none(empty_client: TestClient) -> None:
    assert "Every link leads somewhere." in read(empty_client, "/broken").words()
