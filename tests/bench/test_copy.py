"""What pages take while the day's copy of a large library is written by the program that serves it.

`FLORILEGIUM_BENCH_COPY` is the number of its highlights, 650,000 for a gigabyte, or a file that
`make_library` made, of which a copy is served. On a computer that is busy otherwise it says little,
unless it runs at a high priority: `nice -n -15`, or on Linux `echo -15 > /proc/self/autogroup`
before it.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from itertools import cycle
from pathlib import Path
from statistics import quantiles
from threading import Thread
from urllib.parse import urlsplit

import pytest

from app.store.copies.listing import copies_folder, list_copies
from tests.bench.library import make_library

pytestmark = pytest.mark.timeout(3600)
ASKED = os.environ.get("FLORILEGIUM_BENCH_COPY", "650000")
MOST = 100  # milliseconds of a page
PAGES = (
    *("/", "/documents", "/documents/d000000400", "/highlights/h000008000"),
    *(
        "/search?q=weather",
        "/search?q=garden+path",
        "/authors",
        "/tags",
        "/api/highlights?limit=50",
    ),
)
_PAUSE = 0.05  # seconds between two pages, as between two of several readers'
_KEPT = ("drawing", "recurring phrases")
_QUIET = 20.0  # seconds of pages without a copy


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bench") / "library.db"
    if ASKED.isdigit():
        make_library(path, int(ASKED))
    else:
        shutil.copy(ASKED, path)
    return path


@contextmanager
def served(library: Path) -> Iterator[HTTPConnection]:
    """A connection to a program that serves the library."""
    command = [sys.executable, "-m", "app", "--db", str(library), "serve", "--port", "0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, cwd=library.parent
    ) as running:
        try:
            assert running.stdout
            line = next(line for line in running.stdout if line.startswith("http://"))
            with closing(HTTPConnection("127.0.0.1", urlsplit(line).port, timeout=600)) as server:
                yield server
        finally:
            running.kill()


def wait_until_at_rest(library: Path) -> None:
    """Wait until the server has computed what it keeps of the whole library."""
    with closing(sqlite3.connect(f"{library.as_uri()}?mode=ro", uri=True)) as db:
        while db.execute("SELECT count(*) FROM kept_results").fetchone()[0] < len(_KEPT):
            time.sleep(1)


def take(server: HTTPConnection, page: str) -> float:
    """Milliseconds until a page was there."""
    began = time.perf_counter()
    server.request("GET", page)
    answer = server.getresponse()
    answer.read()
    assert answer.status == 200, page
    return 1000 * (time.perf_counter() - began)


def took(server: HTTPConnection, going_on: Callable[[], bool]) -> dict[str, list[float]]:
    """Milliseconds of each page, one after the other for as long as it is to go on."""
    found: dict[str, list[float]] = {page: [] for page in PAGES}
    for page in cycle(PAGES):
        if not going_on():
            return found
        found[page].append(take(server, page))
        time.sleep(_PAUSE)
    return found


def told(name: str, found: dict[str, list[float]]) -> str:
    """A table of p50, p95 and the slowest of each page, and of all."""
    rows = {**found, "all": [each for page in found.values() for each in page]}
    lines = [
        f"  {page:28}{p[9]:8.1f}{p[18]:8.1f}{max(each):8.1f}{len(each):8}"
        for page, each in rows.items()
        if (p := quantiles(each, n=20, method="inclusive"))
    ]
    return "\n".join((f"{name:30}{'p50':>8}{'p95':>8}{'most':>8}{'pages':>8}", *lines))


def test_no_page_waits_for_the_copy_of_a_gigabyte(library: Path) -> None:
    with served(library) as server:
        wait_until_at_rest(library)
        for page in PAGES * 3:
            take(server, page)
        end = time.monotonic() + _QUIET
        quiet = took(server, lambda: time.monotonic() < end)
        copying = Thread(target=_copy_now, args=(server.port,))
        began = time.monotonic()
        copying.start()
        beside = took(server, copying.is_alive)
        seconds = time.monotonic() - began
    folder = copies_folder(library)
    assert folder
    (copy,) = list_copies(folder)
    print(f"\n{library.stat().st_size:,} bytes copied to {copy.bytes:,} in {seconds:.0f} s")  # noqa: T201 figures for people
    print(told("without a copy", quiet), told("beside it", beside), sep="\n")  # noqa: T201
    assert max(max(each) for each in beside.values()) < MOST


def _copy_now(port: int) -> None:
    with closing(HTTPConnection("127.0.0.1", port, timeout=3600)) as server:
        server.request("POST", "/backups", headers={"Origin": f"http://127.0.0.1:{port}"})
        assert server.getresponse().status == 303
