"""What every room's tests may ask for."""

import gc
import os
import runpy
import shutil
import sqlite3
import tempfile
from asyncio import Event
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.store.db.library import Library
from app.store.migrations import upgrade
from tests.examples import register_profiles

if TYPE_CHECKING:  # most tests need no web
    from fastapi import FastAPI

register_profiles()  # before any test is read
Lend = Callable[[Path, Library], "FastAPI"]
ROOT = Path(__file__).resolve().parent.parent
MEMORY, ROOM = Path("/dev/shm"), 2 << 30  # bytes
# What takes longest begins first, longest of all the browser: begun late, one process would work
# on it while the other has nothing left to do.
LONGEST = (
    "browser",
    "cli/test_serving.py",
    "identity/test_verify.py",
    "cli/test_process.py",
    "store/test_aliases.py",
    "web/test_site.py",
    "identity/test_resync.py",
    "identity/test_any_acts.py",
    "identity/test_order.py",
    "api/test_changes.py",
    "web/test_notes.py",
    "web/test_forms.py",
    "search/test_search.py",
    "search/test_columns.py",
    "export/test_round_trip.py",
    "identity/test_journal.py",
    "identity/test_import.py",
)


def pytest_report_header() -> str:
    """The SQLite that answers: its version decides what full-text search can do."""
    return f"sqlite: {sqlite3.sqlite_version}"


def pytest_configure(config: pytest.Config) -> None:
    """Files of tests are made in memory where there is room, so that no test waits for a disk.

    But for those that measure or torture it, and where the reader of the tests names a place.
    """
    suite = "not bench" in config.getoption("markexpr") and "TMPDIR" not in os.environ
    if suite and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None  # looked up anew, also by what asked before


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Some rooms mark their tests; the longest begin, the others are in the order of chance."""
    for item in items:
        room = item.path.relative_to(ROOT / "tests").parts[0]
        if room in {"browser", "bench", "torture"}:
            item.add_marker(room)
    yield
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    file = item.path.relative_to(ROOT / "tests")
    found = {file.as_posix(), file.parts[0]}.intersection(LONGEST)
    return LONGEST.index(found.pop()) if found else len(LONGEST)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Under `--dist loadfile` each file keeps to one process, and so do all tests in a browser.

    Two browsers on two cores are slower than one. Files are begun in the order of their tests,
    and not of how many tests they have.
    """
    from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

    class ByFile(LoadScopeScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            return "browser" if nodeid.startswith("tests/browser/") else nodeid.partition("::")[0]

    config.option.loadscopereorder = False
    return ByFile(config, log) if config.getvalue("dist") == "loadfile" else None


def pytest_collection_finish() -> None:
    """What all tests share lives to the end.

    Looking through it for garbage again and again takes an eighth of their time.
    """
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder `shared` beside the checkout, which holds other people's exports.

    They are read in place and never copied.
    """
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("reads exports in ../shared, which are not part of the project")
    return folder


@pytest.fixture(scope="session")
def empty_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library without rows, to be copied: making the schema takes a second."""
    library = tmp_path_factory.mktemp("empty") / "library.db"
    engine = Library(library)
    upgrade(engine)
    engine.close()
    return library


@pytest.fixture(scope="session")
def lend(empty_library: Path) -> Iterator[Lend]:
    """Gives an application over a library, with a state of its own and nothing in the background.

    All share one set of routes and templates: making them takes longer than most tests. What a
    server does at rest would change what is asked and kept by how long a test takes.
    """
    from copy import copy
    from threading import BoundedSemaphore

    from starlette.datastructures import State

    from app.settings import Settings
    from app.web.api.events import Underway
    from app.web.app import create_app, tidied
    from app.web.deps import make_writers
    from app.web.exports import templates
    from app.web.exports.jobs import Exports
    from app.web.streams import DOWNLOADS, FOLLOWERS, Places
    from app.web.uploads.jobs import ImportJobs

    engine = Library(empty_library)
    made = create_app(Settings(empty_library), engine)
    made.router.lifespan_context = tidied

    def over(library: Path, engine: Library) -> "FastAPI":
        app = copy(made)
        app.state = State({name: made.state[name] for name in made.state})
        app.state.settings = Settings(library)
        app.state.library = engine
        app.state.jobs = ImportJobs(engine, library.with_name(f"{library.name}.uploads"))
        app.state.exports = Exports(engine, library.with_name(f"{library.name}.exports"))
        app.state.previews = BoundedSemaphore(templates.AT_ONCE)
        app.state.downloads = Places(DOWNLOADS)
        app.state.followers = Places(FOLLOWERS)
        app.state.underway = Underway()
        app.state.writers = make_writers()
        app.state.closing = Event()
        return app

    yield over
    engine.close()


@pytest.fixture(scope="session")
def browser_program() -> Path:
    """The browser that drives the tests of pages.

    None at all is a failure, not a reason to skip.
    """
    found: Path = runpy.run_path(str(ROOT / ".ci" / "browser.py"))["find_browser"]()
    return found
