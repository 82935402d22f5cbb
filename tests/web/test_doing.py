"""What a reader does on pages without scripts.

Forms that post, and a line that tells what was done, with its undo.
"""

import re
from urllib.parse import urldefrag, urljoin

import pytest
from fastapi.testclient import TestClient

from tests.web.site import Page, read

MAPS = "I had been taught"  # of a passage that bears the tag time and no note


@pytest.fixture
def code(own_client: TestClient) -> str:
    """The id of a passage."""
    return str(own_client.get("/api/search", params={"q": f'"{MAPS}"'}).json()["results"][0]["id"])


def card(client: TestClient, code: str) -> dict[str, object]:
    """The highlight as it is now."""
    seen: dict[str, object] = client.get(f"/api/highlights/{code}").json()
    return seen


def post(client: TestClient, address: str, **fields: str) -> Page:
    """A form sent, and the page that it leads to."""
    answer = client.post(address, data=fields)
    return Page(str(answer.url), answer.status_code, answer.text)


def undo(client: TestClient, page: Page) -> Page:
    """The button pressed by which the act just done is undone."""
    (button,) = [
        each for each in page.all("button") if each.get("formaction", "").endswith("/undo")
    ][:1]
    return post(
        client,
        button["formaction"],
        back=page.url.removeprefix("http://127.0.0.1:8000"),
        at=button.get("value", ""),
    )


def test_a_card_opens_its_form_by_a_link_and_saves_a_note(
    own_client: TestClient, code: str
) -> None:
    document = card(own_client, code)["document"]
    assert isinstance(document, dict)
    page = read(own_client, f"/documents/{document['id']}")
    link = next(
        a["href"] for a in page.all("a") if a.get("data-do") == "note" and code in a["href"]
    )
    link = urljoin(page.url, link)
    opened = read(own_client, urldefrag(link)[0])
    assert [area["name"] for area in opened.all("textarea")] == ["note"]
    saved = post(own_client, f"/highlights/{code}", note="Pegs move.\r\nSo do we.", back=link)
    assert "Note saved. Undo" in saved.words()
    assert saved.url.startswith(f"http://127.0.0.1:8000/documents/{document['id']}?done=c")
    assert card(own_client, code)["note"] == "Pegs move.\nSo do we."
    assert "Undone." in undo(own_client, saved).words()
    assert card(own_client, code)["note"] == ""


def test_the_forms_page_answers_is_not_shown_over_what_was_written_elsewhere(
    own_client: TestClient, code: str
) -> None:
    page = read(own_client, f"/highlights/{code}")
    (seen,) = [field["value"] for field in page.all("input") if field.get("name") == "seen"]
    post(own_client, f"/highlights/{code}", note="first", seen=seen)
    late = post(own_client, f"/highlights/{code}", note="second", seen=seen)
    assert (late.status, card(own_client, code)["note"]) == (409, "first")
    assert "second" in late.words()
    assert "What it says now first" in late.words()
    (now,) = [field["value"] for field in late.all("input") if field.get("name") == "seen"]
    assert post(own_client, f"/highlights/{code}", note="second", seen=now).status == 200
    assert card(own_client, code)["note"] == "second"


@pytest.mark.parametrize(
    ("fields", "reason"),
    [({"text": " \n"}, "must not be empty"), ({"note": "x" * 100_001}, "at most 100,000 letters")],
)
def test_what_cannot_be_saved_is_kept_on_the_page(
    own_client: TestClient, code: str, fields: dict[str, str], reason: str
) -> None:
    page = post(own_client, f"/highlights/{code}", **fields)
    assert page.status in {400, 422}
    assert reason in page.words()
    assert next(iter(fields.values())).strip() in page.html


def test_tags_are_added_and_taken_off_one_by_one(own_client: TestClient, code: str) -> None:
    added = post(own_client, f"/highlights/{code}", add="#slow roads", back=f"/highlights/{code}")
    assert "Tagged #slow roads. Undo" in added.words()
    assert 'class="drop-tag mine" name="remove" value="slow roads"' in added.html
    taken = post(own_client, f"/highlights/{code}", remove="time", back=f"/highlights/{code}")
    assert "Tag #time taken off." in taken.words()
    assert card(own_client, code)["tags"] == ["slow roads"]
    assert own_client.get("/complete/tags", params={"q": "slow"}).json() == [
        {"name": "slow roads", "count": 1}
    ]


@pytest.mark.parametrize(
    ("act", "field", "said"),
    [
        ("favorite", "favorite", "Starred."),
        ("discarded", "discarded", "Discarded: marked so, and never shown by chance."),
    ],
)
def test_a_button_turns_a_flag_and_undo_turns_it_back(
    own_client: TestClient, code: str, act: str, field: str, said: str
) -> None:
    page = post(own_client, f"/highlights/{code}/{act}", yes="1", back="/highlights?tag=time")
    assert said in page.words()
    assert card(own_client, code)[field]
    undo(own_client, page)
    assert not card(own_client, code)[field]


