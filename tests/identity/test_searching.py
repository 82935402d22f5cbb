"""What was imported is found, whatever was imported after it."""

import pytest

from app.search import match
from app.search.search import search
from tests.identity.vault import Vault, export


def total(vault: Vault, query: str) -> int:
    """How much fits a query."""
    with vault.engine.reading() as db:
        return search(db, query).total


def test_an_import_that_found_nothing_new_leaves_what_is_new(vault: Vault) -> None:
    vault.write("Tides.md", export(["The sea keeps two clocks."]))
    vault.take()
    before = total(vault, "is:new")
    vault.take()
    assert total(vault, "is:new") == before > 0
    vault.write("Winds.md", export(["Wind is a debt."], title="Winds"))
    vault.take()
    assert total(vault, "is:new is:highlight") == 1


@pytest.mark.parametrize("asked", ["don't", "DON’T PANIC", "panic - part", "élan", "elan"])
def test_chapters_are_found_however_they_are_written(vault: Vault, asked: str) -> None:
    note = "    - Note: .h1"
    vault.write(
        "Tides.md",
        export(["Don’t Panic – Part One, with Élan"]).rstrip()
        + f"\n{note}\n- The sea keeps two clocks.\n",
    )
    vault.take()
    assert total(vault, f'chapter:"{asked}"') == 1


def test_what_stands_deep_in_a_long_text_is_shown_and_marked(vault: Vault) -> None:
    filler = "Nothing of note was seen at sea.\n" * 4000
    vault.write("Log.md", f"# Log\n\nOff we went.\n\n{filler}\nThen a narwhal came up.\n\n{filler}")
    vault.take()
    with vault.engine.reading() as db:
        for query in ("narwhal", '"a narwhal"', "narwhals came", "log narwh"):
            assert "narwhal</mark>" in search(db, query).hits[0].snippet
            assert search(db, query).hits[0].snippet.startswith("…")
        assert "<mark>note</mark>" in search(db, "note").hits[0].snippet


def test_signs_of_which_no_index_knows_are_looked_for_in_the_newest_and_not_for_long(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault.write("Tides.md", export([f"Bell {n} 🔔 rings." for n in range(30)]))
    vault.take()
    with vault.engine.reading() as db:
        found = search(db, "🔔")
        assert (found.total, found.exact_total) == (30, True)
    monkeypatch.setattr(match, "_SIGN_SECONDS", -1)
    with vault.engine.reading() as db:
        assert not search(db, "🔔").exact_total


def test_a_sign_at_the_end_of_a_word_counts_within_a_phrase(vault: Vault) -> None:
    vault.write("Tides.md", export(["C# is a language.", "Vitamin C is not."]))
    vault.take()
    assert (total(vault, '"C# is"'), total(vault, '"C is"'), total(vault, '"in C#"')) == (1, 2, 0)
    vault.write(
        "École.md", export(["École C++, by day.", "Learning C++\n  quickly."], title="Schools")
    )
    vault.take()
    assert [
        total(vault, query)
        for query in ('"École C++"', '"ecole c++"', '"learn C++"', '"C++ quickly"')
    ] == [1, 1, 1, 1]


def test_one_letter_is_looked_for_in_a_long_text(vault: Vault) -> None:
    vault.write(
        "Log.md", "# Log\n\n" + "Nothing of note was seen at sea.\n" * 4000 + "Vitamin C was.\n"
    )
    vault.take()
    assert (total(vault, "c"), total(vault, "z"), total(vault, 'chapter:"\u0301"')) == (1, 0, 0)
