"""The pages over invented libraries, asked through the application itself."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.store.db.library import Library
from tests.conftest import Lend
from tests.statements import heard
from tests.web.library import fill, fill_many


@pytest.fixture(scope="session")
def blank_file(tmp_path_factory: pytest.TempPathFactory, empty_library: Path) -> Path:
    """A library without rows."""
    return Path(shutil.copy(empty_library, tmp_path_factory.mktemp("pages") / "blank.db"))


@pytest.fixture(scope="session")
def filled_file(blank_file: Path) -> Path:
    """A library with one of everything."""
    return _filled(blank_file, "filled.db", 0)


@pytest.fixture(scope="session")
def large_file(blank_file: Path) -> Path:
    """The same with eighty documents more."""
    return _filled(blank_file, "large.db", 80)


def _filled(blank: Path, name: str, more: int) -> Path:
    library = Path(shutil.copy(blank, blank.with_name(name)))
    engine = Library(library)
    with engine.writing() as db:
        fill(db)
        fill_many(db, more)
    engine.close()
    return library


@pytest.fixture(scope="session")
def engine(filled_file: Path) -> Iterator[Library]:
    """An engine over the library with one of everything, which no test changes."""
    engine = Library(filled_file)
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def client(lend: Lend, filled_file: Path, engine: Library) -> Iterator[TestClient]:
    """A browser without scripts on the library with one of everything."""
    with TestClient(lend(filled_file, engine), base_url="http://127.0.0.1:8000") as client:
        yield client


@pytest.fixture
def own_client(lend: Lend, filled_file: Path, tmp_path: Path) -> Iterator[TestClient]:
    """A browser without scripts on a library of its own."""
    library = Path(shutil.copy(filled_file, tmp_path / "library.db"))
    engine = Library(library)
    with TestClient(lend(library, engine), base_url="http://127.0.0.1:8000") as client:
        yield client
    engine.close()


@pytest.fixture
def empty_client(lend: Lend, blank_file: Path) -> Iterator[TestClient]:
    """A browser without scripts on an empty library."""
    engine = Library(blank_file)
    with TestClient(lend(blank_file, engine), base_url="http://127.0.0.1:8000") as client:
        yield client
    engine.close()


@pytest.fixture
def statements(engine: Library) -> Iterator[list[str]]:
    """The statements that the library with one of everything is asked, in their order."""
    with heard(engine.readers) as asked:
        yield asked
