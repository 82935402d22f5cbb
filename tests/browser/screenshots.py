"""Pictures of the sample for the README: `make screenshots` writes them into docs/screenshots."""

import runpy
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from playwright.sync_api import Browser

from app.importer.run import import_paths
from app.store.db.library import Library
from app.store.migrations import upgrade
from tests.browser.conftest import serving, starting
from tests.browser.looking import Look, Scheme, looking

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "screenshots"
LARGEST = 200_000  # bytes of a picture
HEIGHT = 800  # pixels
QUERY = "floods are the way a river keeps a journal"
# name: width in pixels, scheme, and how the page is reached from the first one
PICTURES: dict[str, tuple[int, Scheme, str]] = {
    "document": (1280, "light", "A Grammar of Weather"),
    "search": (1280, "dark", ""),
    "phone": (390, "light", "The Patience of Rivers: A Survey on Foot"),
}


def take_pictures(browser: Browser, library: Path, folder: Path) -> Iterator[Path]:
    """Import the sample into an empty library and write each picture; gives their paths."""
    engine = Library(library)
    import_paths(engine, [ROOT / "notes"])
    engine.close()
    with serving(library) as address:
        for name, (width, scheme, title) in PICTURES.items():
            with looking(browser, address, width=width, scheme=scheme) as look:
                look.page.set_viewport_size({"width": width, "height": HEIGHT})
                _open(look, title)
                picture = folder / f"{name}.png"
                look.page.screenshot(path=picture, animations="disabled", caret="hide")
                yield picture


def _open(look: Look, title: str) -> None:
    """Open the page of a document, or without a title the search."""
    if title:
        look.page.goto("/documents?view=list")
        look.page.get_by_role("link", name=title, exact=True).first.click()
        look.page.wait_for_url("**/documents/*")
    else:
        for _ in range(2):  # the first search of a program takes longer than any other
            look.page.goto(f"/search?{urlencode({'q': QUERY})}")
        look.page.wait_for_selector(".hits mark")
    look.page.wait_for_load_state("networkidle")


def main(program: Path, folder: Path = FOLDER) -> int:
    """Write the pictures; gives 1 where one of them is larger than `LARGEST`, else 0."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as place, starting(program) as browser:
        library = Path(place, "library.db")
        engine = Library(library)
        upgrade(engine)
        engine.close()
        sizes = {path.name: path.stat().st_size for path in take_pictures(browser, library, folder)}
    for name, size in sizes.items():
        sys.stdout.write(f"{folder.name}/{name}: {size:,} bytes\n")
    return int(max(sizes.values()) > LARGEST)


if __name__ == "__main__":
    sys.exit(main(runpy.run_path(str(ROOT / ".ci" / "browser.py"))["find_browser"]()))
