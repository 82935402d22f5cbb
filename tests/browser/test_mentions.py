"""A mention linked on its panel, with scripts and without."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route, expect

from app.importer.run import import_paths
from app.store.db.library import Library
from tests.browser.conftest import serving
from tests.browser.looking import PHONE, Look, looking
from tests.mentions.conftest import PAGES

PAGE = "/authors/Ada%20Lorn?half=mentioned"


@pytest.fixture
def address(empty_library: Path, tmp_path: Path) -> Iterator[str]:
    """Where a library with mentions is served."""
    library = Path(shutil.copy(empty_library, tmp_path / "library.db"))
    for name, text in PAGES.items():
        path = tmp_path / "notes" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    engine = Library(library)
    import_paths(engine, [tmp_path / "notes"])
    engine.close()
    with serving(library) as served:
        yield served


def _link(look: Look) -> None:
    page = look.page
    panel = page.locator("#linked")
    page.goto(PAGE)
    expect(panel).to_contain_text("Mentioned 3")
    panel.get_by_role("button", name="Link the mention in On patience").click()
    expect(panel.get_by_role("status")).to_have_text("Linked “Ada Lorn” in a note. Undo")
    expect(panel).to_contain_text("Mentioned 2")
    assert look.barriers("#linked") == ""
    panel.get_by_role("button", name="Undo").click()
    expect(panel).to_contain_text("Mentioned 3")


def test_a_mention_is_linked_without_scripts(browser: Browser, address: str) -> None:
    with looking(browser, address, scripts=False) as look:
        page = look.page
        page.goto(PAGE)
        page.get_by_role("button", name="Link the mention in On patience").click()
        expect(page.locator("#linked")).to_contain_text("Mentioned 2")
        page.locator("#linked").get_by_role("button", name="Undo").click()
        page.goto(PAGE)
        expect(page.locator("#linked")).to_contain_text("Mentioned 3")


def test_a_mention_is_linked_and_mentions_are_narrowed_in_place(
    browser: Browser, address: str
) -> None:
    with looking(browser, address) as look:
        _link(look)
        page = look.page
        page.get_by_label("Filter").last.fill("taught")
        expect(page.locator("#linked")).to_contain_text("Mentioned 1")
        expect(page).to_have_url(re.compile("said=taught"))
        assert look.overhang(PHONE) == 0
        assert look.complaints == []


def test_a_number_that_is_being_counted_comes_by_itself(browser: Browser, address: str) -> None:
    with looking(browser, address) as look:
        page = look.page
        counted = page.request.get(PAGE).text()
        counting = counted.replace('"count">3<', '"count" data-counting>being counted<')
        assert counting != counted
        answers = iter([counting, counting])
        page.route(
            "**/authors/**",
            lambda route: route.fulfill(body=next(answers, counted), content_type="text/html"),
        )
        page.goto(PAGE)
        page.get_by_label("Order").focus()
        expect(page.locator("#linked")).to_contain_text("Mentioned 3")
        expect(page.get_by_label("Order")).to_be_focused()
        assert next(answers, None) is None
        assert look.complaints == []


def test_a_number_that_comes_late_is_not_put_over_what_was_narrowed(
    browser: Browser, address: str
) -> None:
    with looking(browser, address) as look:
        page = look.page
        counted = page.request.get(PAGE).text()
        counting = counted.replace('"count">3<', '"count" data-counting>being counted<')
        late: list[Route] = []

        def answer(route: Route) -> None:
            if route.request.resource_type == "document":
                route.fulfill(body=counting, content_type="text/html")
            else:
                late.append(route)

        page.route(f"**{PAGE}", answer)
        with page.expect_request(lambda asked: asked.resource_type == "fetch"):
            page.goto(PAGE)
        page.get_by_label("Filter").last.fill("taught")
        expect(page.locator("#linked")).to_contain_text("Mentioned 1")
        with page.expect_request_finished(lambda asked: asked == late[0].request):
            late[0].fulfill(body=counted, content_type="text/html")
        page.evaluate("new Promise((done) => setTimeout(done))")
        expect(page.locator("#linked")).to_contain_text("Mentioned 1")
        assert look.complaints == []


def test_a_link_shows_the_first_lines_of_where_it_leads(browser: Browser, address: str) -> None:
    with looking(browser, address) as look:
        page = look.page
        page.goto("/pages/On%20patience")
        lines = page.get_by_role("tooltip")
        page.locator("#text a.wiki").first.focus()
        expect(lines).to_contain_text("The Slow Garden: A Year")
        assert look.barriers(".first-lines") == ""
        page.keyboard.press("Escape")
        expect(lines).to_have_count(0)
        page.locator("#text a.wiki").first.hover()
        expect(lines).to_contain_text("Moss keeps its own calendar.")
        assert look.complaints == []
