"""Who led the reader where: names in passages, since when, and what was read after."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection

from app.store.around.led import Naming, led, names_in
from app.store.fts.index import index_documents, index_highlights
from tests.store.library import add_document, add_highlight, add_link


def _book(db: Connection, title: str, author: str, day: str, *texts: str) -> int:
    document = add_document(db, title, authors=[author], latest=day)
    rows = [add_highlight(db, document, text, at=day) for text in texts]
    index_documents(db, [document])
    index_highlights(db, rows)
    return document


@pytest.fixture
def shelf(blank: Connection) -> Connection:
    """Three authors: one names the second, whom he led to, and links to the third."""
    slow = _book(
        blank,
        "Slow",
        "Petra Ilmarin",
        "2024-01-10T09:00:00",
        "It was Ada Lorn who taught me to read walls.",
        "And Ada Lorn's pupils said the same.",
    )
    _book(blank, "Walls", "Ada Lorn", "2024-05-12T09:00:00", "A wall is a sentence.")
    _book(blank, "Old", "Ben Marl", "2023-01-01T09:00:00", "As Ada Lorn had not written yet.")
    add_document(blank, "Both", authors=["Ada Lorn", "Petra Ilmarin"])
    add_link(blank, slow, "Ben Marl", place="body")
    return blank


def test_an_author_is_named_by_others_since_a_day(shelf: Connection) -> None:
    told = led(shelf, "Ada Lorn", "2024-05-12T09:00:00")
    assert told.naming == (
        Naming("Petra Ilmarin", 2, "2024-01-10T09:00:00", "2024-05-12T09:00:00"),
        Naming("Ben Marl", 1, "2023-01-01T09:00:00", "2024-05-12T09:00:00"),
    )
    assert told.together == (("Petra Ilmarin", 1),)


def test_whom_an_author_names_and_who_was_read_after(shelf: Connection) -> None:
    told = led(shelf, "petra ilmarin")
    named = Naming("Ada Lorn", 2, "2024-01-10T09:00:00", "2024-05-12T09:00:00")
    assert told.named == (named,)
    assert [each.name for each in led(shelf, "Ben Marl").naming] == ["Petra Ilmarin"]
    assert led(shelf, "Ada Lorn").named == ()


def test_nobody_leads_to_an_author_who_was_read_before(shelf: Connection) -> None:
    assert [each.read for each in led(shelf, "Ada Lorn", "2022-01-01").naming] == ["", ""]


@given(st.text(max_size=200))
def test_names_are_runs_of_capitalised_words(text: str) -> None:
    assert all(" " in each for each in names_in(text))
    assert "ada lorn" in names_in(f"{text}. So it was Ada Lorn, he said.")
