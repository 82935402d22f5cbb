"""Saved searches through the API: kept, listed by name, forgotten by id or name."""

import pytest
from fastapi.testclient import TestClient

from tests.api.test_changes import ask

SEARCHES = "/api/searches"


def save(client: TestClient, query: str, name: str = "") -> str:
    """The id of a search that is kept."""
    told = ask(client, "POST", SEARCHES, SEARCHES, {"query": query, "name": name})
    assert (told["query"], told["name"]) == (query, name or query)
    return str(told["id"])


def delete(client: TestClient, id_or_name: str) -> str:
    """The query that was forgotten."""
    return str(ask(client, "DELETE", f"{SEARCHES}/{id_or_name}", SEARCHES + "/{id}")["query"])


def names(client: TestClient) -> list[str]:
    return [each["name"] for each in client.get(SEARCHES).json()["items"]]


def test_a_search_is_kept_listed_and_forgotten(own: TestClient) -> None:
    code = save(own, "ferry kind:article", "Boats")
    listed = own.get(SEARCHES).json()
    assert (listed["total"], listed["next_cursor"], listed["items"][0]["id"]) == (1, None, code)
    assert (
        own.get(listed["items"][0]["path"], follow_redirects=False).headers["location"]
        == "/search?q=ferry+kind%3Aarticle"
    )
    assert own.get(listed["items"][0]["feed"]).status_code == 200
    assert "Boats" in own.get("/searches").text
    assert delete(own, code) == "ferry kind:article"
    assert names(own) == []
    assert own.delete(f"{SEARCHES}/{code}").status_code == 404


def test_searches_are_listed_by_name_page_after_page(own: TestClient) -> None:
    for name in ("sea", "Salt", "road"):
        save(own, "toll", name)
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = own.get(SEARCHES, params={"limit": 1, "cursor": cursor}).json()
        assert page["total"] == 3
        seen += [each["name"] for each in page["items"]]
        cursor = page["next_cursor"]
    assert seen == ["road", "Salt", "sea"]


def test_a_search_is_forgotten_by_its_name_where_no_other_bears_it(own: TestClient) -> None:
    save(own, "ferry", "boats/ferries & more")
    assert delete(own, "boats%2Fferries%20%26%20more") == "ferry"
    first, _ = save(own, "salt", "Twice"), save(own, "toll", "Twice")
    refused = own.delete(f"{SEARCHES}/Twice")
    assert (refused.status_code, "by its id" in refused.json()["detail"]) == (400, True)
    assert delete(own, first) == "salt"
    assert delete(own, "Twice") == "toll"


def test_an_id_goes_before_a_name(own: TestClient) -> None:
    code = save(own, "salt", "Salt")
    save(own, "toll", code)
    assert delete(own, code) == "salt"
    assert names(own) == [code]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"query": " "},
        {"query": 1},
        {"query": "x" * 2001},
        {"query": "x", "name": "n" * 201},
        {"query": "x", "color": "red"},
        [],
        None,
    ],
)
def test_what_is_no_search_is_refused_and_nothing_kept(own: TestClient, body: object) -> None:
    answer = own.post(SEARCHES, json=body)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert names(own) == []
