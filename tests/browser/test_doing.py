"""What a reader does with keys, with the mouse, and without scripts."""

import shutil
from pathlib import Path

from playwright.sync_api import expect

from app.store.db.library import Library
from tests.browser.conftest import visiting
from tests.browser.looking import Look
from tests.store.library import add_import

DROP = """(form, text) => {
  const dropped = new DataTransfer();
  dropped.items.add(new File([text], "Dropped.md"));
  form.dispatchEvent(
    new DragEvent("drop", { dataTransfer: dropped, bubbles: true, cancelable: true }));
}"""


def test_the_first_stop_of_the_tab_key_skips_to_the_page(look: Look) -> None:
    look.page.goto("/tags")
    look.page.keyboard.press("Tab")
    expect(look.page.locator(".skip")).to_be_focused()
    look.page.keyboard.press("Enter")
    look.page.keyboard.press("Tab")
    assert look.page.evaluate("document.activeElement.closest('main') !== null")


def test_a_theme_is_worn_at_once_and_kept(look: Look) -> None:
    look.page.goto("/tags")
    with look.page.expect_response("**/theme"):
        look.page.get_by_role("button", name="Dark").click()
    expect(look.page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(look.page.get_by_role("button", name="Dark")).to_have_attribute("aria-pressed", "true")
    look.page.goto("/documents")
    expect(look.page.locator("html")).to_have_attribute("data-theme", "dark")
    assert look.complaints == []


def test_styles_and_scripts_come_once_for_all_pages(look: Look) -> None:
    look.page.goto("/tags")
    look.page.goto("/authors")
    assert look.page.evaluate("document.styleSheets.length") > 10
    asked = (
        "performance.getEntriesByType('resource').filter((each) => "
        "each.name.includes('/static/') && each.transferSize > 0)"
    )
    assert look.page.evaluate(f"{asked}.map((each) => each.name)") == []


def test_an_open_page_tells_that_something_new_came_in(
    look: Look, libraries: Path, tmp_path: Path
) -> None:
    library = Path(shutil.copy(libraries / "filled.db", tmp_path / "library.db"))
    with visiting(look, library) as address:
        look.page.goto(f"{address}/documents")
        expect(look.page.locator(".news")).to_be_empty()
        engine = Library(library)
        with engine.writing() as db:
            add_import(db)
        engine.close()
        expect(look.page.get_by_role("status")).to_contain_text("Something new came in.")
        look.page.get_by_role("link", name="Show it").click()
        expect(look.page.locator(".news")).to_be_empty()
        expect(look.page.locator("body")).to_have_attribute("data-import", "4")


def test_everything_works_without_scripts(plain_look: Look) -> None:
    page = plain_look.page
    page.goto("/")
    page.locator("#q").fill("diary")
    page.locator("#q").press("Enter")
    page.get_by_role("link", name="Floods are how a river keeps its diary").click()
    page.get_by_role("link", name="All 12 highlights").click()
    page.get_by_text("Show all of it").click()
    expect(page.get_by_text("Show less")).to_be_visible()
    page.locator("summary", has_text="Contents").click()
    page.get_by_role("link", name="Favourites first").click()
    expect(page.locator(".folio").first).to_contain_text("Favourite")
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("navigation", name="Rooms").get_by_role("link", name="Tags").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tags")
    page.get_by_role("button", name="Sepia").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "sepia")
    expect(page).to_have_url("/tags")


def test_a_chapter_can_be_gone_to(look: Look) -> None:
    look.page.goto("/pages/The Patience of Rivers")
    look.page.get_by_role("navigation", name="In this document").get_by_role(
        "link", name="Delta"
    ).click()
    expect(look.page.get_by_role("heading", name="Delta")).to_be_in_viewport()


def test_a_printed_page_is_the_text_alone(look: Look) -> None:
    look.page.goto("/pages/The Patience of Rivers")
    look.page.emulate_media(media="print")
    for part in (".bar", ".foot", ".side", ".more"):
        expect(look.page.locator(part).first).to_be_hidden()
    expect(look.page.get_by_text("an arrow with the words")).to_be_visible()


def test_a_file_is_dropped_and_imported(look: Look, libraries: Path, tmp_path: Path) -> None:
    library = Path(shutil.copy(libraries / "empty.db", tmp_path / "library.db"))
    book = tmp_path / "Kites.md"
    book.write_text(
        "# Kites\n\n## Metadata\n- Author: [[Rosalind Thackery]]\n\n## Highlights\n- String is "
        "the longer half of flying.\n"
    )
    with visiting(look, library) as address:
        page = look.page
        page.goto(address)
        page.get_by_role("link", name="Choose files, a folder or a zip").click()
        page.get_by_role("button", name="Show what would change").first.click()
        expect(page.get_by_text("Nothing that can be read was chosen")).to_be_visible()
        look.complaints.clear()  # a browser complains of the refusal
        page.locator(".drop").first.evaluate(DROP, book.read_text())
        expect(page.get_by_role("heading", level=1)).to_have_text("What would change")
        page.get_by_role("button", name="Discard").click()
        page.get_by_label("Drop files, a folder or a zip here").set_input_files(book)
        page.get_by_role("button", name="Show what would change").first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("What would change")
        assert look.barriers() == ""
        page.get_by_role("button", name="Import", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Import 1")
        page.get_by_role("link", name="Take this import back").click()
        page.get_by_role("button", name="Take this import back").click()
        expect(page.get_by_text("taken back on")).to_be_visible()
