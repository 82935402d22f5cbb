"""The command line and the API tell the same of the same library."""

import json
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.cli import run


@pytest.mark.parametrize(
    ("arguments", "address", "added"),
    [
        (("stats",), "/api/stats", set()),
        (("imports",), "/api/imports", set()),
        (("imports", "1"), "/api/imports/1", set()),
        (("search", "ferry"), "/api/search?q=ferry", {"next_cursor"}),
        (
            ("search", "road", "tag:trade", "--limit", "1"),
            "/api/search?q=road+tag:trade&limit=1",
            {"next_cursor"},
        ),
        (("search", '"unclosed'), "/api/search?q=%22unclosed", {"next_cursor"}),
    ],
)
def test_a_command_tells_what_the_api_tells(
    client: TestClient,
    library: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    address: str,
    added: set[str],
) -> None:
    told: dict[str, Any] = client.get(address).json()

    assert run(["--db", str(library), *arguments, "--json"]) == 0
    printed: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert set(told) - set(printed) == added
    assert printed | {"seconds": 0} == {
        name: value for name, value in told.items() if name not in added
    } | {"seconds": 0}
