"""A tray in a browser: ordered by keys, by dragging and by buttons, written in, copied.

And the same without scripts.
"""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import visiting
from tests.browser.looking import Look
from tests.browser.test_pages import examine
from tests.web.library import TRAY


@pytest.fixture
def library(libraries: Path, tmp_path: Path) -> Path:
    """A library that the test may change."""
    return Path(shutil.copy(libraries / "filled.db", tmp_path / "library.db"))


def order(page: Page) -> list[str]:
    """The ids of the items, as the page has them."""
    found: list[str] = page.locator("[data-item]").evaluate_all(
        "items => items.map((each) => each.dataset.item)"
    )
    return found


def open_tray(page: Page) -> None:
    """Go from the list to the tray with most in it, and wait for its scripts."""
    page.get_by_role("link", name=TRAY).click()
    page.wait_for_url("**/trays/*")
    page.wait_for_load_state()


def test_a_tray_is_whole_in_each_state(look: Look) -> None:
    look.page.goto("/trays")
    look.page.get_by_role("link", name=TRAY).click()
    address = look.page.url
    examine(look, address)
    item = order(look.page)[1]
    for asked in ("do=rename", f"do=edit&at={item}", f"do=write&at={item}"):
        look.page.goto(f"{address}?{asked}")
        assert look.barriers() == ""
    assert look.complaints == []


def test_a_tray_is_ordered_by_keys_and_by_dragging(look: Look, library: Path) -> None:
    with visiting(look, library) as address:
        page = look.page
        page.goto(f"{address}/trays")
        open_tray(page)
        first, second, third, *rest = order(page)
        page.locator("[data-item]").first.focus()
        page.keyboard.press("j")
        expect(page.locator(f'[data-item="{second}"]')).to_be_focused()
        page.keyboard.press("Shift+J")
        expect(page.locator("[data-item]").nth(1)).to_have_attribute("data-item", third)
        assert order(page) == [first, third, second, *rest]
        expect(page.get_by_role("status").filter(has_text="Moved an item")).to_be_visible()
        page.get_by_role("button", name="Undo").click()
        expect(page.locator("[data-item]").nth(1)).to_have_attribute("data-item", second)

        handle, to = (
            page.locator(f'[data-item="{third}"] .move'),
            page.locator(f'[data-item="{first}"]'),
        )
        handle.drag_to(to, target_position={"x": 40, "y": 3})
        expect(page.locator("[data-item]").first).to_have_attribute("data-item", third)

        page.locator(f'[data-item="{third}"]').focus()
        page.keyboard.press("z")
        expect(page.locator("[data-item]").first).to_have_attribute("data-item", first)
        expect(page.locator(f'[data-item="{first}"]')).to_be_focused()
        page.keyboard.press("w")
        page.get_by_role("textbox", name="Your words").fill("Then the bend.")
        page.keyboard.press("Control+Enter")
        expect(page.locator(".tray .own-words").first).to_have_text("Then the bend.")
        assert "?" not in page.url


def test_nothing_typed_is_lost_when_the_server_is_away(look: Look, library: Path) -> None:
    with visiting(look, library) as address:
        page = look.page
        page.goto(f"{address}/trays")
        open_tray(page)
        page.get_by_role("link", name="Write below").click()
        page.get_by_role("textbox", name="Your words").fill("Still here.")
        page.context.set_offline(offline=True)
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("alert")).to_contain_text("Your words are kept here")
        expect(page.get_by_role("textbox", name="Your words")).to_have_value("Still here.")
        page.context.set_offline(offline=False)
        page.get_by_role("button", name="Save").click()
        expect(page.locator(".tray .own-words").last).to_have_text("Still here.")
        look.complaints.clear()  # the browser's, of the network


def test_the_draft_is_copied(look: Look) -> None:
    page = look.page
    page.goto("/trays")
    open_tray(page)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy the draft").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    assert "[^1]: Marit Oldenshaw" in page.evaluate("navigator.clipboard.readText()")
    page.context.clear_permissions()


def test_a_tray_works_without_scripts(plain_look: Look, library: Path) -> None:
    with visiting(plain_look, library) as address:
        page = plain_look.page
        page.goto(f"{address}/trays")
        page.get_by_label("The name of a new tray").fill("On waiting")
        page.get_by_role("button", name="Begin it").click()
        page.get_by_role("link", name="Write", exact=True).click()
        page.get_by_role("textbox", name="Your words").fill("First.")
        page.get_by_role("button", name="Save").click()
        page.get_by_role("link", name="Write below").click()
        page.get_by_role("textbox", name="Your words").fill("Second.")
        page.get_by_role("button", name="Save").click()
        page.locator(".tray > li").last.get_by_role("button", name="Up").click()
        expect(page.locator(".tray .own-words")).to_have_text(["Second.", "First."])
        page.get_by_role("button", name="Undo").click()
        expect(page.locator(".tray .own-words")).to_have_text(["First.", "Second."])
        assert plain_look.overhang(390) == 0
        with page.expect_download() as download:
            page.get_by_role("link", name="Save the draft").click()
        assert download.value.suggested_filename == "On waiting.md"
