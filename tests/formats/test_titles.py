"""Titles for people: without what exporters put in, and one for what has none.

Addresses and keys stay.
"""

from dataclasses import replace
from time import process_time

import pytest

from app.formats.registry import parse_file
from app.formats.titles import with_title
from app.identity.keys import document_keys
from app.model import ParsedDocument, ParsedHighlight


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Readwise%2FWhy Can't I Wait%3F (highlights)", "Why Can't I Wait?"),
        ("Slow Rivers (Highlights)", "Slow Rivers"),
        ("Slow Rivers [annotations]", "Slow Rivers"),
        ("Slow Rivers - Ada Quill", "Slow Rivers"),
        ("Slow Rivers by Ada Quill (highlights)", "Slow Rivers"),
        ("Ada Quill", "Ada Quill"),
        ("hls__Slow Rivers", "Slow Rivers"),
        (r"Talk \#142: Fords", "Talk #142: Fords"),
        ("50% of Your Maps", "50% of Your Maps"),
        ("Get 20%ed", "Get 20%ed"),
        ("100%00 sure", "100%00 sure"),
        ("(highlights)", "(highlights)"),
        ("https://example.org/essays/the-patience-of-rivers.html?utm=1", "The patience of rivers"),
        ("https://example.org/a/YHuzRo10", "example.org/YHuzRo10"),
        ("https://www.example.org/", "example.org"),
        ("https://[", "https://["),
        ("Untitled 3", "Some words stand here, and they go on for longer than any …"),
        ("", "Some words stand here, and they go on for longer than any …"),
        ("Plain", "Plain"),
        ("“Slow Rivers", "Slow Rivers"),
        ('Slow Rivers"', "Slow Rivers"),
        ("“Slow” Rivers", "“Slow” Rivers"),
        ('The "Slow" Rivers', 'The "Slow" Rivers'),
        ("þÿChapter 7 \x13 Slow Rivers", "Chapter 7 – Slow Rivers"),
        ("þÿTwo  \x14 a Ford", "Two — a Ford"),
        ("þÿThe River \x19s Bend", "The River’s Bend"),
        ("þÿ", "þÿ"),
    ],
)
def test_a_title_is_for_people_and_keys_are_not_changed_by_it(written: str, title: str) -> None:
    passage = ParsedHighlight(
        "Some *words* stand here, and they go on for longer than any title does"
    )
    document = ParsedDocument(written, ("Ada Quill",), "book", highlights=(passage,))
    found = with_title(document)
    assert found.title == title
    assert found.written == (None if written == title else written)
    assert document_keys(found, "x.md") == document_keys(document, "x.md")
    assert with_title(replace(found, written=None)).title in {
        title,
        "Some words stand here, and they go on for longer than any …",
    }


def test_a_page_of_the_readers_keeps_its_title() -> None:
    note = ParsedDocument("Slow (highlights) 100%25", kind="note", body="Words")
    assert with_title(note) == note
    assert with_title(replace(note, title="Untitled")).title == "Words"


def test_the_name_of_a_file_is_decoded() -> None:
    (document,) = parse_file(
        "Readwise/Slow%3A Rivers.md", b"- A passage ([Location 3](https://readwise.io/open/1))\n"
    ).documents
    assert (document.title, document.written) == ("Slow: Rivers", "Slow%3A Rivers")


@pytest.mark.parametrize(
    "title",
    [
        "%41" * 30_000,
        "(highlights" * 9_000,
        "https://" + "a/" * 50_000,
        "\\#" * 50_000,
        "___" * 30_000,
    ],
)
def test_long_titles_take_no_time(title: str) -> None:
    began = process_time()
    with_title(ParsedDocument(title))
    assert process_time() - began < 1
