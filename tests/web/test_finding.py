"""What scripts on the pages ask for: completions, and where the palette can jump to."""

import pytest
from fastapi.testclient import TestClient

from tests.web.library import HOSTILE
from tests.web.site import Page


def choices(client: TestClient, typed: str) -> list[str]:
    """What would be put in."""
    return [choice["insert"] for choice in client.get("/complete", params={"q": typed}).json()["choices"]]


def jumps(client: TestClient, typed: str) -> Page:
    """The palette's options for what was typed."""
    answer = client.get("/jump", params={"q": typed})
    return Page("/jump", answer.status_code, answer.text)


def test_a_completion_tells_what_to_put_where(client: TestClient) -> None:
    answer = client.get("/complete", params={"q": "river by:oldensh"}).json()
    assert answer == {"start": 6, "choices": [{"insert": 'by:"Marit Oldenshaw" ', "name": "Marit Oldenshaw", "about": "12"}]}
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


def test_behind_a_hash_the_palette_leads_to_tags_alone(client: TestClient) -> None:
    links = [link["href"] for link in jumps(client, "#wat").all("a")]
    assert links == ["/search?q=%23wat", "/tags/water"]


def test_without_words_the_palette_leads_to_the_rooms(client: TestClient) -> None:
    links = [link["href"] for link in jumps(client, "").all("a")]
    assert {"/", "/documents", "/tags"} <= set(links)


def test_every_room_of_the_palette_is_there(client: TestClient) -> None:
    rooms = {link["href"] for letter in "abcdefghijklmnopqrstuvwxyz" for link in jumps(client, letter).all("a")}
    assert {room: status for room in rooms if (status := client.get(room).status_code) != 200} == {}
    assert len(rooms) > 26
