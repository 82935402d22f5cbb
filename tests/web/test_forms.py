"""Documents edited and joined, passages added by hand, many changed at once.

And where words have parted: all without scripts.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.importer.run import import_paths
from app.store.db.library import Library
from app.web.forms.adding import split_text
from tests.conftest import Lend
from tests.web.site import read
from tests.web.test_doing import card, post, undo

BOOK = """# Kites

## Metadata
- Author: [[Rosalind Thackery]]

## Highlights
- String is the longer half of flying. ([Location 7](https://readwise.io/to_kindle?action=open&asin=B00KITES01&location=7))
"""


@pytest.fixture
def own_client(lend: Lend, filled_file: Path, tmp_path: Path) -> Iterator[TestClient]:
    """A browser without scripts on a library of its own."""
    library = Path(shutil.copy(filled_file, tmp_path / "library.db"))
    engine = Library(library)
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "Kites.md").write_text(BOOK)
    import_paths(engine, [notes])
    with TestClient(lend(library, engine), base_url="http://127.0.0.1:8000") as client:
        yield client
    engine.close()


def found(client: TestClient, query: str) -> list[dict[str, str]]:
    """What a search finds."""
    results: list[dict[str, str]] = client.get("/api/search", params={"q": query}).json()["results"]
    return results


def test_a_document_is_edited_and_its_old_title_leads_to_it(own_client: TestClient) -> None:
    code = own_client.get("/api/pages/Kites").json()["target"]["id"]
    form = read(own_client, f"/documents/{code}/edit")
    assert [field["value"] for field in form.all("input") if field.get("name") == "title"] == [
        "Kites"
    ]
    given = {
        "title": "Kites and Strings",
        "authors": "Rosalind Thackery; Ada Moss",
        "kind": "book",
        "tags": "wind, string",
        "note": "lent",
    }
    saved = post(own_client, f"/documents/{code}/edit", **given, favorite="1")
    assert "Kites and Strings" in saved.words()
    seen = own_client.get(f"/api/documents/{code}").json()
    assert (seen["authors"], sorted(seen["tags"]), seen["note"], seen["favorite"]) == (
        ["Rosalind Thackery", "Ada Moss"], ["string", "wind"], "lent", True,
    )  # fmt: skip
    assert own_client.get("/api/pages/Kites").json()["target"]["id"] == code
    assert "The files say Kites" in read(own_client, f"/documents/{code}/edit").words()
    post(own_client, f"/documents/{code}/theirs", field="title")
    assert own_client.get(f"/api/documents/{code}").json()["title"] == "Kites"


def test_a_title_that_another_bears_offers_to_join_and_tells_the_effect(
    own_client: TestClient,
) -> None:
    post(
        own_client,
        "/add",
        title="Kyts",
        authors="Rosalind Thackery",
        kind="book",
        text="A tail is a memory.",
    )
    code, other = (
        own_client.get(f"/api/pages/{name}").json()["target"]["id"] for name in ("Kyts", "Kites")
    )
    offer = post(
        own_client,
        f"/documents/{code}/edit",
        title="Kites",
        authors="Rosalind Thackery",
        kind="book",
    )
    assert offer.url.partition("?")[0].endswith(f"/documents/{code}/join/{other}")
    assert "they are one, with 2\u00a0highlights" in offer.html
    assert own_client.get(f"/api/documents/{code}").json()["id"] == code
    joined = post(own_client, f"/documents/{code}/join/{other}")
    assert "A tail is a memory." in joined.words()
    assert "String is the longer half" in joined.words()


def test_passages_are_added_by_hand_several_at_a_time_and_taken_back_together(
    own_client: TestClient,
) -> None:
    code = own_client.get("/api/pages/Kites").json()["target"]["id"]
    page = post(
        own_client,
        "/add",
        title="Kites",
        text="One line, p. 41\r\n\r\nAnother (loc. 9)\r\n",
        tags="paper, wind",
        note="mine",
    )
    assert page.url.partition("?")[0].endswith(f"/documents/{code}")
    assert "Added 2 highlights. Undo" in page.words()
    added = [card(own_client, hit["id"]) for hit in found(own_client, "tag:paper")]
    assert sorted((str(each["text"]), str(each["location"])) for each in added) == [
        ("Another", "loc. 9"),
        ("One line", "p. 41"),
    ]
    undo(own_client, page)
    assert found(own_client, "tag:paper") == []


def test_an_address_fills_the_form_and_adds_nothing(own_client: TestClient) -> None:
    page = read(own_client, "/add?title=A page&url=https://web.example/&text=Seen <b>there</b>.")
    assert "Seen &lt;b&gt;there&lt;/b&gt;." in page.html
    assert found(own_client, '"seen there"') == []
    refused = post(own_client, "/add", title="", text="Nowhere from.", note="kept")
    assert (refused.status, "Nowhere from." in refused.html, "kept" in refused.html) == (
        400,
        True,
        True,
    )


@pytest.mark.parametrize(
    ("text", "passages"),
    [
        ("", []),
        ("one\ntwo", [("one\ntwo", "")]),
        (
            "- one, p. 3\n- two\n  goes on\n* three",
            [("one", "p. 3"), ("two\n  goes on", ""), ("three", "")],
        ),
        ("p. 41", [("p. 41", "")]),
        ("a\n\n\n \nb pp. 3-4.", [("a", ""), ("b pp. 3-4.", "")]),
        ("- - -", [("- -", "")]),
    ],
)
def test_a_text_is_one_passage_a_paragraph_or_bullet(
    text: str, passages: list[tuple[str, str]]
) -> None:
    assert split_text(text) == passages


def test_ticked_ones_are_tagged_at_once(own_client: TestClient) -> None:
    codes = [hit["id"] for hit in found(own_client, "tag:time is:highlight")]
    page = own_client.post(
        "/many", data={"id": codes, "do": "tag", "tag": "#essay", "back": "/highlights"}
    )
    assert f"{len(codes)}\u00a0highlights tagged #essay" in page.text
    assert {hit["id"] for hit in found(own_client, "tag:essay")} == {*codes}
    assert own_client.post("/many", data={"do": "star"}).status_code == 400
    assert own_client.post("/many", data={"id": codes, "do": "tag"}).status_code == 400


def test_all_of_a_search_are_changed_with_their_number_told(own_client: TestClient) -> None:
    told = read(own_client, "/many?q=tag:time")
    (number,) = [field["value"] for field in told.all("input") if field.get("name") == "expect"]
    assert (
        own_client.post("/many", data={"q": "tag:time", "expect": "99", "do": "star"}).status_code
        == 409
    )
    own_client.post("/many", data={"q": "tag:time", "expect": number, "do": "star"})
    assert len(found(own_client, "tag:time is:favorite")) == int(number)


def test_words_that_parted_stand_side_by_side_and_are_mixed(
    own_client: TestClient, tmp_path: Path
) -> None:
    code = found(own_client, '"longer half"')[0]["id"]
    post(own_client, f"/highlights/{code}", text="String is the better half of flying.")
    (tmp_path / "notes" / "Kites.md").write_text(BOOK.replace("of flying.", "of any flight."))
    assert "Nothing is, now." in read(own_client, "/conflicts").words()
    engine = Library(tmp_path / "library.db")
    import_paths(engine, [tmp_path / "notes"])
    engine.close()
    listed = read(own_client, "/conflicts").html
    assert '<ins class="mine">better</ins> <del>longer</del>' in listed
    page = read(own_client, f"/highlights/{code}")
    (seen,) = [
        each["value"]
        for each in page.all("input")
        if each.get("name") == "seen" and "field" in page.html
    ][-1:]
    mixed = post(
        own_client, f"/highlights/{code}/mix", field="text", seen=seen, d0="mine", d1="theirs"
    )
    assert mixed.status == 200
    assert card(own_client, code)["text"] == "String is the better half of any flight."
    assert "Nothing is, now." in read(own_client, "/conflicts").words()
    assert (
        post(own_client, f"/highlights/{code}/mix", field="text", seen=seen, d0="mine").status
        == 409
    )
