"""What holds for every page of a library with one of everything."""

import re
from collections import Counter
from itertools import pairwise
from urllib.parse import unquote, urlsplit

import pytest
from fastapi.testclient import TestClient

from tests.web.library import HOSTILE
from tests.web.site import Page, read, walk


@pytest.fixture(scope="module")
def site(client: TestClient) -> dict[str, Page]:
    """All pages that can be reached from the first."""
    return walk(client)


def test_every_link_on_every_page_is_answered(site: dict[str, Page]) -> None:
    assert {url: page.status for url, page in site.items() if page.status != 200} == {}


def test_the_walk_meets_every_kind_of_page(site: dict[str, Page]) -> None:
    rooms = Counter(urlsplit(url).path.split("/")[1] for url in site)
    assert set(rooms) == {
        "",
        "documents",
        "highlights",
        "authors",
        "away",
        "backups",
        "broken",
        "tags",
        "notes",
        "trays",
        "pages",
        "import",
        "imports",
        "files",
        "search",
        "searches",
        "add",
        "changes",
        "conflicts",
        "export",
        "keys",
        "naming",
        "many",
        "timeline",
        "walk",
        "graph",
        "index",
        "numbers",
    }
    assert rooms["documents"] > 20
    assert rooms["highlights"] > 25


def test_tags_match_and_ids_are_unique(site: dict[str, Page]) -> None:
    for url, page in site.items():
        assert page.unbalanced == [], url
        ids = Counter(attributes["id"] for _, attributes in page.elements if "id" in attributes)
        assert [name for name, number in ids.items() if number > 1] == [], url


def test_anchors_lead_to_places_on_their_pages(site: dict[str, Page]) -> None:
    for url, page in site.items():
        ids = {attributes.get("id") for _, attributes in page.elements}
        assert [
            a["href"]
            for a in page.all("a")
            if a["href"].startswith("#") and unquote(a["href"][1:]) not in ids
        ] == [], url


def test_nothing_is_inline_and_nothing_comes_from_outside(site: dict[str, Page]) -> None:
    for url, page in site.items():
        assert page.all("style") == [], url
        assert [
            name
            for name, attributes in page.elements
            for key in attributes
            if key == "style" or key.startswith("on")
        ] == [], url
        assert all(script.get("src", "").startswith("/static/") for script in page.all("script")), (
            url
        )
        sources = [
            a.get("src") or a.get("href", "")
            for tag in ("img", "link", "script", "iframe", "use")
            for a in page.all(tag)
        ]
        assert [source for source in sources if not source.startswith(("/static/", "#"))] == [], url


def test_links_out_are_safe_and_tell_nobody_where_they_come_from(site: dict[str, Page]) -> None:
    outside = [
        a
        for page in site.values()
        for a in page.all("a")
        if not a["href"].startswith(("/", "#", "?"))
    ]
    assert {urlsplit(a["href"]).scheme for a in outside} == {"https"}
    assert all({"noreferrer", "noopener"} <= set(a.get("rel", "").split()) for a in outside)


def test_hostile_words_stay_words(site: dict[str, Page]) -> None:
    assert any(HOSTILE in page.words() for page in site.values())
    assert [
        url
        for url, page in site.items()
        if page.all("img") or "alert(1)" in str(page.all("script"))
    ] == []


def test_every_page_has_its_title_its_language_and_one_heading(site: dict[str, Page]) -> None:
    for url, page in site.items():
        assert re.search(r"<title>[^<]+ · Florilegium</title>", page.html), url
        assert page.all("html")[0]["lang"] == "en", url
        assert len(page.all("h1")) == 1, url
        assert len(page.all("main")) == 1, url


def test_titles_tell_pages_apart(site: dict[str, Page]) -> None:
    titles = Counter(
        re.findall(r"<title>(.*?)</title>", page.html)[0]
        for url, page in site.items()
        if "?" not in url and not url.startswith("/pages/")
    )
    assert [title for title, number in titles.items() if number > 2] == []


def test_headings_skip_no_level(site: dict[str, Page]) -> None:
    for url, page in site.items():
        levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
        assert all(after <= before + 1 for before, after in pairwise(levels)), (url, levels)


def test_passages_say_their_language_and_direction(client: TestClient) -> None:
    page = read(client, "/authors/سلمى الحداد")
    arabic = {"lang": "ar", "dir": "rtl"}
    assert [q for q in page.all("blockquote") if arabic.items() <= q.items()]
    assert arabic.items() <= page.all("h1")[0].items() or any(
        arabic.items() <= bdi.items() for bdi in page.all("bdi")
    )


def test_a_page_that_is_not_there_says_so(client: TestClient) -> None:
    for url in (
        "/documents/nosuchdoc",
        "/highlights/nosuchhigh",
        "/tags/no such tag",
        "/authors/Nobody",
        "/imports/99",
        "/files?path=x",
        "/nowhere",
    ):
        page = read(client, url)
        assert page.status == 404, url
        assert "is not in the library" in page.words(), url
        assert page.unbalanced == [], url


def test_a_name_that_nothing_asks_for_is_not_found_but_told(client: TestClient) -> None:
    page = read(client, "/pages/Utterly unknown")
    assert page.status == 404
    assert "nothing links to it" in page.words()


@pytest.mark.parametrize(
    "url",
    [
        "/documents?cursor=nonsense",
        "/documents?sort=nonsense",
        "/highlights?cursor=%00",
        "/search?q=%00%22(",
        "/imports/0",
    ],
)
def test_nonsense_in_an_address_is_no_fault(client: TestClient, url: str) -> None:
    assert read(client, url).status in {200, 404}
