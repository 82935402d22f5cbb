"""An import killed at any moment, and run again.

Ends in the library of one that was never killed.
"""

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.importer.verify import verify
from app.settings import Settings
from app.store.db.library import Library
from app.web.app import create_app
from tests.identity.vault import Passage, export

KILLS = 100
FILES = 120
SEED = int(os.environ.get("FLORILEGIUM_SEED", "20250503"))


def make_folder(folder: Path) -> None:
    """A vault of documents that meet in places.

    Shared titles, shared ids, reworded passages, pages of the reader's own.
    """
    folder.mkdir()
    chance = random.Random(SEED)  # noqa: S311 what is drawn is no secret
    for i in range(FILES):
        title = f"Tides {chance.randrange(FILES // 2)}"
        passages = [
            Passage(
                f"Passage {chance.randrange(500)} of {title}, wave {k}.",
                chance.choice((0, i * 20 + k + 1)),
            )
            for k in range(20)
        ]
        text = f"# Page {i}\n\nOn [[{title}]].\n" if i % 10 == 0 else export(passages, title=title)
        path = folder / f"File {i}.md"
        path.write_text(text, encoding="utf-8")
        os.utime(path, (1_700_000_000 + i, 1_700_000_000 + i))


SMALL = """
import sys
from pathlib import Path
from app.importer.run import import_paths
from app.store.db.library import Library
from app.store.migrations import upgrade
library = Library(Path(sys.argv[1]))
upgrade(library)
import_paths(library, [Path(sys.argv[2])], together=100, newest_first=True)
"""


def command(library: Path, folder: Path, *, small: bool = False) -> list[str]:
    """An import by command; or the newest files first in small batches, as a server does it."""
    if small:
        return [sys.executable, "-c", SMALL, str(library), str(folder)]
    return [sys.executable, "-m", "app", "--db", str(library), "import", str(folder), "--json"]


LISTS = ("/api/documents", "/api/highlights", "/api/authors", "/api/tags")


def answers(library: Path) -> dict[str, Any]:
    """Every item of the API's lists by its address or name.

    And every document with its highlights in their order.

    Items of one moment are listed in the order in which they were written, which hangs on the
    batches; so lists are read to their ends and compared by their items.
    """
    engine = Library(library)
    found: dict[str, Any] = {}
    with TestClient(create_app(Settings(library), engine), base_url="http://127.0.0.1") as client:
        for address in LISTS:
            found |= {
                f"{address} {item.get('id') or item['name']}": item
                for item in items(client, address)
            }
        for document in items(client, "/api/documents"):
            found[document["id"]] = client.get(f"/api/documents/{document['id']}").json()
    engine.close()
    return found


def items(client: TestClient, address: str) -> Iterator[dict[str, Any]]:
    """The items of a list, page by page."""
    cursor: str | None = ""
    while cursor is not None:
        page = client.get(address, params={"limit": 200, "cursor": cursor}).json()
        yield from page["items"]
        cursor = page["next_cursor"]


@pytest.mark.timeout(3000)
def test_a_hundred_kills_change_nothing(tmp_path: Path) -> None:
    """The seed of the moments is printed where it fails; FLORILEGIUM_SEED sets it."""
    folder = tmp_path / "notes"
    make_folder(folder)
    whole = tmp_path / "whole.db"
    began = time.monotonic()
    subprocess.run(command(whole, folder), check=True, capture_output=True)
    lasts = time.monotonic() - began
    expected = answers(whole)
    chance = random.Random(SEED)  # noqa: S311 a moment is no secret
    print(f"seed {SEED}, an import lasts {lasts:.1f} s")  # noqa: T201 what a long proof is about is told
    library = tmp_path / "killed.db"
    for kill in range(KILLS):
        importing = command(library, folder, small=kill % 10 < 5)
        running = subprocess.Popen(importing, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            running.wait(timeout=chance.uniform(0.2, 1.1) * lasts)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()
        if kill % 5 == 4:
            subprocess.run(importing, check=True, capture_output=True)
            engine = Library(library)
            assert verify(engine) == [], f"after kill {kill}, seed {SEED}"
            engine.close()
            assert answers(library) == expected, f"after kill {kill}, seed {SEED}"
            for left in tmp_path.glob("killed.db*"):
                # a thread that ends just then takes the shared memory away itself
                shutil.rmtree(left) if left.is_dir() else left.unlink(missing_ok=True)
