"""What the API tells of a small library."""

from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient


def _get(client: TestClient, address: str, **query: str | int) -> dict[str, Any]:
    answer = client.get(f"/api/{address}", params=query)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def _id(client: TestClient, title: str) -> str:
    return str(
        next(one["id"] for one in _get(client, "documents")["items"] if one["title"] == title)
    )


def test_stats_count_and_say_where_the_library_lies(client: TestClient) -> None:
    stats = _get(client, "stats")

    assert (stats["documents"], stats["highlights"], stats["authors"]) == (3, 5, 2)
    assert stats["library"].endswith("library.db")
    assert stats["bytes"] > 0


def test_a_document_comes_whole(client: TestClient) -> None:
    document = _get(client, f"documents/{_id(client, 'The Salt Road')}")

    assert document["authors"] == ["Ilse Tarn"]
    assert document["kind"] == "book"
    assert document["highlight_count"] == len(document["highlights"]) == 3
    assert [link["document"]["title"] for link in document["backlinks"]] == ["Notes on crossing"]
    assert document["highlights"][0]["favorite"] is True
    assert document["highlights"][0]["path"] == f"/highlights/{document['highlights'][0]['id']}"


def test_a_highlight_says_where_it_stands(client: TestClient) -> None:
    found = _get(client, "search", q="toll keeper")["results"][0]
    highlight = _get(client, f"highlights/{found['id']}")

    assert [
        (place["path"].rpartition("/")[2], place["lines"]) for place in highlight["places"]
    ] == [("The Salt Road.md", [14, 14])]
    assert highlight["history"] == []
    assert (
        highlight["text"]
        == "The toll keeper counts the carts; the cart counts nothing, and <b>arrives</b> & is "
        "weighed."
    )


def test_snippets_are_escaped_but_for_their_marks(client: TestClient) -> None:
    snippet = _get(client, "search", q="weighed cart")["results"][0]["snippet"]

    assert "<mark>weighed</mark>" in snippet
    assert "<b>" not in snippet


@pytest.mark.parametrize(
    ("name", "target", "callers"),
    [
        ("The Salt Road", {"type": "document", "title": "The Salt Road"}, ["Notes on crossing"]),
        ("the salt road", {"type": "document", "title": "The Salt Road"}, ["Notes on crossing"]),
        ("Bo Lund", {"type": "author", "id": "Bo Lund", "title": "Bo Lund"}, ["The Ferry Book"]),
        (
            "trade/salt",
            {"type": "tag", "id": "trade/salt", "title": "trade/salt"},
            ["The Salt Road"],
        ),
        ("Bridges", None, ["Notes on crossing"]),
        ("nobody asks for this", None, []),
    ],
)
def test_a_name_leads_somewhere_or_is_wanted(
    client: TestClient, name: str, target: dict[str, str] | None, callers: list[str]
) -> None:
    page = _get(client, f"pages/{name}")

    assert page["name"] == name
    assert (page["mentions"], page["mentions_total"]) == ([], 0)
    assert (target or {}).items() <= (page["target"] or {}).items()
    assert (page["target"] is None) == (target is None)
    assert sorted({link["document"]["title"] for link in page["backlinks"]}) == callers


def test_a_tag_counts_what_stands_below_it(client: TestClient) -> None:
    tag = _get(client, "tags/trade")

    assert tag["path"] == "/tags/trade"
    assert tag["total"] == len(tag["items"]) == tag["highlights"] == 3


@pytest.mark.parametrize(
    "address", ["documents", "highlights", "authors", "tags", "imports", "tags/trade", "search"]
)
def test_a_list_is_paged_to_its_end_without_repeats(client: TestClient, address: str) -> None:
    query = {"q": "weighed OR ferry OR road"} if address == "search" else {}
    key = "results" if address == "search" else "items"
    whole = [str(item) for item in _get(client, address, **query)[key]]
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = _get(client, address, **query, cursor=cursor, limit=1)
        seen += [str(item) for item in page[key]]
        cursor = page["next_cursor"]
        assert len(seen) <= len(whole)

    assert seen == whole


def test_the_ledger_tells_one_import(client: TestClient) -> None:
    report = _get(client, "imports")["items"][0]

    assert report["import"] == 1
    assert report["files"]["added"] == 3
    assert report["highlights"]["added"] == 5
    assert _get(client, "imports/1")["import"] == 1


def test_asking_head_is_asking_without_the_body(client: TestClient) -> None:
    assert client.head("/api/stats").status_code == 200
    assert client.head("/").status_code == 200


def test_counts_of_a_library_whose_file_is_not_there_are_not_to_be_had(
    own: TestClient, tmp_path: Path
) -> None:
    (tmp_path / "library.db").unlink()
    answer = own.get("/api/stats")

    assert (answer.status_code, answer.headers["content-type"]) == (503, "application/problem+json")
    assert "start florilegium anew" in answer.json()["detail"]
