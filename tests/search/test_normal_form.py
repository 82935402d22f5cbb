"""One form of letters for names, texts and queries.

Case and accents make no difference in any script, and marks are set at the right offsets.
"""

import re
import unicodedata
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection

from app.markdown.placing import Placing, placed
from app.query.parser import parse
from app.query.tree import Filter
from app.search.fts_query import Tokens
from app.search.search import search
from app.store.fts.form import OPEN, SHUT, searchable
from app.store.fts.index import index_documents, index_highlights
from app.text import base_letters, cluster_end, clusters, name_key, normal, tag_name
from tests.store.library import add_document, add_highlight

# Each row is one word as it may be written.
SPELLINGS = [
    ["ёлка", "елка", "ЁЛКА", "е\u0308лка"],
    ["φῶς", "φως", "ΦΩΣ", "ΦΏΣ"],
    ["כָּתַב", "כתב", "\ufb3b\u05b8\u05ea\u05b7\u05d1"],
    ["كَتَبَ", "كتب", "كتـــب", "\ufedb\ufe98\ufe90"],
    ["أحمد", "احمد", "ٱحمد"],
    ["یک", "يك", "ىك"],
    ["Łódź", "lodz", "L\u0335ódz\u0301", "ŁÓDŹ"],
    ["đường", "duong", "đu\u031bo\u031b\u0300ng"],
    ["Straße", "strasse", "STRAẞE", "STRASSE"],
    ["Ærø", "aero"],
    ["œuvre", "oeuvre", "Œuvre"],
    ["þing", "thing"],
    ["Iğdır", "igdir", "İĞDIR"],
    ["қазақ", "казак", "ҚАЗАҚ"],
    ["її", "іі", "Ї\u0456\u0308"],
    ["ガラス", "カ\u3099ラス", "ｶﾞﾗｽ"],
    ["한국", "\u1112\u1161\u11ab\u1100\u116e\u11a8"],
    ["神社", "\ufa19社"],
    ["一月", "⼀⽉"],
    ["ＡＢＣ１２", "abc12", "𝐀𝐁𝐂𝟏𝟐"],
    ["ǆ", "dž", "dz", "ǅ"],
    ["difﬁcult", "difficult", "dif\u00adficult", "dif\u200bficult"],
    ["ångström", "angstrom", "\u212bngström"],
    ["\u0958लम", "क\u093cलम"],
    ["Ქართული", "ქართული"],
]  # fmt: skip
APART = [
    ("か", "が"),
    ("ハ", "バ"),
    ("x²", "x2"),
    ("½", "12"),
    ("≠", "="),
    ("कु", "क"),
    ("กา", "กำ"),
]
TRICKY = "aeoéﬁßЁёΣςשׁكَتבָ日本かｶﾞ .-\u0301\u0308\u3099\u093c\u0e48"
TRICKY += "\u1112\u1161\u11ab\u200b\u00ad\u0640\u0335"
TEXTS = st.text(
    st.one_of(
        st.characters(codec="utf-8"), st.sampled_from(TRICKY)
    ),
    max_size=40,
)  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other"), [(row[0], other) for row in SPELLINGS for other in row[1:]]
)
def test_spellings_of_a_word_have_one_form(one: str, other: str) -> None:
    assert normal(one) == normal(other)
    assert name_key(f" {one}  x.md") == name_key(f"{other} X")


@pytest.mark.parametrize(("one", "other"), APART)
def test_what_says_something_else_stays_apart(one: str, other: str) -> None:
    assert normal(one) != normal(other)


@given(TEXTS)
def test_the_form_is_its_own_form(text: str) -> None:
    assert base_letters(base_letters(text)) == base_letters(text)
    assert (
        normal(normal(text))
        == normal(text)
        == normal(base_letters(text))
        == normal(text.casefold())
    )


@given(TEXTS)
def test_composed_and_decomposed_texts_have_one_form(text: str) -> None:
    assert (
        normal(unicodedata.normalize("NFC", text))
        == normal(text)
        == normal(unicodedata.normalize("NFD", text))
    )


@given(TEXTS, TEXTS)
def test_a_text_can_be_cut_between_letters(text: str, more: str) -> None:
    whole = text + more
    at = cluster_end(whole, len(text))
    assert base_letters(whole[:at]) + base_letters(whole[at:]) == base_letters(whole)
    pieces = list(clusters(whole, 0, len(whole)))
    assert "".join(whole[first:last] for first, last in pieces) == whole
    assert "".join(base_letters(whole[first:last]) for first, last in pieces) == base_letters(whole)


