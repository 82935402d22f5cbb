"""The API over a small library that was imported from the files beside this one."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.importer.run import import_paths
from app.settings import Settings
from app.store.engine import make_engine
from app.web.application import create_app

VAULT = Path(__file__).parent / "vault"


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory, empty_library: Path) -> Path:
    """A library with what the vault holds."""
    library = Path(shutil.copy(empty_library, tmp_path_factory.mktemp("api")))
    engine = make_engine(library)
    import_paths(engine, [VAULT])
    engine.dispose()
    return library


@pytest.fixture(scope="session")
def client(library: Path) -> Iterator[TestClient]:
    """A program that asks."""
    engine = make_engine(library)
    yield TestClient(create_app(Settings(library), engine), base_url="http://127.0.0.1:8000")
    engine.dispose()
