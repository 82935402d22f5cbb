"""Chapters of a document, and its parts when it holds more highlights than a page."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.model import DocumentSummary, Highlight
from app.store.db.library import Library
from app.store.writes.documents import write
from app.web.pages.documents import PART, chapters, shown
from tests.conftest import Lend
from tests.store.library import add_import
from tests.web.library import document, highlight
from tests.web.site import read


def under(*names: str) -> list[Highlight]:
    """Highlights under chapters of these names, one after another."""
    salt = DocumentSummary("salt", "Salt")
    return [Highlight(str(number), salt, "words", chapter=name) for number, name in enumerate(names)]


def told(names: list[str], part: int = 0) -> list[tuple[str, int, int]]:
    """The chapters, each with where it begins and how much of it is there."""
    contents = chapters(under(*names))
    return [(each.name, each.first, len(each.highlights)) for each in (shown(contents, part) if part else contents)]


def test_highlights_stand_under_their_chapters() -> None:
    assert told(["", "One", "One", "Two", "One"]) == [("", 0, 1), ("One", 1, 2), ("Two", 3, 1), ("One", 4, 1)]
    assert told([]) == []


def test_a_chapter_that_reaches_over_the_end_of_a_part_is_cut() -> None:
    names = ["One"] * (PART - 1) + ["Two"] * 3
    assert told(names, 1) == [("One", 0, PART - 1), ("Two", PART - 1, 1)]
    assert told(names, 2) == [("Two", PART - 1, 2)]
    assert told(names, 3) == []


def test_a_chapter_knows_the_part_it_begins_in() -> None:
    assert [each.part for each in chapters(under(*["One"] * PART, "Two"))] == [1, 2]


@pytest.fixture
def long_client(lend: Lend, blank_file: Path, tmp_path: Path) -> Iterator[TestClient]:
    """The pages of a library with one very long book."""
    library = tmp_path / "library.db"
    library.write_bytes(blank_file.read_bytes())
    engine = Library(library)
    with engine.writing() as db:
        add_import(db)
        passages = [highlight(f"Words {number}.", f"Page {number}", chapter=f"Chapter {number // 150}") for number in range(1, 2 * PART + 2)]
        write(db, [document("A Long Book", "book", highlights=passages)], [], 1)
    with TestClient(lend(library, engine), base_url="http://127.0.0.1:8000") as client:
        yield client
    engine.close()


def test_a_long_document_comes_in_parts(long_client: TestClient) -> None:
    address = long_client.get("/pages/A Long Book", follow_redirects=False).headers["location"]
    first, last = read(long_client, address), read(long_client, f"{address}?part=3")
    assert len(first.all("blockquote")) == PART
    assert len(last.all("blockquote")) == 1
    assert f"{address}?part=2" in first.links()
    assert "Part 3 of 3" in last.words()
    (later,) = [a["href"] for a in first.all("a") if a["href"].startswith(f"{address}?part=2#under-")]
    assert later.partition("#")[2] in [heading.get("id") for heading in read(long_client, later).all("h2")]
    assert read(long_client, f"{address}?part=99").words() == last.words()


def test_a_highlight_leads_to_its_place_in_the_right_part(long_client: TestClient) -> None:
    address = long_client.get("/pages/A Long Book", follow_redirects=False).headers["location"]
    passage = next(link for link in read(long_client, f"{address}?part=3").links() if "/highlights/" in link)
    place = next(a["href"] for a in read(long_client, passage).all("a") if "?at=" in a["href"])
    url, _, anchor = place.partition("#")
    assert anchor in [attributes.get("id") for _, attributes in read(long_client, url).elements]
