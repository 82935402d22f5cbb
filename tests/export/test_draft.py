"""The draft of a tray: quotations stay quotations.

And footnotes are told apart from those in the words.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from app.export.draft import draft, sources
from app.trays import Quotation, Tray, TrayItem

READER = MarkdownIt("commonmark").enable("table").use(footnote_plugin)
PIECES = st.lists(
    st.sampled_from(
        [
            "words",
            "\n",
            "\n\n",
            "- ",
            "> ",
            "```",
            "    ",
            "# ",
            "| a |",
            "***",
            "[^1]",
            "[[x]]",
            "$$",
            "<b>",
        ]
    ),
    max_size=8,
)
TEXTS = PIECES.map(lambda pieces: f"A{''.join(pieces)}")


def passage(text: str, document: str = "d1", location: str = "Page 3") -> TrayItem:
    return TrayItem(
        f"i{hash(text)}",
        "",
        "h1",
        Quotation(
            text, document, f"The {document} Book", ("Ana Ruiz",), "book", "2020", "", location
        ),
    )


def tray(*items: TrayItem) -> Tray:
    return Tray("t1", "On *tides*", items=items)


def test_a_draft_in_full() -> None:
    words = TrayItem("w1", "It begins with **tides**.[^1]\n\n[^1]: My own.")
    assert draft(
        tray(words, passage("One.\n\nTwo."), passage("Three.", "d2", ""), passage("Four."))
    ) == (
        "# On \\*tides\\*\n\nIt begins with **tides**.[^1]\n\n[^1]: My own.\n\n> One.\n>\n> "
        "Two.[^2]\n\n> Three.[^3]\n\n> Four.[^4]\n\n"
        "## Sources\n\n- Ana Ruiz, *The d1 Book* (2020).\n- Ana Ruiz, *The d2 Book* (2020).\n\n"
        "[^2]: Ana Ruiz, *The d1 Book* (2020), Page 3.\n[^3]: Ana Ruiz, *The d2 Book* "
        "(2020).\n[^4]: Ana Ruiz, *The d1 Book* (2020), Page 3.\n"
    )


def test_words_alone_have_no_sources() -> None:
    assert draft(tray(TrayItem("w1", "Only this."))) == "# On \\*tides\\*\n\nOnly this.\n"
    assert sources(tray()) == []


@pytest.mark.parametrize(
    "text",
    [
        "A\n\n```\ncode\n```",
        "| a | b |\n|---|---|\n| c | d |",
        "# Heading",
        "```\nnever closed",
        "A\n\n    code",
        "A\n```words```",
        "A\n\n~~~\n```\nnever closed",
        "- A\n\n  ```\n  never closed",
    ],
)
def test_a_footnote_is_never_part_of_code_or_a_table(text: str) -> None:
    html = READER.render(draft(tray(passage(text))))
    assert html.count('class="footnote-ref"') == 1
    assert html.count("<li id=") == 1
    assert "[^" not in html


@given(st.lists(TEXTS, min_size=1, max_size=3))
def test_each_passage_is_a_quotation_of_its_own_with_its_footnote(texts: list[str]) -> None:
    tokens = READER.parse(draft(tray(*map(passage, texts))))
    top = [token for token in tokens if token.type == "blockquote_open" and token.level == 0]
    assert len(top) == len(texts)
    assert sum(token.type == "footnote_open" for token in tokens) >= len(texts)