@given(TEXTS, st.data())
def test_places_in_the_form_lead_back_to_the_letters(text: str, data: st.DataObject) -> None:
    pieces = [
        piece for piece in clusters(text, 0, len(text)) if searchable(text[slice(*piece)]).strip()
    ]
    if pieces:
        first, last = data.draw(st.sampled_from(pieces))
        begin = len(searchable(text[:first]))
        assert placed(text, [(begin, begin + len(searchable(text[first:last])))], searchable) == [
            (first, last)
        ]


@given(st.lists(TEXTS, min_size=4, max_size=16).map("".join), st.data())
def test_ranges_are_placed_one_by_one_as_together(text: str, data: st.DataObject) -> None:
    pieces = [
        piece for piece in clusters(text, 0, len(text)) if base_letters(text[slice(*piece)]).strip()
    ]
    placing = Placing(text, base_letters)
    for first, last in data.draw(st.lists(st.sampled_from(pieces), max_size=6)) if pieces else ():
        begin = len(base_letters(text[:first]))
        here = (begin, begin + len(base_letters(text[first:last])))
        assert placing.place(here) == (first, last)


def test_many_ranges_of_a_long_text_take_no_longer_than_the_text() -> None:
    text = "é what time it is " * 2_000
    read = 0

    def form(part: str) -> str:
        nonlocal read
        read += len(part)
        return base_letters(part)

    placing = Placing(text, form)
    for found in re.finditer("time", base_letters(text)):
        first, last = placing.place(found.span())
        assert text[first:last] == "time"
    assert read < 30 * len(text)


@given(TEXTS)
def test_index_and_query_make_the_same_words_of_a_text(text: str) -> None:
    tokens = Tokens()
    for written in (
        text.casefold(),
        unicodedata.normalize("NFC", text),
        unicodedata.normalize("NFD", text),
    ):
        assert tokens.plain(searchable(written)) == tokens.plain(searchable(text))


@pytest.mark.parametrize("row", SPELLINGS, ids=lambda row: row[-1])
def test_each_spelling_finds_all_and_marks_them(blank: Connection, row: list[str]) -> None:
    book = add_document(blank, "Words", body="\n\n".join(f"Body {word} ends." for word in row))
    index_documents(blank, [book])
    index_highlights(blank, [add_highlight(blank, book, f"Ünder {word}, so.") for word in row])
    for word in row:
        found = search(blank, f"{word} is:highlight")
        assert found.total == len(row)
        assert {hit.snippet for hit in found.hits} == {
            f"Ünder <mark>{word}</mark>, so." for word in row
        }
        assert (
            f"Body <mark>{row[0]}</mark> ends."
            in search(blank, f"{word} is:document").hits[0].snippet
        )


def test_no_form_holds_a_frame() -> None:
    assert not {OPEN, SHUT} & {*searchable(f"é{OPEN}é{SHUT}")}


@pytest.mark.parametrize(
    ("written", "name"),
    [("slow.", "slow"), ("#wow!", "wow"), ("##a/b.", "a/b"), ("a!/b?", "a/b"), ("*moss*,", "moss"),
     ("c++", "c++"), (".h1", ".h1"),
     ("c#", "c#"), ("雨。", "雨"), ("…", "…"), ("", ""), ("v1.2", "v1.2"), ("why?!", "why"),
     ('tide":', "tide"), ('"(tide):)', "tide"), ("tide.).).).).).)", "tide"),
     ("\"'*\"'*\"'*tide", "tide"), ("a (b)", "a (b)"), ("!!", "!!"), ("a/...", "a/...")],
)  # fmt: skip
def test_a_tag_ends_before_the_mark_of_a_sentence(written: str, name: str) -> None:
    assert tag_name(written) == name
    if name and written.startswith("#"):
        assert parse(written).tree == Filter("tag", name) == parse(f'tag:"{written}"').tree


@given(st.text(max_size=20) | st.text('a#*" (),./[]:', max_size=20))
def test_the_name_of_a_tag_is_its_own_name(text: str) -> None:
    assert tag_name(tag_name(text)) == tag_name(text)


@pytest.mark.parametrize("piece", [".)", '#"', '!)"', "(", ").", "/."])
def test_a_long_tag_of_signs_is_read_in_one_pass(piece: str) -> None:
    before = process_time()
    tag_name(f"{piece * 20_000}a{piece * 20_000}")
    assert process_time() - before < 1


@pytest.mark.parametrize(
    "piece", ["\u0301", "e\u0301", "日", "ё", "\u1100\u1161\u11a8", "\u200b", "ﷺ", "か\u3099"]
)
def test_long_texts_take_time_in_proportion(piece: str) -> None:
    text = (piece * 100_000)[:100_000]
    assert sum(last - first for first, last in clusters(text, 0, len(text))) == len(text)
    assert normal(normal(text)) == normal(text)
