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


def test_a_form_that_is_none_is_told(client: TestClient) -> None:
    answer = client.get("/api/export?format=docx")
    assert (answer.status_code, answer.json()["status"]) == (422, 422)


def test_only_a_few_files_are_sent_at_once(client: TestClient) -> None:
    app: Any = client.app
    places, app.state.downloads = app.state.downloads, Places(0)
    refused = client.get("/api/export?format=csv")
    app.state.downloads = places
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
