"""Cursors: what goes in comes out, and nothing that a person types is taken for one."""

import json
import math
import re
from base64 import urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.store.db.rows import decode, encode

MARKS = st.lists(
    st.text(st.characters(exclude_categories=["Cs"]))
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
)


@given(MARKS)
def test_a_cursor_gives_back_its_values_and_can_stand_in_an_address(
    values: list[str | int | float],
) -> None:
    cursor = encode(values)
    assert decode(cursor) == values
    assert re.fullmatch(r"[A-Za-z0-9_-]*", cursor)


@given(st.text())
def test_any_text_is_a_cursor_or_the_first_page(text: str) -> None:
    assert all(type(value) in {str, int, float} for value in decode(text))


@pytest.mark.parametrize(
    "values",
    [
        None,
        {},
        "text",
        [None],
        [True],
        [[1]],
        [2**63],
        [-(2**63) - 1],
        ["\ud800"],
        [math.nan],
        [math.inf],
    ],
    ids=repr,
)
def test_values_that_no_list_sorts_by_are_refused(values: object) -> None:
    assert decode(urlsafe_b64encode(json.dumps(values).encode()).decode()) == []


def test_a_tower_of_brackets_is_refused() -> None:
    assert decode(urlsafe_b64encode(b"[" * 100_000).decode()) == []
