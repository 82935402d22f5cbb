"""The description of the API is true: every address answers in the shape that it promises."""

import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from tests.api.schemas import faults


def _asked(client: TestClient) -> Iterator[tuple[str, str]]:
    """Addresses to ask, each with the path of the description that it falls under."""
    document = client.get("/api/documents?sort=title").json()["items"][-1]["id"]
    for plain in (
        "stats",
        "documents",
        "highlights",
        "authors",
        "tags",
        "search",
        "searches",
        "imports",
        "changes",
    ):
        yield f"/api/{plain}", f"/api/{plain}"
    for highlight in client.get("/api/highlights").json()["items"]:
        yield f"/api/highlights/{highlight['id']}", "/api/highlights/{id}"
    yield f"/api/documents/{document}", "/api/documents/{id}"
    yield "/api/trays", "/api/trays"
    yield f"/api/trays/{client.get('/api/trays').json()['items'][0]['id']}", "/api/trays/{id}"
    yield "/api/notes", "/api/notes"
    for query in ("", "?what=author"):
        yield f"/api/near-names{query}", "/api/near-names"
    for query in ("", "around=The+Salt+Road&depth=2", "around=tag:trade/salt&limit=2"):
        yield f"/api/graph?{query}", "/api/graph"
    yield "/api/tags/trade/salt", "/api/tags/{name}"
    yield "/api/tags/trade", "/api/tags/{name}"
    yield "/api/authors/Ilse%20Tarn", "/api/authors/{name}"
    for name in ("The Salt Road", "Ilse Tarn", "trade/salt", "Bridges", "not/at all", "%00"):
        yield f"/api/pages/{name}", "/api/pages/{name}"
    for query in (
        "q=weighed",
        "q=ferry&limit=1",
        "q=tag:roads",
        "q=nothing-at-all",
        "q=%22",
        "q=%00%ff",
    ):
        yield f"/api/search?{query}", "/api/search"
    yield "/api/imports/1", "/api/imports/{number}"
    begun = client.post("/api/exports", json={"format": "jsonl"}).json()
    yield f"/api/exports/{begun['id']}", "/api/exports/{id}"
    for query in (
        "kind=book",
        "tag=roads",
        "author=Ilse+Tarn",
        "year=2024",
        "limit=1",
        "cursor=nonsense",
    ):
        yield f"/api/documents?{query}", "/api/documents"
    for query in (
        "favorite=1",
        "noted=true",
        "untagged=1",
        "gone=1",
        "tag=trade",
        "author=bo+lund",
        "limit=2",
    ):
        yield f"/api/highlights?{query}", "/api/highlights"


def test_every_answer_keeps_to_its_schema(client: TestClient) -> None:
    description = client.get("/api/openapi.json").json()
    asked = list(_asked(client))
    wrong = []
    for address, path in asked:
        answer = client.get(address)
        schema = description["paths"][path]["get"]["responses"]["200"]["content"][
            answer.headers["content-type"]
        ]["schema"]
        wrong += [
            f"{address}: {fault}"
            for fault in faults(answer.json(), schema, description["components"]["schemas"])
        ]
        assert answer.status_code == 200, address

    assert not wrong
    assert {path for _, path in asked} == {
        path
        for path, methods in description["paths"].items()
        if "get" in methods and "application/json" in methods["get"]["responses"]["200"]["content"]
    }


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/documents/nosuchcode", 404),
        ("/api/trays/nosuchcode", 404),
        ("/api/highlights/nosuchcode", 404),
        ("/api/tags/no/such", 404),
        ("/api/imports/99", 404),
        ("/api/imports/none", 422),
        (f"/api/imports/{10**30}", 422),
        ("/api/tags?limit=201", 422),
        ("/api/highlights?limit=0", 422),
        ("/api/search?limit=many", 422),
        ("/api/documents?kind=scroll", 422),
        ("/api/documents?sort=colour", 422),
        ("/api/nothing", 404),
        ("/api/", 404),
        ("/api", 404),
    ],
)
def test_errors_keep_to_the_problem_schema(client: TestClient, address: str, status: int) -> None:
    answer = client.get(address)
    promised = client.get("/api/openapi.json").json()["paths"]["/api/stats"]["get"]["responses"][
        "default"
    ]["content"]

    assert answer.status_code == answer.json()["status"] == status
    assert not list(faults(answer.json(), promised[answer.headers["content-type"]]["schema"], {}))
    assert answer.json()["detail"] == answer.json()["detail"].strip()


def test_other_methods_are_problems_too(client: TestClient) -> None:
    answer = client.post("/api/stats")

    assert (answer.status_code, answer.headers["content-type"]) == (405, "application/problem+json")
    assert "GET" in answer.headers["allow"]


def test_the_checker_of_schemas_finds_faults() -> None:
    schema = {
        "type": "object",
        "properties": {
            "a": {"type": "integer"},
            "b": {"type": "array", "items": {"type": "string"}},
        },
        "required": ["a"],
    }

    assert list(faults({"a": True, "b": [1], "c": 0}, schema, {})) == [
        "$.a: True is no integer",
        "$.b[0]: 1 is no string",
        "$.c is not described",
    ]
    assert list(faults({}, schema, {})) == ["$.a is missing"]


def test_the_page_for_people_names_every_address_and_shape(client: TestClient) -> None:
    description, page = client.get("/api/openapi.json").json(), client.get("/api/docs")

    assert page.headers["content-type"].startswith("text/html")
    assert not [
        f"{method} {path}"
        for path, of in description["paths"].items()
        for method in of
        if f"{method.upper()} {path}" not in page.text
    ]
    assert "list of Highlight" in page.text
    assert "app__" not in page.text
    assert "<style" not in page.text
    assert set(re.findall(r'href="#([A-Z][^"]*)"', page.text)) <= set(
        re.findall(r'id="([^"]*)"', page.text)
    )
