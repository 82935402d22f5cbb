"""Completion of the term that is being typed."""

import time

import pytest
from hypothesis import given, settings

from app.query import completion
from app.query.completion import Choice, name_choice, partial_term
from app.query.fields import FIELDS
from app.query.parser import parse
from app.query.tree import Filter, parts
from tests.query.test_parser import TEXTS


def names(text: str) -> list[str]:
    """The names of the completions at the end of a text."""
    at = partial_term(text)
    return [choice.name for choice in at.choices] if at else []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("au", ["author:"]),
        ("salt AU", ["author:"]),
        ("(salt OR -ti", ["title:"]),
        ("a", []),
        ("salt", []),
        ("salt ", []),
        ("kind:", list(completion._VALUES["kind"])),
        ("type:t", []),
        ("kind:T", ["tweet", "text"]),
        ("kind:book", []),
        ("has:l", ["location", "link"]),
        ("-is:un", ["untagged"]),
        ("sort:n", ["new"]),
        ('"kind:', []),
        ('"salt" ', []),
        ('"salt"', []),
        ("nothing:x", []),
        ("", []),
    ],
)
def test_fields_and_values_are_completed(text: str, expected: list[str]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(
    ("text", "start", "name", "beginning", "field"),
    [
        ("tag:cra", 0, "tag", "cra", "tag"),
        ("salt -#cra", 6, "tag", "cra", "#"),
        ('by:"Ada Q', 0, "author", "Ada Q", "by"),
        ('salt (doc:"', 6, "document", "", "doc"),
        ("Author:", 0, "author", "", "Author"),
    ],
)
def test_names_are_for_the_library_to_look_up(
    text: str, start: int, name: str, beginning: str, field: str
) -> None:
    at = partial_term(text)
    assert at is not None
    assert (at.start, at.names, at.beginning, at.field) == (start, name, beginning, field)


@pytest.mark.parametrize(
    ("field", "name", "insert"),
    [
        ("tag", "craft", "tag:craft "),
        ("tag", "slow sand", 'tag:"slow sand" '),
        ("#", "craft/salt", "#craft/salt "),
        ("#", "slow sand", '#"slow sand" '),
        ("by", "Ada Quill", 'by:"Ada Quill" '),
        ("document", "The “Salt” Road", 'document:"The ""Salt"" Road" '),
    ],
)
def test_a_name_is_put_in_as_the_grammar_reads_it(field: str, name: str, insert: str) -> None:
    assert name_choice(field, name) == Choice(insert, name)
    assert isinstance(parts(parse(insert).tree)[0], Filter)


def test_every_field_that_is_completed_is_known() -> None:
    assert set(completion.FIELDS) <= {*FIELDS, "title", "note", "text", "sort"}


@settings(deadline=None)
@given(TEXTS)
def test_any_text_can_be_completed(text: str) -> None:
    at = partial_term(text)
    assert at is None or 0 <= at.start < len(text)


@pytest.mark.parametrize("piece", ['"', "a:", "#", '""', "-(", 'a:"x'])
def test_hostile_text_is_completed_in_time(piece: str) -> None:
    begun = time.process_time()
    partial_term((piece * 100_000)[:100_000])
    assert time.process_time() - begun < 0.5
