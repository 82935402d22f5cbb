"""Tables that somebody else than the exporter has had in hand."""

import csv

import pytest

from app.formats.registry import parse_file
from app.model import Line


@pytest.mark.parametrize("part", [",", ";", "\t"])
def test_a_spreadsheet_may_part_the_cells_as_it_likes(part: str) -> None:
    rows = [
        "Highlight,Book Title,Book Author,Note",
        "The sea keeps two clocks.,Tides,Ana Ruiz,mine",
    ]
    (found,) = parse_file("a.csv", "\r\n".join(rows).replace(",", part).encode()).documents
    assert [(found.title, found.authors, h.text, h.note) for h in found.highlights] == [
        ("Tides", ("Ana Ruiz",), "The sea keeps two clocks.", "mine")
    ]


def test_cells_of_the_owners_own_columns_and_beyond_the_last_are_kept() -> None:
    parsed = parse_file(
        "a.csv", b"Highlight,Book Title,Mood,Quote\none,Tides,calm,other,beyond\ntwo,Tides,,\n"
    )
    assert [h.text for h in parsed.documents[0].highlights] == ["one", "two"]
    assert parsed.unparsed == (
        Line(2, "Mood: calm"),
        Line(2, "Quote (4): other"),
        Line(2, "beyond"),
    )


def test_a_short_table_read_meanwhile_does_not_shorten_the_cells_of_a_long_one() -> None:
    """The limit of a cell is one for the whole program, and imports run beside each other."""
    parse_file("long.csv", f"Highlight,Book Title\n{'x' * 300_000},T\n".encode())
    before = csv.field_size_limit()
    parse_file("short.csv", b"Highlight,Book Title\na,b\n")
    assert csv.field_size_limit() >= before >= 300_000


def test_every_row_speaks_of_its_document_and_what_differs_is_kept() -> None:
    head = "Highlight,Book Title,Document tags,URL,Location,Page,Date"
    rows = [
        "one,Tides,,https://example.org/a,10,77,",
        "two,Tides,sea,https://example.org/b,20,20,soon",
        "three,Tides,salt,,,30,2024-05-03",
    ]
    parsed = parse_file("a.csv", "\n".join([head, *rows]).encode())
    (found,) = parsed.documents
    assert (found.tags, found.url) == (("sea", "salt"), "https://example.org/a")
    assert [h.location for h in found.highlights] == ["10", "20", "Page 30"]
    assert parsed.unparsed == (
        Line(2, "Page: 77"),
        Line(3, "URL: https://example.org/b"),
        Line(3, "Date: soon"),
    )
