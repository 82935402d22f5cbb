"""Each act of the reader in a browser, whatever happens meanwhile: nothing typed is lost.

With scripts and without, by keyboard alone, on a phone, in two windows at once, with the server
gone, the library locked by another program, and the token's cookie missing.
"""

import shutil
import socket
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from urllib.parse import urljoin

import pytest
import uvicorn
from playwright.sync_api import Browser, Locator, Page, expect

from app.settings import Settings
from app.store.db.library import Library
from app.web.app import create_app
from tests.browser.conftest import browser, libraries  # noqa: F401 fixtures
from tests.browser.conftest import serving as serving_all
from tests.browser.looking import Look, looking

TOKEN = "an-invented-token-of-forty-one-characters"
RIVERS = "/pages/The Patience of Rivers"
PAPER = "/add?title=A Paper&authors=Nobody Known"
PEGS = "I had been taught"
WORDS = "Typed by hand, never lost."


@dataclass(frozen=True)
class Act:
    """An act of which something is typed.

    `key` opens its field on a card, `label` is the field's, `sends` the key that sends it; `where`
    is its page, that of a document where it is empty.
    """

    key: str
    label: str
    sends: str
    where: str = ""


ACTS = {
    "Note": Act("n", "Your note on", "Control+Enter"),
    "Edit": Act("e", "The words of", "Control+Enter"),
    "Tag": Act("t", "Add a tag", "Enter"),
    "Collect": Act("", "Or a new tray", "Enter"),
    "document": Act("", "Your note", "Control+Enter", "edit"),
    "add": Act("", "The passage, or several", "Control+Enter", "add"),
}
KEPT = ("Note", "Edit", "document", "add")  # over a page that is left


@pytest.fixture
def library(libraries: Path, tmp_path: Path) -> Path:  # noqa: F811 the fixture
    return Path(shutil.copy(libraries / "filled.db", tmp_path / "library.db"))


@contextmanager
def asking_for_the_token(library: Path) -> Iterator[str]:
    """The address of a library that asks for its token."""
    engine = Library(library)
    app = create_app(Settings(library, token=TOKEN), engine)
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, ws="none"))
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


def card(page: Page) -> Locator:
    """The card of the passage."""
    return page.locator(".card", has_text=PEGS)


def begin(page: Page, address: str, name: str) -> Locator:
    """The field of an act, opened with the mouse."""
    act = ACTS[name]
    page.goto(address + RIVERS)
    if act.where:
        at = page.url.split("?")[0]
        page.goto(f"{at}/edit" if act.where == "edit" else address + PAPER)
    else:
        card(page).hover()
        if name == "Edit":
            card(page).get_by_role("link", name="More to do").click()
            page.get_by_role("button", name="Edit the text").click()
        else:
            card(page).get_by_role("link", name=name, exact=True).click()
    field = page.get_by_label(act.label, exact=bool(act.where))
    expect(field).to_be_visible()
    return field


def words(name: str) -> str:
    """What is typed: a tag is shorter, and the passage keeps the words that it is found by."""
    return {"Tag": "typedbyhand", "Edit": f"{PEGS}. {WORDS}"}.get(name, WORDS)


def saved(page: Page, address: str, name: str) -> bool:
    """Whether the library has what was typed."""
    asked = {
        "Tag": "/api/search?q=tag:typedbyhand",
        "Collect": f'/api/search?q=tray:"{WORDS}"',
        "document": '/api/search?q="never lost" is:document',
    }.get(name, '/api/search?q="never lost" is:highlight')
    return bool(page.request.get(address + asked).json()["total"])


def expect_saved(page: Page, address: str, name: str) -> None:
    """Wait until the library has what was typed."""
    for _ in range(100):
        if saved(page, address, name):
            return
        page.wait_for_timeout(100)
    pytest.fail(f"{name}: was not saved")


@pytest.fixture
def look(browser: Browser) -> Iterator[Look]:  # noqa: F811 the fixture
    """A window of its own."""
    with looking(browser, "http://127.0.0.1") as look:
        yield look


@pytest.mark.parametrize("name", ACTS)
def test_with_scripts(look: Look, library: Path, name: str) -> None:
    with serving_all(library) as address:
        begin(look.page, address, name).fill(words(name))
        look.page.keyboard.press(ACTS[name].sends)
        expect_saved(look.page, address, name)
        look.page.goto("about:blank")


@pytest.mark.parametrize("name", ACTS)
def test_without_scripts_on_a_phone(browser: Browser, library: Path, name: str) -> None:  # noqa: F811
    with (
        serving_all(library) as address,
        looking(browser, address, width=390, scripts=False) as look,
    ):
        page, act = look.page, ACTS[name]
        page.goto(address + RIVERS)
        at = page.url.split("?")[0]
        if act.where:
            page.goto(f"{at}/edit" if act.where == "edit" else address + PAPER)
        elif name == "Edit":
            page.goto(urljoin(at, str(href(card(page), "More to do"))))
            page.goto(urljoin(page.url, str(href(page.locator("#acts"), "Edit"))))
        else:
            page.goto(urljoin(page.url, str(href(card(page), name))))
        page.get_by_label(act.label, exact=bool(act.where)).fill(words(name))
        send = {"Collect": "Collect", "add": "Add", "Tag": "Add the tag"}.get(name, "Save")
        page.get_by_role("button", name=send, exact=True).first.dispatch_event("click")
        expect_saved(page, address, name)


