"""The pages of trays without scripts: made, filled, ordered, written in, put away, taken along."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.store.db.library import Library
from tests.conftest import Lend
from tests.web.library import TRAY
from tests.web.site import Page, read
from tests.web.test_pages import find


@pytest.fixture
def own(lend: Lend, filled_file: Path, tmp_path: Path) -> Iterator[TestClient]:
    """A browser without scripts on a library that the test may change."""
    library = Path(shutil.copy(filled_file, tmp_path / "library.db"))
    engine = Library(library)
    with TestClient(lend(library, engine), base_url="http://127.0.0.1:8000") as client:
        yield client
    engine.close()


@pytest.fixture
def address(own: TestClient) -> str:
    """The tray with passages and words."""
    return find(own, "/trays", TRAY)


def order(page: Page) -> list[str]:
    """The ids of the items on a tray's page."""
    return [li["data-item"] for li in page.all("li") if "data-item" in li]


def post(client: TestClient, address: str, **data: str) -> Page:
    """The page that a form leads to."""
    answer = client.post(address, data=data)
    return Page(str(answer.url), answer.status_code, answer.text)


def test_all_trays_are_listed_those_put_away_apart(client: TestClient) -> None:
    page = read(client, "/trays")
    words = page.words()
    assert "4 passages from 2 documents 1 piece of your own" in words
    assert "nothing in it yet" in words
    assert words.index("Put away") < words.index("For Noor, on rain")
    assert "<script>alert" not in page.html


def test_a_tray_shows_its_items_and_the_draft(own: TestClient, address: str) -> None:
    page = read(own, address)
    words = page.words()
    assert page.unbalanced == []
    assert "gone from its file, still quoted here" in words
    assert "Marit Oldenshaw, The Patience of Rivers (2019), Page 80." in words.replace(
        " ,", ","
    ).replace("Rivers (", "Rivers (")
    assert words.count("Floods are how a river keeps its diary.") == 2
    assert "Take it along" in words


def test_items_are_moved_and_taken_out_by_buttons(own: TestClient, address: str) -> None:
    first, second, third, *rest = order(read(own, address))
    assert order(post(own, f"{address}/items", down=first)) == [second, first, third, *rest]
    assert order(post(own, f"{address}/items", up=third)) == [second, third, first, *rest]
    assert order(post(own, f"{address}/items", move=first, before=second)) == [
        first,
        second,
        third,
        *rest,
    ]
    page = post(own, f"{address}/items", out=third)
    assert order(page) == [first, second, *rest]
    undo = next(
        b["formaction"] for b in page.all("button") if b.get("formaction", "").endswith("/undo")
    )
    assert "Took an item of the tray" in page.words()
    page = post(own, undo, back=address)
    assert order(page) == [first, second, third, *rest]
    assert "Undone." in page.words()
    assert post(own, f"{address}/items", out="none").status == 404


def test_words_are_written_between_and_changed(own: TestClient, address: str) -> None:
    first, *_ = order(read(own, address))
    opened = read(own, f"{address}?do=write&at={first}")
    assert [t["name"] for t in opened.all("textarea")] == ["words"]
    page = post(own, f"{address}/words", after=first, words="Between\r\nthem.")
    item = order(page)[1]
    assert "Wrote in the tray" in page.words()
    changed = post(own, f"{address}/words", item=item, was="Between\r\nthem.", words="Among them.")
    assert "Among them." in changed.words()
    late = post(
        own, f"{address}/words", item=item, was="Between\r\nthem.", words="Mine, <b>typed</b> late."
    )
    assert late.status == 412
    assert "Not saved: these words were changed elsewhere meanwhile" in late.words()
    assert "Mine, <b>typed</b> late." in late.words()
    assert "Among them." in late.words()
    assert post(own, f"{address}/words", words=" ").status == 400
    assert item not in order(post(own, f"{address}/words", item=item, was="Among them.", words=""))


