"""What was imported is found, whatever was imported after it."""

import pytest

from app.store.engine import reading
from app.store.search import search
from tests.identity.vault import Vault, export


def total(vault: Vault, query: str) -> int:
    """How much fits a query."""
    with reading(vault.engine) as db:
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
    vault.write("Tides.md", export(["Don’t Panic – Part One, with Élan"]).rstrip() + f"\n{note}\n- The sea keeps two clocks.\n")
    vault.take()
    assert total(vault, f'chapter:"{asked}"') == 1
