"""Long texts in pieces: nothing is lost, anchors are found, footnotes are counted on."""

import re
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.markdown.pieces import PIECE, pieces
from app.markdown.render import make_renderer
from app.markdown.sidenotes import add_sidenotes

RENDERER = make_renderer()
PARAGRAPH = "Words of a river that takes its time. " * 40
LONG = "\n\n".join(f"## Bend {number % 7}\n\n{PARAGRAPH}" for number in range(60))
LINES = st.sampled_from(
    [
        *(
            "",
            "",
            "words",
            "# One",
            "## Two ##",
            "Title",
            "===",
            "---",
            "```",
            "~~~",
            "$$",
            "- item",
            "    more",
            "> quoted",
        ),
        *("| a | b |", "%%", "1. one", PARAGRAPH * 10, PARAGRAPH * 20),
    ]
)


def test_a_short_text_is_one_piece_as_it_stands() -> None:
    text = pieces("# A\n\nWords.[^1]\n\n## B\n\n[^1]: Note.")
    assert [piece.markdown for piece in text.pieces] == ["# A\n\nWords.[^1]\n\n## B\n\n[^1]: Note."]
    assert [(each.words, each.level, each.anchor, each.piece) for each in text.headings] == [
        ("A", 1, "part-a", 1),
        ("B", 2, "part-b", 1),
    ]


@given(st.lists(LINES, max_size=60).map("\n".join))
def test_the_pieces_together_are_the_text(markdown: str) -> None:
    text = pieces(markdown)
    assert "\n".join(piece.markdown for piece in text.pieces) == markdown
    assert len(text.pieces) <= 1 + 2 * len(markdown) // PIECE


def test_headings_have_the_ids_that_their_piece_has() -> None:
    text = pieces(LONG)
    assert len(text.pieces) > 2
    for number, piece in enumerate(text.pieces, 1):
        html = RENDERER.render(piece.markdown, anchors=True, notes_before=piece.notes_before)
        assert re.findall(r'<h2 id="([^"]+)">', html) == [
            each.anchor for each in text.headings if each.piece == number
        ]
        assert piece.markdown.startswith("## Bend")
        assert len(piece.markdown) < 2 * PIECE
    assert text.piece_of("part-bend3") == 1
    assert text.piece_of("part-elsewhere") is None


def test_code_is_not_cut_and_holds_no_headings() -> None:
    code = "```\n" + "# no heading\n\nand no paragraph\n" * 3000 + "```"
    text = pieces(f"Title\n=====\n\n{PARAGRAPH * 25}\n\n{code}\n\nEnd\n---\n\nWords. ^end")
    assert [(each.words, each.level) for each in text.headings] == [("Title", 1), ("End", 2)]
    assert all(piece.markdown.count("```") % 2 == 0 for piece in text.pieces)
    assert text.piece_of("block-end") == len(text.pieces)
    assert text.piece_of("block-nowhere") is None


def test_footnotes_stand_in_the_piece_that_calls_them_and_are_counted_on() -> None:
    notes = "[^a]: First.\n\n[^b]: Second,\n    with more.\n\n[^c]: Nobody asks."
    first, *_, last = pieces(
        f"One[^a] [here][place].\n\n{LONG}\n\nTwo[^b].\n\n{notes}\n\n[place]: https://example.org/"
    ).pieces
    assert (first.notes_before, last.notes_before) == (0, 1)
    html = RENDERER.render(last.markdown, notes_before=last.notes_before)
    assert ">2</a></sup>" in html
    assert '<ol class="footnotes-list" start="2">' in html
    assert "with more." in html
    assert "Nobody asks." in html
    assert "First." not in html
    assert 'href="https://example.org/"' in RENDERER.render(first.markdown)


def test_short_footnotes_stand_beside_their_call_as_well() -> None:
    html = add_sidenotes(
        RENDERER.render(
            "A[^1] and[^1], then[^2].\n\n- b[^3]\n\n[^1]: *One*.\n[^2]: Two\n\n    "
            "blocks.\n[^3]: Three."
        )
    )
    assert (
        html.count('<span class="beside">') == 1
    )  # the second has two paragraphs, the third is called in a tight list
    assert re.search(
        r'</sup><span class="beside"><a href="#fnref-\w+-1">1</a> <em>One</em>.</span> and', html
    )
    assert html.count('class="footnote-item placed"') == 1
    assert len(set(re.findall(r' id="([^"]+)"', html))) == len(re.findall(r' id="', html))
    assert add_sidenotes("<p>No notes.</p>") == "<p>No notes.</p>"


@pytest.mark.parametrize(
    "piece",
    [
        "#",
        "# a\n",
        "[^a]",
        "[^a]: b\n",
        "[^a]: b\n\n",
        "[a]: b\n",
        "%%\n",
        "```\n",
        "$$",
        "-\n",
        "=\n",
        " ",
        "\n",
        "x",
    ],
)
def test_odd_texts_take_little_time(piece: str) -> None:
    begun = process_time()
    pieces(piece * (400_000 // len(piece)))
    assert process_time() - begun < 5


def test_a_mark_without_its_footnote_is_raised() -> None:
    assert (
        RENDERER.render("Claim[^1] and `a[^2]`.")
        == "<p>Claim<sup>1</sup> and <code>a[^2]</code>.</p>\n"
    )
    assert '<a href="https://example.org/"' in RENDERER.render("[words[^1]](https://example.org/)")
