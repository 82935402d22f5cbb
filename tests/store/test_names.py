"""Authors and tags with their numbers."""

import pytest
from sqlalchemy import Connection, delete

from app.errors import NotFoundError
from app.model import Named
from app.store.db import schema
from app.store.db.counts import write_tag_counts
from app.store.reads.authors_tags import (
    author,
    child_tags,
    list_authors,
    list_tags,
    related_tags,
    tag,
)
from app.store.reads.documents import list_documents
from app.store.reads.highlight_filters import HighlightFilter
from app.store.reads.highlights import list_highlights
from tests.store.library import add_document, add_highlight

TAGS = [
    Named("craft", 2, 7),
    Named("craft/salt", 1, 6),
    Named("craft/salt/fine", 0, 1),
    Named("favorite", 0, 1),
    Named("sand", 0, 1),
    Named("travel", 2, 7),
]


def test_authors_are_those_of_documents_that_are_there(db: Connection) -> None:
    listing = list_authors(db)
    assert listing.items == (Named("Ada Quill", 2, 7), Named("Ben Marrow", 1, 2))
    assert (listing.total, listing.next_cursor) == (2, "")


@pytest.mark.parametrize("sort", ["documents", "highlights"])
def test_the_most_come_first_and_equals_by_name(blank: Connection, sort: str) -> None:
    for title, by in (("One", ["Bo"]), ("Two", ["Cy"]), ("Three", ["Cy"]), ("Four", ["Al"])):
        add_highlight(blank, add_document(blank, title, authors=by, tags=by), "a passage")
    assert [each.name for each in list_authors(blank, sort=sort).items] == ["Cy", "Al", "Bo"]
    assert [each.name for each in list_tags(blank, sort=sort).items] == ["Cy", "Al", "Bo"]
    assert [each.name for each in list_tags(blank, sort="no such order").items] == [
        "Al",
        "Bo",
        "Cy",
    ]


def test_an_author_is_found_by_any_spelling(db: Connection) -> None:
    assert author(db, "  ADA quill ") == Named("Ada Quill", 2, 7)
    assert author(db, "Cleo Vant") == Named("Cleo Vant", 0, 0)
    with pytest.raises(NotFoundError, match="no author 'Nobody'"):
        author(db, "Nobody")


def test_a_tag_counts_what_bears_it_and_what_is_below_it(db: Connection) -> None:
    assert list(list_tags(db).items) == TAGS
    assert list_tags(db).total == len(TAGS)


@pytest.mark.parametrize("named", TAGS, ids=lambda named: named.name)
def test_the_numbers_of_a_tag_are_the_totals_of_its_lists(db: Connection, named: Named) -> None:
    assert tag(db, f"#{named.name.upper()}") == named
    assert list_documents(db, tag=named.name).total == named.documents
    assert list_highlights(db, HighlightFilter(named.name)).total == named.highlights


def test_a_tag_that_only_what_is_gone_bears_is_known_but_not_listed(db: Connection) -> None:
    assert tag(db, "vanished") == Named("vanished", 0, 0)
    with pytest.raises(NotFoundError, match="no tag 'never'"):
        tag(db, "never")


def test_the_tags_below_a_tag_come_by_name(db: Connection) -> None:
    assert child_tags(db, "Craft") == (Named("craft/salt", 1, 6), Named("craft/salt/fine", 0, 1))
    assert child_tags(db, "travel") == ()


def test_a_parent_that_nothing_bears_is_a_tag_too(blank: Connection) -> None:
    add_document(blank, "One", tags=["Plants/Trees/Oak"])
    assert [each.name for each in list_tags(blank).items] == [
        "Plants",
        "Plants/Trees",
        "Plants/Trees/Oak",
    ]
    assert tag(blank, "plants") == Named("Plants", 1, 0)


def test_a_name_that_begins_like_a_tag_is_not_below_it(blank: Connection) -> None:
    for name in ("a", "a/b", "a0", "a-b", "ab", "a//c", "/a", "a/"):
        add_document(blank, f"on {name}", tags=[name])
    assert tag(blank, "a").documents == 4  # itself, a/b, a//c and a/
    assert list_documents(blank, tag="a").total == 4


def test_counts_follow_what_was_written_last(blank: Connection) -> None:
    one = add_document(blank, "One", tags=["kept"])
    first = add_highlight(blank, one, "first", tags=["lost", "kept"])
    blank.execute(
        delete(schema.highlight_tags).where(schema.highlight_tags.c.highlight_id == first)
    )
    write_tag_counts(blank, [one])
    assert list_tags(blank).items == (Named("kept", 1, 1),)
    blank.execute(delete(schema.documents).where(schema.documents.c.id == one))
    assert list_tags(blank).total == 0


def test_related_tags_are_those_that_stand_beside(db: Connection) -> None:
    assert related_tags(db, "sand") == (Named("favorite", 0, 1),)
    assert related_tags(db, "travel") == (Named("craft/salt", 1, 0),)
    assert related_tags(db, "craft") == (Named("travel", 1, 0),)
    assert related_tags(db, "never") == ()


def test_names_cost_the_same_queries_whatever_their_number(
    db: Connection, queries: list[str]
) -> None:
    for ask in (list_authors, list_tags):
        for limit in (1, 200):
            queries.clear()
            ask(db, limit=limit)
            assert len(queries) == 2
    queries.clear()
    related_tags(db, "travel")
    child_tags(db, "craft")
    assert len(queries) == 2
