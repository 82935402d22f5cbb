"""Reading something long: the map of it, the place that is kept, footnotes in the margin."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect

from app.store.db.library import Library
from app.store.writes.documents import write
from tests.browser.conftest import visiting
from tests.browser.looking import Look
from tests.store.library import add_import
from tests.web.library import document, highlight

WORDS = "A river takes its time, and so do those who walk along it. " * 30
BODY = "\n\n".join(
    f"# Bend {number}\n\n{WORDS}[^{number}]\n\n## Stones {number}\n\n{WORDS}\n\n[^{number}]: A "
    f"note."
    for number in range(30)
)
SHIFT = (
    "new Promise(done => new PerformanceObserver(list => "
    "done(list.getEntries().length)).observe({ type: 'layout-shift', buffered: true }))"
)


@pytest.fixture(scope="module")
def long_text(tmp_path_factory: pytest.TempPathFactory, empty_library: Path) -> Path:
    """A library with one long text, of which two passages are marked."""
    path = Path(shutil.copy(empty_library, tmp_path_factory.mktemp("reading") / "library.db"))
    library = Library(path)
    with library.writing() as db:
        add_import(db)
        passages = [
            highlight("So do those who walk.", "", chapter="Bend 1 / Stones 1"),
            highlight("It takes its time.", "", chapter="Bend 2"),
        ]
        write(db, [document("A Walk", "article", body=BODY, highlights=passages)], [], 1)
    library.close()
    return path


def test_a_long_text_has_a_map_keeps_the_place_and_sets_notes_beside(
    look: Look, long_text: Path
) -> None:
    page = look.page
    with visiting(look, long_text) as address:
        page.goto(f"{address}/pages/A Walk")
        current = page.locator(".outline [aria-current]")
        expect(page.locator(".folio").first).to_have_text("Number 1")
        expect(page.locator(".go-on a")).to_be_hidden()
        note = page.locator(".beside").first
        expect(note).to_be_visible()
        beside, text = note.bounding_box(), page.locator(".prose p").first.bounding_box()
        assert beside
        assert text
        assert beside["x"] >= text["x"] + text["width"]
        expect(page.locator(".footnotes")).to_be_hidden()
        page.locator("#part-bend3").scroll_into_view_if_needed()
        page.evaluate("document.getElementById('part-bend3').scrollIntoView()")
        expect(current).to_have_text("Bend 3")
        page.get_by_role("link", name="Next part").click()
        expect(page.locator(".prose")).to_have_attribute("data-text-part", "2")
        page.evaluate("document.getElementById('part-stones6').scrollIntoView()")
        expect(current).to_have_text("Stones 6")
        page.goto(f"{address}/pages/A Walk")
        expect(page.locator(".go-on")).to_contain_text("Go on at")
        page.locator(".go-on a").click()
        expect(page.locator(".prose")).to_have_attribute("data-text-part", "2")
        expect(current).to_have_text("Stones 6")
        page.goto(f"{page.url.partition('?')[0]}#part-bend29")  # as an address of old
        expect(page.locator("#part-bend29")).to_be_in_viewport()
        page.set_viewport_size({"width": 390, "height": 800})
        page.goto(f"{address}/pages/A Walk")
        expect(page.locator(".beside").first).to_be_hidden()
        expect(page.locator(".footnotes")).to_be_visible()
        box = page.locator(".locus").first.bounding_box()
        assert box
        page.mouse.click(box["x"] + box["width"] - 20, box["y"] + box["height"] / 2)
        expect(page).to_have_title("A Walk, no.\u00a01 · Florilegium")
