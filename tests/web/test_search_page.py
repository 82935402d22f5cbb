"""The search page: what was asked, told in chips and words; what to ask instead.

A whole result to take along.
"""

import csv
import io
from urllib.parse import quote, unquote_plus

import pytest
from fastapi.testclient import TestClient

from app.formats.families.readwise_csv import guarded
from app.model import DocumentSummary, Highlight, Hit
from app.query.fields import FIELDS, STATES, THINGS
from app.web.pages.export import COLUMNS
from app.web.pages.search import note_beside
from tests.web.site import Page, read

SEARCH = "/search?q="


def asked(client: TestClient, query: str) -> Page:
    """The page of a query."""
    return read(client, SEARCH + quote(query))


def queries(page: Page) -> list[str]:
    """The searches that a page leads to."""
    return [
        unquote_plus(link["href"].removeprefix(SEARCH))
        for link in page.all("a")
        if link["href"].startswith(SEARCH)
    ]


def test_a_query_is_told_in_chips_each_to_be_taken_away(client: TestClient) -> None:
    page = asked(client, "river -diary kind:book")
    assert queries(page)[:3] == ["-diary kind:book", "river kind:book", "river -diary"]
    assert (
        "Highlights and documents with <b>river</b>, without <b>diary</b>, of the kind <b>book</b>."
        in page.html
    )
    assert (
        next(link for link in page.all("a") if "data-not" in link)["href"]
        == SEARCH + "river+kind%3Abook"
    )


def test_what_is_told_of_a_query_is_escaped(client: TestClient) -> None:
    page = asked(client, '<b>&"x" <script>river')
    assert not [script for script in page.all("script") if "src" not in script]
    assert "&lt;script&gt;river" in page.html


def test_a_facet_narrows_and_is_taken_back(client: TestClient) -> None:
    page = asked(client, "river OR weather")
    assert '(river OR weather) author:"Marit Oldenshaw"' in queries(page)
    assert "(river OR weather) has:note" in queries(page)
    narrowed = asked(client, '(river OR weather) author:"Marit Oldenshaw"')
    current = [link for link in narrowed.all("a") if link.get("aria-current")]
    assert SEARCH + "river+OR+weather" in [link["href"] for link in current]


@pytest.mark.parametrize(
    ("text", "note", "snippet", "beside"),
    [
        ("Rare.", "Rare. But not for me.", "<mark>Rare</mark>.", True),
        (
            "A tern.",
            "Rare & fine. But not for me.",
            "<mark>Rare</mark> &amp; fine. But not for me.",
            False,
        ),
        ("A tern.", "Rare " + "birds " * 90, "…birds <mark>birds</mark> birds…", False),
        ("A rare tern.", "", "A <mark>rare</mark> tern.", False),
    ],
)
def test_the_note_stands_beside_a_passage_and_not_beside_itself(
    text: str, note: str, snippet: str, beside: bool
) -> None:
    document = DocumentSummary("d", "Birds")
    assert note_beside(
        Hit(document, Highlight("h", document, text, note=note), snippet, "all words")
    ) == (note if beside else "")
    assert note_beside(Hit(document, None, snippet, "all words")) == ""


def test_the_order_can_be_chosen_and_drawn_again(client: TestClient) -> None:
    assert "river sort:new" in queries(asked(client, "river"))
    page = asked(client, "river sort:random:7")
    assert {"river", "river sort:new", "river sort:random:8"} <= set(queries(page))
    assert "Oldest first" in asked(client, "river sort:old").words()


def test_of_a_query_that_finds_nothing_the_part_to_leave_out_is_told(client: TestClient) -> None:
    page = asked(client, "diary zebra kind:book")
    assert "Leave out zebra 1 result" in page.words()
    assert "diary kind:book" in queries(page)
    assert "Leave out diary" not in page.words()


def test_where_no_part_alone_is_to_blame_each_is_tried_by_itself(client: TestClient) -> None:
    page = asked(client, "diary zebra gnu")
    assert "Each by itself Only diary 1 result" in page.words()