def href(within: Locator, name: str) -> str | None:
    """Where a link leads."""
    exact = name != "More to do"
    return within.get_by_role("link", name=name, exact=exact).first.get_attribute("href")


@pytest.mark.parametrize("name", [*(name for name in ACTS if ACTS[name].key), "document", "add"])
def test_by_keyboard_alone(look: Look, library: Path, name: str) -> None:
    with serving_all(library) as address:
        page = look.page
        field = page.get_by_label(ACTS[name].label, exact=bool(ACTS[name].where))
        if ACTS[name].where:
            begin(page, address, name)
            while not field.evaluate("element => element === document.activeElement"):
                page.keyboard.press("Tab")
        else:
            page.goto(address + RIVERS)
            while not card(page).get_attribute("aria-current"):
                page.keyboard.press("j")
            page.keyboard.press(ACTS[name].key)
        expect(field).to_be_focused()
        page.keyboard.press("Control+a")
        page.keyboard.type(words(name))
        page.keyboard.press(ACTS[name].sends)
        expect_saved(page, address, name)
        page.goto("about:blank")


@pytest.mark.parametrize("name", ["Note", "Edit", "document"])
def test_in_two_windows_at_once(look: Look, library: Path, name: str) -> None:
    with serving_all(library) as address:
        page, other = look.page, look.page.context.new_page()
        mine, theirs = (begin(each, address, name) for each in (page, other))
        mine.fill(words(name))
        theirs.fill(f"{PEGS} elsewhere.")
        other.keyboard.press(ACTS[name].sends)
        expect(other.get_by_role("status").filter(has_text="saved")).to_be_visible()
        page.keyboard.press(ACTS[name].sends)
        expect(page.get_by_role("alert")).to_contain_text("hanged elsewhere")
        expect(mine).to_have_value(words(name))
        assert not saved(page, address, name)
        mine.press(ACTS[name].sends)
        expect_saved(page, address, name)
        other.close()
        page.goto("about:blank")


def broken_and_mended(
    page: Page, address: str, name: str, *, breaks: Callable[[], None], mends: Callable[[], None]
) -> None:
    """Type, break something, send: it is told, and the words stay until they are saved."""
    field = begin(page, address, name)
    field.fill(words(name))
    breaks()
    page.keyboard.press(ACTS[name].sends)
    alert = page.get_by_role("alert").filter(has_text="Not saved")
    expect(alert).to_be_visible(timeout=20_000)
    expect(field).to_have_value(words(name))
    mends()
    if name in KEPT:
        page.reload()
        if not ACTS[name].where:
            field = begin(page, address, name)
        expect(field).to_have_value(words(name))
    field.press(ACTS[name].sends)
    expect_saved(page, address, name)
    page.wait_for_load_state()  # what was sent at last may still lead on
    page.goto("about:blank")


@pytest.mark.parametrize("name", ACTS)
def test_with_the_server_gone(look: Look, library: Path, name: str) -> None:
    with serving_all(library) as address:
        context = look.page.context
        broken_and_mended(
            look.page,
            address,
            name,
            breaks=lambda: context.set_offline(offline=True),
            mends=lambda: context.set_offline(offline=False),
        )


@pytest.mark.parametrize("name", ACTS)
def test_with_the_token_missing(look: Look, library: Path, name: str) -> None:
    with asking_for_the_token(library) as address:
        page = look.page
        page.goto(f"{address}/?token={TOKEN}")
        cookies = page.context.cookies()
        broken_and_mended(
            page,
            address,
            name,
            breaks=page.context.clear_cookies,
            mends=lambda: page.context.add_cookies(cookies),  # type: ignore[arg-type]
        )


@pytest.mark.parametrize("name", ACTS)
def test_with_the_library_locked_by_another_program(look: Look, library: Path, name: str) -> None:
    with serving_all(library) as address, closing(sqlite3.connect(library)) as other:
        other.isolation_level = None
        page = look.page
        field = begin(page, address, name)
        field.fill(words(name))
        other.execute("BEGIN IMMEDIATE")
        page.keyboard.press(ACTS[name].sends)
        alert = page.get_by_role("alert").filter(has_text="locked by another program")
        expect(alert).to_be_visible(timeout=20_000)
        expect(field).to_have_value(words(name))
        other.execute("ROLLBACK")
        expect_saved(page, address, name)  # it is tried again by itself
        page.wait_for_load_state()  # what was sent at last may still lead on
        page.goto("about:blank")


@pytest.mark.parametrize("act", ["favorite", "discarded"])
def test_what_is_only_pressed_is_told_where_it_fails(look: Look, library: Path, act: str) -> None:
    with serving_all(library) as address:
        page = look.page
        page.goto(address + RIVERS)
        key = {"favorite": "f", "discarded": "d"}[act]
        card(page).focus()
        page.context.set_offline(offline=True)
        page.keyboard.press(key)
        expect(card(page).get_by_role("alert")).to_contain_text("Not saved")
        page.context.set_offline(offline=False)
        card(page).focus()
        page.keyboard.press(key)
        expect(card(page).get_by_role("status")).to_contain_text("Undo")
        page.goto("about:blank")
