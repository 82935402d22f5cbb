"""Books: as EPUB wants them, the same each time, and well-formed whatever texts they hold."""

import io
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET
from zipfile import ZIP_STORED, ZipFile

import pytest
from hypothesis import given, settings

from app.export.forms.epub import epub_pieces
from app.export.forms.xhtml import as_xhtml
from app.markdown.render import make_renderer
from app.store.reads.exported import KeptDocument
from tests.examples import examples
from tests.export.shelf import RIVERS, SHELF, SHELVES, TEXTS, kept, passage
from tests.export.test_round_trip import PIXEL

OPF = "{http://www.idpf.org/2007/opf}"
XHTML = "{http://www.w3.org/1999/xhtml}"
OTHER = replace(RIVERS.document, id="cccccccccc")


def book(documents: Sequence[KeptDocument]) -> ZipFile:
    """The book of these documents, a batch each."""
    data = b"".join(epub_pieces([(one,) for one in documents]))
    return ZipFile(io.BytesIO(data))


def parsed(text: bytes) -> ET.Element:
    return ET.fromstring(text.replace(b"<!DOCTYPE html>\n", b""))  # noqa: S314 what we wrote


def test_a_book_is_what_readers_expect() -> None:
    data = b"".join(epub_pieces([SHELF]))
    assert data[30:58] == b"mimetypeapplication/epub+zip"
    archive = ZipFile(io.BytesIO(data))
    first, *_ = archive.infolist()
    assert (first.filename, first.compress_type, first.flag_bits) == ("mimetype", ZIP_STORED, 0)
    assert archive.testzip() is None
    package = parsed(archive.read("OEBPS/book.opf"))
    items = {item.get("id"): item.get("href") for item in package.iter(f"{OPF}item")}
    assert {f"OEBPS/{name}" for name in items.values()} == {
        name for name in archive.namelist() if name.startswith("OEBPS/") and name[-3:] != "opf"
    }
    assert [items[each.get("idref")] for each in package.iter(f"{OPF}itemref")] == [
        "nav.xhtml",
        *(f"{one.document.id}.xhtml" for one in SHELF),
    ]
    nav = parsed(archive.read("OEBPS/nav.xhtml"))
    assert [each.text for each in nav.iter(f"{XHTML}a")] == [one.document.title for one in SHELF]
    assert "Passages: On waiting and 2 more" in archive.read("OEBPS/book.opf").decode()


def test_a_book_reads_as_the_one_that_is_written_down() -> None:
    golden = Path(__file__).parent / "forms" / "epub.txt"
    archive = book(SHELF)
    text = "".join(f"--- {n}\n{archive.read(n).decode()}\n" for n in archive.namelist())
    if not golden.exists():
        golden.write_text(text, encoding="utf-8")
        pytest.fail(f"{golden.name} was missing and has been written: read it, then run again")
    assert text == golden.read_text(encoding="utf-8")


def test_a_chapter_holds_passages_notes_and_places() -> None:
    text = book([RIVERS]).read("OEBPS/aaaaaaaaaa.xhtml").decode()
    assert text.count('class="passage"') == 2  # one is discarded
    assert "<em>handwriting</em>,<br/>" in text
    assert '<div class="note"><p>As Tides says.</p>' in text
    assert "Location 80 · #delta · #slow/walking" in text
    assert "<h2>The mouth</h2>" in text
    assert "HYPERLINK" not in text


def test_formulas_are_told_and_long_texts_are_whole() -> None:
    long = "\n\n".join(f"Paragraph {n} of *many*." for n in range(3_000))
    one = kept(RIVERS.document, passage("aaaaaaaaa2", "$a^2$"), passage("aaaaaaaaa3", long))
    archive = book([one])
    assert 'properties="mathml"' in archive.read("OEBPS/book.opf").decode()
    assert archive.read("OEBPS/aaaaaaaaaa.xhtml").count(b"<em>many</em>") == 3_000


def test_pictures_are_shown_where_they_are_found() -> None:
    one = kept(
        RIVERS.document,
        passage("aaaaaaaaa2", 'Look: ![a "map"](maps/delta%20one.png) there. ![[gone.png]]'),
        passage("aaaaaaaaa3", "# ![[delta one.png|300]]\n\n![x](https://web.example/a.png)"),
    )
    asked = []

    def find(document: str, address: str) -> bytes:
        asked.append((document, address))
        return PIXEL if address.endswith("delta one.png") else b"no picture"

    data = b"".join(epub_pieces([[one], [replace(one, document=OTHER)]], find))
    archive = ZipFile(io.BytesIO(data))
    (shown,) = (name for name in archive.namelist() if name.endswith(".png"))
    assert archive.read(shown) == PIXEL
    text = archive.read("OEBPS/aaaaaaaaaa.xhtml")
    inside = shown.removeprefix("OEBPS/")
    assert [each.attrib for each in parsed(text).iter(f"{XHTML}img")] == [
        {"src": inside, "alt": 'a "map"'},
        {"src": inside, "alt": ""},
    ]
    assert b"gone.png" in text
    assert asked[:2] == [("aaaaaaaaaa", "maps/delta one.png"), ("aaaaaaaaaa", "gone.png")]
    package = parsed(archive.read("OEBPS/book.opf"))
    items = [each.attrib for each in package.iter(f"{OPF}item")]
    assert [each["media-type"] for each in items if each["href"] == inside] == ["image/png"]


def test_the_same_passages_give_the_same_bytes() -> None:
    assert len({b"".join(epub_pieces([SHELF])) for _ in range(2)}) == 1


@given(SHELVES)
@settings(max_examples=examples(40), deadline=None)
def test_any_texts_are_well_formed(documents: list[KeptDocument]) -> None:
    archive = book({one.document.id: one for one in documents}.values())  # type: ignore[arg-type]
    for name in archive.namelist():
        if name.endswith((".xhtml", ".opf", ".xml")):
            root = parsed(archive.read(name))
            ids = [each.get("id") for each in root.iter() if each.get("id")]
            assert len({*ids}) == len(ids)
            links = [each.get("href") or "" for each in root.iter(f"{XHTML}a")]
            assert not [link for link in links if not re.match(r"https?://|[a-z0-9]+\.xhtml", link)]


@given(TEXTS)
@settings(max_examples=examples(150), deadline=None)
def test_html_becomes_xml(text: str) -> None:
    parsed(f"<x>{as_xhtml(make_renderer().render(text))}</x>".encode())


def test_html_that_is_not_closed_is() -> None:
    assert (
        as_xhtml('<p>a<br>b<ul><li class="x">c</p>&lt;') == "<p>a<br/>b<ul><li>c</li></ul></p>&lt;"
    )
    assert as_xhtml('<a href="/x">y</a></i><a href="https://a.b/?c=1&d">z</a>') == (
        'y<a href="https://a.b/?c=1&amp;d">z</a>'
    )
