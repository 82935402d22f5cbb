"""Tables that somebody else than the exporter has had in hand."""

import pytest

from app.importer.parse import parse_file
from app.model import Line


@pytest.mark.parametrize("part", [",", ";", "\t"])
def test_a_spreadsheet_may_part_the_cells_as_it_likes(part: str) -> None:
    rows = ["Highlight,Book Title,Book Author,Note", "The sea keeps two clocks.,Tides,Ana Ruiz,mine"]
    (found,) = parse_file("a.csv", "\r\n".join(rows).replace(",", part).encode()).documents
    assert [(found.title, found.authors, h.text, h.note) for h in found.highlights] == [("Tides", ("Ana Ruiz",), "The sea keeps two clocks.", "mine")]


def test_cells_of_the_owners_own_columns_and_beyond_the_last_are_kept() -> None:
    parsed = parse_file("a.csv", b"Highlight,Book Title,Mood,Quote\none,Tides,calm,other,beyond\ntwo,Tides,,\n")
    assert [h.text for h in parsed.documents[0].highlights] == ["one", "two"]
    assert parsed.unparsed == (Line(2, "Mood: calm"), Line(2, "Quote (4): other"), Line(2, "beyond"))
