"""Styles and scripts: a browser keeps them, and asks anew when any of them has changed."""

import re
import shutil
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.web.app import STATIC, static_address
from tests.web.site import read


def asked_for(client: TestClient) -> list[str]:
    """The styles and scripts that a page asks for by itself."""
    page = read(client, "/")
    return [link["href"] for link in page.all("link") if link["rel"] in {"stylesheet", "icon"}] + [
        script["src"] for script in page.all("script")
    ]


def test_what_a_page_asks_for_is_there_and_kept(client: TestClient) -> None:
    addresses = asked_for(client)
    assert len(addresses) > 10
    for address in addresses:
        answer = client.get(address)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (
            200,
            "public, max-age=31536000, immutable",
        ), address


def test_scripts_import_only_what_lies_beside_them() -> None:
    """By a relative address, which keeps the digest that stands in their own."""
    imported = {
        name
        for path in STATIC.glob("*.js")
        for name in re.findall(r'^import .* from "(.*)";$', path.read_text(), re.MULTILINE)
    }
    assert imported
    assert {
        name for name in imported if not name.startswith("./") or not (STATIC / name).is_file()
    } == set()


@pytest.mark.parametrize("name", ["nothing.css", "../application.py", "%2e%2e/application.py"])
def test_what_is_not_there_is_not_found_and_not_kept(client: TestClient, name: str) -> None:
    answer = client.get(f"{static_address()}/{name}")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (404, "no-cache")


def test_the_address_of_another_edition_is_not_found(client: TestClient) -> None:
    assert client.get("/static/0123456789abcdef/base.css").status_code == 404


def test_the_address_changes_with_any_of_them(tmp_path: Path) -> None:
    shutil.copytree(STATIC, tmp_path / "same")
    assert static_address(tmp_path / "same") == static_address()
    for change in ("changed", "renamed", "added", "gone"):
        folder = Path(shutil.copytree(STATIC, tmp_path / change))
        script = folder / "latest.js"
        if change == "changed":
            script.write_text(script.read_text().replace("abort", "avort", 1))
        elif change == "renamed":
            script.rename(folder / "later.js")
        elif change == "added":
            (folder / "more.css").touch()
        else:
            script.unlink()
        assert static_address(folder) != static_address(), change


def test_the_icon_that_browsers_ask_for_unbidden_leads_to_the_leaf(client: TestClient) -> None:
    answer = client.get("/favicon.ico")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/svg+xml")
