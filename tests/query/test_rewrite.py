"""Rewriting of queries: a part added, removed or sorted otherwise; chips."""

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.query.parser import parse
from app.query.rewrite import Chip, alone, chips, ordered, query_text, term, toggled, without
from app.query.tree import And, Filter, Query, Word, parts
from tests.query.test_parser import TEXTS, TODAY

NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30).filter(
    lambda name: any(map(str.isalnum, name))
)


def is_an_operator(query: Query) -> bool:
    """Whether the query is one operator: a word, and a phrase when it is written again."""
    return query.tree in (Word("OR"), Word("AND"), Word("NOT"))


@pytest.mark.parametrize(
    ("text", "again"),
    [
        ("salt  road", "salt road"),
        ('"salt road', '"salt road"'),
        ("a (b c)", "a b c"),
        ("a OR b", "a OR b"),
        ("a (b OR c", "a (b OR c)"),
        ("-(a b) c", "-(a b) c"),
        ("a NOT b", "a -b"),
        ("a) b OR", "a b"),
        ("f(x OR y", "f(x OR y"),
        ("(a OR f(x", "a OR f(x"),
        ("c (a OR f(x", "c (a OR f(x )"),
        ("a sort:new by:x sort:old", "a by:x sort:old"),
        ('age:<6m #"slow sand" "say ""so"""', 'age:<6m #"slow sand" "say ""so"""'),
        ("OR", '"OR"'),
        ("", ""),
    ],
)
def test_a_query_is_written_again(text: str, again: str) -> None:
    assert query_text(parse(text, TODAY)) == again


@settings(deadline=None)
@given(TEXTS)
def test_what_is_written_again_asks_for_the_same(text: str) -> None:
    query = parse(text, TODAY)
    if len(text) < 1000 and not is_an_operator(query):
        again = parse(query_text(query), TODAY)
        assert (again.tree, again.sort, again.seed) == (query.tree, query.sort, query.seed)


@settings(deadline=None)
@given(TEXTS, st.integers(0, 5))
def test_a_query_without_a_part_asks_for_the_others(text: str, number: int) -> None:
    query = parse(text, TODAY)
    if number < len(query.texts):
        kept = [part for i, part in enumerate(parts(query.tree)) if i != number]
        less = parse(without(query, number), TODAY).tree
        assert list(parts(less)) == [leaf for part in kept for leaf in parts(part)]


@settings(deadline=None)
@given(TEXTS, st.sampled_from(["kind:book", 'author:"Ada Quill"', "year:2024", "has:note"]))
def test_a_term_holds_for_the_whole_query_and_can_be_taken_back(text: str, added: str) -> None:
    query, node = parse(text, TODAY), parse(added, TODAY).tree
    if query.cut or is_an_operator(query):
        return
    more, held = toggled(query, added)
    assert not held
    asked = parts(query.tree) if query.texts else ()
    assert (
        parse(more, TODAY).tree == And((node, *asked) if query.open else (*asked, node))
        or not query.texts
    )
    assert parse(more, TODAY).open == query.open
    back, held = toggled(parse(more, TODAY), added)
    assert held
    assert parse(back, TODAY).tree == query.tree


@given(NAMES, st.sampled_from(["author", "document", "source"]))
def test_any_name_can_be_asked_for(name: str, field: str) -> None:
    (asked,) = parts(parse(term(field, name), TODAY).tree)
    assert isinstance(asked, Filter)
    assert asked.name == field
    assert parse(term(field, asked.value), TODAY).tree == asked


def test_a_term_is_known_however_it_is_written() -> None:
    assert toggled(parse('salt by:"Ada Quill"'), 'author:"Ada Quill"') == ("salt", True)
    assert toggled(parse("a OR b"), "kind:book") == ("(a OR b) kind:book", False)


def test_a_word_that_may_still_be_typed_stays_the_last() -> None:
    assert toggled(parse("salt ro"), "kind:book") == ("kind:book salt ro", False)
    assert toggled(parse("ro sort:new"), "kind:book") == ("kind:book ro sort:new", False)
    assert toggled(parse("kind:book ro"), "kind:book") == ("ro", True)
    assert toggled(parse("ro "), "kind:book") == ("ro kind:book", False)


def test_another_order_takes_the_place_of_the_first() -> None:
    assert ordered(parse("salt sort:old"), "new") == "salt sort:new"
    assert ordered(parse("salt sort:old"), "") == "salt"


def test_a_part_can_be_asked_for_alone() -> None:
    assert alone(parse("salt -(a b) sort:new"), 1) == "-(a b)"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("salt", [Chip("salt", "")]),
        ("patience (a OR wait*)", [Chip("patience", "a OR wait*"), Chip("a or wait…", "patience")]),
        ("salt -sea", [Chip("salt", "-sea"), Chip("without sea", "salt", negative=True)]),
        (
            "kind:book -tag:draft",
            [Chip("books", "-tag:draft"), Chip("without #draft", "kind:book", negative=True)],
        ),
        (
            "is:fav -has:note",
            [Chip("favourites", "-has:note"), Chip("without a note", "is:fav", negative=True)],
        ),
        (
            '"salt road" title:sea',
            [Chip('"salt road"', "title:sea"), Chip("sea in the title", '"salt road"')],
        ),
        (
            "on:2024-02 len:>9",
            [Chip("in February 2024", "len:>9"), Chip("of 10 letters or more", "on:2024-02")],
        ),
        ("in:7 doc:Salt", [Chip("import 7", "doc:Salt"), Chip("in Salt", "in:7")]),
        (
            "-on:2024 -by:Ada",
            [
                Chip("not in 2024", "-by:Ada", negative=True),
                Chip("not by Ada", "-on:2024", negative=True),
            ],
        ),
        (
            "-len:>200 -in:3",
            [
                Chip("not of 201 letters or more", "-in:3", negative=True),
                Chip("without import 3", "-len:>200", negative=True),
            ],
        ),
        (
            "-doc:Salt -source:x",
            [
                Chip("not in Salt", "-source:x", negative=True),
                Chip("not from x", "-doc:Salt", negative=True),
            ],
        ),
        ("-(a b) sort:new", [Chip("without (a and b)", "sort:new", negative=True)]),
        ("", []),
    ],
)
def test_the_chips_of_a_query(text: str, expected: list[Chip]) -> None:
    assert list(chips(parse(text, TODAY))) == expected


@settings(deadline=None)
@given(TEXTS)
def test_every_query_has_a_chip_for_each_part(text: str) -> None:
    query = parse(text, TODAY)
    assert len(chips(query)) == len(query.texts)
    assert all(chip.words for chip in chips(query))


@pytest.mark.parametrize("fragment", ['"', '""', '"a', 'a:"', "(a OR ", "-(", "f(x "])
def test_hostile_text_is_written_again_in_time(fragment: str) -> None:
    begun = time.process_time()
    query_text(parse((fragment * 100_000)[:100_000], date(2024, 1, 1)))
    assert time.process_time() - begun < 0.5
