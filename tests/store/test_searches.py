"""The reader's saved searches, kept under names."""

import pytest
from sqlalchemy import Connection

from app.errors import NotFoundError, WrongUseError
from app.model import SavedSearch
from app.store.reads import saved_searches as searches
from app.store.reads.saved_searches import (
    delete_search,
    rename_search,
    save_search,
    saved_as,
    saved_search,
    saved_searches,
)

NOON = "2025-05-03T12:00:00Z"


def test_a_search_is_kept_under_its_name(blank: Connection) -> None:
    code = save_search(blank, "  Salt   and sea ", " salt sea ", NOON)
    kept = SavedSearch(code, "Salt and sea", "salt sea", NOON)
    assert saved_search(blank, code) == kept
    assert saved_as(blank, "salt sea ") == kept
    assert saved_as(blank, "salt") is None
    assert saved_searches(blank) == (kept,)


def test_a_search_without_a_name_bears_its_query(blank: Connection) -> None:
    code = save_search(blank, " ", "salt", NOON)
    rename_search(blank, code, "Salt")
    assert saved_search(blank, code).name == "Salt"
    rename_search(blank, code, "")
    assert saved_search(blank, code).name == "salt"


def test_searches_are_listed_by_name_whatever_its_case(blank: Connection) -> None:
    for name in ("sea", "Salt", "road"):
        save_search(blank, name, name, NOON)
    assert [saved.name for saved in saved_searches(blank)] == ["road", "Salt", "sea"]
    assert [saved.name for saved in saved_searches(blank, limit=1)] == ["road"]


def test_sent_twice_in_a_moment_it_is_kept_once(blank: Connection) -> None:
    assert save_search(blank, "Salt", "salt", NOON) == save_search(blank, "Salt", "salt", NOON)
    assert len(saved_searches(blank)) == 1
    save_search(blank, "Another name", "salt", NOON)
    assert len(saved_searches(blank)) == 2


def test_a_deleted_search_is_gone(blank: Connection) -> None:
    code = save_search(blank, "", "salt", NOON)
    delete_search(blank, code)
    assert saved_searches(blank) == ()
    for ask in (
        lambda: saved_search(blank, code),
        lambda: delete_search(blank, code),
        lambda: rename_search(blank, code, "x"),
    ):
        with pytest.raises(NotFoundError, match="no saved search"):
            ask()


def test_nothing_is_not_saved_and_neither_is_too_much(
    blank: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(WrongUseError, match="no query to save"):
        save_search(blank, "Empty", "  ", NOON)
    monkeypatch.setattr(searches, "MOST_SAVED", 1)
    save_search(blank, "", "salt", NOON)
    with pytest.raises(WrongUseError, match="delete one first"):
        save_search(blank, "", "sea", NOON)
