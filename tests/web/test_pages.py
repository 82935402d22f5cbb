"""What each page says over a library with one of everything."""

import re

import pytest
from fastapi.testclient import TestClient

from tests.web.library import LONG_TITLE
from tests.web.site import Page, read

NBSP = "\u00a0"


def find(client: TestClient, url: str, words: str) -> str:
    """The address of the first link on a page that reads so."""
    html = client.get(url).text
    found = re.search(rf'<a [^>]*href="([^"]+)"[^>]*>(?:<[^>]+>)*{re.escape(words)}<', html)
    assert found, (url, words)
    return found[1]


@pytest.fixture(scope="module")
def rivers(client: TestClient) -> Page:
    """The page of the book with the most in it."""
    return read(client, find(client, "/documents", "The Patience of Rivers"))


def without_drawing(page: Page) -> Page:
    """The page without what hangs together with it, which names much again."""
    drawing = r'<div[^>]{0,80} id="graph"[^>]{0,80}>.*?</details>\s*</div>'
    return Page(page.url, page.status, re.sub(drawing, "", page.html, flags=re.DOTALL))


def test_home_counts_opens_a_highlight_and_shows_what_is_new(client: TestClient) -> None:
    page = read(client, "/")
    words = page.words()
    assert "From 17 documents by 15 authors , under 1" in words
    assert page.all("blockquote")[0]["class"].startswith("passage")
    assert "The Patience of Rivers" in words
    assert (
        "Read 94 files and found 1 new document , 14 new highlights , 1 changed document and 3 "
        "reworded highlights ." in words
    )
    assert (
        next(field for field in page.all("input") if field.get("id") == "q")["placeholder"]
        == f"Search 25{NBSP}highlights"
    )


def test_an_empty_library_says_what_to_do_first(empty_client: TestClient) -> None:
    page = read(empty_client, "/")
    assert "The shelf is empty." in page.words()
    assert "florilegium import ~/Downloads/readwise.zip" in page.words()


@pytest.mark.parametrize(
    "url",
    [
        "/documents",
        "/highlights",
        "/authors",
        "/tags",
        "/trays",
        "/pages",
        "/imports",
        "/files",
        "/search?q=word",
        "/search",
    ],
)
def test_every_list_of_an_empty_library_is_a_page(empty_client: TestClient, url: str) -> None:
    page = read(empty_client, url)
    assert page.status == 200
    assert page.unbalanced == []


def test_documents_stand_on_a_shelf_or_in_a_list(client: TestClient) -> None:
    shelf, listed = read(client, "/documents"), read(client, "/documents?view=list")
    assert len([a for a in shelf.all("article") if a["class"] == "volume"]) == 17
    assert len([ul for ul in listed.all("ul") if ul.get("class") == "docs"]) == 1
    assert f"12{NBSP}highlights" in listed.html
    assert "3\u00a0May\u00a02025" in listed.html


def test_documents_are_narrowed_by_their_facets(client: TestClient) -> None:
    page = read(client, "/documents?kind=note")
    assert "3 documents" in page.words()
    assert "/documents?kind=note&tag=attention" in page.links()
    assert "take this filter away" in page.words()
    assert "/documents" in page.links()


def test_a_filter_that_nothing_passes_says_so(client: TestClient) -> None:
    assert (
        "No document passes these filters."
        in read(client, "/documents?kind=book&tag=nothing").words()
    )
    assert "No highlight passes these filters." in read(client, "/highlights?tag=nothing").words()


def test_a_document_tells_itself_its_chapters_and_its_highlights_in_order(rivers: Page) -> None:
    words = rivers.words()
    assert "Book, published 2019" in words
    assert "12\u00a0highlights" in rivers.html
    assert "12\u00a0Mar to 3\u00a0May\u00a02025" in rivers.html
    places = [
        words.index(each)
        for each in (
            "A river is the only",
            "pegs would be",
            "You don’t find",
            "Floods are how",
            "I had meant to end",
        )
    ]
    assert places == sorted(places)
    chapters = [a["href"] for a in rivers.all("a") if a["href"].startswith("#under-")]
    assert chapters == [
        f"#{heading['id']}" for heading in rivers.all("h2") if "chapter" in heading.get("class", "")
    ]
    assert len(set(chapters)) == 5
    assert "p.\u00a080" in rivers.html
    assert "Silt is the river" not in words


