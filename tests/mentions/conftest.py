"""Libraries whose passages name documents, authors and tags."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.store.db.library import Library
from tests.identity.vault import Passage, Vault, export

PAGES = {
    "The Slow Garden.md": export(
        [
            Passage("Moss keeps its own calendar.", tags=("moss",), location=10),
            Passage("Ada Lorn taught me to read walls.", location=20),
            Passage("In code, `Ada Lorn` is no name.", location=30),
            Passage("[[Ada Lorn]] is linked here already.", location=40),
            Passage("The Slow Garden speaks of itself.", location=50),
        ],
        title="The Slow Garden: A Year",
        author="Petra Ilmarin",
    ),
    "Reading Walls.md": export(
        [
            Passage("Whoever owns The Slow Garden owns patience, and moss.", location=10),
            Passage("The slow gardeners of the north.", location=20),
            Passage("A wall is a slow sentence.", note="As Ada Lorn's wall said.", location=30),
        ],
        title="Reading Walls",
        author="Ada Lorn",
    ),
    "Own/On patience.md": (
        "---\naliases: [Waiting Long]\n---\n# On patience\n\n"
        "Begins with [[The Slow Garden]], Reading Walls and ada lorn.\n"
    ),
    "Own/Other.md": "# Other\n\nSee waiting long, [[Nowhere Yet]] and On patience.\n",
    "Own/Third.md": "# Third\n\nNowhere yet has anybody been.\n",
}


@pytest.fixture
def vault(empty_library: Path, tmp_path: Path) -> Iterator[Vault]:
    """A folder with these pages, imported."""
    folder = tmp_path / "notes"
    folder.mkdir()
    engine = Library(Path(shutil.copy(empty_library, tmp_path / "library.db")))
    made = Vault(folder, engine)
    for name, text in PAGES.items():
        made.write(name, text)
    made.take()
    yield made
    engine.close()
