"""One highlight made two, and two made one, on pages: every act comes back and can be undone."""

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from app.web.present.splitting import stretches
from tests.web.site import read
from tests.web.test_doing import card, post, undo

TWO = "I had been taught that a survey ends. Nobody told me of the pegs."


@pytest.fixture
def code(own_client: TestClient) -> str:
    """The id of a passage of two sentences, with another behind it."""
    book = {"title": "A Paper Book", "authors": ["N. N."]}
    added = [
        own_client.post("/api/highlights", json={"document": book, "text": text})
        for text in (TWO, "It is known to rivers.")
    ]
    return str(added[0].json()["id"])


def test_a_passage_is_split_before_a_word_and_made_whole_again(
    own_client: TestClient, code: str
) -> None:
    page = read(own_client, f"/highlights/{code}?do=parts&at={code}")
    (at,) = [b["value"] for b in page.all("button") if b.get("name") == "at" and b.get("value")]
    assert TWO[int(at) :].startswith("Nobody")
    done = post(own_client, f"/highlights/{code}/split", at=at, back=f"/highlights/{code}?do=parts")
    assert "Split a highlight. Undo" in done.words()
    assert card(own_client, code)["text"] == "I had been taught that a survey ends."
    assert "Undone." in undo(own_client, done).words()
    assert card(own_client, code)["text"] == TWO
    finely = read(own_client, f"/highlights/{code}?do=words&at={code}")
    assert len([b for b in finely.all("button") if b.get("name") == "at" and b.get("value")]) == 13


def test_a_passage_is_merged_with_the_next_from_its_page_and_from_a_list(
    own_client: TestClient, code: str
) -> None:
    page = read(own_client, f"/highlights/{code}?do=parts&at={code}")
    buttons = {b["formaction"]: b["value"] for b in page.all("button") if b.get("name") == "with"}
    following = buttons[f"/highlights/{code}/merge"]
    other = str(card(own_client, following)["text"])
    done = post(own_client, f"/highlights/{code}/merge", **{"with": following})
    assert "Merged two highlights. Undo" in done.words()
    assert card(own_client, following)["id"] == code
    assert card(own_client, code)["text"] == f"{TWO}\n\n{other}"
    undo(own_client, done)
    assert card(own_client, following)["id"] == following
    many = own_client.post("/many", data={"do": "merge", "id": [code, following]})
    assert "Merged two highlights" in many.text
    refused = own_client.post("/many", data={"do": "merge", "id": [code]})
    assert (refused.status_code, "select two" in refused.text) == (400, True)


@given(st.text('ab.!? \n"”’«漢', max_size=80), st.booleans())
def test_pieces_joined_are_the_text_and_each_begins_with_a_word(text: str, finely: bool) -> None:
    pieces = stretches(text, finely=finely)
    assert "".join(piece.word + piece.rest for piece in pieces) == text.lstrip()
    for piece in pieces:
        assert text[piece.at :].startswith(piece.word)
        assert piece.word.strip() == piece.word != ""
    assert [piece.opens for piece in pieces] == [n > 0 for n in range(len(pieces))]
