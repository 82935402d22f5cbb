"""Hyphens make no difference to a search.

A word with them is found without, one without is found with them, and one that a line's end broke
is whole.
"""

import shutil
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection

from app.search.search import search
from app.store.db.library import Library
from app.store.fts.form import searchable
from app.store.fts.hyphens import BEHIND, hyphened, with_joined, without_hyphens
from app.store.fts.index import index_documents, index_highlights
from app.store.fts.upgrade import FORM, write_index_anew
from tests.store.library import add_document, add_highlight, add_import

TEXTS = [
    ("a well-known fact", "wellknown"), ("state‑of‐the-art", "stateoftheart"),
     ("paid atten-\ntion to", "attention"),
    ("paid atten- tion", "attention"),
    ("covid-19", "covid19"), ("Jean-Paul", "JeanPaul"), ("mid-run: e-mail", "midrun email"),
    ("atten\u00ad\ntion", "attention"), ("cafe\u0301-bar", "cafe\u0301bar"), ("E-Mail-\nAdresse",
     "EMail"), ("日本のAI-based語", "AIbased"),
]  # fmt: skip
NONE = [
    "pre- and postwar",
    "Vor- und Nachteile",
    "2020-01-05",
    "555-1234",
    "a-b",
    "word—word",
    "it -- was",
    "this - that",
    "-x",
    "x-",
    "Natur- Recht",
    "",
]


@pytest.mark.parametrize(("text", "joined"), TEXTS)
def test_words_with_hyphens_stand_behind_the_text_without_them(text: str, joined: str) -> None:
    shown, _, behind = with_joined(text).partition(BEHIND)
    assert (shown, [word for word in behind.split() if len(word) > 1]) == (text, joined.split())


@pytest.mark.parametrize("text", NONE)
def test_what_only_looks_so_is_none(text: str) -> None:
    assert with_joined(text) == text


def test_one_word_alone_can_be_asked_for() -> None:
    assert [without_hyphens(text) for text in ("well-known", "well-known fact", "fact", "")] == [
        "wellknown",
        "",
        "",
        "",
    ]


@given(st.text(alphabet="ab-\u2010 \nA9_日", max_size=40))
def test_each_is_found_at_its_offsets(text: str) -> None:
    for first, last, word in hyphened(text):
        assert "".join(letter for letter in text[first:last] if letter not in "-\u2010 \n") == word


@pytest.mark.parametrize("piece", ["a", "a-", "a-a", "- ", "-\n", "a- ", "aa-aa-", "ab\u2010 "])
def test_long_runs_take_no_time(piece: str) -> None:
    begun = time.process_time()
    list(hyphened(piece * 100_000))
    assert time.process_time() - begun < 0.5


LIBRARY = {
    "The harbour's well-known light.": [
        "wellknown",
        "well-known",
        "well known",
        "wellkno",
        "well-kno*",
        '"well-known light"',
        "text:wellknown",
    ],
    "A wellknown error.": ["wellknown", "well-known", '"well-known"', "wellkno*", "well-kno*"],
    "He paid atten-\ntion — no co‑operation.": [
        "attention",
        "cooperation",
        "co-operation",
        "attentions",
    ],
}


@pytest.mark.parametrize("gone", [0, 1])
def test_both_find_each_other(blank: Connection, gone: int) -> None:
    book = add_document(blank, "A Book", tags=["self-help"], body="A long-winded body.")
    index_documents(blank, [book])
    added = [add_highlight(blank, book, text, gone=gone) for text in LIBRARY]
    index_highlights(blank, added)
    for text, queries in LIBRARY.items():
        for query in queries:
            hits = search(blank, f"is:gone {query}" if gone else query).hits
            assert text in [hit.highlight.text for hit in hits if hit.highlight], query
    assert search(blank, "selfhelp is:document").total == search(blank, "longwinded").total == 1


@pytest.mark.parametrize(
    ("query", "marked"),
    [("wellknown", "<mark>well-known</mark> sea"),
     ("known wellknown", "<mark>well-known</mark> sea"),
     ("sea seabird", "<mark>sea</mark> ﬁsh, <mark>sea-bird</mark>")],
)  # fmt: skip
def test_matches_without_hyphens_are_marked_in_the_text(
    blank: Connection, query: str, marked: str
) -> None:
    text = "The ﬁrst well-known sea ﬁsh, sea-bird."
    book = add_document(blank, "A Book", body=text)
    index_documents(blank, [book])
    index_highlights(blank, [add_highlight(blank, book, text)])
    found = search(blank, query).hits
    assert len(found) == 2
    assert all(
        searchable(marked) in searchable(hit.snippet) and BEHIND not in hit.snippet for hit in found
    ), [hit.snippet for hit in found]


@pytest.mark.parametrize(
    "query", ['"end wellknown"', '"selfhelp wellknown"', '"wellknown selfhelp"']
)
def test_no_phrase_goes_on_behind_the_text(blank: Connection, query: str) -> None:
    book = add_document(blank, "A Book")
    index_highlights(blank, [add_highlight(blank, book, "Well-known self-help, a good end.")])
    assert search(blank, query).total == 0


def test_in_a_long_body_too(blank: Connection) -> None:
    book = add_document(
        blank,
        "A Book",
        body="Some words here. " * 8_000 + "A well-known end. " + "More words. " * 8_000,
    )
    index_documents(blank, [book])
    assert "<mark>well-known</mark> end" in search(blank, "wellknown").hits[0].snippet


def test_an_index_that_an_earlier_program_wrote_is_written_anew(
    schema_file: Path, tmp_path: Path
) -> None:
    engine = Library(Path(shutil.copy(schema_file, tmp_path / "library.db")))
    with engine.writing() as db:
        add_import(db)
        book = add_document(db, "A Book", body="A long-winded body.")
        index_documents(db, [book])
        index_highlights(
            db,
            [
                add_highlight(db, book, f"A {'well-known ' * (number > 0)}fact {number}.")
                for number in range(4)
            ],
        )
        for table, column in (
            ("highlight_search", "text"),
            ("document_search", "body"),
        ):  # as it once was
            shown = f"substr({column}, 1, instr({column}, '{BEHIND}') - 1)"
            db.exec_driver_sql(
                f"UPDATE {table} SET {column} = {shown} WHERE instr({column}, '{BEHIND}')"
            )
        db.exec_driver_sql("PRAGMA user_version=0")
    with engine.reading() as db:
        assert search(db, "wellknown").total == search(db, "longwinded").total == 0
    assert list(write_index_anew(engine)) == [(0, 8), (3, 8), (4, 8)]
    with engine.reading() as db:
        assert (search(db, "wellknown").total, search(db, "longwinded").total) == (3, 1)
        assert db.exec_driver_sql("PRAGMA user_version").scalar_one() == FORM
    assert list(write_index_anew(engine)) == []
    engine.close()
