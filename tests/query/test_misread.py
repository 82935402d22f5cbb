"""What a field does not take is told: a date that is none, a state that nobody knows, a value that stands too far off."""

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.query.explain import misread, takes
from app.query.fields import FIELDS

TODAY = date(2025, 6, 15)


def parts(text: str) -> list[str]:
    """The parts that were read as words."""
    return [one.part for one in misread(text, TODAY)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("river before:2024-13", ["before:2024-13"]),
        ("age:<6q ON:yesterdy", ["age:<6q", "ON:yesterdy"]),
        ("-since:soon (kind:boook OR is:lost)", ["since:soon", "kind:boook", "is:lost"]),
        ("on:3 May 2025", ["on:3"]),
        ('has:"notes of mine" in:x len:long', ['has:"notes of mine"', "in:x", "len:long"]),
        ("river before: 2024", ["before:"]),
        ('sort:up sort: tag:# author:"" title:', ["sort:up", "sort:", "tag:#", 'author:""', "title:"]),
        ("before:2024-10 age:<6m on:yesterday kind:books is:gone has:page sort:random:7 len:80..200 in:7", []),
        ("tag:x author:y source:z title:before http://a.example 12:30 befor:2024-13", []),
        ('"before:2024-13" before', []),
        ("on:x on:x", ["on:x"]),
    ],
)
def test_the_parts_that_a_field_does_not_take(text: str, told: list[str]) -> None:
    assert parts(text) == told


def test_what_a_field_takes_is_told_beside_it() -> None:
    (one,) = misread("Before:2024-13", TODAY)
    assert (one.field, one.takes.partition(",")[0]) == ("before", "a year")
    assert takes("is").startswith("favorite, discarded, ")
    assert takes("sort") == "best, new, old, place or random"
    assert (takes("like"), takes("in"), takes("author")) == ("the id of a highlight or document", "the number of an import", "a name")
    assert takes("has") == "note, tag, location, page, link, url, chapter, color, colour or date"


@pytest.mark.parametrize("field", [*FIELDS, "sort", "title", "text", "note"])
def test_every_field_says_what_it_takes_without_a_value(field: str) -> None:
    (one,) = misread(f"{field}: x", TODAY)
    assert one.takes


@given(st.text())
def test_no_text_is_too_odd(text: str) -> None:
    assert all(one.part and one.takes for one in misread(text, TODAY))


@pytest.mark.parametrize("text", ["on:" * 33_000, "on:x " * 20_000, "on:" + "9" * 100_000, 'on:"' * 25_000])
def test_a_long_text_is_read_at_once(text: str) -> None:
    begun = time.perf_counter()
    misread(text, TODAY)
    assert time.perf_counter() - begun < 0.5
