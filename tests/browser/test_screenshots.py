"""The README's pictures can be taken anew, and those it shows are small."""

import shutil
from pathlib import Path

from playwright.sync_api import Browser

from tests.browser.screenshots import FOLDER, LARGEST, PICTURES, take_pictures

PNG = b"\x89PNG\r\n\x1a\n"


def test_pictures_are_taken_of_the_sample(
    browser: Browser, libraries: Path, tmp_path: Path
) -> None:
    library = Path(shutil.copy(libraries / "empty.db", tmp_path / "library.db"))
    taken = list(take_pictures(browser, library, tmp_path))
    assert [path.stem for path in taken] == list(PICTURES)
    assert all(path.read_bytes().startswith(PNG) for path in taken)


def test_the_readme_shows_each_picture(root: Path) -> None:
    readme = (root / "README.md").read_text("utf-8")
    shown, commands = readme.partition("```")[::2]
    assert commands
    for name in PICTURES:
        assert f"](docs/screenshots/{name}.png)" in shown
        assert (FOLDER / f"{name}.png").stat().st_size <= LARGEST
