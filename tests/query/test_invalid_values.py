"""Values that a field does not take: no date, an unknown state, a value apart from its colon."""

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.query.explain import accepted_values, invalid_values
from app.query.fields import FIELDS

TODAY = date(2025, 6, 15)


def parts(text: str) -> list[str]:
    """The parts that were read as words."""
    return [one.part for one in invalid_values(text, TODAY)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("river before:2024-13", ["before:2024-13"]),
        ("age:<6q ON:yesterdy", ["age:<6q", "ON:yesterdy"]),
        ("-since:soon (kind:boook OR is:lost)", ["since:soon", "kind:boook", "is:lost"]),
        ("on:3 May 2025", ["on:3"]),
        ('has:"notes of mine" in:x len:long', ['has:"notes of mine"', "in:x", "len:long"]),
        ("river before: 2024", ["before:"]),
        (
            'sort:up sort: tag:# author:"" title:',
            ["sort:up", "sort:", "tag:#", 'author:""', "title:"],
        ),
        (
            (
                "before:2024-10 age:<6m on:yesterday kind:books is:gone has:page sort:random:7"
                " len:80..200 in:7"
            ),
            [],
        ),
        ("tag:x author:y source:z title:before http://a.example 12:30 befor:2024-13", []),
        ('"before:2024-13" before', []),
        ("on:x on:x", ["on:x"]),
    ],
)
def test_the_parts_that_a_field_does_not_take(text: str, expected: list[str]) -> None:
    assert parts(text) == expected


def test_what_a_field_takes_is_given_in_words() -> None:
    (one,) = invalid_values("Before:2024-13", TODAY)
    assert (one.field, one.takes.partition(",")[0]) == ("before", "a year")
    assert accepted_values("is").startswith("favorite, discarded, ")
    assert accepted_values("sort") == "best, new, old, place or random"
    assert (accepted_values("like"), accepted_values("in"), accepted_values("author")) == (
        "the id of a highlight or document",
        "the number of an import",
        "a name",
    )
    assert (
        accepted_values("has")
        == "note, tag, location, page, link, url, chapter, color, colour or date"
    )


@pytest.mark.parametrize("field", [*FIELDS, "sort", "title", "text", "note"])
def test_every_field_says_what_it_takes_without_a_value(field: str) -> None:
    (one,) = invalid_values(f"{field}: x", TODAY)
    assert one.takes


@given(st.text())
def test_no_text_is_too_odd(text: str) -> None:
    assert all(one.part and one.takes for one in invalid_values(text, TODAY))


@pytest.mark.parametrize(
    "text", ["on:" * 33_000, "on:x " * 20_000, "on:" + "9" * 100_000, 'on:"' * 25_000]
)
def test_a_long_text_is_read_at_once(text: str) -> None:
    begun = time.process_time()
    invalid_values(text, TODAY)
    assert time.process_time() - begun < 0.5
