"""What a reader does with a passage where it stands.

With scripts, with the keyboard, without scripts, and with the server gone.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import serving, visiting
from tests.browser.looking import Look

RIVERS = "/pages/The Patience of Rivers"
PEGS = "I had been taught"
SHIFTS = """() => {
  window.shifts = 0;
  new PerformanceObserver((list) => list.getEntries().forEach((each) => {
    window.shifts += each.hadRecentInput ? 0 : each.value;
  }))
    .observe({ type: "layout-shift", buffered: true });
}"""


@pytest.fixture(scope="module")
def own_address(libraries: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a library is served that these tests change."""
    library = Path(
        shutil.copy(libraries / "filled.db", tmp_path_factory.mktemp("acts") / "library.db")
    )
    with serving(library) as address:
        yield address


def card(page: Page, words: str = PEGS) -> Locator:
    """The card of a passage."""
    return page.locator(".card", has_text=words)


def test_a_note_is_written_and_taken_back_where_it_stands(look: Look, own_address: str) -> None:
    page = look.page
    page.goto(own_address + RIVERS)
    page.evaluate(SHIFTS)
    card(page).scroll_into_view_if_needed()
    before = card(page).bounding_box()
    card(page).hover()
    assert card(page).bounding_box() == before
    card(page).get_by_role("link", name="Note", exact=True).click()
    expect(page.get_by_label("Your note on")).to_be_focused()
    page.keyboard.type("The pegs are mine.")
    page.keyboard.press("Control+Enter")
    expect(card(page).get_by_role("status")).to_have_text("Note saved. Undo")
    expect(card(page).get_by_role("note")).to_have_text("The pegs are mine.")
    expect(card(page).get_by_role("link", name="Note", exact=True)).to_be_focused()
    assert look.barriers(".cards") == ""
    card(page).get_by_role("button", name="Undo").click()
    expect(card(page).get_by_role("status")).to_have_text("Undone.")
    expect(card(page).get_by_role("note")).to_have_count(0)
    assert page.evaluate("window.shifts") == 0
    page.goto("about:blank")


def test_tags_star_text_and_discard_in_place(look: Look, own_address: str) -> None:
    page = look.page
    page.goto(own_address + RIVERS)
    card(page).hover()
    card(page).get_by_role("link", name="Tag", exact=True).click()
    expect(page.get_by_label("Add a tag")).to_be_focused()
    page.keyboard.type("time/w")
    page.get_by_role("option", name="time/waiting").click()
    expect(card(page).get_by_role("status")).to_have_text("Tagged #time/waiting. Undo")
    expect(page.get_by_label("Add a tag")).to_be_focused()
    page.keyboard.type("quite new")
    page.keyboard.press("Enter")
    expect(card(page).get_by_role("status")).to_have_text("Tagged #quite new. Undo")
    assert look.barriers(".cards") == ""
    page.keyboard.press("Escape")
    expect(card(page).get_by_role("link", name="quite new")).to_have_attribute("title", "Your tag")
    card(page).get_by_role("button", name="Star").click()
    expect(card(page).get_by_role("button", name="Star")).to_have_attribute("aria-pressed", "true")
    card(page).get_by_role("link", name="More to do").click()
    page.get_by_role("button", name="Edit the text").click()
    page.get_by_label("The words of").fill("Nobody told me: I had been taught in vain.")
    page.keyboard.press("Control+Enter")
    expect(card(page).get_by_text("Edited by you")).to_be_visible()
    card(page).get_by_text("What the file says").click()
    assert look.barriers(".cards") == ""
    card(page).get_by_role("button", name="Go back to the file’s words").click()
    expect(card(page)).to_contain_text("a survey is finished")
    card(page).get_by_role("link", name="More to do").click()
    page.get_by_role("button", name="Discard").click()
    expect(card(page).get_by_role("status")).to_contain_text("Discarded: marked so")
    card(page).get_by_role("button", name="Undo").click()
    expect(card(page).get_by_role("status")).to_have_text("Undone.")
    page.goto("about:blank")


def test_what_was_typed_outlives_a_server_that_is_gone_and_a_page_that_is_left(
    look: Look, own_address: str
) -> None:
    page = look.page
    page.goto(own_address + RIVERS)
    card(page).hover()
    card(page).get_by_role("link", name="Note", exact=True).click()
    page.get_by_label("Your note on").press_sequentially("Never lost.")
    page.context.set_offline(offline=True)
    page.keyboard.press("Control+Enter")
    expect(card(page).get_by_role("alert")).to_contain_text(
        "Not saved: Florilegium does not answer. Your words are kept here."
    )
    page.context.set_offline(offline=False)
    page.reload()
    card(page).hover()
    card(page).get_by_role("link", name="Note", exact=True).click()
    expect(page.get_by_label("Your note on")).to_have_value("Never lost.")
    page.keyboard.press("Control+Enter")
    expect(card(page).get_by_role("note")).to_have_text("Never lost.")
    look.complaints.clear()  # a browser complains of what it could not fetch
    page.goto("about:blank")


def test_what_finds_the_library_locked_is_tried_again(
    look: Look, libraries: Path, tmp_path: Path
) -> None:
    library = Path(shutil.copy(libraries / "filled.db", tmp_path / "library.db"))
    with visiting(look, library) as address:
        page = look.page
        page.goto(address + RIVERS)
        page.route(
            "**/api/highlights/*",
            lambda route: route.fulfill(status=503, json={"detail": "locked"}),
        )
        card(page).hover()
        card(page).get_by_role("link", name="Note", exact=True).click()
        page.get_by_label("Your note on").fill("Patience.")
        page.keyboard.press("Control+Enter")
        expect(card(page).get_by_role("alert")).to_contain_text(
            "the library is locked by another program"
        )
        page.unroute_all()
        expect(card(page).get_by_role("note")).to_have_text("Patience.")
        look.complaints.clear()  # a browser complains of the refusals


