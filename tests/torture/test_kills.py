"""An import killed at any moment, and run again, ends in the library of one that was never killed."""

import os
import random
import shutil
import subprocess
import sys
import time
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
    """A vault of documents that meet in places: shared titles, shared ids, reworded passages, pages of the reader's own."""
    folder.mkdir()
    chance = random.Random(SEED)  # noqa: S311 what is drawn is no secret
    for i in range(FILES):
        title = f"Tides {chance.randrange(FILES // 2)}"
        passages = [Passage(f"Passage {chance.randrange(500)} of {title}, wave {k}.", chance.choice((0, i * 20 + k + 1))) for k in range(20)]
        text = f"# Page {i}\n\nOn [[{title}]].\n" if i % 10 == 0 else export(passages, title=title)
        path = folder / f"File {i}.md"
        path.write_text(text, encoding="utf-8")
        os.utime(path, (1_700_000_000 + i, 1_700_000_000 + i))


def command(library: Path, folder: Path) -> list[str]:
    return [sys.executable, "-m", "app", "--db", str(library), "import", str(folder), "--json"]


def answers(library: Path) -> dict[str, Any]:
    """What every list and record of the API says, less clocks and what is counted of imports."""
    engine = Library(library)
    said: dict[str, Any] = {}
    with TestClient(create_app(Settings(library), engine), base_url="http://127.0.0.1") as client:
        for address in ("/api/documents?limit=200", "/api/highlights?limit=200", "/api/authors", "/api/tags"):
            said[address] = client.get(address).json()
        for document in said["/api/documents?limit=200"]["items"]:
            said[document["id"]] = client.get(f"/api/documents/{document['id']}").json()
    engine.close()
    return said


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
        running = subprocess.Popen(command(library, folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            running.wait(timeout=chance.uniform(0.2, 1.1) * lasts)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()
        if kill % 5 == 4:
            subprocess.run(command(library, folder), check=True, capture_output=True)
            engine = Library(library)
            assert verify(engine) == [], f"after kill {kill}, seed {SEED}"
            engine.close()
            assert answers(library) == expected, f"after kill {kill}, seed {SEED}"
            for left in tmp_path.glob("killed.db*"):
                shutil.rmtree(left) if left.is_dir() else left.unlink()
