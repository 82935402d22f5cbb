"""The graph of the library on its canvas: walked by keys, searched, its names apart."""

import json
import random
import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.looking import PHONE, WIDE, Look

# what the canvas writes last: words, left edge, baseline and width
RECORD = """
const pen = CanvasRenderingContext2D.prototype;
const [write, set] = [pen.fillText, Object.getOwnPropertyDescriptor(
  HTMLCanvasElement.prototype, "width")];
window.written = [];
Object.defineProperty(HTMLCanvasElement.prototype, "width", { ...set, set(value) {
  window.written = [];
  set.set.call(this, value);
} });
pen.fillText = function (words, x, y) {
  window.written.push([words, x, y, this.measureText(words).width]);
  write.call(this, words, x, y);
};
"""
LINE = 12  # pixels of a line that two names must not share
MANY = 1_500
NEXT_FRAME = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


def told(page: Page) -> str:
    """What is said of the chosen node."""
    return page.locator("#canvas [role=status]").inner_text()


def test_the_graph_is_walked_by_keys(look: Look) -> None:
    page = look.page
    page.goto("/graph")
    canvas = page.locator("#canvas canvas")
    expect(canvas).to_be_visible()
    canvas.focus()
    said = page.locator("#canvas [role=status]")
    canvas.press("ArrowRight")
    expect(said).to_contain_text("tied to")
    first = told(page)
    for key in ("ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp", "+", "-"):
        canvas.press(key)
    page.locator("#find-node").fill("Marit Oldenshaw")
    expect(said).to_contain_text("Marit Oldenshaw")
    assert first
    canvas.press("Enter")
    expect(page).to_have_url(re.compile("/authors/Marit%20Oldenshaw$"))
    page.locator("#graph a[href='/pages/hydrological%20patience'], #graph a").first.focus()
    page.keyboard.press("Enter")
    expect(page).not_to_have_url(re.compile("/authors/Marit%20Oldenshaw$"))


def test_keys_reach_every_node_that_is_drawn(look: Look) -> None:
    page = look.page
    page.goto("/graph")
    nodes = page.request.get("/graph.json").json()["nodes"]
    canvas = page.locator("#canvas canvas")
    expect(canvas).to_be_visible()
    canvas.focus()
    reached = []
    for _ in nodes:
        canvas.press("PageDown")
        reached.append(told(page))
    assert [each.partition(",")[0] for each in reached] == [
        node["title"].partition(",")[0] for node in nodes
    ]
    assert re.fullmatch(rf".+, [a-z ]+, tied to \d+; 1 of {len(nodes)}", reached[0])
    canvas.press("PageDown")
    assert told(page) == reached[0]
    canvas.press("PageUp")
    assert told(page) == reached[-1]
    ways = ("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown")
    for way in ways:
        before = told(page)
        canvas.press(way)
        if told(page) != before:
            break
    else:
        raise AssertionError("no arrow leads anywhere")


def test_arrows_go_from_node_to_node_of_a_drawing(look: Look) -> None:
    page = look.page
    page.goto("/graph?around=Marit Oldenshaw")
    drawn = page.locator(".drawn svg a")
    drawn.first.focus()
    seen = {page.evaluate("document.activeElement.getAttribute('href')")}
    for way in ("ArrowLeft", "ArrowDown", "ArrowRight", "ArrowUp") * 3:
        page.keyboard.press(way)
        seen.add(page.evaluate("document.activeElement.getAttribute('href')"))
    assert len(seen) > 2
    assert None not in seen, "arrows stay in the drawing"
    page.keyboard.press("Enter")
    expect(page).not_to_have_url(re.compile("/graph"))


def test_what_is_searched_for_is_chosen_and_walked_through(look: Look) -> None:
    page = look.page
    page.goto("/graph")
    expect(page.locator("#canvas canvas")).to_be_visible()
    page.locator("#find-node").fill("of")
    first = told(page)
    assert "of" in first
    page.locator("#find-node").press("Enter")
    expect(page.locator("#canvas canvas")).to_be_focused()
    page.keyboard.press("PageDown")
    assert "of" in told(page)
    assert told(page) != first


@pytest.fixture(scope="module")
def many() -> str:
    """A drawing of 1,500 nodes anywhere, as the page asks for it."""
    chance = random.Random(7)  # noqa: S311 no secret
    nodes = [
        {
            "key": f"document:{number}",
            "type": "document",
            "shape": "doc",
            "title": f"{'A rather long name of' if number % 3 else 'Name'} {number}",
            "path": f"/documents/{number}",
            "weight": MANY - number,
            "words": str(number),
            "common": False,
            "size": 0.004 + 0.02 * chance.random() ** 8,
            "x": chance.random(),
            "y": chance.random(),
        }
        for number in range(MANY)
    ]
    ends = [(chance.randrange(MANY), chance.randrange(MANY), 1) for _ in range(2 * MANY)]
    return json.dumps({"nodes": nodes, "edges": ends})


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_no_name_is_written_over_another_among_many(look: Look, many: str, width: int) -> None:
    def answer(route: Route) -> None:
        route.fulfill(body=many, content_type="application/json")

    page = look.page.context.new_page()
    page.add_init_script(RECORD)
    page.set_viewport_size({"width": width, "height": 900})
    page.route("**/graph.json", answer)
    page.goto(f"/graph?most={MANY}")
    canvas = page.locator("#canvas canvas")
    expect(canvas).to_be_visible()
    canvas.focus()
    for key in ("Home", "+", "PageDown"):  # the whole, nearer, and with a chosen node
        page.evaluate("window.written = []")
        canvas.press(key)
        page.evaluate(NEXT_FRAME)
        names = page.evaluate("window.written")
        assert len(names) > (width // 50 if key == "Home" else 2)
        assert not [
            (one[0], other[0])
            for at, one in enumerate(names)
            for other in names[:at]
            if abs(one[2] - other[2]) < LINE
            and one[1] < other[1] + other[3]
            and other[1] < one[1] + one[3]
        ]
    page.close()


def test_the_page_waits_for_a_drawing_that_is_being_made(look: Look) -> None:
    page = look.page
    waiting = page.request.get("/graph").text().replace('id="canvas"', "data-underway")

    def answer(route: Route) -> None:
        route.fulfill(body=waiting, content_type="text/html")

    page.route("**/graph", answer, times=1)
    page.goto("/graph")
    expect(page.locator("#canvas canvas")).to_be_visible()


def test_two_fingers_enlarge_the_drawing(look: Look) -> None:
    page = look.page
    page.goto("/graph")
    canvas = page.locator("#canvas canvas")
    expect(canvas).to_have_css("touch-action", "pan-y")
    box = canvas.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    session = page.context.new_cdp_session(page)
    for apart, kind in ((40, "touchStart"), (90, "touchMove"), (180, "touchMove")):
        points = [{"x": x - apart, "y": y, "id": 0}, {"x": x + apart, "y": y, "id": 1}]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    session.detach()
    expect(canvas).to_have_css("touch-action", "none")
    expect(page).to_have_url(re.compile("/graph$"))
