"""Looking at a page: what it asked for, what it complained of, how wide it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT, AxeResults  # type: ignore[import-untyped]
from playwright.sync_api import Browser, ConsoleMessage, Page, Request

Scheme = Literal["light", "dark"]
WIDE, PHONE = 1440, 360
# Only what is wrong is told, and no sounds and films are fetched, of which there are none.
EXAMINE = """within => axe.run(within || document, { resultTypes: ["violations"], preload: false })
  .then((found) => found.violations)"""


@dataclass
class Look:
    """A page and all that it asked for and complained of so far."""

    page: Page
    address: str
    width: int = WIDE
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def hosts(self) -> set[str]:
        """The hosts that were asked for anything."""
        return {urlsplit(url).hostname or "" for url in self.asked if not url.startswith("data:")}

    def overhang(self, width: int) -> int:
        """How many pixels of the page stick out sideways at a width."""
        self.page.set_viewport_size({"width": width, "height": 900})
        return int(
            self.page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
        )

    def barriers(self, within: str = "") -> str:
        """What keeps people from reading or using the page, or a part of it that changed since.

        Nothing, if all is well.
        """
        if not self.page.evaluate("'axe' in window"):  # half a megabyte, which a page needs once
            self.page.evaluate(AXE_SCRIPT)
        found = self.page.evaluate(EXAMINE, within)
        return str(AxeResults({"violations": found}).generate_report()) if found else ""

    def forget(self) -> None:
        """Make the window as good as fresh for another page.

        Nothing is kept or known of the last, it is light and as wide as it was.
        """
        context = self.page.context
        self.page.unroute_all()
        context.set_offline(offline=False)
        session = context.new_cdp_session(self.page)
        session.send("Storage.clearDataForOrigin", {"origin": self.address, "storageTypes": "all"})
        session.detach()
        self.page.emulate_media(media="screen", color_scheme="light")
        self.page.set_viewport_size({"width": self.width, "height": 900})
        self.asked.clear()
        self.complaints.clear()


@contextmanager
def looking(
    browser: Browser,
    address: str,
    *,
    width: int = WIDE,
    scheme: Scheme = "light",
    scripts: bool = True,
) -> Iterator[Look]:
    """A fresh window, in which addresses are read from `address` on."""
    context = browser.new_context(
        base_url=address,
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        reduced_motion="reduce",
        service_workers="block",
        locale="en-GB",
        timezone_id="Europe/Vienna",
        java_script_enabled=scripts,
    )
    look = Look(context.new_page(), address, width)

    def hear(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            look.complaints.append(message.text)

    def see(request: Request) -> None:
        look.asked.append(request.url)

    look.page.on("console", hear)
    look.page.on("request", see)
    look.page.on("pageerror", lambda error: look.complaints.append(str(error)))
    yield look
    context.close()
