"""Links, what they lead to and who makes them."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from app.model import Target, Wanted
from app.store.reads.links import backlinks, document_backlinks, linking_to_name, listed
from app.store.reads.targets import target, wanted
from app.text import code, name_key
from tests.store.library import add_document, add_highlight, add_link

SALT = Target("document", code("title:The Salt Road"), "The Salt Road")
RIVERS = Target("document", code("title:On Slow Rivers"), "On Slow Rivers")


@pytest.mark.parametrize(
    ("name", "targets"),
    [
        ("The Salt Road", [SALT]),
        ("the  salt road.md", [SALT]),
        ("Salt", [SALT]),
        ("Salt#^block", [SALT]),
        ("Salt|what I call it", [SALT]),
        ("Books/Old/Salt Road", [SALT]),
        ("ada quill", [Target("author", "Ada Quill", "Ada Quill")]),
        ("people/Ada Quill", [Target("author", "Ada Quill", "Ada Quill")]),
        ("travel", [Target("tag", "travel", "travel")]),
        ("#travel", [Target("tag", "travel", "travel")]),
        ("craft/salt", [Target("tag", "craft/salt", "craft/salt"), SALT]),
        ("#craft/salt", [Target("tag", "craft/salt", "craft/salt")]),
        ("A Lost Pamphlet", [Target("document", code("title:A Lost Pamphlet"), "A Lost Pamphlet")]),
        ("#Salt", []),
        ("Deltas", []),
        ("", []),
        ("#", []),
        ("|", []),
    ],
)
def test_a_name_leads_to_what_bears_it(db: Connection, name: str, targets: list[Target]) -> None:
    assert list(target(db, name)) == targets


def test_the_best_target_comes_first(blank: Connection) -> None:
    add_document(blank, "Moss", gone=1, authors=["Fern"], tags=["Fern"], code="gonemoss00")
    add_document(blank, "moss", authors=["Moss"], tags=["Moss"], code="livemoss00")
    add_document(blank, "Wood", names=["MOSS"], code="woodmoss00")
    assert [(each.type, each.id) for each in target(blank, "Moss")] == [
        ("document", "livemoss00"),
        ("document", "woodmoss00"),
        ("author", "Moss"),
        ("tag", "Moss"),
        ("document", "gonemoss00"),
    ]
    assert [each.type for each in target(blank, "Fern")] == ["author", "tag"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_any_name_is_answered(db: Connection, name: str) -> None:
    found = target(db, name)
    assert all(name_key(each.title.split("/")[-1]) in name_key(name) for each in found)
    assert isinstance(backlinks(db, name), tuple)


def test_backlinks_tell_who_links_where_and_in_which_words(db: Connection) -> None:
    (link,) = backlinks(db, "On Slow Rivers")
    assert (link.document.title, link.place, link.target) == (
        "Harbour Notes",
        "text",
        "On Slow Rivers",
    )
    assert link.context == "Tide tables first, as [[On Slow Rivers]] says."
    assert link.highlight == code("text:3:Tide tables first, as [[On Slow Rivers]] says.")


def test_backlinks_of_an_author_hold_each_of_his_documents_once_and_the_newest_first(
    db: Connection,
) -> None:
    links = backlinks(db, "Ada Quill")
    assert [(link.document.title, link.place, link.context, link.highlight) for link in links] == [
        ("The Salt Road", "metadata", "", ""), ("On Slow Rivers", "metadata", "", ""),
    ]  # fmt: skip


def test_backlinks_hold_links_by_path_once_for_each_place(db: Connection) -> None:
    (link,) = backlinks(db, "Salt Road")
    assert (link.document.title, link.label, link.context) == (
        "Harbour Notes",
        "the road",
        "Twice [[Books/Salt Road|the road]].",
    )
    assert backlinks(db, "Books/Salt Road") == (link,)


def test_a_path_that_something_bears_as_a_whole_is_no_link_to_its_last_part(
    blank: Connection,
) -> None:
    of = add_document(blank, "Notes")
    add_document(blank, "7", code="seven")
    add_document(blank, "24/7")
    add_link(blank, of, "24/7")
    add_link(blank, of, "25/7")
    assert [link.target for link in document_backlinks(blank, "seven")] == ["25/7"]
    assert [link.target for link in backlinks(blank, "24/7")] == ["24/7"]


def test_backlinks_of_a_document_are_those_to_any_of_its_names_less_its_own(db: Connection) -> None:
    links = document_backlinks(db, code("readwise:77"))
    assert [(link.document.title, link.place, link.target) for link in links] == [
        ("Harbour Notes", "body", "Salt"), ("Harbour Notes", "text", "Books/Salt Road"),
    ]  # fmt: skip
    assert document_backlinks(db, "nosuchdocu") == ()


def test_a_sentence_is_shown_before_what_a_file_says_of_itself(blank: Connection) -> None:
    document = add_document(blank, "Walls")
    add_link(blank, document, "Moss", place="metadata")
    add_link(blank, document, "Moss", place="body", context="As [[Moss]] says.")
    (only,) = backlinks(blank, "Moss")
    assert (only.place, only.context) == ("body", "As [[Moss]] says.")


def test_a_link_in_a_note_names_its_highlight_and_where_that_stands(blank: Connection) -> None:
    of = add_document(blank, "Notes")
    row = add_highlight(blank, of, "a passage", note="see [[Elsewhere]]", location="Page 9")
    add_link(blank, of, "Elsewhere", highlight_id=row, place="note", context="see [[Elsewhere]]")
    (link,) = backlinks(blank, "elsewhere")
    assert (link.place, link.highlight, link.location) == (
        "note",
        code(f"text:{of}:a passage"),
        "Page 9",
    )


def test_a_page_of_links_begins_where_the_last_one_ends(blank: Connection) -> None:
    for number in range(3):
        of = add_document(blank, f"Notes {number}")
        for each in range(3):
            row = add_highlight(blank, of, f"{number} {each}")
            add_link(blank, of, "Elsewhere", highlight_id=row, context=f"{number} {each}")
        add_link(blank, of, "Elsewhere", place="metadata")
    every = backlinks(blank, "Elsewhere")
    assert len(every) == 12
    first = listed(blank, linking_to_name(blank, "Elsewhere"), 0, 5)
    assert (first.items, first.total, first.next_cursor) == (every[:5], 12, "5")
    last = listed(blank, linking_to_name(blank, "Elsewhere"), 10, 5)
    assert (last.items, last.next_cursor) == (every[10:], "")
    assert listed(blank, linking_to_name(blank, "Elsewhere"), 99, 5).items == ()


def test_what_is_gone_links_no_more(db: Connection) -> None:
    assert [link.document.title for link in backlinks(db, "Estuaries")] == ["Harbour Notes"]


def test_wanted_names_are_those_nothing_bears_the_most_asked_first(db: Connection) -> None:
    assert wanted(db) == (Wanted("Deltas", 2), Wanted("Estuaries", 1))
    assert wanted(db, limit=1) == (Wanted("Deltas", 2),)


def test_a_path_to_something_is_not_wanted(blank: Connection) -> None:
    of = add_document(blank, "Notes", authors=["Ada Quill"], tags=["plants/oak"])
    for name in ("a/b/Notes", "people/Ada Quill", "plants", "plants/oak", "a/plants", ""):
        add_link(blank, of, name)
    assert wanted(blank) == (Wanted("a/plants", 1),)


def test_links_cost_the_same_queries_whatever_their_number(
    db: Connection, queries: list[str]
) -> None:
    for name, most in (("Ada Quill", 4), ("On Slow Rivers", 4), ("nobody", 2)):
        queries.clear()
        assert isinstance(backlinks(db, name), tuple)
        assert len(queries) == most
    queries.clear()
    document_backlinks(db, code("readwise:77"))
    target(db, "Salt")
    wanted(db)
    assert len(queries) == 8
