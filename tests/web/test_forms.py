"""Documents edited and joined, passages added by hand, many changed at once.

And where words have parted: all without scripts.
"""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urldefrag, urljoin, urlsplit

import pytest
from fastapi.testclient import TestClient

from app.importer.run import import_paths
from app.store.db.library import Library
from app.web.forms.adding import split_text
from tests.conftest import Lend
from tests.web.site import Page, read
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
    assert "yours are in blue" in listed
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


def test_many_are_collected_into_a_tray_that_is_asked_for_first(own_client: TestClient) -> None:
    codes = [one["id"] for one in own_client.get("/api/highlights").json()["items"][:3]]
    asked = own_client.post("/many", data={"id": codes, "do": "collect", "back": "/highlights"})
    page = Page("/many", asked.status_code, asked.text)
    assert "Collect 3\u00a0highlights" in page.html
    assert [a["value"] for a in page.all("input") if a.get("name") == "id"] == codes
    told = own_client.post("/many", data={"id": codes, "do": "collect", "name": "Walls"})
    assert "done=c" in str(told.url)
    (tray,) = [t for t in own_client.get("/api/trays").json()["items"] if t["name"] == "Walls"]
    assert tray["items_total"] == 3
    again = {"id": codes[:1], "do": "collect", "tray": tray["id"]}
    assert own_client.post("/many", data=again).status_code == 200
    lying = own_client.get("/api/search", params={"q": f"tray:{tray['id']}"}).json()
    assert {one["id"] for one in lying["results"]} == set(codes)
    named = own_client.get("/api/search", params={"q": "tray:walls"}).json()
    assert named["total"] == 3
    assert named["explanation"] == "highlights in the tray walls"
    own_client.post(f"/highlights/{codes[0]}/trays", data={"name": "Été à la mer"})
    for spelled in ("ÉTÉ À LA MER", "ete a la mer"):
        assert [one["id"] for one in found(own_client, f'tray:"{spelled}"')] == codes[:1]


def test_many_documents_are_put_away_and_brought_back_as_one_act(own_client: TestClient) -> None:
    codes = [one["id"] for one in own_client.get("/api/documents").json()["items"][:2]]
    passage = own_client.get(f"/api/documents/{codes[0]}").json()["highlights"][0]["id"]
    data = {"document": codes, "id": [passage], "do": "away", "back": "/documents?view=list"}
    told = own_client.post("/many", data=data)
    assert "2\u00a0documents put away" in told.text
    assert [own_client.get(f"/api/documents/{code}").json()["put_away"] for code in codes] == [
        True,
        True,
    ]
    change = own_client.get("/api/changes").json()["items"][0]["id"]
    assert own_client.post(f"/api/changes/{change}/undo").json()["not_undone"] == []
    assert not own_client.get(f"/api/documents/{codes[0]}").json()["put_away"]
    assert own_client.post("/many", data={"id": [passage], "do": "away"}).status_code == 400


def test_documents_of_a_search_are_changed_by_their_own_form(own_client: TestClient) -> None:
    told = own_client.get("/many", params={"q": "river"}).text
    number = re.findall(r'value="documents"><input type="hidden" name="expect" value="(\d+)"', told)
    assert len(number) == 1
    data = {"q": "river", "of": "documents", "expect": number[0], "do": "tag", "tag": "wet"}
    assert own_client.post("/many", data=data).status_code == 200
    found = own_client.get("/api/search", params={"q": "tag:wet is:document"}).json()
    assert found["total"] == int(number[0])


def test_both_sorts_are_tagged_as_one_act(own_client: TestClient) -> None:
    document = own_client.get("/api/documents").json()["items"][0]["id"]
    passage = own_client.get("/api/highlights").json()["items"][0]["id"]
    before = own_client.get("/api/changes").json()["total"]
    data = {"document": [document], "id": [passage], "do": "tag", "tag": "both"}
    own_client.post("/many", data=data)
    assert own_client.get("/api/changes").json()["total"] == before + 1
    assert "both" in own_client.get(f"/api/highlights/{passage}").json()["tags"]
    assert "both" in own_client.get(f"/api/documents/{document}").json()["tags"]


def test_a_result_opens_its_form_where_it_stands(own_client: TestClient) -> None:
    page = read(own_client, "/search?q=river")
    link = next(a["href"] for a in page.all("a") if a.get("data-do") == "note")
    opened = read(own_client, urldefrag(urljoin(page.url, link))[0])
    assert [area["name"] for area in opened.all("textarea")] == ["note"]
    (code,) = parse_qs(urlsplit(link).query)["at"]
    data = {"note": "Of rivers.", "back": "/search?q=river"}
    saved = own_client.post(f"/highlights/{code}", data=data)
    assert "Note saved" in saved.text
    assert "Of rivers." in saved.text


def test_lists_are_taken_along_as_markdown_csv_and_json(own_client: TestClient) -> None:
    tag = read(own_client, "/tags/time")
    links = [a["href"] for a in tag.all("a") if "download" in a]
    assert [urlsplit(link).path for link in links] == ["/search.md", "/search.csv", "/search.json"]
    told = own_client.get(links[0])
    assert told.headers["content-type"] == "text/markdown; charset=utf-8"
    found = own_client.get(links[2]).json()
    assert told.text.count("\n\n---\n\n") == found["total"] - 1 > 0
    assert all(one["text"].split("\n")[0] in told.text for one in found["results"])
    for address in ("/highlights?noted=1", "/authors/Marit Oldenshaw", "/search?q=river"):
        (taken,) = [
            a["href"]
            for a in read(own_client, address).all("a")
            if a["href"].startswith("/search.json")
        ]
        assert own_client.get(taken).json()["total"] > 0, address


