"""An owner's own pages: what he quotes in them is told from what he wrote."""

import pytest

from app.formats.registry import parse_file
from app.model import ParsedFile

LINK = " ([View Highlight](https://read.readwise.io/read/01hzzzzzzzzzzzzzzzzzzz{:04}))"
ONE, TWO = LINK.format(1), LINK.format(2)


def parse(text: str) -> ParsedFile:
    return parse_file("Mine.md", f"# Mine\n\n{text}".encode())


@pytest.mark.parametrize(
    "text",
    [
        "A fine article [link](https://example.org/1)\n\nAnother [source](https://example.org/2)\n",
        "- First [link](https://example.org/1)\n- Second [link](https://example.org/2)\n",
        "## Highlights\n\n- We walked [link](https://example.org/1)\n",
        "## A part [link](https://example.org/1)\n\nProse.\n",
        "I read a lot today (Page 7)\n\nThen I slept.\n",
    ],
)
def test_links_and_places_of_the_owners_own_make_no_highlight(text: str) -> None:
    parsed = parse(text)
    assert (parsed.format, parsed.documents[0].highlights) == ("note", ())


def test_a_stated_kind_makes_no_highlight_of_a_sentence_that_ends_with_a_link() -> None:
    (found,) = parse_file(
        "Mine.md", b"---\ntype: book\nauthor: Me\n---\nMy review. See [link](https://example.org)\n"
    ).documents
    assert (found.highlights, found.body) == ((), "My review. See [link](https://example.org)")


def test_a_bullet_is_quoted_without_the_bullets_around_it() -> None:
    (found,) = parse(
        f"- woke early\n- The sea keeps two clocks.{ONE}\n\t- mine\n\t- mine too\n- > A tide is "
        f"slow.{TWO}\n- slept\n"
    ).documents
    assert [(h.text, h.note) for h in found.highlights] == [
        ("The sea keeps two clocks.", "\t- mine\n\t- mine too"),
        ("A tide is slow.", "- slept"),
    ]


def test_a_quote_is_told_from_the_words_that_lead_to_it() -> None:
    (found,) = parse(
        f"I keep coming back to this:\n> The sea keeps\n> two clocks.{ONE}\n"
    ).documents
    assert [(h.text, h.lines) for h in found.highlights] == [
        ("The sea keeps\ntwo clocks.", ((4, 5),))
    ]


def test_a_paragraph_is_quoted_with_its_list() -> None:
    (found,) = parse(f"Two things:\n- salt\n- wind{ONE}\n").documents
    assert [h.text for h in found.highlights] == ["Two things:\n- salt\n- wind"]
