"""Tags merged and authors joined on their pages, and the graph walked, with scripts and without."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from app.importer.run import import_paths
from app.store.db.library import Library
from tests.browser.conftest import serving
from tests.browser.looking import PHONE, WIDE, looking
from tests.identity.vault import Passage, export

BOOKS = {
    "Tides.md": export(
        [Passage("The sea keeps clocks.", 1, tags=("moss",)), Passage("Two.", 3, tags=("moss",))]
    ),
    "Walls.md": export(
        [Passage("A wall is slow.", 2, tags=("mosses",))], title="Walls", author="A. Ruiz"
    ),
}


@pytest.fixture
def address(empty_library: Path, tmp_path: Path) -> Iterator[str]:
    """Where a library is served in which a tag and an author are spelled two ways."""
    library = Path(shutil.copy(empty_library, tmp_path / "library.db"))
    (tmp_path / "notes").mkdir()
    for name, text in BOOKS.items():
        (tmp_path / "notes" / name).write_text(text, encoding="utf-8")
    with Library(library) as engine:
        import_paths(engine, [tmp_path / "notes"])
    with serving(library) as served:
        yield served


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_tags_are_merged_authors_joined_and_the_graph_walked(
    browser: Browser, address: str, *, scripts: bool
) -> None:
    with looking(browser, address, width=WIDE if scripts else PHONE, scripts=scripts) as look:
        page = look.page
        page.goto("/tags")
        page.get_by_role("button", name="They are two").click()
        expect(page.locator("main")).not_to_contain_text("Written twice?")
        page.get_by_role("button", name="Undo").first.click()
        page.get_by_role("link", name=re.compile("^Make it.#moss")).click()
        expect(page.locator("main")).to_contain_text("#mosses becomes #moss")
        page.get_by_role("button", name=re.compile("^Merge")).click()
        expect(page).to_have_url(re.compile("/tags/moss"))
        expect(page.locator("main")).to_contain_text("3 highlights")
        page.get_by_role("button", name="Undo").first.click()
        page.goto("/tags/mosses")
        expect(page.locator("main")).to_contain_text("1 highlight")

        page.goto("/authors/A.%20Ruiz")
        page.get_by_text("Rename or join").click()
        page.get_by_label("Show this author as, or join with").fill("Ana Ruiz")
        page.get_by_role("button", name="See what that does").click()
        page.locator("main form button").first.click()
        expect(page).to_have_url(re.compile("/authors/Ana%20Ruiz"))
        expect(page.locator("main")).to_contain_text("2 books")

        page.goto("/graph?around=Ana%20Ruiz&depth=1")
        node = page.locator("svg.graph a", has_text="Walls")
        node.focus()
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text("Walls")
        assert look.complaints == []
