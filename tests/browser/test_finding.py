"""Finding as one types: results that follow, Back, completion below the box, recent searches.

The palette.
"""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.looking import PHONE, Look


def options(page: Page) -> list[str]:
    """The choices below the box."""
    return page.locator(".choices:visible [role=option] > :first-child").all_inner_texts()


def test_results_follow_what_is_typed_and_the_address_tells_it(look: Look) -> None:
    page = look.page
    page.goto("/search")
    page.locator("#q").press_sequentially("diary")
    expect(page.locator(".snippet")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"/search\?q=diary$"))
    expect(page).to_have_title("diary · Florilegium")
    expect(page.locator("#told")).to_contain_text("1 result")
    expect(page.locator("#q")).to_be_focused()
    page.reload()
    expect(page.locator("#q")).to_have_value("diary")
    expect(page.locator(".snippet")).to_have_count(1)


def test_back_goes_to_the_search_before_and_not_letter_by_letter(look: Look) -> None:
    page = look.page
    page.goto("/tags")
    page.goto("/search?q=diary")
    page.locator("#q").fill("")
    page.locator("#q").press_sequentially("weather")
    expect(page.locator(".explain")).to_contain_text("weather")
    page.locator("#q").press("Enter")
    page.locator("#q").fill("sentence")
    expect(page.locator(".explain")).to_contain_text("sentence")
    for words in ("weather", "diary"):
        page.go_back()
        expect(page.locator("#q")).to_have_value(words)
        expect(page.locator(".explain")).to_contain_text(words)
    page.go_back()
    expect(page).to_have_url(re.compile("/tags$"))
    page.go_forward()
    expect(page.locator("#q")).to_have_value("diary")


def test_an_answer_that_comes_too_late_is_dropped(look: Look) -> None:
    page = look.page
    held: list[Route] = []
    page.goto("/search")
    page.route("**/search?q=diary&part=results", lambda route: held.append(route))  # noqa: PLW0108 it must be a function of ours
    with page.expect_request("**/search?q=diary&part=results"):
        page.locator("#q").fill("diary")
    page.locator("#q").fill("drizzle")
    expect(page.locator(".snippet")).to_contain_text("Drizzle")
    held[0].continue_()
    page.wait_for_timeout(300)
    expect(page.locator(".snippet")).to_contain_text("Drizzle")
    expect(page).to_have_url(re.compile("q=drizzle$"))


def test_nothing_is_asked_while_letters_are_composed(look: Look) -> None:
    page = look.page
    page.goto("/search")
    page.locator("#q").focus()
    before = len(look.asked)
    session = page.context.new_cdp_session(page)
    session.send("Input.imeSetComposition", {"text": "di", "selectionStart": 2, "selectionEnd": 2})
    page.wait_for_timeout(400)
    assert look.asked[before:] == []
    session.send("Input.insertText", {"text": "diary"})
    expect(page.locator(".snippet")).to_have_count(1)


def test_fields_tags_and_authors_are_completed_by_keyboard_alone(look: Look) -> None:
    page = look.page
    page.goto("/search")
    box = page.locator("#q")
    box.press_sequentially("aut")
    expect(page.locator(".choices [role=option]")).to_have_count(1)
    assert options(page) == ["author:"]
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", "choices-0-0")
    assert look.barriers(".find") == ""
    box.press("Enter")
    expect(box).to_have_value("author:")
    box.press_sequentially("olden")
    expect(page.locator(".choices [role=option]")).to_have_count(1)
    assert options(page) == ["Marit Oldenshaw"]
    box.press("ArrowDown")
    box.press("Tab")
    expect(box).to_have_value('author:"Marit Oldenshaw" ')
    expect(box).to_be_focused()
    box.press_sequentially("#wat")
    expect(page.locator(".choices [role=option]").first).to_contain_text("water")
    box.press("Escape")
    expect(page.locator(".choices")).to_be_hidden()
    expect(box).to_have_value('author:"Marit Oldenshaw" #wat')


def test_a_choice_is_taken_by_a_click_in_the_middle_of_a_query(look: Look) -> None:
    page = look.page
    page.goto("/search")
    box = page.locator("#q")
    box.fill("kind: sentence")
    box.press("Home")
    for _ in range(5):
        box.press("ArrowRight")
    box.press_sequentially("bo")
    page.get_by_role(
        "option", name=re.compile("^book")
    ).click()  # not the field, of which is told that it may be a book
    expect(box).to_have_value("kind:book  sentence")
    expect(page.locator(".query a")).to_have_count(2)


