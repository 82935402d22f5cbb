"""`florilegium serve` as a process.

It answers where it says, sees what changes, tells open pages, ends when told to.
"""

import json
import shutil
import signal
import socket
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from app.cli import run
from tests.cli.conftest import Start, starting

VAULT = Path(__file__).parent / "vault"
PATIENCE = 100  # seconds


class Reader:
    """Someone with the library open: the process, its address, and what it has said."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self.said: list[str] = []
        self.connections = ExitStack()
        assert process.stdout
        for line in process.stdout:
            self.said.append(line.strip())
            if line.startswith("http://"):
                break
        self.address = urlsplit(self.said[-1])

    def ask(self, path: str) -> HTTPResponse:
        """The answer, its body still to be read."""
        assert self.address.hostname
        connection = self.connections.enter_context(
            closing(HTTPConnection(self.address.hostname, self.address.port, timeout=PATIENCE))
        )
        connection.request("GET", path)
        return self.connections.enter_context(connection.getresponse())

    def told(self, path: str) -> dict[str, Any]:
        """What the API tells."""
        answer: dict[str, Any] = json.loads(self.ask(path).read())
        return answer


def _events(answer: HTTPResponse) -> Iterator[dict[str, Any]]:
    for line in answer:
        if line.startswith(b"data: "):
            yield json.loads(line.removeprefix(b"data: "))


@pytest.fixture
def library(empty_library: Path, tmp_path: Path) -> Path:
    """The library of the command, made already: making it takes as long as starting to serve it."""
    return Path(shutil.copy(empty_library, tmp_path))


@pytest.fixture
def serve(start: Start, library: Path) -> Iterator[Callable[..., Reader]]:
    """Starts serving on a free port, and closes at the end what was opened."""
    readers: list[Reader] = []

    def begin(*arguments: str, **environment: str) -> Reader:
        readers.append(Reader(start("serve", *arguments, "--port", "0", **environment)))
        return readers[-1]

    yield begin
    for reader in readers:
        reader.connections.close()


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a vault called notes, for all who read and write while it is served."""
    folder = tmp_path_factory.mktemp("served")
    shutil.copytree(VAULT, folder / "notes")
    return folder


@pytest.fixture(scope="module")
def reader(root: Path, room: Path) -> Iterator[Reader]:
    """The vault served, which takes seconds to begin: its tests add to it, and none removes."""
    with starting(root, room) as begin:
        reader = Reader(begin("serve", "notes", "--port", "0"))
        yield reader
        reader.connections.close()


def take_in(library: Path, file: Path) -> None:
    """Import a file into a library that another program serves."""
    assert run(["--db", str(library), "import", str(file)]) == 0


def test_it_imports_the_folder_called_notes_and_answers(reader: Reader) -> None:
    assert reader.said[-1] == f"http://127.0.0.1:{reader.address.port}"
    assert reader.told("/health") == {"status": "ok"}
    assert reader.told("/api/stats")["highlights"] == 5


def test_an_open_page_learns_of_a_new_file(reader: Reader, room: Path) -> None:
    events = _events(reader.ask("/events"))
    (room / "notes" / "New.md").write_text("# New\n\nWritten while the library was open.\n")
    first = next(events)

    assert first["files"]["added"] == 1
    assert reader.told("/api/search?q=written+open")["total"] == 1


def test_an_open_page_learns_of_what_another_program_imports(reader: Reader, room: Path) -> None:
    events = _events(reader.ask("/events"))
    (room / "elsewhere.md").write_text("# Elsewhere\n\nWritten in another room.\n")
    take_in(room / "library.db", room / "elsewhere.md")

    assert next(events)["documents"]["added"] == 1


