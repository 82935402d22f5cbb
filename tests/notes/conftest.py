"""A folder of notes with an export in it, imported into a library of its own."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.importer.run import import_paths
from app.store.db.library import Library

NOTE = "# On waiting\n\nOf [[The Salt Road]].\n"
EXPORT = """# The Salt Road

## Metadata
- Author: [[Ilse Tarn]]
- Category: #books

## Highlights
- Salt was weighed at each gate. ([Location 12](https://readwise.io/to_kindle?location=12))
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a note and an export."""
    folder = tmp_path / "vault"
    (folder / "Own").mkdir(parents=True)
    (folder / "Own" / "On waiting.md").write_text(NOTE)
    (folder / "The Salt Road.md").write_text(EXPORT)
    return folder


@pytest.fixture
def library(empty_library: Path, folder: Path, tmp_path: Path) -> Iterator[Library]:
    """A library with what that folder holds."""
    with Library(Path(shutil.copy(empty_library, tmp_path / "library.db"))) as library:
        import_paths(library, [folder])
        yield library
