"""Names made of dots alone, which a browser takes for folders.

Each has a page all the same, and what names it leads there.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import pytest
from fastapi.testclient import TestClient

from app.importer.run import import_paths
from app.store.db.library import Library
from tests.conftest import Lend
from tests.web.site import read

PAGE = """---
title: Stops
author: ".."
tags: [".", "..", "..."]
---
A sentence may end in [[.]] or in [[..]] and go on with [[...]] dots.
"""


@pytest.fixture
def client(lend: Lend, empty_library: Path, tmp_path: Path) -> Iterator[TestClient]:
    """A browser on a library with names of dots."""
    engine = Library(Path(shutil.copy(empty_library, tmp_path / "library.db")))
    (tmp_path / "Stops.md").write_text(PAGE)
    import_paths(engine, [tmp_path / "Stops.md"])
    with TestClient(
        lend(tmp_path / "library.db", engine), base_url="http://127.0.0.1:8000"
    ) as client:
        yield client
    engine.close()


@pytest.mark.parametrize(
    ("room", "name"), [("tags", "."), ("tags", ".."), ("tags", "..."), ("authors", "..")]
)
def test_a_name_of_dots_has_a_page_that_its_list_leads_to(
    client: TestClient, room: str, name: str
) -> None:
    (told,) = [
        each["path"] for each in client.get(f"/api/{room}").json()["items"] if each["name"] == name
    ]
    assert (
        f"/{room}?left=1" in read(client, f"/{room}").links()
    )  # no word of a reader's: behind one link
    assert told in read(client, f"/{room}?left=1").links()
    page = client.get(urljoin(f"http://127.0.0.1:8000/{room}", told))  # as a browser reads it
    assert page.status_code == 200
    assert "Stops" in page.text
    assert f">{name}<" in page.text.partition("<h1>")[2].partition("</h1>")[0]


@pytest.mark.parametrize("name", [".", "..", "..."])
def test_a_link_to_a_name_of_dots_leads_to_its_page(client: TestClient, name: str) -> None:
    stops = next(
        link for link in read(client, "/documents").links() if link.startswith("/documents/")
    )
    addresses = [
        link["href"] for link in read(client, stops).all("a") if link.get("class") == "wiki"
    ]
    assert len(addresses) == 3
    led = client.get(urljoin("http://127.0.0.1:8000/documents/x", addresses[len(name) - 1]))
    assert str(led.url).endswith(
        {".": "/tags?name=.", "..": "/pages?name=..", "...": "/tags/..."}[name]
    )
    assert led.status_code == 200