def test_a_document_shows_notes_tags_and_the_way_back(rivers: Page) -> None:
    assert "Compare A Grammar of Weather , where the wind is all verb." in rivers.words()
    assert "/tags/language" in rivers.links()
    assert "https://reader.example/3" in [a["href"] for a in rivers.all("a")]
    assert "Open at books.example" in rivers.words()


def test_a_tag_of_the_document_is_not_told_again_on_its_highlights(rivers: Page) -> None:
    outside = without_drawing(rivers)
    assert [a["href"] for a in outside.all("a") if a["href"] == "/tags/water"] == ["/tags/water"]


def test_a_document_shows_who_links_to_it_with_the_sentence_around(rivers: Page) -> None:
    words = rivers.words()
    assert "The best account of waiting I know is The Patience of Rivers ." in words
    assert "A caravan is mostly waiting, as in the patience of rivers ." in words
    assert without_drawing(rivers).words().count("Why Footnotes Still Matter") == 1


def test_a_document_can_be_read_newest_or_favourites_first(
    client: TestClient, rivers: Page
) -> None:
    newest = read(client, f"{rivers.url}?order=new").words()
    assert newest.index("I had meant to end") < newest.index("A river is the only")
    starred = read(client, f"{rivers.url}?order=favorite").words()
    assert starred.index("Floods are how") < starred.index("pegs would be")


def test_a_date_is_told_where_it_changes(rivers: Page) -> None:
    assert rivers.html.count("<span>14\u00a0Mar\u00a02025</span>") == 1


def test_long_passages_fold_and_short_ones_do_not(rivers: Page) -> None:
    assert (
        len([label for label in rivers.all("label") if label.get("class") == "more"]) == 2
    )  # of the summary and of one passage


def test_the_settings_of_a_passage(rivers: Page) -> None:
    classes = [quote["class"] for quote in rivers.all("blockquote")]
    assert sum("passage--hang" in each for each in classes) == 1
    assert sum("passage--one" in each for each in classes) == 1


def test_a_documents_own_text_is_rendered_with_its_footnotes(client: TestClient) -> None:
    page = read(client, find(client, "/documents", "Why Footnotes Still Matter"))
    assert [section for section in page.all("section") if section.get("class") == "footnotes"]
    assert "/pages/The%20Patience%20of%20Rivers" in page.links()
    assert page.all("table")
    assert page.all("img") == []
    elements = without_drawing(page).elements
    assert [tag for tag, _ in elements if tag in {"h3", "h4"}] == ["h3", "h4"]


def test_a_highlight_stands_alone_between_its_neighbours(client: TestClient, rivers: Page) -> None:
    page = read(client, [a["href"] for a in rivers.all("a") if a.get("class") == "folio"][9])
    words = page.words()
    assert words.count("Floods are how a river keeps its diary.") == 4  # twice in what is copied
    assert "Before: p.\u00a071" in page.html
    assert "After: p.\u00a0102" in page.html
    assert "Books/The Patience of Rivers.md" in words
    assert "line\u00a074" in page.html
    assert "lines\u00a012–14" in page.html


def test_a_highlight_tells_what_it_said_before(client: TestClient, rivers: Page) -> None:
    page = read(client, [a["href"] for a in rivers.all("a") if a.get("class") == "folio"][8])
    assert "What it said before" in page.words()
    assert "a meander is inefficient." in page.words()


def test_highlights_come_newest_first_and_can_be_narrowed(client: TestClient) -> None:
    everything = read(client, "/highlights").words()
    assert everything.index("I had meant to end") < everything.index("Drizzle is the only")
    starred = read(client, "/highlights?favorite=1")
    assert "3 highlights" in starred.words()
    assert "Drizzle" not in starred.words()
    assert "Silt is the river" in read(client, "/highlights?gone=1").words()
    assert "The letter cut into" in read(client, "/highlights?noted=1").words()


def test_tags_and_their_pages(client: TestClient) -> None:
    index = read(client, "/tags")
    assert "/tags/time/waiting" in index.links()
    time = read(client, "/tags/time").words()
    assert "3 highlights" in time
    assert "time/waiting" in time
    nested = read(client, "/tags/music/electric & loud")
    assert "It hums." in nested.words()
    assert "/tags/music" in nested.links()


