"""The API over a small library that was imported from the files beside this one."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.importer.run import import_paths
from app.settings import Settings
from app.store.db.library import Library
from app.store.edits.trays.acts import begin_tray, write_after
from app.store.reads.highlights import list_highlights
from app.web.app import create_app
from tests.conftest import Lend

NOW = "2025-05-03T12:00:00Z"
VAULT = Path(__file__).parent / "vault"


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory, empty_library: Path) -> Path:
    """A library with what the vault holds."""
    library = Path(shutil.copy(empty_library, tmp_path_factory.mktemp("api")))
    engine = Library(library)
    import_paths(engine, [VAULT])
    with engine.writing() as db:
        (passage,) = list_highlights(db, limit=1).items
        tray, _ = begin_tray(db, "On roads", NOW, [passage.id])
        write_after(db, tray, "It begins.", NOW)
    engine.close()
    return library


@pytest.fixture(scope="session")
def client(library: Path) -> Iterator[TestClient]:
    """A program that asks."""
    engine = Library(library)
    yield TestClient(
        create_app(Settings(library, folder=VAULT), engine), base_url="http://127.0.0.1:8000"
    )
    engine.close()


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    """A copy of the vault that a test may change."""
    return Path(shutil.copytree(VAULT, tmp_path / "vault"))


@pytest.fixture
def engine(empty_library: Path, vault: Path, tmp_path: Path) -> Iterator[Library]:
    """A library of its own with what the vault holds."""
    engine = Library(Path(shutil.copy(empty_library, tmp_path / "library.db")))
    import_paths(engine, [vault])
    yield engine
    engine.close()


@pytest.fixture
def own(lend: Lend, engine: Library, tmp_path: Path) -> TestClient:
    """A program that asks for changes, of a library of its own."""
    return TestClient(lend(tmp_path / "library.db", engine), base_url="http://127.0.0.1:8000")
