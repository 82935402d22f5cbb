"""The search grammar: any text is a query."""

import time
from datetime import date
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.query.explain import explain
from app.query.fields import span
from app.query.parser import LONGEST, MOST, parse, widened
from app.query.tree import (
    And,
    Between,
    Filter,
    Length,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Sign,
    Sort,
    Within,
    Word,
    can_match,
    leaves,
)

TODAY = date(2024, 3, 10)
NOTHING = And(())


def both(*parts: Node) -> And:
    return And(parts)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("salt", Word("salt")),
        ("salt road", both(Word("salt"), Word("road"))),
        ('"salt road" sea', both(Phrase("salt road"), Word("sea"))),
        ("“salt road”", Phrase("salt road")),
        ('"salt “road” north"', Phrase('salt "road" north')),
        ('"salt” and "road”', And((Phrase("salt"), Word("and"), Phrase("road")))),
        ('"salt road', Phrase("salt road")),
        (
            "don't well-known C++ a:b f(x)",
            both(*map(Word, ("don't", "well-known", "C++", "a:b", "f(x)"))),
        ),
        ("ro*", Prefix("ro")),
        ("-salt", Not(Word("salt"))),
        ("road -salt", both(Word("road"), Not(Word("salt")))),
        ("road NOT salt", both(Word("road"), Not(Word("salt")))),
        ('-"salt road"', Not(Phrase("salt road"))),
        ("-(salt road)", Not(both(Word("salt"), Word("road")))),
        ("--salt", Not(Word("salt"))),
        ("salt - road", both(Word("salt"), Word("road"))),
        ("salt AND road", both(Word("salt"), Word("road"))),
        ("salt OR road", Or((Word("salt"), Word("road")))),
        ("a b OR c d", Or((both(Word("a"), Word("b")), both(Word("c"), Word("d"))))),
        ("(a OR b) c", both(Or((Word("a"), Word("b"))), Word("c"))),
        ("((a)", Word("a")),
        ("a) b", both(Word("a"), Word("b"))),
        ("OR salt", Word("salt")),
        ("salt OR", Word("salt")),
        ("or and not", both(Word("or"), Word("and"), Word("not"))),
        ("OR", Word("OR")),
        ("AND", Word("AND")),
        ("NOT", Word("NOT")),
        ("tag:craft", Filter("tag", "craft")),
        ('tag:"slow sand"', Filter("tag", "slow sand")),
        ("#craft/salt, -#sea", both(Filter("tag", "craft/salt"), Not(Filter("tag", "sea")))),
        ('#"slow sand"', Filter("tag", "slow sand")),
        ("#1984", Word("#1984")),
        ('author:"Ada Quill" by:ben', both(Filter("author", "Ada Quill"), Filter("author", "ben"))),
        ("kind:books type:article", both(Filter("kind", "book"), Filter("kind", "article"))),
        ("kind:spoons", Word("kind:spoons")),
        ("tag:", Word("tag:")),
        ("tag: salt", both(Word("tag:"), Word("salt"))),
        ("note:sea text:ro*", both(Within("note", Word("sea")), Within("text", Prefix("ro")))),
        ('title:"the salt road"', Within("title", Phrase("the salt road"))),
        (
            "is:favourite has:notes is:odd",
            both(Filter("is", "favorite"), Filter("has", "noted"), Word("is:odd")),
        ),
        ("in:7 in:seven", both(Filter("in", "7"), Word("in:seven"))),
        ("before:2024 after:2023-02", both(Between("", "2024-01-01"), Between("2023-02-01", ""))),
        (
            "on:2024-02 on:2024-02-29",
            both(Between("2024-02-01", "2024-03-01"), Between("2024-02-29", "2024-03-01")),
        ),
        (
            "on:yesterday year:2023-12",
            both(Between("2024-03-09", "2024-03-10"), Between("2023-12-01", "2024-01-01")),
        ),
        ("on:2024-02-30", Word("on:2024-02-30")),
        (
            'document:Salt doc:"The ""Salt"" Road"',
            both(Filter("document", "Salt"), Filter("document", 'The "Salt" Road')),
        ),
        ("is:gone -is:gone", both(Filter("is", "gone"), Not(Filter("is", "gone")))),
        ("(salt OR)", Word("salt")),
        ('a":" b', both(Word('a":"'), Word("b"))),
        (
            'age:<2w after:"10 days ago" age:>1y',
            both(Between("2024-02-25", ""), Between("2024-02-29", ""), Between("", "2023-03-11")),
        ),
        (
            "len:>9 len:<10 len:10..20 len:=5",
            both(Length(10, 10**9), Length(0, 9), Length(10, 20), Length(5, 5)),
        ),
        ("len:5-2 len:<1 len:<0", both(Length(2, 5), Length(0, 0), Word("len:<0"))),
        (
            "source:books.example chapter:dusk color:blue",
            both(
                Filter("source", "books.example"),
                Filter("chapter", "dusk"),
                Filter("color", "blue"),
            ),
        ),
        ("日本 🧠", both(Word("日本"), Sign("🧠"))),
        ("", NOTHING),
        ('  ( " ) * - -- ++ \\ \0 \ud800 ', NOTHING),
    ],
)
def test_what_a_text_asks_for(text: str, tree: Node) -> None:
    assert parse(text, TODAY).tree == tree


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        ("salt", "relevance"),
        ("sort:random", "random"),
        ("sort:random:9", "random"),
        ("sort:new:9", "relevance"),
        ("sort:new salt", "new"),
        ("salt sort:oldest", "old"),
        ("sort:location", "place"),
        ("sort:sideways", "relevance"),
    ],
)
def test_an_order_may_be_asked_for(text: str, sort: Sort) -> None:
    assert parse(text).sort == sort


