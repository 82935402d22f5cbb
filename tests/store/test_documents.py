"""Documents as lists and pages get them."""

import pytest
from sqlalchemy import Connection

from app.errors import NotFoundError
from app.model import Facet
from app.store.reads.documents import document, document_facets, list_documents, summaries
from app.text import code
from tests.store.library import add_document, add_highlight

SALT, RIVERS, HARBOUR, BLANK = "The Salt Road", "On Slow Rivers", "Harbour Notes", "A Blank Page"


@pytest.mark.parametrize(
    ("sort", "titles"),
    [
        ("latest", [SALT, RIVERS, HARBOUR, BLANK]),
        ("title", [BLANK, HARBOUR, RIVERS, SALT]),
        ("author", [SALT, RIVERS, BLANK, HARBOUR]),
        ("highlights", [SALT, RIVERS, HARBOUR, BLANK]),
        ("no such order", [SALT, RIVERS, HARBOUR, BLANK]),
    ],
)
def test_documents_are_listed_in_the_order_asked_for_less_those_gone(
    db: Connection, sort: str, titles: list[str]
) -> None:
    listing = list_documents(db, sort=sort)
    assert [item.title for item in listing.items] == titles
    assert (listing.total, listing.next_cursor) == (4, "")


@pytest.mark.parametrize(
    ("filters", "titles"),
    [
        ({"kind": "article"}, [RIVERS]),
        ({"tag": "travel"}, [SALT, RIVERS]),
        ({"tag": "craft"}, [SALT, HARBOUR]),
        ({"tag": "#CRAFT/Salt"}, [SALT]),
        ({"tag": "craft/sal"}, []),
        ({"tag": "sand"}, []),
        ({"tag": "vanished"}, []),
        ({"author": "ada  quill"}, [SALT, RIVERS]),
        ({"author": "Cleo Vant"}, []),
        ({"year": "2024"}, [SALT, RIVERS]),
        ({"year": "202"}, []),
        ({"year": "%"}, []),
        ({"year": "2024", "kind": "book", "tag": "travel", "author": "Ada Quill"}, [SALT]),
    ],
)
def test_a_filter_leaves_the_documents_it_names(
    db: Connection, filters: dict[str, str], titles: list[str]
) -> None:
    listing = list_documents(db, **filters)  # type: ignore[arg-type] # the other arguments keep their defaults
    assert [item.title for item in listing.items] == titles
    assert listing.total == len(titles)


def test_a_summary_holds_authors_in_their_order_tags_by_name_and_the_number_of_live_highlights(
    db: Connection,
) -> None:
    rivers = list_documents(db, kind="article").items[0]
    assert (rivers.authors, rivers.tags, rivers.highlights) == (
        ("Ben Marrow", "Ada Quill"),
        ("travel",),
        2,
    )
    assert list_documents(db, kind="book").items[0].tags == ("craft/salt", "travel")


def test_a_cursor_of_one_order_begins_another_from_the_front(db: Connection) -> None:
    cursor = list_documents(db, sort="title", limit=2).next_cursor
    assert [item.title for item in list_documents(db, sort="title", cursor=cursor).items] == [
        RIVERS,
        SALT,
    ]
    assert list_documents(db, sort="latest", cursor=cursor).items[0].title == SALT


def test_facets_count_the_documents_that_pass_the_filters(db: Connection) -> None:
    assert document_facets(db) == (
        Facet("kind", (("article", 1), ("book", 1), ("note", 1), ("text", 1))),
        Facet("tag", (("travel", 2), ("craft", 1), ("craft/salt", 1))),
        Facet("year", (("2024", 2), ("2023", 1), ("undated", 1))),
    )
    assert document_facets(db, author="Ben Marrow") == (
        Facet("kind", (("article", 1),)),
        Facet("tag", (("travel", 1),)),
        Facet("year", (("2024", 1),)),
    )


def test_facets_have_twelve_rows_at_most(blank: Connection) -> None:
    for number in range(14):
        add_document(blank, f"{number}", tags=[f"t{number}"], latest=f"20{number + 10}")
    _, tags, years = document_facets(blank)
    assert (len(tags.rows), len(years.rows)) == (12, 12)


def test_a_document_comes_whole(db: Connection) -> None:
    salt = document(db, code("title:The Salt Road"))
    assert (salt.title, salt.kind, salt.highlights, salt.authors, salt.tags) == (
        SALT,
        "book",
        5,
        ("Ada Quill",),
        ("craft/salt", "travel"),
    )
    assert (salt.earliest, salt.latest, salt.published) == (
        "2024-03-01T10:00:00",
        "2024-03-05T10:00:00",
        "2019",
    )
    assert (salt.aliases, salt.properties, salt.body) == (("Salt",), {"shelf": "north"}, "")
    assert (salt.summary, salt.note, salt.url) == (
        "A walk along the pans.",
        "Read on the train.",
        "https://books.example/salt",
    )


def test_a_document_names_the_files_that_are_there_and_a_gone_one_those_that_went(
    db: Connection,
) -> None:
    assert document(db, code("title:The Salt Road")).files == ("Books/Salt.md",)
    lost = document(db, code("title:A Lost Pamphlet"))
    assert (lost.gone, lost.files) == (True, ("Lost.md",))


def test_a_document_answers_for_every_key_it_was_met_under(db: Connection) -> None:
    assert document(db, code("readwise:77")) == document(db, code("title:The Salt Road"))


def test_a_document_answers_for_its_own_code_before_one_that_once_bore_it(
    blank: Connection,
) -> None:
    add_document(blank, "First", code="aaaaaaaaaa", keys=["title:First"])
    add_document(blank, "Second", code=code("title:First"))
    assert document(blank, code("title:First")).title == "Second"


def test_an_unknown_document_is_said_by_name(db: Connection) -> None:
    with pytest.raises(NotFoundError, match="no document 'nosuchdocu'"):
        document(db, "nosuchdocu")


def test_summaries_come_by_row_whatever_their_number(db: Connection) -> None:
    of = summaries(db, [1, 2, 999])
    assert {row: summary.title for row, summary in of.items()} == {1: SALT, 2: RIVERS}
    assert summaries(db, []) == {}
    assert len(summaries(db, range(1, 100_000))) == 5


def test_a_list_costs_the_same_queries_for_one_row_as_for_many(
    db: Connection, queries: list[str]
) -> None:
    for limit in (1, 200):
        queries.clear()
        list_documents(db, limit=limit)
        assert len(queries) == 3
    for ask in (
        lambda: summaries(db, [1, 2, 3]),
        lambda: document(db, code("readwise:77")),
        lambda: document_facets(db),
    ):
        queries.clear()
        ask()
        assert len(queries) <= 3


def test_an_empty_document_has_no_highlights_and_no_latest(blank: Connection) -> None:
    add_highlight(blank, add_document(blank, "Once"), "gone", gone=1)
    assert list_documents(blank).items[0].highlights == 0