def test_a_page_that_comes_back_learns_what_it_missed(reader: Reader, room: Path) -> None:
    last = reader.told("/api/imports?limit=1")["items"][0]["import"]
    (room / "missed.md").write_text("# Missed\n\nWritten while nobody looked.\n")
    take_in(room / "library.db", room / "missed.md")

    assert next(_events(reader.ask(f"/events?since={last}")))["import"] == last + 1


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_without_a_folder_it_serves_what_there_is_and_ends_at_once_though_pages_are_open(
    serve: Callable[..., Reader], tmp_path: Path, how: signal.Signals
) -> None:
    shutil.copytree(VAULT, tmp_path / "notes")  # they go into no library that is named
    reader = serve()
    assert reader.told("/api/stats")["documents"] == 0
    open_pages = [reader.ask("/events") for _ in range(3)]
    reader.process.send_signal(how)
    _, errors = reader.process.communicate(timeout=PATIENCE)

    assert reader.process.returncode == 0
    # no more: uvicorn would say that it cut off an open page
    assert errors == "florilegium: open this address in a browser; Ctrl-C ends it\n"
    assert all(page.status == 200 for page in open_pages)


def test_notes_beside_the_library_are_served_where_no_folder_is(
    serve: Callable[..., Reader], library: Path
) -> None:
    folder = library.with_name(f"{library.name}.notes")
    folder.mkdir()
    (folder / "On tides.md").write_text("# On tides\n\nThey come back.\n")
    reader = serve()
    (note,) = reader.told("/api/notes")["items"]
    assert (note["path"], note["title"]) == ("On tides.md", "On tides")
    assert reader.ask("/api/notes/On%20tides.md").read().endswith(b"They come back.\n")


def test_a_problem_is_told_once_however_often_the_folder_changes(
    serve: Callable[..., Reader], tmp_path: Path
) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "first.zip").write_bytes(b"")
    reader = serve("notes")
    events = _events(reader.ask("/events"))
    for name in ("One", "Two"):
        (notes / f"{name}.zip").write_bytes(b"")
        (notes / f"{name}.md").write_text(f"# {name}\n")
        next(events)
    reader.process.send_signal(signal.SIGINT)
    told = reader.process.communicate(timeout=PATIENCE)[1]

    assert [told.count(f"{name}.zip") for name in ("first", "One", "Two")] == [1, 1, 1]


def test_without_watching_it_imports_once(
    serve: Callable[..., Reader], library: Path, tmp_path: Path
) -> None:
    shutil.copytree(VAULT, tmp_path / "elsewhere")
    reader = serve("elsewhere", "--no-watch")
    (tmp_path / "elsewhere" / "New.md").write_text("# New\n\nNobody looks.\n")
    take_in(library, VAULT / "The Ferry Book.md")

    assert (
        reader.told("/api/stats")["files"] == 4
    )  # the three, and the one that was imported by hand


def test_what_the_library_does_not_let_in_is_told_and_the_rest_is_served(
    serve: Callable[..., Reader], library: Path, tmp_path: Path
) -> None:
    (tmp_path / "notes").mkdir()
    tides = tmp_path / "notes" / "Tides.md"
    tides.write_text("The first tide.\n")
    take_in(library, tides)
    with closing(sqlite3.connect(library)) as db, db:
        db.execute("UPDATE contents SET data = x'00'")
    tides.write_text("The first tide, and the second.\n")
    reader = serve("notes")
    assert reader.told("/api/stats")["documents"] == 1
    reader.process.send_signal(signal.SIGINT)
    assert "damaged" in reader.process.communicate(timeout=PATIENCE)[1]


def test_a_port_in_use_is_told_with_what_to_do(
    library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert run(["--db", str(library), "serve", "--port", port]) == 1

    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "--port" in told


def test_a_token_is_asked_for_and_never_written(serve: Callable[..., Reader]) -> None:
    token = "an-invented-token-of-forty-one-characters"
    reader = serve(FLORILEGIUM_TOKEN=token)
    refused, admitted = reader.ask("/"), reader.ask(f"/?token={token}")
    reader.process.send_signal(signal.SIGINT)
    said, errors = reader.process.communicate(timeout=PATIENCE)

    assert (refused.status, admitted.status) == (401, 303)
    assert token not in "".join([*reader.said, said, errors])
