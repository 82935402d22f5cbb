"""Where a browser for the tests is: one list, for the bootstrap and for the tests themselves."""

from __future__ import (
    annotations,
)  # the bootstrap reads this with whatever Python it was started by

import os
import shutil
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MACOS = ("Google Chrome", "Chromium", "Microsoft Edge")


class BrowserMissingError(Exception):
    """No browser was found; `named` says that the reader named one that is not there."""

    def __init__(self, message: str, *, named: bool = False) -> None:
        super().__init__(message)
        self.named = named


def find_browser() -> Path:
    """The program of a Chromium or its kin: `FLORILEGIUM_BROWSER`, else what the machine has."""
    named = os.environ.get("FLORILEGIUM_BROWSER", "")
    if named:
        found = shutil.which(named)
        if not found:
            raise BrowserMissingError(
                f"FLORILEGIUM_BROWSER names '{named}', which is no program: name another or "
                f"unset it",
                named=True,
            )
        return Path(found)
    places = [
        *map(shutil.which, NAMES),
        *(f"/Applications/{name}.app/Contents/MacOS/{name}" for name in MACOS),
    ]
    for place in places:
        if place and Path(place).is_file():
            return Path(place)
    raise BrowserMissingError(
        "the browser tests need Chromium or Chrome: install one, or name it in FLORILEGIUM_BROWSER"
    )
