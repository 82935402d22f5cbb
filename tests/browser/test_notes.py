"""A note in a browser: written, completed, previewed, changed outside meanwhile, never lost.

And the same without scripts.
"""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import visiting
from tests.browser.looking import Look
from tests.browser.test_pages import examine

WORDS = "# On waiting\n\nThe first line.\n\nThe last line.\n"


@pytest.fixture
def library(libraries: Path, tmp_path: Path) -> Path:
    """A library that the test may change, with a folder of notes beside it."""
    return Path(shutil.copy(libraries / "filled.db", tmp_path / "library.db"))


@pytest.fixture
def file(library: Path) -> Path:
    """The file of the note that the test writes."""
    return library.with_name("library.db.notes") / "On waiting.md"


def text(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Text, Markdown")


def told(page: Page, words: str) -> None:
    """Wait until the editor says so."""
    expect(page.locator("[data-state]")).to_contain_text(words)


def begin(page: Page, address: str) -> None:
    """Write the note in a browser, and stay in its editor."""
    page.goto(f"{address}/notes/new?name=On+waiting")
    page.wait_for_load_state()
    text(page).fill(WORDS)
    text(page).press("Control+Enter")
    told(page, "Saved")
    page.wait_for_url("**/notes/On%20waiting.md/edit")


def test_names_are_completed_and_the_text_is_shown_as_it_will_be_read(
    look: Look, library: Path, file: Path
) -> None:
    with visiting(look, library) as address:
        page = look.page
        begin(page, address)
        text(page).press("Control+End")
        text(page).press_sequentially("As in [[The Pat")
        expect(page.get_by_role("option").first).to_contain_text("The Patience of Rivers")
        assert look.barriers() == ""
        text(page).press("Enter")
        expect(text(page)).to_have_value(f"{WORDS}As in [[The Patience of Rivers]]")
        preview = page.get_by_label("As it will be read")
        expect(preview.get_by_role("link", name="The Patience of Rivers")).to_be_visible()
        text(page).press_sequentially(" and [[Nobody wrote")
        expect(page.get_by_role("option")).to_contain_text(["A new note, Nobody wrote"])
        text(page).press("Escape")
        expect(page.get_by_role("option")).to_have_count(0)
        page.get_by_role("button", name="Save").click()
        told(page, "Saved")
        assert file.read_text().endswith("[[The Patience of Rivers]] and [[Nobody wrote")
        page.get_by_text("Rename", exact=True).click()  # which a note has from its first save on
        expect(page.get_by_label("New name, with its folder")).to_have_value("On waiting")
        page.get_by_label("New name, with its folder").fill("On patience")
        page.get_by_role("button", name="Rename the file").click()
        page.wait_for_url("**/documents/*")
        assert not file.exists()
        examine(look, f"{address}/notes/On%20patience.md/edit")
        examine(look, f"{address}/notes")


def test_a_file_that_changes_outside_is_joined_or_chosen_from(
    look: Look, library: Path, file: Path
) -> None:
    with visiting(look, library) as address:
        page = look.page
        begin(page, address)
        file.write_text(WORDS.replace("last", "very last"))
        text(page).fill(WORDS.replace("first", "very first"))
        page.get_by_role("button", name="Save").click()
        told(page, "joined with what another program changed")
        both = WORDS.replace("first", "very first").replace("last", "very last")
        expect(text(page)).to_have_value(both)
        assert file.read_text() == both

        file.write_text(theirs := both.replace("very last", "their last"))
        text(page).fill(both.replace("very last", "my last"))
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("heading", name="Changed elsewhere")).to_be_visible()
        assert look.barriers() == ""
        assert (look.overhang(360), look.overhang(1440)) == (0, 0)
        assert file.read_text() == theirs
        page.get_by_role("radio", name="Yours").check()
        page.get_by_role("button", name="Save it so").click()
        page.wait_for_url("**/documents/*")
        assert file.read_text() == both.replace("very last", "my last")
        page.goto(f"{address}/notes/On%20waiting.md/edit")
        expect(page.get_by_role("button", name="Bring it back")).to_have_count(0)
        look.complaints.clear()  # the browser's, of the answer 412


def test_nothing_typed_is_lost(look: Look, library: Path, file: Path) -> None:
    with visiting(look, library) as address:
        page = look.page
        begin(page, address)
        page.context.set_offline(offline=True)
        text(page).fill(f"{WORDS}Still here.\n")
        page.get_by_role("button", name="Save").click()
        told(page, "Your words are kept here")
        page.context.set_offline(offline=False)
        page.goto("about:blank")  # the tab is closed, and the file goes on meanwhile
        file.write_text(WORDS.replace("first", "very first"))
        page.goto(f"{address}/notes/On%20waiting.md/edit")
        page.get_by_role("button", name="Bring it back").click()
        expect(text(page)).to_have_value(f"{WORDS}Still here.\n")
        page.get_by_role("button", name="Save").click()
        told(page, "joined")
        assert file.read_text() == f"{WORDS.replace('first', 'very first')}Still here.\n"
        look.complaints.clear()  # the browser's, of the network


def test_a_passage_is_quoted_where_it_stands(look: Look, library: Path, file: Path) -> None:
    with visiting(look, library) as address:
        page = look.page
        page.goto(f"{address}/highlights")
        page.wait_for_load_state()
        card = page.locator(".card").first
        card.hover()
        card.get_by_role("link", name="More to do").click()
        page.get_by_role("button", name="Quote into a note").click()
        card.get_by_label("The name of a new note").fill("On waiting")
        assert look.barriers(".card") == ""
        card.get_by_role("button", name="Quote").click()
        expect(card.get_by_role("status")).to_contain_text("Wrote the note")
        assert file.read_text().startswith("# On waiting\n\n> ")
        card.get_by_role("button", name="Undo").click()
        expect(card.get_by_role("status")).to_contain_text("Undone")
        assert not file.exists()


def test_a_note_is_written_without_scripts(plain_look: Look, library: Path, file: Path) -> None:
    with visiting(plain_look, library) as address:
        page = plain_look.page
        page.goto(f"{address}/notes")
        page.get_by_label("The name of a new note").fill("On waiting")
        page.get_by_role("button", name="Write it").click()
        text(page).fill(WORDS)
        page.get_by_role("button", name="Preview").click()
        expect(page.get_by_label("As it will be read")).to_contain_text("The first line.")
        assert not file.exists()
        page.get_by_role("button", name="Save").click()
        page.get_by_role("link", name="Edit", exact=True).click()
        file.write_text(WORDS.replace("last", "their last"))
        text(page).fill(WORDS.replace("last", "my last"))
        page.get_by_role("button", name="Save").click()
        page.get_by_role("radio", name="The file’s").check()
        page.get_by_role("button", name="Save it so").click()
        page.wait_for_url("**/documents/*")
        assert file.read_text() == WORDS.replace("last", "their last")
        page.get_by_role("link", name="Edit", exact=True).click()
        page.get_by_role("button", name="Delete this note").click()
        page.get_by_role("button", name="Undo").click()
        assert file.read_text() == WORDS.replace("last", "their last")
        plain_look.complaints.clear()  # the browser's, of the answer 412
