"""What scripts on the pages ask for: completions, and where the palette can jump to."""

import pytest
from fastapi.testclient import TestClient

from app.web.present.highlights import glimpse
from tests.web.library import HOSTILE
from tests.web.site import Page


def choices(client: TestClient, typed: str) -> list[str]:
    """What would be put in."""
    return [
        choice["insert"]
        for choice in client.get("/complete", params={"q": typed}).json()["choices"]
    ]


def jumps(client: TestClient, typed: str) -> Page:
    """The palette's options for what was typed."""
    answer = client.get("/jump", params={"q": typed})
    return Page("/jump", answer.status_code, answer.text)


def test_a_completion_tells_what_to_put_where(client: TestClient) -> None:
    answer = client.get("/complete", params={"q": "river by:oldensh"}).json()
    assert answer == {
        "start": 6,
        "choices": [{"insert": 'by:"Marit Oldenshaw" ', "name": "Marit Oldenshaw", "about": "12"}],
    }
    assert choices(client, "#wat") == ["#water "]
    assert choices(client, "document:patience")[0] == 'document:"The Patience of Rivers" '
    assert choices(client, "kind:bo") == ["kind:book "]
    assert client.get("/complete", params={"q": "river "}).json() == {"start": 6, "choices": []}
    assert client.get("/complete", params={"q": "x" * 5000 + " tag:wat"}).json()["start"] == 5001


@pytest.mark.parametrize("typed", ["", "\0", '"', "#", "tag:\ud800", ":" * 600, "日"])
def test_nothing_typed_is_an_error(client: TestClient, typed: str) -> None:
    text = typed.encode("utf-8", "surrogatepass")
    assert client.get("/complete", params={"q": text}).status_code == 200
    assert client.get("/jump", params={"q": text}).status_code == 200


def test_the_palette_leads_to_what_begins_so(client: TestClient) -> None:
    page = jumps(client, "river")
    assert page.unbalanced == []
    links = [link["href"] for link in page.all("a")]
    assert links[0] == "/search?q=river"
    assert any(link.startswith("/documents/") for link in links)
    assert "The Patience of Rivers" in page.words()
    assert HOSTILE in page.words()
    assert not page.all("script")
    assert all(client.get(link).status_code == 200 for link in links)
    assert {link["role"] for link in page.all("a")} == {"option"}


def test_the_palette_shows_the_first_passages_behind_all_names(client: TestClient) -> None:
    page = jumps(client, "river")
    options = [(link["href"], link.get("class", "")) for link in page.all("a")]
    passages = [href for href, name in options if name == "glimpse"]
    assert 0 < len(passages) <= 4
    assert [href for href, _ in options[-len(passages) - 1 :]] == [
        *passages,
        "/notes/new?name=river",
    ]
    assert all(href.startswith("/highlights/") for href in passages)
    assert "<mark>river</mark>" in page.html
    assert passages == [
        link["href"]
        for link in jumps(client, "river is:highlight").all("a")
        if link.get("class") == "glimpse"
    ]


def test_a_beginning_brings_passages_and_a_misspelling_none(client: TestClient) -> None:
    assert "<mark>" in jumps(client, "diar").html
    assert "<mark>" not in jumps(client, "daiyr").html
    assert "glimpse" not in jumps(client, "kind:document river is:document").html


def test_a_passage_is_shown_from_shortly_before_what_was_found() -> None:
    far = "A &amp; B " + "word " * 20 + "the last <mark>river</mark> &lt;b&gt; runs"
    assert glimpse(far) == "…word word word word the last <mark>river</mark> &lt;b&gt; runs"
    assert [glimpse(each) for each in ("A <mark>river</mark>", "No mark " * 20)] == [
        "A <mark>river</mark>",
        "No mark " * 20,
    ]


def test_behind_a_hash_the_palette_leads_to_tags_alone(client: TestClient) -> None:
    links = [link["href"] for link in jumps(client, "#wat").all("a")]
    assert links == ["/search?q=%23wat", "/tags/water"]


def test_without_words_the_palette_leads_to_the_rooms(client: TestClient) -> None:
    links = [link["href"] for link in jumps(client, "").all("a")]
    assert {"/", "/documents", "/tags"} <= set(links)


def test_every_room_of_the_palette_is_there(client: TestClient) -> None:
    rooms = {
        link["href"]
        for letter in "abcdefghijklmnopqrstuvwxyz"
        for link in jumps(client, letter).all("a")
    }
    assert {room: status for room in rooms if (status := client.get(room).status_code) != 200} == {}
    assert len(rooms) > 26