def test_a_choice_takes_the_place_of_what_was_typed_wherever_the_caret_is(look: Look) -> None:
    page = look.page
    page.goto("/search")
    box = page.locator("#q")
    box.fill("𝒜 🌊 #wat")
    option = page.locator(".choices [role=option]").filter(has_text="water")
    expect(option).to_be_visible()
    box.press("ArrowLeft")
    box.press("ArrowLeft")
    option.click()
    expect(box).to_have_value("𝒜 🌊 #water ")
    box.press_sequentially("x")
    expect(box).to_have_value("𝒜 🌊 #water x")


def test_what_was_composed_is_completed(look: Look) -> None:
    page = look.page
    page.goto("/search")
    page.locator("#q").focus()
    session = page.context.new_cdp_session(page)
    session.send("Input.imeSetComposition", {"text": "#w", "selectionStart": 2, "selectionEnd": 2})
    session.send("Input.insertText", {"text": "#wat"})
    expect(page.locator(".choices [role=option]").first).to_contain_text("water")
    page.locator(".choices [role=option]").first.click()
    expect(page.locator("#q")).to_have_value("#water ")


def test_recent_searches_are_offered_kept_here_alone_and_forgotten(look: Look) -> None:
    page = look.page
    page.goto("/documents")
    page.locator("#q").fill("diary")
    page.locator("#q").press("Enter")
    page.wait_for_url("**/search?q=diary")
    page.goto("/")
    box = page.locator("#q")
    expect(page.locator(".choices")).to_be_hidden()
    box.press("ArrowDown")
    assert options(page) == ["diary", "Forget these searches"]
    assert look.barriers(".find") == ""
    box.press("ArrowDown")
    box.press("Enter")
    page.wait_for_url("**/search?q=diary")
    page.goto("/")
    box.click()
    page.get_by_role("option", name="Forget these searches").click()
    assert page.evaluate("localStorage.length") == 0
    box.press("ArrowDown")
    expect(page.locator(".choices")).to_be_hidden()


def test_by_keyboard_the_results_are_a_step_behind_the_head(look: Look) -> None:
    page = look.page
    page.goto("/search?q=river")
    page.get_by_role("button", name="More").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="To the results")).to_be_focused()
    assert look.barriers() == ""
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("a.snippet").first).to_be_focused()
    expect(page.locator("#q")).to_have_value("river")


def test_a_slash_opens_the_palette_and_enter_searches(look: Look) -> None:
    page = look.page
    page.goto("/documents")
    page.keyboard.press("/")
    field = page.locator("#palette-q")
    expect(field).to_be_focused()
    assert look.barriers("#palette") == ""
    page.keyboard.type("a/river")
    expect(field).to_have_value("a/river")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=a%2Friver")


def test_a_slash_on_the_search_page_leads_to_its_box_and_is_a_letter_in_it(look: Look) -> None:
    page = look.page
    page.goto("/search?q=diary")
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("a/b")
    expect(page.locator("#q")).to_have_value("a/b")
    expect(page.locator("#palette")).to_be_hidden()


@pytest.mark.parametrize("keys", ["Control+k", "Meta+k"])
def test_the_palette_jumps_to_a_document_from_anywhere(look: Look, keys: str) -> None:
    page = look.page
    page.goto("/search?q=diary")
    page.locator("#q").focus()
    page.keyboard.press(keys)
    page.keyboard.type("patience")
    expect(page.locator(".found [aria-selected=true]")).to_contain_text("The Patience of Rivers")
    if keys == "Control+k":  # the same palette looks the same
        assert look.barriers("#palette") == ""
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("The Patience of Rivers")


def test_the_palette_finds_tags_authors_saved_searches_and_rooms(look: Look) -> None:
    page = look.page
    page.goto("/")
    for typed, name, url in (
        ("#wat", "#water", "/tags/water"),
        ("tarkany", "Ilse Tarkany", "/authors/Ilse%20Tarkany"),
        ("rivers <s", "Rivers <script>", "/search?q=river+OR+water"),
        ("tag", "Tags", "/tags"),
    ):
        page.keyboard.press("Control+k")
        page.keyboard.type(typed)
        option = page.get_by_role("option", name=name).last
        expect(option).to_be_visible()
        option.click()
        page.wait_for_url("**" + url)


