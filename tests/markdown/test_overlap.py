"""Whether the words of two names may stand over each other in a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.markdown.mentions.naming import overlap

WORDS = st.lists(st.sampled_from("abc"), min_size=1, max_size=5).map(tuple)


@given(WORDS, WORDS)
def test_names_overlap_where_one_is_moved_over_the_other(
    one: tuple[str, ...], other: tuple[str, ...]
) -> None:
    moves = range(1 - len(other), len(one))
    pairs = [
        [(one[at], other[at - move]) for at in range(len(one)) if 0 <= at - move < len(other)]
        for move in moves
    ]
    assert overlap(one, other) == any(all(a == b for a, b in each) for each in pairs)


@pytest.mark.parametrize(
    ("one", "other", "known"),
    [
        ("river", "a river runs", True),
        ("old river", "river bank", True),
        ("author one", "author two", False),
        ("old river", "the old boat on a river", False),
        ("", "river", False),
    ],
)
def test_a_few_names(one: str, other: str, known: bool) -> None:
    assert overlap(tuple(one.split()), tuple(other.split())) is known
