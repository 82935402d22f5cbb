"""Every kind of page in a real browser.

Nothing leaves the computer, nothing complains, nothing sticks out, everybody can read it.
"""

from http import HTTPStatus

import pytest
from playwright.sync_api import expect

from tests.browser.looking import PHONE, WIDE, Look, Scheme

SIDES: tuple[tuple[int, Scheme], ...] = (
    (WIDE, "light"),
    (PHONE, "dark"),
)  # how a page is examined; at other widths it is only measured
BETWEEN = (768, 320)
KINDS = {
    "home": "/",
    "shelf": "/documents",
    "list": "/documents?view=list&tag=time",
    "document": "/pages/The Patience of Rivers",
    "prose": "/pages/Why Footnotes Still Matter",
    "long names": "/authors/Ana Soliveres",
    "highlights": "/highlights?untagged=1",
    "author": "/authors/Marit Oldenshaw",
    "authors": "/authors",
    "tag": "/tags/time",
    "tags": "/tags",
    "trays": "/trays",
    "choice": "/pages/weather",
    "wanted": "/pages/hydrological patience",
    "wanted pages": "/pages",
    "search": "/search?q=the",  # more than a page of results
    "no query": "/search?q=",
    "many chips, nothing found": "/search?q=(river OR water OR sentence) zebra kind:book #water "
    'before:2030 author:"Marit Oldenshaw"',
    "one thing less": "/search?q=river zebra",
    "gone searched": "/search?q=is:gone",
    "saved searches": "/searches",
    "imports": "/imports",
    "import": "/imports/3",
    "files": "/files",
    "file": "/files?path=Articles/0, größer als 1 %26 <klein>.md",
    "undo": "/imports/3/undo",
    "put away": "/away",
    "bring in": "/import",
    "gone": "/highlights?gone=1",
    "API": "/api/docs",
    "add by hand": "/add?text=One",
    "keys": "/keys",
    "all of a search": "/many?q=river",
    "taking out": "/export?q=river",
    "a template": "/export/template",
    "words parted": "/conflicts",
    "timeline": "/timeline",
    "walk": "/walk",
    "numbers": "/numbers",
    "index": "/index",
    "broken links": "/broken",
    "graph": "/graph",
    "graph round a name": "/graph?around=The Patience of Rivers",
    "a note open": "/highlights?do=note",
}


@pytest.fixture(scope="module")
def look(window: Look) -> Look:
    """The shared window, fresh for the first of all pages."""
    window.forget()
    return window


def examine(look: Look, url: str, *, status: int = 200) -> None:
    """Read a page wide and light, narrower, and on a phone in the dark, or the other way round.

    And find nothing wrong with it.
    """
    assert look.page.viewport_size
    first, last = (
        SIDES if look.page.viewport_size["width"] == WIDE else SIDES[::-1]
    )  # as the page before left the window
    answer = look.page.goto(url)
    assert answer is not None
    assert answer.status == status
    assert look.barriers() == ""
    assert {
        width: out for width in (first[0], *BETWEEN, last[0]) if (out := look.overhang(width))
    } == {}
    look.page.emulate_media(color_scheme=last[1])
    assert look.barriers() == ""
    assert look.hosts() == {"127.0.0.1"}
    if status != HTTPStatus.OK:
        look.complaints.clear()  # a browser complains of any other
    assert look.complaints == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_is_whole(look: Look, kind: str) -> None:
    examine(look, KINDS[kind])


def test_a_wide_drawing_begins_on_a_phone_where_something_is(look: Look) -> None:
    look.page.set_viewport_size({"width": PHONE, "height": 900})
    look.page.goto("/timeline")
    expect(look.page.locator(".heat-room a").last).to_be_in_viewport(ratio=1)
    look.page.goto("/graph?around=The Patience of Rivers")
    expect(look.page.locator(".drawn .here")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize(
    ("url", "opened"),
    [
        ("/tags/time", "Change this tag"),
        ("/authors/Marit Oldenshaw", "Rename or join"),
        ("/export", ""),
    ],
)
@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_a_field_beside_its_words_has_room_for_a_name(
    look: Look, url: str, opened: str, width: int
) -> None:
    look.page.set_viewport_size({"width": width, "height": 900})
    look.page.goto(url)
    if opened:
        look.page.get_by_text(opened).click()
    box = look.page.locator(".name-form--labelled .field").bounding_box()
    assert box
    assert box["width"] >= 180


def test_a_highlight_alone_is_whole(look: Look) -> None:
    look.page.goto(KINDS["document"])
    link = look.page.locator("a.folio").first.get_attribute("href")
    assert link
    examine(look, link)


def test_the_empty_library_is_whole(look: Look, empty_address: str) -> None:
    examine(look, f"{empty_address}/")


def test_a_page_that_is_not_there_is_whole(look: Look) -> None:
    examine(look, "/documents/nosuchdoc", status=404)


def test_sepia_is_read_as_easily(look: Look, address: str) -> None:
    look.page.context.add_cookies([{"name": "theme", "value": "sepia", "url": address}])
    for url in (KINDS["document"], "/search?q=diary", KINDS["import"]):
        look.page.goto(url)
        assert look.barriers() == ""
    assert (
        look.page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        == "rgb(244, 234, 214)"
    )
    look.page.context.clear_cookies()
