"""What the API gives as a file is what the command writes."""

from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.export.registry import FORMS
from app.export.writing import export_file
from app.web.streams import Places


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("query", ["", "ferry"])
def test_a_form_is_the_same_from_the_api_and_the_command(
    client: TestClient, tmp_path: Path, form: str, query: str
) -> None:
    app: Any = client.app
    export_file(app.state.library, FORMS[form], tmp_path / "out", query=query)
    answer = client.get("/api/export", params={"format": form, "q": query})
    assert answer.content == (tmp_path / "out").read_bytes()
    assert answer.headers["content-type"] == FORMS[form].media_type
    assert f'"florilegium{FORMS[form].suffix}"' in answer.headers["content-disposition"]


def test_markdown_comes_where_no_form_is_named(client: TestClient) -> None:
    answer = client.get("/api/export")
    assert answer.content == client.get("/api/export?format=markdown").content


def test_an_export_is_begun_followed_and_downloaded(client: TestClient) -> None:
    begun = client.post("/api/exports", json={"format": "csv", "q": "ferry"})
    assert begun.status_code == 202
    address = f"/api/exports/{begun.json()['id']}"
    state = ended(client, address)
    whole = client.get("/api/export?format=csv&q=ferry").content
    assert (state["form"], state["query"], state["stage"]) == ("csv", "ferry", "done")
    assert state["done"] == state["total"] == state["documents"]
    assert (state["size"], state["error"], state["left_out"]) == (len(whole), None, [])
    answer = client.get(state["file"])
    assert (answer.content, answer.headers["content-type"]) == (whole, FORMS["csv"].media_type)
    assert client.delete(address).status_code == 204
    assert client.get(address).status_code == client.get(state["file"]).status_code == 404


def test_an_archive_tells_its_parts(client: TestClient) -> None:
    begun = client.post("/api/exports", json={"format": "archive"}).json()
    state = ended(client, f"/api/exports/{begun['id']}")
    assert (state["stage"], state["done"]) == ("done", state["total"])
    assert state["total"] > 20
    refused = client.post("/api/exports", json={"format": "archive", "q": "ferry"})
    assert refused.status_code == 400


def ended(client: TestClient, address: str) -> dict[str, Any]:
    """The export at this address once it has ended."""
    app: Any = client.app
    app.state.exports._thread.join()
    state: dict[str, Any] = client.get(address).json()
    return state


def test_a_form_that_is_none_is_told(client: TestClient) -> None:
    answer = client.get("/api/export?format=docx")
    assert (answer.status_code, answer.json()["status"]) == (422, 422)


def test_only_a_few_files_are_sent_at_once(client: TestClient) -> None:
    app: Any = client.app
    places, app.state.downloads = app.state.downloads, Places(0)
    refused = client.get("/api/export?format=csv")
    app.state.downloads = places
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
