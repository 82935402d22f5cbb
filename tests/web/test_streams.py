"""Long answers hold nothing of the library while they are sent.

And there are only a few at a time.
"""

import asyncio
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, get_ident
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import event, text
from starlette.types import Message

from app.search.search import all_hits
from app.store.db.library import Library
from app.web.deps import Db, Router, connected
from app.web.pages import export
from app.web.streams import Places, TooManyStreamsError
from tests.loops import run_apart


@pytest.fixture
def long_engine(large_file: Path) -> Iterator[Library]:
    """An engine over a library whose results take several pieces."""
    engine = Library(large_file)
    yield engine
    engine.close()


@pytest.fixture
def in_use(long_engine: Library) -> Iterator[list[int]]:
    """The threads that have a connection of that engine now, each as often as it has one."""
    threads: list[int] = []

    def note(*_: object) -> None:
        threads.append(get_ident())

    def strike(*_: object) -> None:
        threads.remove(get_ident())  # ValueError where another thread gives it back

    event.listen(long_engine.readers, "checkout", note)
    event.listen(long_engine.readers, "checkin", strike)
    yield threads
    event.remove(long_engine.readers, "checkout", note)
    event.remove(long_engine.readers, "checkin", strike)


def total(engine: Library) -> int:
    with engine.reading() as db:
        return len(list(all_hits(db, "sort:old")))


@pytest.mark.parametrize("pieces_of", [export.csv_pieces, export.json_pieces])
def test_no_connection_is_held_between_two_pieces(
    long_engine: Library, in_use: list[int], pieces_of: Callable[[Library, str], Iterator[str]]
) -> None:
    number = 0
    for _ in pieces_of(long_engine, "sort:old"):
        assert in_use == []
        number += 1

    assert number > 3


def test_pieces_put_together_are_the_whole(long_engine: Library) -> None:
    told = json.loads("".join(export.json_pieces(long_engine, "sort:old")))
    lines = "".join(export.csv_pieces(long_engine, "sort:old"))

    assert len(told["results"]) == told["total"] == total(long_engine) > 100
    assert len({each["id"] for each in told["results"]}) == told["total"]
    assert [lines.count(f",{each['id']},") for each in told["results"]] == [1] * told["total"]


@pytest.mark.parametrize("path", ["/search.csv?q=river", "/search.json?q=river"])
def test_the_next_download_is_told_to_come_again(client: TestClient, path: str) -> None:
    app: Any = client.app
    places, app.state.downloads = app.state.downloads, Places(0)
    refused = client.get(path)
    app.state.downloads = places

    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
    assert "too many downloads or open pages" in refused.text.lower()
    assert client.get(path).status_code == 200


def test_so_is_the_next_page_that_follows_the_library(client: TestClient) -> None:
    app: Any = client.app
    places, app.state.followers = app.state.followers, Places(0)
    refused = client.get("/events")
    app.state.followers = places

    assert refused.status_code == 503


def test_a_place_is_given_back_whatever_happens() -> None:
    places = Places(1)
    with pytest.raises(ZeroDivisionError), places.taken():
        _ = 1 / places.free
    with places.taken():
        with pytest.raises(TooManyStreamsError), places.taken():
            pass
        assert places.free == 0
    assert places.free == 1


def test_a_download_gives_its_place_back(client: TestClient) -> None:
    app: Any = client.app
    before = app.state.downloads.free
    client.get("/search.csv?q=river")

    assert app.state.downloads.free == before > 0


def test_an_error_before_the_first_piece_is_an_answer(client: TestClient) -> None:
    class Broken:
        """A library that is there and cannot be read."""

        def check(self) -> None:
            pass

        def reading(self) -> None:
            raise TooManyStreamsError

    app: Any = client.app
    library, app.state.library = app.state.library, Broken()
    try:
        answer = client.get("/search.csv?q=river")
    finally:
        app.state.library = library

    assert answer.status_code == 503


def test_a_cancelled_request_leaves_the_connection_to_the_thread_that_reads(
    long_engine: Library, in_use: list[int]
) -> None:
    """As at the end of the server: the task ends at once, and the thread reads on."""
    begun, go, ended = Event(), Event(), Event()
    read: list[object] = []
    event.listen(long_engine.readers, "checkin", lambda *_: ended.set())

    def look(db: Db) -> None:
        begun.set()
        go.wait(60)
        read.append(db.execute(text("SELECT count(*) FROM highlights")).scalar_one())

    app = FastAPI()
    app.state.library = long_engine
    router = Router()
    router.add_api_route("/look", look, methods=["GET"])
    app.include_router(router)

    async def cancelled() -> list[int]:
        scope = {
            "type": "http",
            "method": "GET",
            "path": "/look",
            "query_string": b"",
            "headers": [],
            "app": app,
        }

        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Message) -> None:
            raise AssertionError(message)

        request = asyncio.create_task(app(scope, receive, send))
        await asyncio.to_thread(begun.wait, 10)
        request.cancel()
        with pytest.raises(asyncio.CancelledError):
            await request
        held = list(in_use)
        go.set()
        await asyncio.to_thread(ended.wait, 10)
        return held

    assert len(run_apart(cancelled())) == 1
    assert read
    assert in_use == []


def test_a_route_that_would_outlive_its_call_gets_no_connection() -> None:
    async def waits(db: Db) -> None:
        pass

    def yields(db: Db) -> Iterator[str]:
        yield str(db)

    for route in (waits, yields):
        with pytest.raises(TypeError, match="would hold a connection beyond one call"):
            connected(route)
