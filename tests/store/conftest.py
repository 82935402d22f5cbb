"""Libraries on disk for the tests of the store."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from app.store.db.library import Library
from tests.statements import heard
from tests.store.library import add_import, fill


@pytest.fixture(scope="session")
def schema_file(tmp_path_factory: pytest.TempPathFactory, empty_library: Path) -> Path:
    """A library without rows."""
    return Path(shutil.copy(empty_library, tmp_path_factory.mktemp("schema")))


@pytest.fixture(scope="session")
def filled_file(schema_file: Path) -> Path:
    """A library with the rows of `library.fill`."""
    library = Path(shutil.copy(schema_file, schema_file.with_name("filled.db")))
    engine = Library(library)
    with engine.writing() as db:
        fill(db)
    engine.close()
    return library


@pytest.fixture
def library(filled_file: Path, tmp_path: Path) -> Path:
    """A filled library of one's own."""
    return Path(shutil.copy(filled_file, tmp_path / "library.db"))


@pytest.fixture
def engine(library: Path) -> Iterator[Library]:
    """An engine over the filled library."""
    engine = Library(library)
    yield engine
    engine.close()


@pytest.fixture
def db(engine: Library) -> Iterator[Connection]:
    """A reader of the filled library."""
    with engine.reading() as connection:
        yield connection


@pytest.fixture
def blank(schema_file: Path, tmp_path: Path) -> Iterator[Connection]:
    """A writer into a library that holds one import and nothing else."""
    engine = Library(Path(shutil.copy(schema_file, tmp_path / "blank.db")))
    with engine.writing() as connection:
        add_import(connection)
        yield connection
    engine.close()


@pytest.fixture
def queries(engine: Library) -> Iterator[list[str]]:
    """The statements that the engine of the filled library ran, in their order.

    Empty it before what is counted.
    """
    with heard(engine.readers) as ran:
        yield ran
