"""One browser for all, and a server of one's own on a free port of this computer."""

import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest
import uvicorn
from playwright.sync_api import Browser, expect, sync_playwright

from app.settings import Settings
from app.store.db.library import Library
from app.web.app import create_app
from tests.browser.looking import PHONE, Look, looking
from tests.web.library import fill, fill_many

ARGUMENTS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
    "--disable-gpu",
    "--in-process-gpu",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
PATIENCE = 30_000  # milliseconds in which what is expected comes, on a busy computer


@contextmanager
def starting(program: Path) -> Iterator[Browser]:
    """The system's browser, which finds no host but this computer."""
    root = ["--no-sandbox"] if os.geteuid() == 0 else []  # the sandbox refuses to work for root
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=[*ARGUMENTS, *root])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def browser(browser_program: Path) -> Iterator[Browser]:
    """The browser that the tests share."""
    expect.set_options(timeout=PATIENCE)
    with starting(browser_program) as browser:
        yield browser


@pytest.fixture(scope="session")
def libraries(tmp_path_factory: pytest.TempPathFactory, empty_library: Path) -> Path:
    """A folder with two libraries.

    `empty.db`, and `filled.db` with one of everything and a few documents more.
    """
    folder = tmp_path_factory.mktemp("browser")
    shutil.copy(empty_library, folder / "empty.db")
    engine = Library(Path(shutil.copy(empty_library, folder / "filled.db")))
    with engine.writing() as db:
        fill(db)
        fill_many(db, 3)
    engine.close()
    return folder


@contextmanager
def serving(library: Path) -> Iterator[str]:
    """The address at which the library is served, for as long as it is asked."""
    engine = Library(library)
    app = create_app(Settings(library), engine)
    server = uvicorn.Server(
        uvicorn.Config(app, log_config=None, ws="none", timeout_graceful_shutdown=1)
    )
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=server.run, args=([listener],))
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            app.state.closing.set()
            server.should_exit = True
            thread.join()
            engine.close()


@pytest.fixture(scope="session")
def address(libraries: Path) -> Iterator[str]:
    """Where the filled library is served, which no test changes."""
    with serving(libraries / "filled.db") as address:
        yield address


@pytest.fixture(scope="session")
def empty_address(libraries: Path) -> Iterator[str]:
    """Where the empty library is served."""
    with serving(libraries / "empty.db") as address:
        yield address


@pytest.fixture(scope="session")
def window(browser: Browser, address: str) -> Iterator[Look]:
    """The window that the tests share: a new one takes longer than a page."""
    with looking(browser, address) as look:
        yield look


@pytest.fixture(scope="session")
def plain_window(browser: Browser, address: str) -> Iterator[Look]:
    """The same for those who let no scripts run, on a phone."""
    with looking(browser, address, width=PHONE, scripts=False) as look:
        yield look


@pytest.fixture
def look(window: Look) -> Iterator[Look]:
    """The shared window, as good as fresh; it has reported no error and asked no other host."""
    yield from _fresh(window)


@pytest.fixture
def plain_look(plain_window: Look) -> Iterator[Look]:
    """The same without scripts, on a phone."""
    yield from _fresh(plain_window)


def _fresh(window: Look) -> Iterator[Look]:
    window.forget()
    yield window
    assert window.complaints == []
    assert window.hosts() <= {"127.0.0.1"}


@contextmanager
def visiting(look: Look, library: Path) -> Iterator[str]:
    """The address at which another library is served to the shared window.

    Which leaves it before that ends.
    """
    with serving(library) as address:
        yield address
        look.page.goto("about:blank")  # or it would go on asking


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Take the tests of this folder in the order they are written, whatever that of the others.

    They share a window and what a reader did in it, as the evening of one reader.
    """
    here = [n for n, item in enumerate(items) if item.path.parent == Path(__file__).parent]
    written = sorted((items[n] for n in here), key=lambda item: (item.location[:2], item.nodeid))
    for n, item in zip(here, written, strict=True):
        items[n] = item