def test_a_date_that_is_none_is_told_with_what_its_field_takes(client: TestClient) -> None:
    told = (
        "before:2024-13 was read as words: before: takes a year, a month or a day, as 2024, 2024-10"
    )
    assert told in asked(client, "river before:2024-13").words()
    assert told in asked(client, "diary OR before:2024-13").words()  # little was found
    assert "read as words" not in asked(client, "(river OR the) OR before:2024-13").words()
    assert "read as words" not in asked(client, "zebra before:2024-12").words()


def test_one_word_that_finds_nothing_has_nothing_to_leave_out(client: TestClient) -> None:
    assert "Leave out" not in asked(client, "zebra").words()


def test_without_a_query_the_page_teaches(client: TestClient, statements: list[str]) -> None:
    statements.clear()
    page = asked(client, " ")
    assert page.all("details")[-1].get("open") is not None
    assert not [each for each in statements if "highlight_search" in each]


def test_without_a_query_the_page_offers_some_that_this_library_answers(client: TestClient) -> None:
    offered = queries(asked(client, ""))[:3]
    assert [query.partition(":")[0] for query in offered] == ["tag", "author", "sort"]
    assert all("Nothing in the library" not in asked(client, query).words() for query in offered)


def test_how_well_results_fit_is_told_in_words(client: TestClient) -> None:
    words = asked(client, "diar").words()
    assert "Words that begin so" in words
    assert "Prefix" not in words


def test_of_a_half_remembered_passage_it_is_told_how_many_words_it_holds(
    client: TestClient,
) -> None:
    page = asked(client, "floods are how a river kept journals")
    assert "Most of the words" in page.words()
    assert "5 of 7 words" in page.words()
    assert "nothing holds all 7 words: also looked for most of them." in page.words()


def test_nothing_is_not_taken_along(client: TestClient) -> None:
    page = asked(client, "zebra")
    assert "Save this search" in page.words()
    assert "Download" not in page.words()


def test_the_help_names_every_field_and_state(client: TestClient) -> None:
    words = asked(client, "").words()
    assert [
        name
        for name in ("text", "note", "title", *FIELDS)
        if f"{name}:" not in words and name not in ALIASES
    ] == []
    assert [
        state for state in {*STATES.values()} - {"tagged", "noted"} if f"is:{state}" not in words
    ] == []
    assert [
        name for name, thing in THINGS.items() if name == thing and f"has:{name}" not in words
    ] == []


ALIASES = ("category", "doc", "colour", "since", "year", "length")


def test_a_part_of_the_page_is_what_changes_with_the_query(client: TestClient) -> None:
    whole, part = asked(client, "diary").html, client.get(SEARCH + "diary&part=results").text
    assert "<html" not in part
    assert '<p class="explain">' in part
    assert part.split('<span id="total">')[1].split("<")[0] in whole


@pytest.mark.parametrize(
    "query", ["river", "sort:old", "is:gone", "zebra", "river sort:random", '"']
)
def test_a_whole_result_is_told_as_json(client: TestClient, query: str) -> None:
    told = client.get("/search.json", params={"q": query})
    assert told.headers["content-type"] == "application/json"
    api = client.get("/api/search", params={"q": query, "limit": 200}).json()
    del api["next_cursor"]
    assert told.json() | {"seconds": 0} == api | {"seconds": 0}
    assert len(told.json()["results"]) == api["total"]


def test_a_whole_result_is_told_as_csv(client: TestClient) -> None:
    answer = client.get("/search.csv", params={"q": "river"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith("\ufefftype,id,".encode())
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    told = client.get("/search.json", params={"q": "river"}).json()["results"]
    assert [(row["id"], row["title"], row["text"], row["path"]) for row in rows] == [
        (hit["id"], hit["document"]["title"], hit["text"], hit["path"]) for hit in told
    ]
    assert set(rows[0]) == set(COLUMNS)


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠1"]
)
def test_no_cell_is_a_formula(cell: str) -> None:
    assert guarded(cell) == f"'{cell}"


def test_ordinary_cells_stay_as_they_are() -> None:
    assert [guarded(cell) for cell in ("a=b", "", "–", "'x")] == ["a=b", "", "–", "'x"]


def test_the_page_leads_to_its_result_as_json_and_csv(client: TestClient) -> None:
    links = asked(client, "river OR sea").links()
    assert "/search.json?q=river+OR+sea" in links
    assert "/search.csv?q=river+OR+sea" in links
