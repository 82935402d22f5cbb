"""A guarded application over an empty library, with one route that takes what it is sent."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient

from app.settings import Settings
from app.store.db.library import Library
from app.web.app import create_app

TOKEN = "an-invented-token-of-forty-one-characters"


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory, empty_library: Path) -> Path:
    """A library without rows."""
    return Path(shutil.copy(empty_library, tmp_path_factory.mktemp("security")))


@pytest.fixture(scope="session")
def engine(library: Path) -> Iterator[Library]:
    """An engine over the library without rows."""
    engine = Library(library)
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def client(library: Path, engine: Library) -> TestClient:
    """Someone on this computer."""
    return TestClient(
        _application(Settings(library), engine),
        base_url="http://127.0.0.1:8000",
        follow_redirects=False,
    )


@pytest.fixture(scope="session")
def bound_beyond(library: Path, engine: Library) -> FastAPI:
    """The application as others can reach it."""
    return _application(Settings(library, host="library.example", token=TOKEN), engine)


@pytest.fixture
def remote(bound_beyond: FastAPI) -> TestClient:
    """Someone who reaches the library over the network, without its token."""
    return TestClient(bound_beyond, base_url="http://library.example:8000", follow_redirects=False)


def _application(settings: Settings, engine: Library) -> FastAPI:
    app = create_app(settings, engine)
    app.add_api_route("/taken", _take, methods=["POST"])
    app.add_api_route("/faulty", _break, methods=["GET"])
    app.add_api_route("/api/faulty", _break, methods=["GET"])
    return app


async def _take(request: Request) -> int:
    return len(await request.body())


def _break() -> None:
    raise ZeroDivisionError("a secret of the inside")
