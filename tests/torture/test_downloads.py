"""Downloads that break off and downloads that stall, beside edits and searches.

Nobody else notices, and the library stays sound.
"""

import json
import random
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.identity.vault import Passage, export

SECONDS = 30  # of each kind of trouble
SLOW = 10  # seconds that no answer takes, on a busy machine either
PATHS = ("/search.csv?q=wave", "/search.json?q=wave", "/events", "/search?q=wave")


def make_folder(folder: Path) -> None:
    """Some thousand passages: a download of all is far larger than what waits in sockets."""
    folder.mkdir()
    for number in range(80):
        passages = [
            Passage(f"Wave {number} {k} " + "breaks on the shore and comes again " * 6, k + 1)
            for k in range(100)
        ]
        (folder / f"File {number}.md").write_text(
            export(passages, title=f"Tides {number}"), encoding="utf-8"
        )


@contextmanager
def served(library: Path) -> Iterator[int]:
    """The port of a server over the library, which must end within seconds of being told to.

    Without a word of errors.
    """
    running = subprocess.Popen(
        [sys.executable, "-m", "app", "--db", str(library), "serve", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=library.parent,
    )
    try:
        assert running.stdout
        yield (
            urlsplit(next(line for line in running.stdout if line.startswith("http://"))).port or 0
        )
        running.terminate()
        told = running.communicate(timeout=SLOW)[1]
        assert told == "florilegium: open this address in a browser; Ctrl-C ends it\n"
        assert running.returncode == 0
    finally:
        running.kill()
        running.communicate()


def begin(port: int, path: str, most: int) -> socket.socket:
    """A request of which no more than that many bytes are read."""
    opened = socket.create_connection(("127.0.0.1", port), timeout=SLOW)
    opened.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
    while most > 0 and (piece := opened.recv(min(most, 65_536))):
        most -= len(piece)
    return opened


def ask(port: int, method: str, path: str, body: object = None) -> int | str:
    """The status of an answer that was read to its end, or what kept it from coming."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=SLOW)) as connection:
        try:
            connection.request(
                method,
                path,
                json.dumps(body) if body else None,
                {"Content-Type": "application/json"} if body else {},
            )
            answer = connection.getresponse()
            answer.read()
        except (OSError, HTTPException) as error:
            return repr(error)
    return answer.status


def codes(port: int) -> list[str]:
    with closing(HTTPConnection("127.0.0.1", port, timeout=SLOW)) as connection:
        connection.request("GET", "/api/highlights?limit=40")
        return [each["id"] for each in json.load(connection.getresponse())["items"]]


def others(port: int, number: int, until: float) -> Counter[int | str]:
    """What someone is answered who goes on editing, or searching, meanwhile."""
    highlights = codes(port)
    seen: Counter[int | str] = Counter()
    while time.monotonic() < until:
        turn = seen.total()
        seen[
            ask(
                port,
                "PATCH",
                f"/api/highlights/{highlights[(number * 7 + turn) % 40]}",
                {"note": f"{number} {turn}"},
            )
            if number % 2
            else ask(port, "GET", "/search?q=shore")
        ] += 1
    return seen


def break_off(port: int, seed: int, until: float) -> int:
    """Begin downloads and leave them at any point."""
    chance = random.Random(seed)  # noqa: S311 what is drawn is no secret
    number = 0
    while time.monotonic() < until:
        try:
            begin(port, chance.choice(PATHS[:2]), chance.choice((0, 1_000, 200_000))).close()
        except OSError:
            continue
        number += 1
    return number


def verified(library: Path) -> bool:
    told = subprocess.run(
        [sys.executable, "-m", "app", "--db", str(library), "verify", "--json"],
        capture_output=True,
        check=False,
    )
    return bool(json.loads(told.stdout)["sound"])


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library whose download takes many pieces."""
    folder = tmp_path_factory.mktemp("downloads")
    make_folder(folder / "passages")
    library = folder / "library.db"
    subprocess.run(
        [sys.executable, "-m", "app", "--db", str(library), "import", str(folder / "passages")],
        check=True,
        capture_output=True,
    )
    return library


@pytest.mark.timeout(600)
def test_downloads_that_break_off_beside_edits_harm_nobody(library: Path) -> None:
    with served(library) as port, ThreadPoolExecutor(20) as pool:
        until = time.monotonic() + SECONDS
        broken = [pool.submit(break_off, port, seed, until) for seed in range(12)]
        seen = [pool.submit(others, port, number, until) for number in range(6)]
        statuses = sum((each.result() for each in seen), Counter[int | str]())
        assert sum(each.result() for each in broken) > 100
        assert set(statuses) == {200}, statuses
    assert verified(library)


@pytest.mark.timeout(600)
def test_downloads_that_stall_beside_edits_harm_nobody(library: Path) -> None:
    with served(library) as port, ThreadPoolExecutor(20) as pool:
        stalled = [begin(port, path, 100) for path in PATHS * 20]
        until = time.monotonic() + SECONDS + 15
        seen = [pool.submit(others, port, number, until) for number in range(6)]
        statuses = sum((each.result() for each in seen), Counter[int | str]())
        assert set(statuses) == {200}, statuses
        assert (
            ask(port, "GET", PATHS[0]) == 200
        )  # those who took nothing lost their places, though they are still there
        for each in stalled:
            each.close()
    assert verified(library)
