"""Exports that their owners have written in: what they put there spoils no passage."""

import pytest

from app.formats.registry import parse_file
from app.model import ParsedDocument

HEAD = "# Tides\n\n## Metadata\n- Author: [[Ana Ruiz]]\n- Category: #books\n\n## Highlights\n"
LINK = " ([View Highlight](https://read.readwise.io/read/01hzzzzzzzzzzzzzzzzzzz{:04}))"


def document(text: str) -> ParsedDocument:
    return parse_file("Tides.md", text.encode()).documents[0]


@pytest.mark.parametrize(
    "line",
    [
        "I read this slowly.",
        "**read up to here**",
        "![[map]]",
        "#to-process",
        "%% mine %%",
        "<details>",
        "```\nlist\n```",
    ],
)
@pytest.mark.parametrize("blank", ["", "\n"])
@pytest.mark.parametrize("link", ["", LINK])
def test_a_line_above_the_first_bullet_leaves_the_bullets_passages(
    line: str, blank: str, link: str
) -> None:
    bullets = (
        f"- One passage{link.format(1)}\n    - Note: mine\n- Another\n  over two "
        f"lines{link.format(2)}\n- A third{link.format(3)}\n"
    )
    found = document(f"{HEAD}{line}\n{blank}{bullets}")
    assert [(h.text, h.note) for h in found.highlights] == [
        ("One passage", "mine"),
        ("Another\nover two lines", ""),
        ("A third", ""),
    ]
    assert line in found.body


def test_a_list_within_a_paragraph_leaves_the_paragraphs_passages() -> None:
    found = document(
        f"{HEAD}First of all{LINK.format(1)}\n\nThree things:\n- salt\n- "
        f"wind{LINK.format(2)}\n\nLast of all{LINK.format(3)}\n"
    )
    assert [h.text for h in found.highlights] == [
        "First of all",
        "Three things:\n- salt\n- wind",
        "Last of all",
    ]


@pytest.mark.parametrize("gap", [" ", "\t", "\u00a0", "   "])
@pytest.mark.parametrize("indent", ["  ", "    ", "\t"])
@pytest.mark.parametrize("link", ["", LINK])
def test_bullets_and_their_labels_whatever_an_editor_made_of_their_blanks(
    gap: str, indent: str, link: str
) -> None:
    found = document(
        f"{HEAD}-{gap}One{link.format(1)}\n{indent}-{gap}Note: mine\n{indent}-{gap}Tags: "
        f"[[a]]\n-{gap}Two{link.format(2)}\n"
    )
    assert [(h.text, h.note, h.tags) for h in found.highlights] == [
        ("One", "mine", ("a",)),
        ("Two", "", ()),
    ]


def test_a_list_in_a_passage_is_no_label() -> None:
    found = document(f"{HEAD}- Two things\n  - Date: when\n  - Page: where{LINK.format(1)}\n")
    assert [h.text for h in found.highlights] == ["Two things\n- Date: when\n- Page: where"]


def test_a_place_in_a_heading_is_that_of_every_bullet_below_it() -> None:
    link = "[Location 5](https://readwise.io/to_kindle?location=5)"
    text = (
        f"{HEAD}### Page 12\n- One\n- Two{LINK.format(2)}\n### {link}\n- Three\n    - Note: "
        f"mine\n### A chapter\n- Four\n## Highlights\n- Five\n"
    )
    parsed = parse_file("Tides.md", text.encode())
    assert [(h.text, h.location) for h in parsed.documents[0].highlights] == [
        ("One", "Page 12"),
        ("Two", "Page 12"),
        ("Three", "Location 5"),
        ("Four", ""),
        ("Five", ""),
    ]
    assert parsed.unparsed == ()


def test_logseqs_own_properties_are_no_passage_and_none_is_lost() -> None:
    head = (
        "title:: Tides\nauthor:: [[Ana Ruiz]]\n\n- Highlights first synced by [[Readwise]] "
        "[[Jan 13th, 2023]]\n"
    )
    parsed = parse_file(
        "Tides.md",
        f"{head}\t- collapsed:: true\n\t  One\n\t- id:: 63f1c2d4\n\t-\n\t  mood:: calm\n\t- "
        f"Two\n".encode(),
    )
    assert [h.text for h in parsed.documents[0].highlights] == ["One", "Two"]
    assert [line.text for line in parsed.unparsed] == [
        "collapsed:: true",
        "id:: 63f1c2d4",
        "mood:: calm",
    ]


def test_a_heading_that_only_counts_is_no_chapter_and_is_an_unparsed_line() -> None:
    parsed = parse_file(
        "Tides.md",
        f"{HEAD}- One passage{LINK.format(1)}\n\n## Highlight 12\n\n- "
        f"Another{LINK.format(2)}\n".encode(),
    )
    assert [(h.text, h.chapter) for h in parsed.documents[0].highlights] == [
        ("One passage", ""),
        ("Another", ""),
    ]
    assert [line.text for line in parsed.unparsed] == ["## Highlight 12"]
