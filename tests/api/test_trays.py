"""Trays through the API: made, filled, put away, each change an act.

And what they answer keeps to the description.
"""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.schemas import faults


def ask(
    client: TestClient,
    method: str,
    address: str,
    path: str,
    body: object = None,
    status: int = 200,
    **headers: str,
) -> Any:  # noqa: ANN401
    """The answer, which keeps to the description."""
    answer = client.request(method, address, json=body, headers=headers)
    assert answer.status_code == status, answer.text
    description = client.get("/api/openapi.json").json()
    told = description["paths"][path][method.lower()]["responses"][str(status)]
    schema = told["content"]["application/json"]["schema"]
    assert not list(faults(answer.json(), schema, description["components"]["schemas"]))
    return answer


@pytest.fixture
def codes(own: TestClient) -> list[str]:
    """The ids of the highlights, newest first."""
    return [each["id"] for each in own.get("/api/highlights").json()["items"]]


@pytest.fixture
def essay(own: TestClient) -> str:
    """An empty tray."""
    return str(own.post("/api/trays", json={"name": "On roads"}).json()["id"])


def test_a_tray_is_made_filled_and_put_away(own: TestClient, codes: list[str]) -> None:
    made = ask(own, "POST", "/api/trays", "/api/trays", {"name": "On  roads"}, 201).json()
    address = f"/api/trays/{made['id']}"
    assert (made["name"], made["items"], made["path"]) == ("On roads", [], f"/trays/{made['id']}")
    items = [
        {"words": "It begins."},
        {"highlight": codes[1]},
        {"highlight": codes[0]},
        {"words": "And ends."},
    ]
    filled = ask(own, "PATCH", address, "/api/trays/{id}", {"items": items}).json()
    assert [each["highlight"] or each["words"] for each in filled["items"]] == [
        "It begins.",
        codes[1],
        codes[0],
        "And ends.",
    ]
    change = filled.pop("change")
    assert filled == ask(own, "GET", address, "/api/trays/{id}").json()
    assert own.get("/api/trays").json()["items"][0]["items_total"] == 4
    (held,) = own.get(f"/api/highlights/{codes[0]}").json()["trays"]
    assert held == {"id": made["id"], "name": "On roads", "path": made["path"]}

    assert own.post(f"/api/changes/{change}/undo").json()["not_undone"] == []
    assert own.get(address).json()["items"] == []
    away = ask(own, "DELETE", address, "/api/trays/{id}").json()
    assert away["put_away"]
    assert own.get("/api/trays").json() == {"items": [], "total": 0, "next_cursor": None}
    assert own.get("/api/trays?put_away=true").json()["total"] == 1
    own.post(f"/api/changes/{away['change']}/undo")
    assert own.get("/api/trays").json()["total"] == 1


def test_what_was_changed_meanwhile_is_not_overwritten(own: TestClient, essay: str) -> None:
    address = f"/api/trays/{essay}"
    first = own.get(address).headers["ETag"]
    second = own.patch(address, json={"name": "Roads"}, headers={"If-Match": first}).headers["ETag"]
    assert first != second
    for method, body in (("PATCH", {"name": "Lost"}), ("DELETE", None)):
        answer = own.request(method, address, json=body, headers={"If-Match": first})
        assert answer.status_code == 412
        assert "was changed meanwhile" in answer.json()["detail"]
    for match in ("*", f'"x", {second}'):
        assert (
            own.patch(address, json={"name": "Roads"}, headers={"If-Match": match}).status_code
            == 200
        )


def test_many_highlights_are_put_into_a_tray_as_one_act(
    own: TestClient, codes: list[str], essay: str
) -> None:
    answer = own.post("/api/highlights/change", json={"ids": codes[:3], "tray": essay}).json()
    assert answer["changed"] == 3
    assert [each["highlight"] for each in own.get(f"/api/trays/{essay}").json()["items"]] == codes[
        :3
    ]
    both = own.post(
        "/api/highlights/change", json={"ids": codes, "tray": essay, "add_tags": ["essay"]}
    ).json()
    assert own.get("/api/search?q=tag:essay").json()["total"] == len(codes)
    own.post(f"/api/changes/{both['change']}/undo")
    assert own.get("/api/search?q=tag:essay").json()["total"] == 0
    assert own.get(f"/api/trays/{essay}").json()["items_total"] == 3
    assert (
        own.post("/api/highlights/change", json={"ids": codes, "tray": "nosuchcode"}).status_code
        == 404
    )


WRONG: tuple[tuple[object, int], ...] = (
    ({"name": " "}, 422),
    ({"name": "x" * 201}, 422),
    ({"items": [{}]}, 400),
    ({"items": [{"highlight": "nosuchcode"}]}, 404),
    ({"items": [{"words": "x", "more": 1}]}, 422),
    ({"items": [{"words": 1}]}, 422),
    ({"unknown": 1}, 422),
    ({"items": [{"id": "none"}]}, 400),
)


@pytest.mark.parametrize(("body", "status"), WRONG)
def test_what_makes_no_sense_is_refused_and_changes_nothing(
    own: TestClient, essay: str, body: object, status: int
) -> None:
    before = own.get(f"/api/trays/{essay}")
    assert own.patch(f"/api/trays/{essay}", json=body).status_code == status
    after = own.get(f"/api/trays/{essay}")
    assert (after.json(), after.headers["ETag"]) == (before.json(), before.headers["ETag"])
