"""One answer to what a word is: ours is FTS5's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.lexicon import has_word, is_sign, words_of
from app.search.fts_query import Tokens
from app.store.fts.form import searchable

# Latin, Greek and Cyrillic whole, and some of all else: SQLite knows the letters of Unicode 6.1,
# and takes what came later, emoji among it, for letters.
LETTERS = st.characters(max_codepoint=0x52F, categories=("L", "N", "P", "Z", "S"))
OTHERS = st.sampled_from("…—–„“”‘’«»·、。！ー本読むカ가각ทשאבشكي٣½²")
TEXTS = st.text(LETTERS | OTHERS, max_size=30)


@pytest.fixture(scope="module")
def tokens() -> Tokens:
    return Tokens()


@given(text=TEXTS)
def test_words_are_those_of_the_index(tokens: Tokens, text: str) -> None:
    form = searchable(text)
    assert len(words_of(form)) == len(tokens.plain(form))
    assert has_word(form) == bool(tokens.plain(form))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Salt, and – more: 12.5 g!", ["Salt", "and", "more", "12", "5", "g"]),
        ("don't snake_case", ["don", "t", "snake", "case"]),
        ("読むcafé本", ["読", "む", "café", "本"]),
        ("… — !?", []),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert words_of(text) == words
    assert has_word(text) == bool(words)


def test_only_signs_of_scripts_without_spaces_are_signs() -> None:
    assert [is_sign(word) for word in ("本", "ก", "a", "本本", "")] == [
        True,
        True,
        False,
        False,
        False,
    ]
