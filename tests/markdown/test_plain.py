"""Markdown without its marks."""

import re
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.markdown.plain import plain
from app.markdown.render import make_renderer
from tests.markdown.hostile import HOSTILE, grows_evenly, repeated
from tests.markdown.ordinary import TEXTS

RENDERER = make_renderer()


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("Salt keeps what it touches.", "Salt keeps what it touches."),
        (
            "**Salt** *keeps* __what__ _it_ ~~touches~~ ==always==.",
            "Salt keeps what it touches always.",
        ),
        ("a snake_case_name, 2 * 3 * 4, a_b*", "a snake_case_name, 2 * 3 * 4, a_b*"),
        ("# Salt\n\n- first\n* second\n+ third\n> quoted", "Salt\n\nfirst\nsecond\nthird\nquoted"),
        ("1. first\n2. second", "1. first\n2. second"),
        (
            (
                "[a road](https://salt.example/x_(y) 'The Road') and ![a "
                "map](https://salt.example/m.png)"
            ),
            "a road and a map",
        ),
        (
            "[[Ada Quill]], [[Ada Quill|Ada]], [[Salt.md#Dusk]], ![[Map]], [[#Dusk]]",
            "Ada Quill, Ada, Salt, Map, Dusk",
        ),
        ("`[[code]]` and ``a ` b``", "[[code]] and a ` b"),
        ("```py\nx = *y*\n```\nafter", "x = *y*\nafter"),
        ("~~~\nopen *to* the end", "open *to* the end"),
        (r"\*not\* 3 \< 4 &amp; &#39;so&#39;", "*not* 3 < 4 & 'so'"),
        ("| a | b |\n|---|:-:|\n| c | **d** |", "a   b\n\nc   d"),
        ("one\n\n---\n\ntwo\n===", "one\n\n\n\ntwo"),
        ("a claim[^1]\n\n[^1]: its proof", "a claim\n\n its proof"),
        ("- [ ] to do\n- [x] done", "to do\ndone"),
        ("<https://salt.example> <b>html</b> a < b", "https://salt.example <b>html</b> a < b"),
        ("[a [b](https://c.example) d](https://e.example)", "[a b d](https://e.example)"),
        ("[unclosed](https://salt.example", "[unclosed](https://salt.example"),
        ("", ""),
    ],
)
def test_the_words_without_their_marks(markdown: str, text: str) -> None:
    assert plain(markdown) == text


def words(text: str) -> list[str]:
    """The words of a text, without any sign."""
    return re.findall(r"[^\W_]+", text)


@settings(deadline=None)
@given(TEXTS)
def test_the_words_are_those_of_the_rendered_text(markdown: str) -> None:
    """For Markdown as people write it."""
    html = re.sub(r'<math [^>]*alttext="([^"]*)".*?</math>', r"\1", RENDERER.render(markdown))
    assert words(plain(markdown)) == words(unescape(re.sub(r"<[^>]*>", "", html)))


@settings(deadline=None)
@given(st.text())
def test_no_text_is_too_odd(text: str) -> None:
    assert isinstance(plain(text), str)


@settings(deadline=None)
@given(st.text("abc .,;:!?'\"()日é\n"))
def test_words_without_marks_stay_as_they_are(text: str) -> None:
    assert plain(text).split() == text.split()


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_text_is_read_in_time(piece: str) -> None:
    """20 KB, in a twenty-fifth of the five seconds that a quadratic reader takes for 100 KB."""

    def make(letters: int) -> list[str]:
        half = letters // 2
        return [repeated(piece, letters), repeated(piece, half) + "x" + repeated(piece[::-1], half)]

    assert grows_evenly(plain, make, 0.2)