DATES = [
    ("today", "2024-03-10", "2024-03-11"), ("Yesterday", "2024-03-09", "2024-03-10"),
    ("this week", "2024-03-04", "2024-03-11"), ("last week", "2024-02-26", "2024-03-04"),
     ("last-week", "2024-02-26", "2024-03-04"),
    ("this month", "2024-03-01", "2024-04-01"), ("last_month", "2024-02-01", "2024-03-01"),
     ("last year", "2023-01-01", "2024-01-01"),
    ("sunday", "2024-03-10", "2024-03-11"), ("last sunday", "2024-03-03", "2024-03-04"), ("mon",
     "2024-03-04", "2024-03-05"),
    ("2024", "2024-01-01", "2025-01-01"), ("2023-12", "2023-12-01", "2024-01-01"), ("2024/2/29",
     "2024-02-29", "2024-03-01"),
    ("may", "2023-05-01", "2023-06-01"), ("march", "2024-03-01", "2024-04-01"), ("may 2022",
     "2022-05-01", "2022-06-01"),
    ("may-2022", "2022-05-01", "2022-06-01"), ("3 May 2022", "2022-05-03", "2022-05-04"),
     ("May 3rd, 2022", "2022-05-03", "2022-05-04"),
    ("11 march", "2023-03-11", "2023-03-12"), ("10 days ago", "2024-02-29", "2024-03-01"),
     ("a week ago", "2024-03-03", "2024-03-04"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "first", "end"), DATES)
def test_a_date_is_read_as_people_write_it(text: str, first: str, end: str) -> None:
    assert span(text, TODAY) == (first, end)


NO_DATES = [
    "",
    "soon",
    "this",
    "last",
    "last salt",
    "ma",
    "32 may",
    "may may",
    "2024-13",
    "may 2022 2023",
    "0 may",
    "9999999999d",
    "ju 2024",
]


@pytest.mark.parametrize("text", NO_DATES)
def test_what_is_no_date_is_none(text: str) -> None:
    assert span(text, TODAY) is None


@settings(deadline=None)
@given(
    st.one_of(
        st.text(),
        st.lists(
            st.sampled_from(["last", "may", "3", "2024", "-", " ", "ago", "a", "9999", "w", "0"]),
            max_size=8,
        ).map("".join),
    )
)
def test_any_text_is_a_date_or_none(text: str) -> None:
    found = span(text, TODAY)
    assert found is None or found[0] < found[1]


def test_a_random_order_has_the_seed_of_the_day_unless_one_is_given() -> None:
    assert parse("salt sort:random", TODAY).seed == TODAY.toordinal()
    assert parse("salt sort:random:9", TODAY).seed == 9
    assert parse("salt sort:random:9", TODAY).tree == Word("salt")


@pytest.mark.parametrize(
    ("text", "still_open"),
    [("sal", True), ("a sal", True), ("sal ", False), ('"sal', False), ("sal*", False),
     ("s", False), ("c++", False), ("tag:sal", False),
     ("-sal", False),
     ("sal tag:x", False), ("sal sort:new", True), ("c++ sort:new", False), ("c++ OR", False),
     ("a OR sal", False), ("(a OR b) sal", True), ("", False)],
)  # fmt: skip
def test_only_a_last_plain_word_may_still_be_typed(text: str, still_open: bool) -> None:
    assert parse(text).open is still_open


