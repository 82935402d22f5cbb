"""Passages as HTML, and how they are set."""

import time

import pytest

from app.web.present.highlights import folds, level_headings, make_setters, setting, untitled

SETTERS = make_setters()


def test_a_heading_inside_a_highlight_is_a_bold_line() -> None:
    assert (
        "".join(SETTERS["passage"]("## Of rivers\n\nand of *lakes*").split("\n"))
        == '<p class="heading">Of rivers</p><p>and of <em>lakes</em></p>'
    )


@pytest.mark.parametrize(
    ("given", "levels"),
    [
        ("123", "345"),
        ("13", "34"),
        ("3", "3"),
        ("4214", "3334"),
        ("246", "345"),
        ("123456", "345666"),
        ("1323", "3445"),
    ],
)
def test_headings_of_prose_begin_at_three_and_skip_none(given: str, levels: str) -> None:
    html = "".join(f"<h{level}>x</h{level}>" for level in given)
    assert level_headings(html) == "".join(f"<h{level}>x</h{level}>" for level in levels)


def test_a_hundred_kilobytes_of_broken_headings_take_no_time() -> None:
    begun = time.process_time()
    level_headings("<h1" * 33_000)
    level_headings("<h1>" * 25_000)
    assert time.process_time() - begun < 2


@pytest.mark.parametrize(
    ("text", "classes"),
    [
        ("“Soon,” she wrote", "passage passage--hang passage--short"),
        ("O", "passage passage--one"),
        ("7", "passage passage--short"),
        ("A few words.", "passage passage--short"),
        ("A line\nand another", "passage"),
        ("word " * 40, "passage"),
        ("word " * 100, "passage passage--long"),
    ],
)
def test_passages_are_set_by_how_they_begin_and_how_long_they_are(text: str, classes: str) -> None:
    assert setting(text) == classes


def test_only_what_is_much_longer_than_a_fold_is_folded() -> None:
    assert not folds("word " * 200)
    assert folds("word " * 300)
    assert folds("line\n" * 30)


def test_one_sentence_is_rendered_without_a_paragraph() -> None:
    assert "<p>" not in SETTERS["inline"]("as in [[The Weir]]")
    assert 'href="/pages/The%20Weir"' in SETTERS["inline"]("as in [[The Weir]]")


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("# Tides\n\nTwice a day.", "\nTwice a day."),
        ("\n\n#  tides \nTwice a day.", "Twice a day."),
        ("# Tides", ""),
        ("# Tides and time\nTwice a day.", "# Tides and time\nTwice a day."),
        ("## Tides\nTwice a day.", "## Tides\nTwice a day."),
        ("Twice a day.\n# Tides", "Twice a day.\n# Tides"),
        ("", ""),
    ],
)
def test_a_first_heading_that_says_the_title_again_is_not_shown(body: str, shown: str) -> None:
    assert untitled(body, "Tides") == shown
