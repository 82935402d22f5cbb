"""The description of the API is true: every address answers in the shape that it promises."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from fastapi.testclient import TestClient

TYPES: Mapping[str, type | tuple[type, ...]] = {
    "string": str, "integer": int, "number": (int, float), "boolean": bool, "array": list, "object": dict, "null": type(None),
}  # fmt: skip


def faults(value: object, schema: Mapping[str, Any], shapes: Mapping[str, Any], where: str = "$") -> Iterator[str]:
    """What in a value does not keep to its schema; a member that the schema does not name is a fault too."""
    if "$ref" in schema:
        schema = shapes[schema["$ref"].rpartition("/")[2]]
    if "anyOf" in schema:
        if all(list(faults(value, one, shapes, where)) for one in schema["anyOf"]):
            yield f"{where}: {value!r} is none of {schema['anyOf']}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{where}: {value!r} is not in {schema['enum']}"
    if not isinstance(value, TYPES[schema["type"]]) or (isinstance(value, bool) and schema["type"] != "boolean"):
        yield f"{where}: {value!r} is no {schema['type']}"
    elif isinstance(value, dict):
        yield from _faults_of_members(value, schema, shapes, where)
    elif isinstance(value, list):
        kinds = schema.get("prefixItems") or [schema["items"]] * len(value)
        if len(kinds) != len(value):
            yield f"{where}: holds {len(value)} items"
        for number, (item, kind) in enumerate(zip(value, kinds, strict=False)):
            yield from faults(item, kind, shapes, f"{where}[{number}]")


def _faults_of_members(value: dict[str, object], schema: Mapping[str, Any], shapes: Mapping[str, Any], where: str) -> Iterator[str]:
    named, others = schema.get("properties", {}), schema.get("additionalProperties")
    yield from (f"{where}.{name} is missing" for name in schema.get("required", ()) if name not in value)
    for name, member in value.items():
        if name not in named and not others:
            yield f"{where}.{name} is not described"
        else:
            yield from faults(member, named.get(name, others), shapes, f"{where}.{name}")


def _asked(client: TestClient) -> Iterator[tuple[str, str]]:
    """Addresses to ask, each with the path of the description that it falls under."""
    document = client.get("/api/documents?sort=title").json()["items"][-1]["id"]
    for plain in ("stats", "documents", "highlights", "authors", "tags", "search", "imports"):
        yield f"/api/{plain}", f"/api/{plain}"
    for highlight in client.get("/api/highlights").json()["items"]:
        yield f"/api/highlights/{highlight['id']}", "/api/highlights/{id}"
    yield f"/api/documents/{document}", "/api/documents/{id}"
    yield "/api/tags/trade/salt", "/api/tags/{name}"
    yield "/api/tags/trade", "/api/tags/{name}"
    for name in ("The Salt Road", "Ilse Tarn", "trade/salt", "Bridges", "not/at all", "%00"):
        yield f"/api/pages/{name}", "/api/pages/{name}"
    for query in ("q=weighed", "q=ferry&limit=1", "q=tag:roads", "q=nothing-at-all", "q=%22", "q=%00%ff"):
        yield f"/api/search?{query}", "/api/search"
    yield "/api/imports/1", "/api/imports/{number}"
    for query in ("kind=book", "tag=roads", "author=Ilse+Tarn", "year=2024", "limit=1", "cursor=nonsense"):
        yield f"/api/documents?{query}", "/api/documents"
    for query in ("favorite=1", "noted=true", "untagged=1", "gone=1", "tag=trade", "author=bo+lund", "limit=2"):
        yield f"/api/highlights?{query}", "/api/highlights"


def test_every_answer_keeps_to_its_schema(client: TestClient) -> None:
    description = client.get("/api/openapi.json").json()
    asked = list(_asked(client))
    wrong = []
    for address, path in asked:
        answer = client.get(address)
        schema = description["paths"][path]["get"]["responses"]["200"]["content"][answer.headers["content-type"]]["schema"]
        wrong += [f"{address}: {fault}" for fault in faults(answer.json(), schema, description["components"]["schemas"])]
        assert answer.status_code == 200, address

    assert not wrong
    assert {path for _, path in asked} == set(description["paths"])


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/documents/nosuchcode", 404),
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
    promised = client.get("/api/openapi.json").json()["paths"]["/api/stats"]["get"]["responses"]["default"]["content"]

    assert answer.status_code == answer.json()["status"] == status
    assert not list(faults(answer.json(), promised[answer.headers["content-type"]]["schema"], {}))
    assert answer.json()["detail"] == answer.json()["detail"].strip()


def test_other_methods_are_problems_too(client: TestClient) -> None:
    answer = client.post("/api/stats")

    assert (answer.status_code, answer.headers["content-type"]) == (405, "application/problem+json")
    assert "GET" in answer.headers["allow"]


def test_the_checker_of_schemas_finds_faults() -> None:
    schema = {"type": "object", "properties": {"a": {"type": "integer"}, "b": {"type": "array", "items": {"type": "string"}}}, "required": ["a"]}

    assert list(faults({"a": True, "b": [1], "c": 0}, schema, {})) == ["$.a: True is no integer", "$.b[0]: 1 is no string", "$.c is not described"]
    assert list(faults({}, schema, {})) == ["$.a is missing"]


def test_the_page_for_people_names_every_address_and_shape(client: TestClient) -> None:
    description, page = client.get("/api/openapi.json").json(), client.get("/api/docs")

    assert page.headers["content-type"].startswith("text/html")
    assert not [path for path in description["paths"] if f"GET {path}" not in page.text]
    assert "list of Highlight" in page.text
    assert "app__" not in page.text
    assert "<style" not in page.text
    assert set(re.findall(r'href="#([A-Z][^"]*)"', page.text)) <= set(re.findall(r'id="([^"]*)"', page.text))
