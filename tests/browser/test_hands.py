"""What a reader does elsewhere than on cards: on results, documents, a walk, and by hand."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import serving
from tests.browser.looking import Look


@pytest.fixture(scope="module")
def own_address(libraries: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a library is served that these tests change."""
    library = Path(
        shutil.copy(libraries / "filled.db", tmp_path_factory.mktemp("hands") / "library.db")
    )
    with serving(library) as address:
        yield address


def test_a_result_is_noted_and_selected_where_it_stands(look: Look, own_address: str) -> None:
    page = look.page
    page.goto(f"{own_address}/search?q=pegs is:highlight")
    hit = page.locator(".hit").first
    hit.hover()
    hit.get_by_role("link", name="Note", exact=True).click()
    page.get_by_label("Your note on").fill("Of pegs.")
    page.keyboard.press("Control+Enter")
    expect(hit.get_by_role("status")).to_have_text("Note saved. Undo")
    expect(hit.get_by_role("note")).to_have_text("Of pegs.")
    page.keyboard.press("x")
    expect(page.locator(".many output")).to_have_text("1")
    assert look.barriers("#results") == ""
    page.locator(".many").get_by_role("button", name="Collect").click()
    page.get_by_label("Or a new tray").fill("Pegs")
    page.get_by_role("button", name="Collect 1").click()
    expect(page.get_by_role("status").filter(has_text="In tray Pegs.")).to_be_visible()
    page.goto("about:blank")


def test_a_document_is_saved_in_place_and_what_was_typed_outlives_the_server(
    look: Look, own_address: str
) -> None:
    page = look.page
    page.goto(f"{own_address}/pages/The Patience of Rivers")
    page.get_by_role("link", name="Edit", exact=True).first.click()
    page.get_by_label("Your note").fill("Lent to nobody.")
    page.context.set_offline(offline=True)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert")).to_contain_text("Florilegium does not answer")
    page.context.set_offline(offline=False)
    page.reload()
    expect(page.get_by_label("Your note")).to_have_value("Lent to nobody.")
    expect(page.get_by_role("status").filter(has_text="is here again")).to_be_visible()
    page.get_by_label("Your note").press("Control+Enter")
    expect(page.locator("form .said")).to_have_text("Note saved. Undo")
    expect(page.get_by_label("Your note")).to_be_focused()
    assert look.barriers("main") == ""
    page.reload()
    expect(page.get_by_role("status").filter(has_text="is here again")).to_have_count(0)
    look.complaints.clear()  # a browser complains of what it could not fetch
    page.goto("about:blank")


def test_what_was_changed_elsewhere_beside_what_is_typed_stays_so(
    look: Look, own_address: str
) -> None:
    page = look.page
    page.goto(f"{own_address}/pages/The Patience of Rivers")
    page.get_by_role("link", name="Edit", exact=True).first.click()
    code = page.url.split("/")[-2]
    elsewhere = {"note": "Said elsewhere.", "tags": ["wind"]}
    page.request.patch(f"{own_address}/api/documents/{code}", data=elsewhere)
    page.get_by_label("Your note").fill("Said here.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert")).to_contain_text("was changed elsewhere since")
    expect(page.get_by_label("Tags")).to_have_value("wind")
    expect(page.get_by_label("Your note")).to_have_value("Said here.")
    page.get_by_label("Your note").press("Control+Enter")
    expect(page.locator("form .said")).to_have_text("Note saved. Undo")
    seen = page.request.get(f"{own_address}/api/documents/{code}").json()
    assert (seen["note"], seen["tags"]) == ("Said here.", ["wind"])
    page.evaluate("localStorage.setItem(`florilegium.draft.add`, `{{`)")
    page.goto(f"{own_address}/add")
    page.keyboard.press("?")
    page.wait_for_url("**/keys")
    look.complaints.clear()  # a browser complains of what was refused
    page.goto("about:blank")


def test_a_passage_is_added_to_a_document_that_is_completed(look: Look, own_address: str) -> None:
    page = look.page
    page.goto(f"{own_address}/add")
    page.get_by_label("From", exact=True).press_sequentially("patience of ri")
    page.get_by_role("option", name="The Patience of Rivers").first.click()
    expect(page.get_by_label("Authors")).to_have_value("Marit Oldenshaw")
    page.get_by_label("The passage, or several").fill("- A peg, p. 3\n- Another")
    assert look.barriers("main") == ""
    page.reload()
    expect(page.get_by_label("The passage, or several")).to_have_value("- A peg, p. 3\n- Another")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("heading", name="2 passages")).to_be_visible()
    page.get_by_label("The passage, or several").fill("- A peg, p. 3\n- Another one")
    page.goto(f"{own_address}/add")
    expect(page.get_by_label("From", exact=True)).to_have_value("The Patience of Rivers")
    expect(page.get_by_label("Authors")).to_have_value("Marit Oldenshaw")
    expect(page.get_by_label("The passage, or several")).to_have_value(
        "- A peg, p. 3\n- Another one"
    )
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Added 2 highlights")).to_be_visible()
    page.goto(f"{own_address}/add")
    expect(page.get_by_label("The passage, or several")).to_have_value("")
    page.goto("about:blank")


def test_a_walk_goes_on_by_keys_and_is_written_on(look: Look, own_address: str) -> None:
    page = look.page
    page.goto(f"{own_address}/")
    before = page.locator(".opened blockquote").inner_text()
    page.get_by_role("link", name="Another").click()
    expect(page.locator(".opened blockquote")).not_to_have_text(before)
    expect(page.get_by_role("link", name="Another")).to_be_focused()
    page.get_by_role("link", name="Walk on from here").click()
    page.wait_for_url("**/walk?*", wait_until="load")  # before that its keys are not heard
    first = page.url
    page.keyboard.press("1")
    page.wait_for_url(lambda url: url != first)
    here = page.url
    page.keyboard.press("n")
    page.get_by_label("Your note on").fill("On the way.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("note")).to_have_text("On the way.")
    expect(page.locator(".ways")).to_be_visible()
    assert page.url == here
    page.locator("h1").click(force=True)
    page.keyboard.press("ArrowLeft")
    page.wait_for_url(lambda url: url != here)
    page.goto("about:blank")
