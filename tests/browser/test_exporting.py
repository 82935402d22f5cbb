"""An export in a real browser: begun, followed to its end, and downloaded."""

from pathlib import Path

from tests.browser.looking import Look


def test_a_file_is_written_and_downloaded(look: Look) -> None:
    page = look.page
    page.goto("/export?q=river")
    page.get_by_label("EPUB").check()
    page.get_by_role("button", name="Write the file").click()
    page.get_by_role("heading", name="The file is ready").wait_for()
    assert look.barriers() == ""
    with page.expect_download() as download:
        page.get_by_role("link", name="Download florilegium.epub").click()
    assert Path(download.value.path()).read_bytes()[30:58] == b"mimetypeapplication/epub+zip"
    assert look.complaints == []
    assert look.overhang(360) == 0