def test_a_tray_is_begun_renamed_put_away_and_brought_back(own: TestClient) -> None:
    page = post(own, "/trays", name="On <b>rain</b>")
    address = page.url.removeprefix("http://127.0.0.1:8000").partition("?")[0]
    assert "Nothing is in it yet." in page.words()
    assert "Save" in read(own, f"{address}?do=rename").words()
    assert "Snow" in post(own, address, name="Snow").words()
    away = post(own, f"{address}/away", yes="1")
    assert "Bring back" in away.words()
    assert "Put away" in post(own, f"{address}/away", yes="0").words()
    began = next(
        each
        for each in own.get("/api/changes").json()["items"]
        if each["what"] == "began the tray “On <b>rain</b>”"
    )
    named = next(
        each
        for each in own.get("/api/changes").json()["items"]
        if each["what"].startswith("named the tray")
    )
    post(own, f"/changes/{named['id']}/undo", back=address)
    page = post(own, f"/changes/{began['id']}/undo", back=address)
    assert page.url.partition("?")[0].endswith("/trays")
    assert "Undone." in page.words()
    assert own.get(address).status_code == 404
    assert post(own, "/trays", name=" ").status == 400


def test_a_highlight_is_collected_and_says_where_it_lies(own: TestClient, address: str) -> None:
    passage = str(own.get("/api/search?q=caravan").json()["results"][0]["path"])
    assert "In a tray" not in read(own, passage).words()
    page = post(own, f"{passage}/trays", tray=address.rpartition("/")[2], back=passage)
    assert f"In a tray {TRAY}" in page.words()
    page = post(own, f"{passage}/trays", name="On waiting", back=passage)
    assert f"In trays {TRAY} On waiting" in page.words()
    assert post(own, f"{passage}/trays", tray="nosuchtray").status == 404


def test_a_card_opens_a_form_that_collects_it(own: TestClient, address: str) -> None:
    code = str(own.get("/api/search?q=caravan").json()["results"][0]["id"])
    form = read(own, f"/highlights?do=collect&at={code}")
    assert form.unbalanced == []
    names = [each["value"] for each in form.all("option")]
    assert names == [each["id"] for each in own.get("/api/trays").json()["items"]]
    tray = address.rpartition("/")[2]
    page = post(own, f"/highlights/{code}/trays", tray=tray, name="", back="/highlights")
    assert f"<i>{TRAY}</i>.</span> <button" in page.html
    page = post(own, f"/highlights/{code}/trays", name="<b>New</b>", back=f"/highlights/{code}")
    assert "<i>&lt;b&gt;New&lt;/b&gt;</i>.</span> <button" in page.html
    assert 'data-field="collect"' in read(own, f"/highlights/{code}?do=collect&at={code}").html


def test_the_draft_is_taken_along(own: TestClient, address: str) -> None:
    answer = own.get(f"{address}.md")
    assert answer.headers["content-type"] == "text/markdown; charset=utf-8"
    assert (
        answer.headers["content-disposition"]
        == "attachment; filename*=UTF-8''Against%20the%20straight%20cut.md"
    )
    assert "> Floods are how a river keeps its diary.[^1]" in answer.text
    assert (
        "[^1]: Marit Oldenshaw, *The Patience of Rivers* (2019), Page 80. "
        "<https://books.example/rivers>" in answer.text
    )
    assert "> Silt is the river’s handwriting" in answer.text
    bib = own.get(f"{address}.bib").text
    assert len(re.findall("^@", bib, re.MULTILINE)) == 2
    assert bib.startswith("@book{oldenshaw2019patience,")
    items = json.loads(own.get(f"{address}.json").text)
    assert items[0]["issued"] == {"date-parts": [[2019]]}
    for form in ("md", "bib", "json"):
        assert own.get(f"/trays/nosuchtray.{form}").status_code == 404


def test_a_tray_asks_a_few_times_however_much_lies_in_it(
    own: TestClient, client: TestClient, statements: list[str]
) -> None:
    address = find(client, "/trays", TRAY)
    statements.clear()
    client.get(address)
    assert (
        len([each for each in statements if not each.startswith(("PRAGMA", "BEGIN", "ROLLBACK"))])
        <= 7
    )


def test_a_name_that_is_refused_or_meets_a_lock_is_given_back_to_be_sent_again(
    own_client: TestClient,
) -> None:
    long = "Tides " * 40
    refused = post(own_client, "/trays", name=long)
    (field,) = [each for each in refused.all("input") if each.get("name") == "name"]
    assert (refused.status, field["value"]) == (422, long)
    assert [form["action"] for form in refused.all("form") if form["action"] == "/trays"]
    library = own_client.app.state.library  # type: ignore[attr-defined]
    library.patience = 0.05
    with Library(library.path) as other, other.writing():
        locked = post(own_client, "/trays", name="Tides")
    assert locked.status == 503
    assert ("name", "Tides") in [(e.get("name"), e.get("value")) for e in locked.all("input")]
    assert "Try again" in locked.words()
