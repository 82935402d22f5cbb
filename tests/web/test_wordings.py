"""Two wordings told as one."""

import time

import pytest

from app.web.present.text import compared


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (
            "Flooding is a diary.",
            "Floods are a diary.",
            "<del>Flooding is</del> <ins>Floods are</ins> a diary.",
        ),
        (
            "A caravan is waiting",
            "A caravan is mostly waiting",
            "A caravan is <ins>mostly</ins> waiting",
        ),
        ("one two three", "one three", "one <del>two</del> three"),
        ("the same", "the same", "the same"),
        ("", "new", "<ins>new</ins>"),
        ("*set* [[The Weir|free]]", "set free", "set free"),
        ("<b>", "<script>", "<del>&lt;b&gt;</del> <ins>&lt;script&gt;</ins>"),
    ],
)
def test_what_was_taken_out_and_what_came_in(before: str, after: str, told: str) -> None:
    assert compared(before, after) == told


def test_very_long_texts_are_told_whole() -> None:
    begun = time.process_time()
    told = compared("old word " * 10_000, "new word " * 10_000)
    assert time.process_time() - begun < 2
    assert told.startswith("<del>old word")
    assert told.endswith("new word</ins>")


def test_what_can_be_compared_is_compared_at_once() -> None:
    begun = time.process_time()
    compared("a b " * 370, "b a " * 370)
    assert time.process_time() - begun < 2
