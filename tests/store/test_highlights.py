"""Highlights as lists and pages get them."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from app.errors import NotFoundError
from app.model import Change, Place
from app.store.reads.highlight_filters import HighlightFilter
from app.store.reads.highlights import (
    around,
    document_highlights,
    highlight,
    highlights_by_id,
    history,
    list_highlights,
    of_the_day,
    places,
)
from app.text import code
from tests.store.library import add_document, add_highlight

PANS = [
    "Salt keeps what it touches.",
    "The pans are swept at dusk.",
    "A road is a habit of feet.",
    "White hills, grey sea.",
    "Weigh it twice.",
]
SLOW, SILT, TIDE = (
    "A slow river carries the finest sand.",
    "Silt remembers.",
    "Tide tables first, as [[On Slow Rivers]] says.",
)
OLD, NOBODY = "An old wording.", "Nobody has this any more."
DUSK = code(f"text:1:{PANS[1]}")
SANDY = code(f"text:2:{SLOW}")


@pytest.mark.parametrize(
    ("filters", "texts"),
    [
        ({}, [*reversed(PANS), SLOW, SILT, TIDE]),
        ({"gone": True}, [OLD, NOBODY]),
        ({"tag": "sand"}, [SLOW]),
        ({"tag": "sand", "gone": True}, [OLD]),
        ({"tag": "travel"}, [*reversed(PANS), SLOW, SILT]),
        ({"tag": "craft"}, [*reversed(PANS), SILT, TIDE]),
        ({"tag": "#Craft/Salt"}, [*reversed(PANS), SILT]),
        ({"tag": "cra"}, []),
        ({"tag": "vanished"}, []),
        ({"author": "ben marrow"}, [SLOW, SILT]),
        ({"author": "nobody"}, []),
        ({"favorite": True}, [PANS[1], SLOW]),
        ({"noted": True}, [PANS[1]]),
        ({"untagged": True}, [*reversed(PANS), TIDE]),
        ({"favorite": True, "noted": True}, [PANS[1]]),
        ({"favorite": True, "untagged": True}, [PANS[1]]),
        ({"noted": True, "author": "Ada Quill"}, [PANS[1]]),
        ({"tag": "travel", "author": "Ben Marrow"}, [SLOW, SILT]),
        ({"tag": "travel", "favorite": True, "untagged": True}, [PANS[1]]),
    ],
)
def test_highlights_are_listed_newest_first_as_the_filters_say(
    db: Connection, filters: dict[str, Any], texts: list[str]
) -> None:
    listing = list_highlights(db, HighlightFilter(**filters))
    assert [item.text for item in listing.items] == texts
    assert (listing.total, listing.next_cursor) == (len(texts), "")


def test_a_highlight_comes_whole_with_its_document(db: Connection) -> None:
    sandy = highlight(db, SANDY)
    assert (sandy.document.title, sandy.document.authors) == (
        "On Slow Rivers",
        ("Ben Marrow", "Ada Quill"),
    )
    assert (sandy.tags, sandy.favorite, sandy.discarded, sandy.cut_short, sandy.gone) == (
        ("favorite", "sand"),
        True,
        False,
        True,
        False,
    )
    assert (sandy.location, sandy.url, sandy.color, sandy.added_at) == (
        "Page 3",
        "https://rivers.example/3",
        "blue",
        "2024-02-01T09:00:00",
    )
    assert (highlight(db, DUSK).note, highlight(db, DUSK).chapter) == ("by [[Cleo Vant]]?", "Dusk")


def test_a_highlight_answers_for_every_key_and_a_gone_one_too(db: Connection) -> None:
    assert highlight(db, code("readwise:open/501")).text == SLOW
    assert highlight(db, code(f"text:2:{OLD}")).gone


def test_an_unknown_highlight_is_said_by_name(db: Connection) -> None:
    with pytest.raises(NotFoundError, match="no highlight 'nosuchcode'"):
        highlight(db, "nosuchcode")


@pytest.mark.parametrize(
    ("order", "texts"),
    [
        ("place", PANS),
        ("new", [*reversed(PANS)]),
        ("favorite", [PANS[1], PANS[0], *PANS[2:]]),
        ("no such order", PANS),
    ],
)
def test_the_highlights_of_a_document_come_in_the_order_asked_for(
    db: Connection, order: str, texts: list[str]
) -> None:
    assert [
        each.text for each in document_highlights(db, code("title:The Salt Road"), order=order)
    ] == texts


def test_the_highlights_of_a_document_are_its_live_ones_by_any_of_its_codes(db: Connection) -> None:
    assert [each.text for each in document_highlights(db, code("title:On Slow Rivers"))] == [
        SLOW,
        SILT,
    ]
    assert len(document_highlights(db, code("readwise:77"))) == 5
    assert document_highlights(db, "nosuchdocu") == ()


def test_highlights_come_by_row_gone_ones_included(db: Connection) -> None:
    assert {row: each.text for row, each in highlights_by_id(db, [6, 8, 999]).items()} == {
        6: SLOW,
        8: OLD,
    }


@pytest.mark.parametrize(
    ("of", "reach", "texts"),
    [
        (code(f"text:1:{PANS[2]}"), 1, PANS[1:4]),
        (code(f"text:1:{PANS[0]}"), 2, PANS[:3]),
        (code(f"text:1:{PANS[4]}"), 9, PANS),
        (code(f"text:2:{OLD}"), 3, [SLOW, SILT, OLD]),
        ("nosuchcode", 3, []),
    ],
)
def test_a_highlight_stands_between_its_live_neighbours(
    db: Connection, of: str, reach: int, texts: list[str]
) -> None:
    assert [each.text for each in around(db, of, reach)] == texts


def test_places_are_those_in_files_that_are_there_and_for_a_gone_highlight_those_that_went(
    db: Connection,
) -> None:
    assert places(db, SANDY) == (
        Place("Articles/Rivers.md", 8, 8),
        Place("Articles/Rivers.md", 20, 21),
    )
    assert places(db, code(f"text:2:{OLD}")) == (Place("Books/Salt-2.md", 3, 3),)
    assert places(db, "nosuchcode") == ()


def test_history_tells_the_last_change_first(db: Connection) -> None:
    assert history(db, DUSK) == (
        Change("2024-03-07T00:00:00Z", "The pans are swept at dawn.", "earlier"),
        Change("2024-03-06T00:00:00Z", "The pans are swept.", "earlier"),
    )
    assert history(db, SANDY) == ()


DAYS = [date(2024, 1, 1) + timedelta(days) for days in range(200)]


def test_the_highlight_of_a_day_stays_all_day_and_is_live(db: Connection) -> None:
    chosen = [of_the_day(db, day) for day in DAYS]
    assert chosen == [of_the_day(db, day) for day in DAYS]
    assert {each.text for each in chosen if each} == {*PANS, SLOW, TIDE}


def test_a_library_without_anything_to_show_has_no_highlight_of_the_day(blank: Connection) -> None:
    assert of_the_day(blank, DAYS[0]) is None
    add_highlight(blank, add_document(blank, "Only"), "put away", discarded=1)
    assert of_the_day(blank, DAYS[0]) is None


def test_short_paragraphs_and_favourites_come_more_often(blank: Connection) -> None:
    only = add_document(blank, "Only")
    for text, favorite in (("brief", 0), ("x" * 1000, 0), ("y" * 100, 0), ("z" * 100, 1)):
        add_highlight(blank, only, text, favorite=favorite)
    chosen = Counter(each.text[0] for day in DAYS if (each := of_the_day(blank, day)))
    assert chosen["z"] > chosen["y"] > max(chosen["b"], chosen["x"]) > 0


def test_the_highlight_of_the_day_is_found_among_many_gone(blank: Connection) -> None:
    only = add_document(blank, "Only")
    add_highlight(blank, only, "the one")
    for row in range(300, 3000, 30):
        add_highlight(blank, only, f"gone {row}", gone=1, id=row)
    assert {each.text for day in DAYS if (each := of_the_day(blank, day))} == {"the one"}


@pytest.mark.parametrize(
    ("most", "ask"),
    [
        (5, lambda db: list_highlights(db, HighlightFilter("travel"), limit=1)),
        (5, lambda db: list_highlights(db, HighlightFilter("travel"))),
        (4, list_highlights),
        (5, lambda db: list_highlights(db, HighlightFilter(author="Ada Quill", untagged=True))),
        (2, lambda db: document_highlights(db, code("title:The Salt Road"))),
        (2, lambda db: highlights_by_id(db, range(1, 100))),
        (2, lambda db: highlight(db, SANDY)),
        (2, lambda db: around(db, SANDY, 9)),
        (1, lambda db: places(db, SANDY)),
        (1, lambda db: history(db, DUSK)),
        (4, lambda db: of_the_day(db, DAYS[0])),
    ],
)
def test_a_read_costs_so_many_queries_whatever_the_rows(
    db: Connection, queries: list[str], most: int, ask: Callable[[Connection], object]
) -> None:
    queries.clear()
    ask(db)
    assert len(queries) == most
