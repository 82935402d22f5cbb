"""Drawings on pages: names apart, and every node reached by the keyboard, without scripts."""

from playwright.sync_api import Browser, expect

from tests.browser.looking import PHONE, looking

PAGES = ("/authors/Marit Oldenshaw?depth=3", "/graph?around=time&all=true")
COVERED = """() => {
  const of = (those) => [...document.querySelectorAll(`#graph .graph ${those}`)];
  const names = of("text:not(.on-focus)").map((text) => [text.textContent, text.getBBox()]);
  const nodes = of(":is(circle, rect)").map((mark) => ["a node", mark.getBBox()]);
  const meet = (a, b) => a.x < b.x + b.width && b.x < a.x + a.width
    && a.y + 3 < b.y + b.height && b.y + 3 < a.y + a.height;
  return names.flatMap(([name, box], at) => [...names.slice(at + 1), ...nodes]
    .filter(([, other]) => meet(box, other)).map(([other]) => `${name} over ${other}`));
}"""
FOCUSED = "document.activeElement.closest('.graph a')?.getAttribute('href')"


def test_names_are_apart_and_tab_goes_to_every_node(browser: Browser, address: str) -> None:
    with looking(browser, address, width=PHONE, scripts=False) as look:
        for url in PAGES:
            look.page.goto(url)
            assert look.page.evaluate(COVERED) == []
            links = look.page.locator("#graph .graph a")
            hrefs = [link.get_attribute("href") for link in links.all()]
            assert len(hrefs) > 1
            look.page.locator("#graph .drawn").focus()
            for href in hrefs:
                look.page.keyboard.press("Tab")
                assert look.page.evaluate(FOCUSED) == href
            expect(links.last.locator("text")).to_have_css("opacity", "1")
            assert look.page.evaluate("document.activeElement.textContent").count(", ") >= 2