def test_authors_and_their_pages(client: TestClient) -> None:
    assert "/authors/Marit%20Oldenshaw" in read(client, "/authors").links()
    page = read(client, "/authors/Marit%20Oldenshaw")
    assert "Oldenshaw, Marit" in read(client, "/authors").words()
    assert (
        "1 book, 1 supplement, 12 highlights, 2 of them starred; read from Mar 2025 to May 2025."
        in page.words()
    )
    assert "Mostly about" in page.words()
    assert "Starred" in page.words()
    cited = [a["href"] for a in page.all("a") if a["href"] == "/authors/Marit%20Oldenshaw"]
    assert cited == []  # his own cards do not say his name
    assert "Oldenshaw , again" in page.words()


def test_a_name_leads_on_to_the_one_thing_that_bears_it(client: TestClient) -> None:
    answer = client.get("/pages/Marit%20Oldenshaw", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/authors/Marit%20Oldenshaw")
    assert "Silt" not in read(client, "/pages/the patience of rivers").words()
    assert read(client, "/pages/Rivers").all("h1") == read(
        client, "/pages/The Patience of Rivers"
    ).all("h1")


def test_a_name_that_two_things_bear_is_a_choice(client: TestClient) -> None:
    page = read(client, "/pages/weather")
    assert "Several things have this name." in page.words()
    assert "/tags/weather" in page.links()
    assert any(link.startswith("/documents/") for link in page.links())


def test_a_wanted_page_shows_who_asks_for_it(client: TestClient) -> None:
    page = read(client, "/pages/hydrological%20patience")
    assert page.status == 200
    assert "2 places link to it." in page.words()
    assert "Perhaps attention is only hydrological patience on dry land." in page.words()
    assert "/pages/hydrological%20patience" in read(client, "/pages").links()


def test_search_tells_what_it_looked_for_and_what_it_found(client: TestClient) -> None:
    page = read(client, "/search?q=diary")
    assert page.all("mark")
    assert "Floods are how a river keeps its diary ." in page.words()
    assert "1 result" in page.words()
    assert next(field for field in page.all("input") if field.get("id") == "q")["value"] == "diary"


def test_search_is_narrowed_and_widened_by_its_facets(client: TestClient) -> None:
    assert "/search?q=tag%3Amemory+river" in read(client, "/search?q=river").links()
    assert (
        "/search?q=river+tag%3Amemory" in read(client, "/search?q=river+").links()
    )  # a last word that is whole comes first
    assert "/search?q=river" in read(client, "/search?q=tag%3Amemory+river").links()


def test_a_note_that_the_snippet_shows_is_not_shown_again(client: TestClient) -> None:
    assert read(client, "/search?q=beside").words().count("set this beside") == 1


def test_a_search_that_finds_nothing_says_so(client: TestClient) -> None:
    assert "Nothing in the library matches this" in read(client, "/search?q=zebra").words()


def test_an_import_is_told_in_words_and_figures(client: TestClient) -> None:
    words = read(client, "/imports/3").words()
    assert "1 highlight is gone from its file, but kept here." in words
    assert "2 places need a look." in words
    assert "The header is not YAML" in words
    assert "line 3" in words


def test_an_import_shows_what_it_changed(client: TestClient) -> None:
    page = read(client, "/imports/3")
    assert "<del>Flooding is</del> <ins>Floods are</ins> how a river" in page.html
    assert "Gone from their files" in page.words()
    assert [read(client, link).status for link in page.links() if "/highlights/" in link] == [
        200,
        200,
    ]


def test_a_file_shows_the_lines_that_nobody_understood(client: TestClient) -> None:
    page = read(
        client,
        find(client, "/files", "Articles/0, größer als 1 &amp; &lt;klein&gt;.md").replace(
            "&amp;", "&"
        ),
    )
    assert "a line that nobody knew" in page.words()
    assert "Why Footnotes Still Matter" in page.words()
    assert "Needs a look" in page.words()


def test_the_foot_tells_the_last_import_on_every_page(client: TestClient) -> None:
    assert "Last import 3\u00a0May\u00a02025" in read(client, "/tags").html


def test_a_very_long_title_is_whole_on_its_own_page(client: TestClient) -> None:
    assert LONG_TITLE in read(client, find(client, "/documents", LONG_TITLE)).words()
