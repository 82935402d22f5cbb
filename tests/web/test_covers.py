"""Covers: drawn from a document's words alone, the same each time, and never more than words."""

import re
import time
from xml.etree.ElementTree import Element, fromstring  # our own drawings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model import KINDS, DocumentSummary, Kind
from app.web.covers.drawing import draw_cover
from app.web.covers.lettering import fit, width
from app.web.covers.papers import PALETTES, PAPERS
from app.web.covers.shelf import Shelf

ROOM, LINES, SIZES = (136, 150), 5, (25, 22, 19.5, 17, 15, 13)


def drawn(title: str, author: str = "", kind: Kind = "book") -> Element:
    """A cover as XML, which also proves that it is well formed."""
    return fromstring(f"<svg>{draw_cover(title, author, kind, 'c1')}</svg>")  # noqa: S314


def words(cover: Element) -> str:
    """What can be read on it, line by line."""
    return "\n".join(span.text or "" for span in cover.iter("tspan"))


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_words_give_the_same_cover(kind: Kind) -> None:
    assert draw_cover("Salt Roads", "Idris Benamar", kind, "c1") == draw_cover(
        "Salt Roads", "Idris Benamar", kind, "c1"
    )
    assert draw_cover("Salt Roads", "Idris Benamar", kind, "c1") != draw_cover(
        "Salt Road", "Idris Benamar", kind, "c1"
    )


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_shows_title_and_author(kind: Kind) -> None:
    assert words(drawn("Salt Roads", "Idris Benamar", kind)) == "Salt Roads\nIdris Benamar"


def test_palettes_and_papers_are_all_in_use() -> None:
    covers = [draw_cover(f"Title {number}", "", "book", "c1") for number in range(300)]
    grounds = {re.findall(r'fill="(#\w{6})"', cover)[0] for cover in covers}
    assert grounds == {
        colour for palette in PALETTES for colour in (palette.ground, palette.figure)
    }
    assert len({re.findall(r'width="(\d+)" height="(\d+)"', cover)[0] for cover in covers}) == len(
        {(p.width, p.height) for p in PAPERS}
    )


@given(
    st.text(
        st.characters(
            codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"
        ),
        max_size=300,
    ),
    st.sampled_from(KINDS),
)
def test_any_title_is_a_well_formed_drawing_of_a_few_lines(title: str, kind: Kind) -> None:
    assert len(list(drawn(title, title, kind).iter("tspan"))) <= 7


def test_hostile_words_are_escaped() -> None:
    hostile = "</text><script>alert(1)</script>"
    assert not list(drawn(hostile, hostile, "note").iter("script"))
    assert "<script" not in draw_cover(hostile, hostile, "book", "c1")


def test_a_document_without_a_name_is_untitled() -> None:
    assert words(drawn("   ", "")) == "Untitled"


def test_a_line_never_runs_over_the_label() -> None:
    for title in (
        "A",
        "Incomprehensibilities and Counterrevolutionaries",
        "x" * 500,
        "川の流れは絶えずしてしかももとの水にあらず",
        "one-two-three-four-five-six-seven",
    ):
        size, rows = fit(title, ROOM, LINES, SIZES)
        assert len(rows) <= LINES
        assert all(width(row) * size <= ROOM[0] * 1.1 for row in rows), title


def test_a_title_never_runs_into_the_picture_below_it() -> None:
    for kind in ("article", "podcast", "video", "tweet", "text"):
        for number in range(2, 40):
            cover = drawn("Weirs and " * number, "An Author", kind)
            assert max(float(span.get("y", "0")) for span in cover.iter("tspan")) < 216, (
                kind,
                number,
            )


def test_a_long_title_sheds_its_subtitle_and_too_long_a_one_is_cut() -> None:
    assert fit("The Weir: Being a Full Account of its Building", ROOM, LINES, SIZES)[1] == [
        "The Weir"
    ]
    assert fit("word " * 200, ROOM, LINES, SIZES)[1][-1].endswith("…")


def test_arabic_and_hebrew_are_set_from_the_right() -> None:
    assert [
        text.get("direction") for text in drawn("دفتر الأنهار", "", "article").iter("text")
    ] == ["rtl"]


def test_an_enormous_title_is_drawn_at_once() -> None:
    begun = time.process_time()
    draw_cover("w" * 100_000, "a " * 50_000, "book", "c1")
    assert time.process_time() - begun < 2


def test_no_two_covers_of_a_page_share_a_name_and_the_second_time_is_drawn_by_reference() -> None:
    shelf = Shelf()
    salt, river = (
        DocumentSummary(code, title, (), "book") for code, title in (("a", "Salt"), ("b", "River"))
    )
    first, other, again = shelf(salt), shelf(river), shelf(salt)
    assert {*re.findall(r'id="([^"]+)"', first)} & {*re.findall(r'id="([^"]+)"', other)} == set()
    assert '<use href="#cover-1"/>' in again
    assert len(again) < 150
    assert all('aria-hidden="true"' in each for each in (first, other, again))
