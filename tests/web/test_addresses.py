"""Addresses of our pages, and those outside that may be followed."""

from html import escape
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from app.markdown.render import make_renderer
from app.model import Facet
from app.query.parser import parse
from app.web.present import links
from app.web.present.facets import chosen_rows, facet_rows, query_rows


def test_names_stand_whole_in_addresses() -> None:
    assert links.of_tag("music/electric & loud?") == "/tags/music/electric%20%26%20loud%3F"
    assert links.of_author("Électra #1") == "/authors/%C3%89lectra%20%231"
    assert links.of_file("a b&c.md") == "/files?path=a+b%26c.md"


@pytest.mark.parametrize(
    "name",
    [
        "../Missing",
        "a/../b",
        "./a",
        "a/b/..",
        "a..b/.c",
        "../..",
        "Éa/ b",
        "a//b",
        "/a",
        "%2e%2e/a",
    ],
)
def test_a_browser_finds_the_whole_name_in_its_address(name: str) -> None:
    for room, address in (
        ("/pages/", links.of_page(name)),
        ("/tags/", links.of_tag(name)),
        ("/authors/", links.of_author(name)),
    ):
        read = urlsplit(
            urljoin("http://a.example/highlights/x", address)
        )  # as a browser does, parts of dots are taken for folders
        assert (read.netloc, unquote(read.path)) == ("a.example", room + name)


@pytest.mark.parametrize("name", [".", ".."])
def test_a_name_of_dots_alone_is_asked_for(name: str) -> None:
    for room, address in (
        ("pages", links.of_page(name)),
        ("tags", links.of_tag(name)),
        ("authors", links.of_author(name)),
    ):
        assert (
            urljoin("http://a.example/highlights/x", address)
            == f"http://a.example/{room}?name={name}"
        )
    assert links.with_query(links.of_tag(name), cursor="x") == f"/tags?name={name}&cursor=x"


def test_a_link_in_a_text_leads_where_a_name_does() -> None:
    for name in ("a/b c", "../Missing", "100% & more?", ".", ".."):
        assert f'href="{escape(links.of_page(name))}"' in make_renderer().render(f"[[{name}]]")


def test_only_what_says_something_is_in_a_query() -> None:
    assert links.with_query("/x", a="", b="1 2", c=True, d=False) == "/x?b=1+2&c=1"
    assert links.with_query("/x") == "/x"


@pytest.mark.parametrize(
    "url", ["https://a.example/b", "HTTP://a.example", "mailto:a@b.example", " https://a.example "]
)
def test_ordinary_addresses_may_be_followed(url: str) -> None:
    assert links.outside(url) == url.strip()


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//a.example",
        "a/b",
        "",
        "http://[",
        "java\nscript:x",
    ],
)
def test_no_other_address_is_followed(url: str) -> None:
    assert links.outside(url) == ""


def test_hosts_are_told_without_their_www() -> None:
    assert links.host("https://www.books.example:8080/x") == "books.example"
    assert links.host("http://[") == ""


def test_a_facet_adds_its_filter_and_the_one_in_force_takes_it_away() -> None:
    ((heading, rows),) = facet_rows(
        [Facet("kind", (("book", 3), ("note", 1))), Facet("tag", ())],
        "/documents",
        {"kind": "note"},
        {"view": "list"},
    )
    assert heading == "Kind"
    assert [(row.name, row.href, row.count, row.current) for row in rows] == [
        ("Book", "/documents?kind=book&view=list", 3, False),
        ("Note", "/documents?view=list", 1, True),
    ]


def test_filters_in_force_are_told_in_words() -> None:
    chosen: dict[str, str | bool] = {
        "kind": "note",
        "tag": "a/b",
        "author": "A. N. Other",
        "year": "2024",
        "favorite": True,
        "gone": False,
    }
    assert [row.name for row in chosen_rows("/x", chosen, {})] == [
        "note",
        "#a/b",
        "by A. N. Other",
        "2024",
        "favourites",
    ]


def test_a_search_is_narrowed_by_words_of_its_own_grammar() -> None:
    rows = query_rows(
        [Facet("tag", (("time", 3), ("a tag", 2), ('odd"one', 1))), Facet("with", (("note", 2),))],
        parse("river tag:time"),
    )
    assert [(row.name, row.href, row.current) for _, those in rows for row in those] == [
        ("time", "/search?q=river", True),
        ("a tag", "/search?q=river+tag%3Atime+tag%3A%22a+tag%22", False),
        ('odd"one', "/search?q=river+tag%3Atime+tag%3A%22odd%22%22one%22", False),
        ("A note of yours", "/search?q=river+tag%3Atime+has%3Anote", False),
    ]