def test_two_windows_write_over_nothing_unseen(look: Look, own_address: str) -> None:
    page, other = look.page, look.page.context.new_page()
    for each in (page, other):
        each.goto(own_address + RIVERS)
        card(each, "Floods are how").hover()
        card(each, "Floods are how").get_by_role("link", name="Note", exact=True).click()
    other.get_by_label("Your note on").fill("From the other window.")
    other.keyboard.press("Control+Enter")
    expect(card(other, "Floods are how").get_by_role("note")).to_have_text("From the other window.")
    other.close()
    page.get_by_label("Your note on").fill("From this one.")
    page.keyboard.press("Control+Enter")
    expect(card(page, "Floods are how").get_by_role("alert")).to_contain_text(
        "it says now: “From the other window.”"
    )
    page.keyboard.press("Control+Enter")
    expect(card(page, "Floods are how").get_by_role("note")).to_have_text("From this one.")
    page.goto("about:blank")


def test_keys_select_passages_and_act_on_them_and_can_be_switched_off(
    look: Look, own_address: str
) -> None:
    page = look.page
    page.goto(own_address + RIVERS)
    for key in "jxjjX":
        page.keyboard.press(key)
    expect(page.locator(".many output")).to_have_text("3")
    assert look.barriers(".cards") == ""
    page.keyboard.press("Escape")
    expect(page.locator("#many")).to_be_hidden()
    page.keyboard.press("n")
    expect(page.get_by_label("Your note on")).to_be_focused()
    page.keyboard.type("fjd ?")
    expect(page.get_by_label("Your note on")).to_have_value("fjd ?")
    page.keyboard.press("Escape")
    expect(page.get_by_label("Your note on")).to_have_count(0)
    page.keyboard.press("?")
    page.get_by_role("button", name="Switch single letters off").click()
    page.keyboard.press("g")
    page.keyboard.press("h")
    page.get_by_role("button", name="Switch single letters on").click()
    expect(page.get_by_role("button", name="Switch single letters off")).to_be_visible()
    page.goto("about:blank")


def test_the_list_of_acts_opens_by_keyboard_and_gives_the_focus_back(
    look: Look, own_address: str
) -> None:
    page = look.page
    page.goto(own_address + RIVERS)
    card(page).get_by_role("link", name="More to do").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("group", name="More to do")).to_contain_text("Discard")
    assert look.barriers(".menu-list") == ""
    page.keyboard.press("Escape")
    expect(card(page).get_by_role("link", name="More to do")).to_be_focused()
    page.goto("about:blank")


def test_the_palette_does_an_act_on_the_passage_where_the_keys_stand(
    look: Look, own_address: str
) -> None:
    page = look.page
    page.goto(own_address + RIVERS)
    page.keyboard.press("j")
    page.keyboard.press("Control+k")
    page.keyboard.type(">no")
    expect(page.get_by_role("option", name="Note", exact=True)).to_have_attribute(
        "aria-selected", "true"
    )
    assert look.barriers("#palette") == ""
    page.keyboard.press("Enter")
    expect(page.get_by_label("Your note on")).to_be_focused()
    page.goto("about:blank")


def test_what_is_selected_is_starred_from_the_palette(look: Look, own_address: str) -> None:
    page = look.page
    page.goto(own_address + RIVERS)
    for each in (card(page), card(page, "the slownesses by heart")):
        each.hover()
        each.locator(".pick").click()
    expect(page.get_by_role("button", name="Merge")).to_be_visible()
    page.keyboard.press("Control+k")
    page.keyboard.type(">star")
    star = page.get_by_role("group", name="With 2 selected").get_by_role("option").first
    expect(star).to_have_attribute("aria-selected", "true")
    assert look.barriers("#palette") == ""
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="starred.")).to_be_visible()
    page.get_by_role("button", name="Undo", exact=True).first.click()
    expect(page.get_by_role("status").filter(has_text="Undone.")).to_be_visible()
    page.goto("about:blank")


def test_a_passage_is_collected_by_the_form_and_by_its_key(look: Look, own_address: str) -> None:
    page = look.page
    page.goto(own_address + RIVERS)
    card(page).hover()
    card(page).get_by_role("link", name="Collect", exact=True).click()
    page.get_by_label("Or a new tray").fill("On pegs")
    assert look.barriers(".cards") == ""
    page.keyboard.press("Enter")
    expect(card(page).get_by_role("status")).to_have_text("In tray On pegs. Undo")
    other = card(page, "the slownesses by heart")
    other.focus()
    page.keyboard.press("b")
    expect(other.get_by_role("status")).to_have_text("In tray On pegs. Undo")
    page.keyboard.press("b")
    expect(other.get_by_role("status")).to_have_text("It lies in this tray already.")
    page.goto("about:blank")


def test_a_note_is_written_without_scripts_on_a_phone(plain_look: Look, own_address: str) -> None:
    page = plain_look.page
    page.goto(own_address + RIVERS)
    link = card(page, "the slownesses by heart").get_by_role("link", name="Note", exact=True)
    page.goto(urljoin(page.url, link.get_attribute("href") or ""))
    page.get_by_label("Your note on").fill("By hand.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(card(page, "the slownesses by heart").get_by_role("status")).to_have_text(
        "Note saved. Undo"
    )
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("status").filter(has_text="Undone.")).to_be_visible()


def test_what_was_done_is_read_by_everybody(look: Look, own_address: str) -> None:
    look.page.goto(f"{own_address}/changes")
    expect(look.page.get_by_role("heading", level=1)).to_have_text("What you did")
    assert look.barriers() == ""
    look.page.goto("about:blank")
