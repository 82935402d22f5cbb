"""Mentions: where a name stands as whole words that are no link, and what a link makes of it."""

import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.markdown.finding import links
from app.markdown.mentions.excerpts import of_link, of_mention
from app.markdown.mentions.finding import Finder, Name, compared, linked, make_finder
from app.markdown.mentions.masking import masked
from app.markdown.plain import plain
from app.text import base_letters, name_key
from tests.markdown.hostile import HOSTILE

_ROWS = [
    line.split("\t")
    for line in Path(__file__).with_name("mentions.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


def finder(names: str, rivals: str = "") -> Finder:
    """A finder of these names, several by `|`, a common one behind `~`."""
    wanted = [
        Name(name_key(name.lstrip("~")), name.lstrip("~"), name.startswith("~"))
        for name in names.split("|")
    ]
    made = make_finder(wanted, [name_key(rival) for rival in rivals.split("|") if rival])
    assert made is not None
    return made


def framed(names: str, rivals: str, text: str) -> str:
    """The text with its mentions in brackets."""
    done, at = [], 0
    for start, end in finder(names, rivals).spans(text):
        if start >= at:
            done += [text[at:start], "⟦", text[start:end], "⟧"]
            at = end
    return "".join([*done, text[at:]])


@pytest.mark.parametrize(("names", "rivals", "shown"), _ROWS)
def test_a_name_is_mentioned_where_its_words_stand_by_themselves(
    names: str, rivals: str, shown: str
) -> None:
    shown = shown.replace("\\n", "\n")
    assert framed(names, rivals, re.sub("[⟦⟧]", "", shown)) == shown


def test_there_are_many_hard_cases() -> None:
    assert len(_ROWS) >= 80


_NAMES = ("Ada Lorn", "moss", "東京", "J. R. Tolk", "Łódź", "C++", "It")
_PIECES = st.lists(
    st.one_of(
        st.sampled_from(
            [*_NAMES, "`", "```\n", "[[", "]]", "[", "](x.md)", "|", "\n", "\n\n", "    ", "- ",
             "> ", "*", "_", "$", "%%", "<", "https://x.y/", "@", "#", "\\", "ada lorn", "’s", "-",
             "~~~\n", "![", "^", "ﬁ", "é", "İ"]
        ),
        st.text(max_size=6),
    ),
    max_size=14,
).map("".join)  # fmt: skip


@given(_PIECES, st.sampled_from(_NAMES))
@example("a `Ada Lorn [[x]] `", "Ada Lorn")
@example("[Ada Lorn](x.md)", "Ada Lorn")
def test_every_mention_has_the_words_of_its_name_and_no_mask(text: str, name: str) -> None:
    hidden = masked(text)
    assert len(hidden) == len(text)
    assert len(compared(hidden)) == len(base_letters(hidden))
    for start, end in finder(name).spans(text):
        letters = [re.sub(r"[\W_]", "", name_key(each)) for each in (text[start:end], name)]
        assert letters[0] == letters[1]
        assert hidden[start:end] == text[start:end]


@given(_PIECES, st.sampled_from(_NAMES))
def test_a_linked_mention_is_one_link_more_and_reads_as_before(text: str, name: str) -> None:
    for span in finder(name).spans(text):
        made = linked(text, span, name)
        if made != text:
            assert len(links(made)) == len(links(text)) + 1
            assert name_key(name) in [name_key(link.name) for link in links(made)]


def test_words_that_share_emphasis_with_others_become_no_link() -> None:
    text = "the *old Moby* Dick"
    assert linked(text, (9, 19), "Moby Dick") == text
    assert linked("Foo | Bar", (0, 9), "Foo | Bar") == "[Foo | Bar](<Foo %7C Bar.md>)"


@pytest.mark.parametrize(
    ("text", "name", "made"),
    [
        ("So Ada Lorn said", "Ada Lorn", "So [[Ada Lorn]] said"),
        ("So ada lorn's", "Ada Lorn", "So [[Ada Lorn|ada lorn]]'s"),
        ("*Ada Lorn*", "Ada Lorn", "*[[Ada Lorn]]*"),
        ("| Ada Lorn | x |", "Ada Lorn", "| [[Ada Lorn]] | x |"),
        ("> Ada\n> Lorn said", "Ada Lorn", "> [Ada\n> Lorn](<Ada Lorn.md>) said"),
        ("in C# too", "C#", "in [C#](<C%23.md>) too"),
        ("a *Moby* **Dick** x", "Moby Dick", "a [[Moby Dick]] x"),
        ("a Moby *Dick*.", "Moby Dick", "a [[Moby Dick]]."),
    ],
)
def test_words_become_a_link(text: str, name: str, made: str) -> None:
    span = finder(name).first(text)
    assert span is not None
    assert linked(text, span, name) == made
    assert [link.name for link in links(made)] == [name]


def test_an_excerpt_marks_the_name_in_escaped_words() -> None:
    text = "Before. Then **Ada Lorn** saw `a < b` & went. Behind."
    span = finder("Ada Lorn").first(text)
    assert span is not None
    assert of_mention(text, span) == (
        "Then **Ada Lorn** saw `a < b` & went.",
        "Then <mark>Ada Lorn</mark> saw a &lt; b &amp; went.",
    )


def test_an_excerpt_says_where_it_lacks_words_of_its_sentence() -> None:
    text = f"Begun {'so ' * 100}Ada Lorn went {'on ' * 100}and on."
    span = finder("Ada Lorn").first(text)
    assert span is not None
    context, shown = of_mention(text, span)
    assert (shown[:3], shown[-3:]) == ("…so", "on…")
    assert not {*context} & {"…"}


@pytest.mark.parametrize(
    ("context", "shown"),
    [
        ("by [[Ada Lorn]] <i>", "by <mark>Ada Lorn</mark> &lt;i&gt;"),
        ("by [[ada lorn|her]], not [[Other]]", "by <mark>her</mark>, not Other"),
        ("by [a friend](Ada%20Lorn.md)", "by <mark>a friend</mark>"),
        ("nothing of it", "nothing of it"),
    ],
)
def test_the_words_of_a_link_are_marked(context: str, shown: str) -> None:
    assert of_link(context, "Ada Lorn") == shown


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_takes_long(text: str) -> None:
    assert len(masked(text)) == len(text)
    list(finder("Ada Lorn|a b|東京", "ada lorn of the hills").spans(text))


def test_the_plain_words_of_a_text_stay_when_one_is_linked() -> None:
    text = "One *Ada Lorn*, two."
    span = finder("Ada Lorn").first(text)
    assert span is not None
    assert plain(linked(text, span, "Ada Lorn")) == plain(text)
