"""Facets, random orders, and highlights that are gone from their files."""

from sqlalchemy import Connection

from app.model import Found
from app.query.parser import parse
from app.query.rewrite import term, toggled
from app.search.search import search
from app.store.fts.index import index_highlights
from tests.search.test_search import NEWEST, library_db, names
from tests.store.library import add_document, add_highlight

__all__ = ["library_db"]  # a fixture


def _texts(found: Found) -> list[str]:
    return [hit.highlight.text if hit.highlight else hit.document.title for hit in found.hits]


def test_facets_count_the_results(library_db: Connection) -> None:
    facets = {facet.name: facet.rows for facet in search(library_db, "").facets}
    assert facets["kind"] == (("article", 7), ("book", 4), ("podcast", 3), ("note", 1))
    assert facets["author"] == (("José Marrow", 7), ("Li Wei", 7), ("Ada Quill", 4), ("Li", 3))
    assert facets["tag"] == (
        ("craft", 4),
        ("travel", 4),
        ("slow sand", 3),
        ("craft/knots", 1),
        ("craft/salt", 1),
    )
    assert facets["year"] == (("2024", 8), ("2023", 4), ("2022", 3))
    assert facets["document"] == (
        ("Small Talk", 7),
        ("The Salt Road", 4),
        ("On Waters", 3),
        ("Harbour Notes", 1),
    )
    assert facets["with"] == (("note", 1), ("favorite", 1))


def test_a_facet_s_row_narrows_to_as_many_as_it_says(library_db: Connection) -> None:
    for asked in ("", "salt OR tides"):
        for facet in search(library_db, asked).facets:
            for value, number in facet.rows:
                term_ = value if facet.name == "with" else term(facet.name, value)
                narrowed, _ = toggled(
                    parse(asked), {"note": "has:note", "favorite": "is:favorite"}.get(term_, term_)
                )
                assert search(library_db, narrowed).total == number, narrowed


def test_a_tag_of_both_is_counted_once(blank: Connection) -> None:
    book = add_document(blank, "A Book", tags=["sea"])
    index_highlights(blank, [add_highlight(blank, book, "A wave.", tags=["sea", "wave"])])
    facets = {facet.name: facet.rows for facet in search(blank, "wave").facets}
    assert facets["tag"] == (("sea", 1), ("wave", 1))


def test_who_bears_a_nested_tag_bears_those_above_once(blank: Connection) -> None:
    book = add_document(blank, "A Book", tags=["sea/ice"])
    fresh = [
        add_highlight(blank, book, f"A wave {gone}.", tags=["sea/salt/fleur", "sea"], gone=gone)
        for gone in (0, 1)
    ]
    index_highlights(blank, fresh[:1])
    for asked in ("wave", "is:gone"):
        facets = {facet.name: facet.rows for facet in search(blank, asked).facets}
        assert facets["tag"] == (
            ("sea", 1),
            ("sea/ice", 1),
            ("sea/salt", 1),
            ("sea/salt/fleur", 1),
        ), asked


def test_what_is_gone_is_paged_and_counted(blank: Connection) -> None:
    book = add_document(blank, "A Book", authors=["Ada Quill"], tags=["sea"])
    rows = [
        add_highlight(
            blank,
            book,
            f"Gone {day}.",
            gone=1,
            at=f"2024-01-0{day}T00:00:00",
            highlighted_at=f"2024-01-0{day}",
            note="kept" * (day % 2),
        )
        for day in range(1, 6)
    ]
    index_highlights(blank, rows)
    first = search(blank, "is:gone gone sort:new", limit=2)
    assert (first.total, _texts(first)) == (5, ["Gone 5.", "Gone 4."])
    assert _texts(search(blank, "is:gone gone sort:new", limit=3, cursor=first.next_cursor)) == [
        "Gone 3.",
        "Gone 2.",
        "Gone 1.",
    ]
    assert _texts(search(blank, "is:gone sort:old", limit=1)) == ["Gone 1."]
    assert _texts(search(blank, "is:gone sort:random:4")) == _texts(
        search(blank, "is:gone sort:random:4")
    )
    facets = {facet.name: facet.rows for facet in first.facets}
    assert facets == {
        "kind": (("book", 5),),
        "author": (("Ada Quill", 5),),
        "tag": (("sea", 5),),
        "year": (("2024", 5),),
        "document": (("A Book", 5),),
        "with": (("note", 3),),
    }


def test_a_random_order_is_the_seed_s_own(library_db: Connection) -> None:
    orders = [names(search(library_db, f"sort:random:{seed}", limit=100)) for seed in (1, 2, 3, 1)]
    assert orders[0] == orders[3]
    assert len({tuple(order) for order in orders}) == 3
    assert {tuple(sorted(order)) for order in orders} == {tuple(sorted(NEWEST))}