def test_the_palette_shows_passages_which_arrows_reach_and_enter_alone_does_not_open(
    look: Look,
) -> None:
    page = look.page
    page.goto("/documents")
    page.keyboard.press("Control+k")
    page.keyboard.type("drizzle")
    passage = page.locator(".glimpse")
    expect(passage).to_have_count(1)
    expect(passage.locator("mark")).to_have_text("Drizzle")
    expect(page.locator(".found [aria-selected=true]")).to_contain_text("Search for")
    page.keyboard.press("ArrowDown")
    expect(passage).to_have_attribute("aria-selected", "true")
    assert look.barriers("#palette") == ""
    page.keyboard.press("Enter")
    page.wait_for_url("**/highlights/*")


def test_on_the_first_page_a_slash_leads_to_its_box_which_completes_and_searches(
    look: Look,
) -> None:
    page = look.page
    page.goto("/")
    page.locator("#q").blur()
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    expect(page.locator("#palette")).to_be_hidden()
    page.keyboard.type("river #wat")
    expect(page.locator(".choices [role=option]").first).to_contain_text("water")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#q")).to_have_value("river #water ")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=river+%23water*")


def test_the_palette_closes_by_escape_and_gives_the_focus_back(look: Look) -> None:
    page = look.page
    page.goto("/documents")
    page.locator("#q").focus()
    page.keyboard.press("Control+k")
    expect(page.locator("#palette")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.press("Control+k")
    page.keyboard.press("Control+k")
    expect(page.locator("#palette")).to_be_hidden()


def test_enter_pressed_before_the_answer_takes_what_was_typed(look: Look) -> None:
    page = look.page
    page.goto("/documents")
    page.keyboard.press("Control+k")
    page.keyboard.insert_text("drizzle")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=drizzle")


def test_on_a_phone_nothing_sticks_out(look: Look) -> None:
    page = look.page
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": PHONE, "height": 900})
    page.goto("/search?q=river")
    page.locator("#q").press_sequentially(" author:")
    expect(page.locator(".choices [role=option]").first).to_be_visible()
    assert look.barriers(".find") == ""
    assert look.overhang(320) == 0
    page.locator("#q").press("Escape")
    page.keyboard.press("Control+k")
    page.keyboard.type("river")
    expect(page.get_by_role("option", name="The Patience of Rivers").first).to_be_visible()
    assert look.barriers("#palette") == ""
    assert look.overhang(320) == 0
    assert look.complaints == []


def test_a_server_that_is_away_is_told(look: Look) -> None:
    page = look.page
    page.goto("/search?q=diary")
    page.context.set_offline(True)
    page.locator("#q").fill("drizzle")
    expect(page.locator("#told")).to_contain_text("does not answer")
    look.complaints.clear()  # a browser complains of it as well


def test_without_scripts_a_search_is_typed_narrowed_saved_and_forgotten(plain_look: Look) -> None:
    page = plain_look.page
    page.goto("/")
    page.locator("#q").fill("river -diary")
    page.locator("#q").press("Enter")
    page.get_by_text("Narrow down").click()
    page.get_by_role("link", name="A note of yours").click()
    expect(page.locator(".query a")).to_have_count(3)
    page.get_by_text("Save this search").click()
    page.get_by_label("Name").fill("Streams with notes")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved as")).to_contain_text("Streams with notes")
    page.get_by_role("link", name="Streams with notes").click()
    page.get_by_role("button", name="Delete Streams with notes").click()
    expect(page.get_by_text("Streams with notes")).to_have_count(0)


def test_an_index_narrows_as_one_types_and_its_address_tells_it(look: Look) -> None:
    page = look.page
    page.goto("/tags")
    page.get_by_role("searchbox", name="Filter").fill("WAIT")
    expect(page.locator("#index-shown")).to_contain_text("with WAIT in the name")
    expect(page).to_have_url(re.compile("/tags\\?filter=WAIT$"))
    expect(page.locator("#index li")).to_have_count(1)
    page.get_by_role("searchbox", name="Filter").fill("")
    expect(page.locator("#index-shown")).to_have_count(0)
    expect(page).to_have_url(re.compile("/tags$"))


def test_rooms_that_are_seldom_asked_for_are_one_step_away(look: Look) -> None:
    page = look.page
    page.goto("/tags")
    page.get_by_role("button", name="More").click()
    rooms = page.get_by_role("navigation", name="More rooms")
    expect(rooms.get_by_role("link", name="Put away")).to_be_visible()
    assert look.barriers() == ""
    rooms.get_by_role("link", name="Bring files in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bring files in")