def test_a_form_that_is_older_than_another_change_changes_only_what_was_typed(
    own_client: TestClient,
) -> None:
    code = own_client.get("/api/pages/Kites").json()["target"]["id"]
    shown = _of_form(read(own_client, f"/documents/{code}/edit"))
    own_client.patch(f"/api/documents/{code}", json={"title": "Of Kites"})
    post(own_client, f"/documents/{code}/edit", **{**shown, "tags": "wind"})
    seen = own_client.get(f"/api/documents/{code}").json()
    assert (seen["title"], seen["tags"]) == ("Of Kites", ["wind"])
    both = post(own_client, f"/documents/{code}/edit", **{**shown, "title": "My Kites"})
    assert both.status == 409
    assert "title: was changed elsewhere since, and says “Of Kites” now" in both.words()
    assert [a["value"] for a in both.all("input") if a.get("name") == "title"] == ["My Kites"]
    script = own_client.post(
        f"/documents/{code}/edit",
        data={**shown, "title": "My Kites"},
        headers={"Accept": "application/json"},
    )
    assert (script.status_code, script.json()["status"]) == (409, 409)
    again = {a["name"]: a["value"] for a in both.all("input") if "seen_" in a.get("name", "")}
    post(own_client, f"/documents/{code}/edit", **{**shown, **again, "title": "My Kites"})
    assert own_client.get(f"/api/documents/{code}").json()["title"] == "My Kites"


def _of_form(page: Page) -> dict[str, str]:
    """The fields of a document's form, with the marks of what it showed."""
    return {
        field["name"]: field.get("value", "")
        for field in page.all("input")
        if field.get("name", "").partition("_")[0] in {"seen", "title", "authors", "tags"}
    } | {"kind": "book"}


def test_a_form_that_could_not_be_saved_keeps_what_others_changed_beside_it(
    own_client: TestClient,
) -> None:
    code = own_client.get("/api/pages/Kites").json()["target"]["id"]
    shown = _of_form(read(own_client, f"/documents/{code}/edit"))
    own_client.patch(f"/api/documents/{code}", json={"title": "Of Kites", "tags": ["wind"]})
    refused = post(own_client, f"/documents/{code}/edit", **{**shown, "title": "My Kites"})
    assert refused.status == 409
    again = _of_form(refused)
    assert (again["title"], again["tags"]) == ("My Kites", "wind")
    post(own_client, f"/documents/{code}/edit", **again)
    seen = own_client.get(f"/api/documents/{code}").json()
    assert (seen["title"], seen["tags"]) == ("My Kites", ["wind"])


def test_what_is_typed_of_a_document_stands_in_the_form_that_could_not_save_it(
    own_client: TestClient,
) -> None:
    code = own_client.get("/api/pages/Kites").json()["target"]["id"]
    long = "A tag that is longer than any tag may be " * 9
    page = post(own_client, f"/documents/{code}/edit", title="Kites", note="kept", tags=long)
    assert page.status == 422
    assert "Your words are kept here" in page.words()
    assert "kept</textarea>" in page.html
    assert own_client.get(f"/api/documents/{code}").json()["note"] == ""


def test_a_preview_shows_the_passages_and_adds_nothing(own_client: TestClient) -> None:
    text = "- One, p. 3\n- Two *here*"
    page = post(own_client, "/add", title="Kites", text=text, tags="wind", then="preview")
    assert "2\u00a0passages" in page.html
    assert page.html.count('<blockquote class="passage"') == 2
    assert "<em>here</em>" in page.html
    assert [a["value"] for a in page.all("input") if a.get("name") == "tags"] == ["wind"]
    assert found(own_client, "tag:wind") == []


@pytest.mark.parametrize("then", ["", "preview"])
def test_a_passage_for_a_document_that_is_not_there_is_kept_in_the_form(
    own_client: TestClient, then: str
) -> None:
    page = post(own_client, "/add", document="nothere", text="A long passage.", then=then)
    assert page.status == (200 if then else 404)
    assert "A long passage." in page.html.split("<textarea")[1]
    assert "nothere" not in page.html.split("<form")[-1]
    assert own_client.get("/add?document=nothere").status_code == 404


def test_the_address_for_a_bookmark_leads_to_this_library(own_client: TestClient) -> None:
    page = read(own_client, "/add")
    assert 'javascript:location.href="http://127.0.0.1:8000/add"+"?title="' in page.words()
    assert [a for a in page.all("a") if a["href"].startswith("javascript:")] == []


def test_a_document_and_its_files_stand_side_by_side(
    own_client: TestClient, tmp_path: Path
) -> None:
    code = own_client.get("/api/pages/Kites").json()["target"]["id"]
    mine = {"authors": ["R. T."], "tags": ["wind"], "kind": "article"}
    own_client.patch(f"/api/documents/{code}", json=mine)
    assert "Nothing is, now." in read(own_client, "/conflicts").words()
    kites = tmp_path / "notes" / "Kites.md"
    kites.write_text(BOOK.replace("Thackery]]", "Thackery]]\n- Document Tags: #string "))
    with Library(tmp_path / "library.db") as library:
        import_paths(library, [kites])
    page = read(own_client, "/conflicts")
    assert "1\u00a0document that you wrote over reads otherwise" in page.html
    assert "Kites : tags" in page.words()
    assert "yours are in blue" not in page.html
    post(own_client, f"/documents/{code}/mine", field="tags", back="/conflicts")
    assert sorted(own_client.get(f"/api/documents/{code}").json()["tags"]) == ["string", "wind"]
    assert "Nothing is, now." in read(own_client, "/conflicts").words()
