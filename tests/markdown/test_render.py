"""Markdown as safe HTML."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it.utils import read_fixture_file

from app.markdown.parser import LONGEST
from app.markdown.render import Renderer, make_renderer
from tests.markdown.hostile import HOSTILE, repeated, seconds

CASES = read_fixture_file(Path(__file__).with_name("render.md"))
RENDERER = make_renderer()
TAGS = {
    "a",
    "blockquote",
    "br",
    "code",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "s",
    "section",
    "strong",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
}
ATTRIBUTES = {"href", "rel", "class", "id", "start"}


@pytest.mark.parametrize(
    ("line", "title", "markdown", "expected"), CASES, ids=[case[1] for case in CASES]
)
def test_markdown_becomes_this_html(line: int, title: str, markdown: str, expected: str) -> None:
    assert RENDERER.render(markdown) == expected


def test_a_line_is_rendered_without_blocks() -> None:
    assert RENDERER.render_inline("**Salt** in [[Ada Quill|Ada]]'s # words") == (
        '<strong>Salt</strong> in <a class="wiki" href="/pages/Ada%20Quill">Ada</a>’s # words'
    )


def test_a_text_made_of_marks_is_shown_as_written_sooner() -> None:
    html = RENDERER.render(("*a*" + "\n" * 17) * 7_000)
    assert html.startswith("<p><em>a</em></p>")
    assert html.endswith("\n\n*a*" + "\n" * 17 + "</pre>\n")
    assert html.count("<em>a</em>") + html.count("*a*") == 7_000


def test_a_paragraph_made_of_marks_keeps_them() -> None:
    assert RENDERER.render("*a* " * 2000) == f"<p>\n{'*a* ' * 1999}*a*</p>\n"


@pytest.mark.parametrize(
    ("markdown", "html"), [("a [b]() c", "a b c"), ("[]()", ""), ("![b]()", "b")]
)
def test_a_link_to_nowhere_is_its_words(markdown: str, html: str) -> None:
    assert RENDERER.render_inline(markdown) == html


def test_footnotes_of_two_texts_do_not_share_addresses() -> None:
    ids = [
        set(re.findall(r'id="([^"]+)"', RENDERER.render(f"{word}[^1]\n\n[^1]: note")))
        for word in ("salt", "sand")
    ]
    assert ids[0]
    assert not ids[0] & ids[1]


def test_what_is_too_long_is_shown_as_written() -> None:
    html = RENDERER.render("word *and* word " * (LONGEST // 10))
    assert html.endswith("word *and* word </pre>\n")
    assert html.count("word") == 2 * (LONGEST // 10)


class Seen(HTMLParser):
    """The tags, attributes and addresses of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.addresses: list[str] = []
        self.rels: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        given = {name: value or "" for name, value in attrs}
        self.attributes |= given.keys()
        if "href" in given:
            self.addresses.append(given["href"])
            self.rels.append((given["href"], given.get("rel", "")))


PIECES = st.sampled_from(
    [
        "<script>",
        "</p>",
        "javascript:",
        "[a](",
        ")",
        "![",
        "]",
        "[[",
        "]]",
        "\n",
        "\n\n",
        "> ",
        "- ",
        "`",
        "```\n",
        "*",
        "==",
        "&lt;",
        "&#106;",
        "https://a.b/",
        "data:text/html,",
        "onerror=",
        '"',
        "'",
        "<img src=x>",
        "[^1]",
        "[^1]: ",
        "|",
        "|-|\n",
        "# ",
        "a",
        "\\",
        "\x00",
        "\u202e",
        "//h",
        "<",
    ]
)


@settings(deadline=None)
@given(st.one_of(st.text(), st.lists(PIECES).map("".join)))
def test_whatever_the_text_only_harmless_html_comes_out(text: str) -> None:
    text = text.encode("utf-8", "ignore").decode()
    for html in (RENDERER.render(text), RENDERER.render_inline(text)):
        seen = Seen(html)
        assert seen.tags <= TAGS
        assert seen.attributes <= ATTRIBUTES
        assert all(
            address.startswith(
                ("http://", "https://", "mailto:", "HTTP", "MAILTO", "/pages/", "#fn")
            )
            for address in seen.addresses
        )
        assert all(
            rel == "noreferrer noopener nofollow"
            for address, rel in seen.rels
            if not address.startswith(("/pages/", "#"))
        )


def slowly(renderer: Renderer, text: str) -> str:
    """The text rendered by the parser, even where a short way is known."""
    return renderer._cleaner.clean(renderer._parser.render(text, {}))


@settings(deadline=None)
@given(
    st.lists(st.text("aZ é'\"ﬁ日.,:;?!()/%$-+=&<>\u2014\u00a00123\n", max_size=30)).map("\n".join)
)
def test_the_short_way_for_plain_words_gives_the_same(text: str) -> None:
    assert RENDERER.render(text) == slowly(RENDERER, text)


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_text_is_rendered_in_time(piece: str) -> None:
    """The parser takes time in proportion to the text, at worst 20 µs a letter."""
    assert seconds(RENDERER.render, repeated(piece, 10_000)) < 1


def test_a_link_without_words_is_left_out_or_shows_its_address() -> None:
    assert "<a" not in RENDERER.render("## A head[](https://a.example/#head)")
    assert ">https://a.example/#head</a>" in RENDERER.render("[](https://a.example/#head)")