def test_an_edited_passage_says_what_the_file_says_and_leads_back(
    own_client: TestClient, code: str
) -> None:
    text = str(card(own_client, code)["text"])
    page = post(
        own_client,
        f"/highlights/{code}",
        text=text.replace("pegs", "posts"),
        back=f"/highlights/{code}",
    )
    assert '<ins class="mine">posts</ins>' in page.html
    assert re.search(r"<del>pegs</del>\s*<ins>posts</ins>", page.html)
    assert "Edited by you" in page.words()
    back = post(own_client, f"/highlights/{code}/theirs", field="text", back=f"/highlights/{code}")
    assert "Edited by you" not in back.words()
    assert card(own_client, code)["text"] == text


def test_tags_are_listed_in_the_same_order_before_and_after(
    own_client: TestClient, code: str
) -> None:
    for tags in (["walking"], ["zinc", "walking", "brass"]):
        own_client.patch(f"/api/highlights/{code}", json={"tags": tags})
    assert "walking → brass, walking, zinc" in read(own_client, "/changes").words()


def test_what_was_done_is_listed_and_undone_from_there(own_client: TestClient, code: str) -> None:
    post(own_client, f"/highlights/{code}", note="a <b>note</b>")
    page = read(own_client, "/changes")
    assert "Changed note of a highlight" in page.words()
    assert "a <b>note</b>" not in page.html
    assert "Undone" in undo(own_client, page).words()
    assert card(own_client, code)["note"] == ""


def test_an_act_on_a_document_names_it(own_client: TestClient) -> None:
    code = own_client.get("/api/documents").json()["items"][0]["id"]
    own_client.patch(f"/api/documents/{code}", json={"title": "Kites & <b>strings</b>"})
    page = read(own_client, "/changes")
    link = f'<a href="/documents/{code}">Kites &amp; &lt;b&gt;strings&lt;/b&gt;</a>'
    assert f"Changed title of {link}" in page.html
    post(own_client, f"/documents/{code}/away", yes="1")
    assert f"Put {link} away" in read(own_client, "/changes").html


def test_where_nothing_was_done_it_says_so(empty_client: TestClient) -> None:
    assert "Nothing yet." in read(empty_client, "/changes").words()


def test_a_passage_is_copied_in_four_forms(own_client: TestClient, code: str) -> None:
    copied = own_client.get(f"/highlights/{code}/copies").json()
    assert copied["plain"].endswith(
        "going back each spring. (Marit Oldenshaw, The Patience of Rivers, p. 7)"
    )
    assert copied["markdown"].endswith(
        "\n\nMarit Oldenshaw, *The Patience of Rivers* (2019), p. 7."
    )
    assert (
        copied["link"] == f"[The Patience of Rivers, p. 7](http://127.0.0.1:8000/highlights/{code})"
    )
    assert copied["bibtex"].startswith(
        "@book{oldenshaw2019patience,\n  author = {Marit Oldenshaw},\n  title = {{The Patience "
        "of Rivers}}"
    )
    assert "note = {p. 7}" in copied["bibtex"]
    assert copied["bibtex"] in read(own_client, f"/highlights/{code}").html.replace("&amp;", "&")


@pytest.mark.parametrize(
    "query",
    ["done=cnothing", "do=else&at=x", "done=&left=-1", "left=9999999999999999999999&do=note"],
)
def test_an_address_that_asks_for_what_is_not_there_is_a_page_all_the_same(
    client: TestClient, query: str
) -> None:
    assert read(client, f"/highlights?{query}").status == 200


def test_nobody_is_led_elsewhere_after_an_act(own_client: TestClient, code: str) -> None:
    for back in (
        "https://elsewhere.example/",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "/\t///elsewhere.example",
        "/\t/[elsewhere",
    ):
        answer = own_client.post(
            f"/highlights/{code}/favorite", data={"yes": "1", "back": back}, follow_redirects=False
        )
        assert answer.headers["location"].startswith("/?")


def test_a_note_and_tags_over_those_of_the_file_tell_what_it_says_and_go_back(
    own_client: TestClient,
) -> None:
    code = noted(own_client)
    seen = card(own_client, code)
    post(own_client, f"/highlights/{code}", note="Mine instead.")
    own_client.patch(f"/api/highlights/{code}", json={"tags": ["mine"]})
    page = read(own_client, f"/highlights/{code}")
    assert "Note edited by you" in page.words()
    assert "Tags edited by you" in page.words()
    for field in ("note", "tags"):
        post(own_client, f"/highlights/{code}/theirs", field=field)
    assert card(own_client, code) | {"mine": {}} == seen | {"mine": {}}
    assert "edited by you" not in read(own_client, f"/highlights/{code}").words()


def noted(client: TestClient) -> str:
    """The id of a passage that has a note and a tag in its file."""
    listed = client.get("/api/highlights", params={"limit": 200}).json()["items"]
    return next(str(each["id"]) for each in listed if each["note"] and each["tags"])
