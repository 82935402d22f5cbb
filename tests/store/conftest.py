"""Libraries on disk for the tests of the store."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, event

from app.store.db.engine import make_engine, reading, writing
from tests.store.library import add_import, fill


@pytest.fixture(scope="session")
def schema_file(tmp_path_factory: pytest.TempPathFactory, empty_library: Path) -> Path:
    """A library without rows."""
    return Path(shutil.copy(empty_library, tmp_path_factory.mktemp("schema")))


@pytest.fixture(scope="session")
def filled_file(schema_file: Path) -> Path:
    """A library with the rows of `library.fill`."""
    library = Path(shutil.copy(schema_file, schema_file.with_name("filled.db")))
    engine = make_engine(library)
    with writing(engine) as db:
        fill(db)
    engine.dispose()
    return library


@pytest.fixture
def library(filled_file: Path, tmp_path: Path) -> Path:
    """A filled library of one's own."""
    return Path(shutil.copy(filled_file, tmp_path / "library.db"))


@pytest.fixture
def engine(library: Path) -> Iterator[Engine]:
    """An engine over the filled library."""
    engine = make_engine(library)
    yield engine
    engine.dispose()


@pytest.fixture
def db(engine: Engine) -> Iterator[Connection]:
    """A reader of the filled library."""
    with reading(engine) as connection:
        yield connection


@pytest.fixture
def blank(schema_file: Path, tmp_path: Path) -> Iterator[Connection]:
    """A writer into a library that holds one import and nothing else."""
    engine = make_engine(Path(shutil.copy(schema_file, tmp_path / "blank.db")))
    with writing(engine) as connection:
        add_import(connection)
        yield connection
    engine.dispose()


@pytest.fixture
def queries(engine: Engine) -> list[str]:
    """The statements that the engine of the filled library ran, in their order; empty it before what is counted."""
    ran: list[str] = []

    def note(_db: object, _cursor: object, statement: str, *_rest: object) -> None:
        ran.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    return ran
