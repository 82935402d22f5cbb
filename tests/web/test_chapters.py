"""Chapters of a document, and its parts when it holds more highlights than a page."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.model import DocumentSummary, Highlight
from app.store.db.library import Library
from app.store.reads.parts import Start
from app.store.writes.documents import write
from app.web.present.chapters import PART, headings, outline, shown
from tests.conftest import Lend
from tests.store.library import add_import
from tests.web.library import document, highlight
from tests.web.site import read


def begun(*names: str) -> tuple[Start, ...]:
    """Where chapters of these names begin, each with as many highlights as it is named in a row."""
    numbered = list(enumerate(names))
    return tuple(
        Start(name, str(at), at) for at, name in numbered if not at or names[at - 1] != name
    )


def told(*names: str) -> list[tuple[str, int, int, int]]:
    """The headings, each with its level, where it begins and how much stands under it."""
    return [
        (each.name, each.level, each.before, each.count)
        for each in headings(begun(*names), len(names))
    ]


def part(names: list[str], number: int) -> list[tuple[list[str], int]]:
    """The headings above the highlights of one part, and how many these are."""
    salt = DocumentSummary("salt", "Salt")
    rows = [Highlight(str(at), salt, "words") for at in range(len(names))][
        (number - 1) * PART : number * PART
    ]
    starts = begun(*names)
    groups = shown(starts, headings(starts, len(names)), rows, (number - 1) * PART)
    return [([heading.name for heading in each.headings], len(each.highlights)) for each in groups]


def test_highlights_stand_under_their_chapters() -> None:
    assert told("", "One", "One", "Two", "One") == [
        ("One", 1, 1, 2),
        ("Two", 1, 3, 1),
        ("One", 1, 4, 1),
    ]
    assert told() == []
    assert part([], 1) == []


def test_of_a_path_only_what_is_new_is_a_heading() -> None:
    names = ["A / B", "A / B", "A / C", "A", "D / E / F", "D / G"]
    assert told(*names) == [
        ("A", 1, 0, 3),
        ("B", 2, 0, 2),
        ("C", 2, 2, 1),
        ("A", 1, 3, 1),
        ("D", 1, 4, 2),
        ("E", 2, 4, 1),
        ("F", 3, 4, 1),
        ("G", 2, 5, 1),
    ]
    assert told(" / ".join("abcdefgh"))[-1][:2] == ("e / f / g / h", 5)
    anchors = [each.anchor for each in headings(begun(*names), len(names))]
    assert anchors[:3] == ["under-0-1", "under-0", "under-2"]
    assert len(set(anchors)) == len(anchors)


def test_an_outline_nests_and_a_very_long_one_leaves_out_what_lies_deep_elsewhere() -> None:
    (a, d) = outline(headings(begun("A / B", "A / C", "D"), 3), 1)
    assert ([each.heading.name for each in a.entries], d.entries) == (["B", "C"], ())
    many = headings(begun(*(f"{number // 2} / {number}" for number in range(2 * PART))), 2 * PART)
    first, *_, last = outline(many, 1)
    assert (len(first.entries), last.entries) == (2, ())


def test_a_chapter_that_reaches_over_the_end_of_a_part_is_named_again() -> None:
    names = ["One / In"] * (PART - 1) + ["Two / In"] * 3
    assert part(names, 1) == [(["One", "In"], PART - 1), (["Two", "In"], 1)]
    assert part(names, 2) == [(["Two", "In"], 2)]
    assert part(names, 3) == []


def test_a_chapter_knows_the_part_it_begins_in() -> None:
    assert [each.part for each in headings(begun(*["One"] * PART, "Two"), PART + 1)] == [1, 2]


@pytest.fixture
def long_client(lend: Lend, blank_file: Path, tmp_path: Path) -> Iterator[TestClient]:
    """The pages of a library with one very long book."""
    library = tmp_path / "library.db"
    library.write_bytes(blank_file.read_bytes())
    engine = Library(library)
    with engine.writing() as db:
        add_import(db)
        passages = [
            highlight(f"Words {number}.", f"Page {number}", chapter=f"Chapter {number // 150}")
            for number in range(1, 2 * PART + 2)
        ]
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
    (later,) = [
        a["href"]
        for a in first.all("a")
        if a.get("href", "").startswith(f"{address}?part=2#under-")
    ]
    assert later.partition("#")[2] in [
        heading.get("id") for heading in read(long_client, later).all("h2")
    ]
    assert read(long_client, f"{address}?part=99").words() == last.words()


def test_a_highlight_leads_to_its_place_in_the_right_part(long_client: TestClient) -> None:
    address = long_client.get("/pages/A Long Book", follow_redirects=False).headers["location"]
    passage = next(
        link for link in read(long_client, f"{address}?part=3").links() if "/highlights/" in link
    )
    place = next(a["href"] for a in read(long_client, passage).all("a") if "?at=" in a["href"])
    url, _, anchor = place.partition("#")
    assert anchor in [attributes.get("id") for _, attributes in read(long_client, url).elements]
    assert (
        "Part 1 of 3" in read(long_client, f"{url}&order=new").words()
    )  # the last of all is the newest