def test_a_widened_query_takes_its_last_word_as_a_beginning_too() -> None:
    assert widened(parse("salt ro")).tree == both(Word("salt"), Or((Word("ro"), Prefix("ro"))))
    assert widened(parse("ro")).tree == Or((Word("ro"), Prefix("ro")))
    assert widened(parse("salt -ro")) == parse("salt -ro")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "everything"),
        ("salt road", "highlights and documents with salt and road"),
        (
            '"salt road" -sea author:"Ada Quill"',
            'highlights and documents with "salt road", without sea, by Ada Quill',
        ),
        (
            "tag:craft -tag:sea kind:book",
            "highlights and documents tagged craft, not tagged sea, of the kind book",
        ),
        ("is:highlight salt", "highlights with salt"),
        ("is:document", "documents"),
        ("note:sea ro*", "highlights with sea in the note and words that begin with ro"),
        ("is:fav -has:note", "highlights that are favourites, without a note"),
        (
            "salt (road OR sea) sort:new",
            "highlights and documents with salt and (road or sea) · newest first",
        ),
        ("-(salt road)", "highlights and documents but not (with salt and with road)"),
        (
            "after:2024 before:2025 len:>9",
            (
                "highlights and documents from 1 January 2024 on, before 1 January 2025,"
                " of 10 letters or more"
            ),
        ),
        ("on:2024-02 len:<9", "highlights and documents in February 2024, of at most 8 letters"),
        (
            "len:5-2 len:=5 -len:>200",
            "highlights and documents of 2 to 5 letters, of 5 letters, not of 201 letters or more",
        ),
        ("is:highlight is:document", "nothing:"),
    ],
)
def test_a_query_in_plain_words(text: str, words: str) -> None:
    assert explain(parse(text, TODAY)) == words


def test_a_widened_query_says_so() -> None:
    assert (
        explain(parse("ro"), widened=True)
        == "highlights and documents with ro or words that begin so"
    )


def test_what_is_too_long_is_read_in_part_and_says_so() -> None:
    query = parse("salt " * (MOST + 1))
    assert query.cut
    assert len(list(leaves(query.tree))) == MOST
    assert explain(query).endswith(" · only its beginning was read")
    assert explain(parse("salt " + "x" * LONGEST)).endswith(" · only its beginning was read")
    assert "beginning" not in explain(parse("salt " * MOST))


PIECES = st.sampled_from(
    ["a", "salt", " ", " ", "(", ")", '"', "-", "OR", "AND", "NOT", "*", "#", "tag:", "is:fav",
     "note:", "before:2024", "age:<6m", "len:", "sort:new",
     "'", ":", "\\", "日", "\0", "\ud800", "🧠", "\u2028"]
)  # fmt: skip
TEXTS = st.one_of(
    st.text(),
    st.lists(PIECES, max_size=30).map("".join),
    st.lists(PIECES, max_size=30).map(" ".join),
)


@settings(deadline=None)
@given(TEXTS)
def test_every_text_is_a_query(text: str) -> None:
    query = parse(text, TODAY)
    assert query.sort in get_args(Sort)
    assert explain(query).encode()
    assert "\n" not in explain(parse("salt road", TODAY))
    can_match(query.tree)
    widened(query)


@settings(deadline=None)
@given(st.lists(st.from_regex(r"[a-zé]{1,8}", fullmatch=True), min_size=1, max_size=8))
def test_plain_words_are_the_words_asked_for(words: list[str]) -> None:
    assert [leaf for leaf, _ in leaves(parse(" ".join(words)).tree)] == [
        Word(word) for word in words
    ]


@settings(deadline=None)
@given(TEXTS)
def test_a_quoted_text_is_one_phrase_at_most(text: str) -> None:
    inner = (
        text.replace('"', "")
        .replace("\u201c", "")
        .replace("\u201d", "")
        .replace("\u201e", "")
        .replace("\u201f", "")
        .replace("«", "")
        .replace("»", "")
    )
    assert len(list(leaves(parse(f'"{inner}"').tree))) <= 1


@pytest.mark.parametrize(
    "piece",
    [
        "(",
        ")",
        "-",
        '"',
        "a:",
        "#",
        "((a",
        "-(",
        "a OR ",
        "1d ",
        "len:1..",
        "age:<1",
        "a)",
        "*",
        " ",
        "tag:a",
        "日",
    ],
)
def test_hostile_text_is_read_in_time(piece: str) -> None:
    begun = time.process_time()
    parse((piece * 100_000)[:100_000])
    assert time.process_time() - begun < 2
