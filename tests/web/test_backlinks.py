"""Who links here: by document, each sentence as it reads by itself."""

import pytest
from fastapi.testclient import TestClient

from app.model import Backlink, DocumentSummary
from app.web.present.backlinks import by_document, sentence
from tests.web.site import read


@pytest.mark.parametrize(
    ("context", "said"),
    [
        ("- [ ] see [[A]]", "see [[A]]"),
        ("> > quoted [[A]]", "quoted [[A]]"),
        ("## Under [[A]]", "Under [[A]]"),
        ("1. first [[A]] ^id-1", "first [[A]]"),
        ("| a | [[A]] |", "a | [[A]]"),
        ("#tag and [[A]]", "#tag and [[A]]"),
        ("-5 degrees", "-5 degrees"),
        ("> " * 50_000, ">"),
    ],
)
def test_a_sentence_reads_by_itself(context: str, said: str) -> None:
    assert sentence(context) == said


def test_places_of_one_document_stand_together() -> None:
    a, b = DocumentSummary("a", "A"), DocumentSummary("b", "B")
    links = [Backlink(a, "1"), Backlink(a, "2"), Backlink(b, "3"), Backlink(a, "4")]
    assert [
        (each.id, [link.highlight for link in those]) for each, those in by_document(links)
    ] == [("a", ["1", "2"]), ("b", ["3"]), ("a", ["4"])]


def test_a_page_of_links_says_where_it_begins_and_goes_on(client: TestClient) -> None:
    page = read(client, "/pages/hydrological%20patience?begin=1")
    assert "2 to 2 of 2" in page.words()
    assert "/pages/hydrological%20patience" in page.links()
    assert (
        read(client, "/pages/hydrological%20patience?begin=-5").words()
        == read(client, "/pages/hydrological%20patience").words()
    )
