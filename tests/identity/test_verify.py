"""A sound library verifies; each sort of damage is told and, where it can be, mended."""

import pytest

from app.importer.verify import verify
from app.model import Counts
from tests.identity.vault import Passage, Vault, export

DAMAGE = {
    "say something else": "UPDATE highlights SET text = 'tampered' WHERE position = 0",
    "without an entry in the index": "DELETE FROM highlight_search WHERE rowid = 1",
    "without a highlight": "INSERT INTO highlight_search (rowid, text) VALUES (999, 'x')",
    "not those that were read": "UPDATE contents SET data = x'00'",
    "lines that nobody understood": "INSERT INTO unparsed (file_id, line, text) VALUES (1, 77, 'x')",
    "that no key leads to": "DELETE FROM highlight_keys",
}


def fill(vault: Vault) -> None:
    vault.write("Tides.md", export([Passage("The sea keeps two clocks.", 1), "A tide is a slow breath."]))
    vault.write("Mine.md", "# Mine\n\nOn [[Tides]].\n")
    vault.take()


def test_a_sound_library_verifies(vault: Vault) -> None:
    fill(vault)
    assert verify(vault.engine) == []


@pytest.mark.parametrize(("told", "statement"), DAMAGE.items(), ids=DAMAGE.keys())
def test_damage_is_told(vault: Vault, told: str, statement: str) -> None:
    fill(vault)
    with vault.engine.writing() as db:
        db.exec_driver_sql(statement)
    assert any(told in p.message for p in verify(vault.engine))


def test_damaged_bytes_are_taken_again_from_a_file_that_still_holds_them(vault: Vault) -> None:
    fill(vault)
    with vault.engine.writing() as db:
        db.exec_driver_sql(DAMAGE["not those that were read"])
    (vault.folder / "Mine.md").unlink()
    assert sum("not those that were read" in p.message for p in verify(vault.engine)) == 2
    verify(vault.engine, mend=True)
    assert sum("not those that were read" in p.message for p in verify(vault.engine)) == 1


def test_damaged_bytes_are_mended_by_importing_the_file_again(vault: Vault) -> None:
    fill(vault)
    with vault.engine.writing() as db:
        db.exec_driver_sql(DAMAGE["not those that were read"])
    assert vault.take(vault.folder / "Tides.md").files == Counts(unchanged=1)
    mine = vault.folder / "Mine.md"
    vault.write("Copy of Mine.md", mine.read_text())
    vault.take(vault.folder / "Copy of Mine.md")
    assert verify(vault.engine) == []


def test_what_differs_from_the_files_can_be_mended(vault: Vault) -> None:
    fill(vault)
    with vault.engine.writing() as db:
        db.exec_driver_sql(DAMAGE["say something else"])
    verify(vault.engine, mend=True)
    assert verify(vault.engine) == []
    assert vault.live()[0].text == "The sea keeps two clocks."


def test_copies_that_were_passed_over_stay_so(vault: Vault) -> None:
    vault.write(".trash/Tides.md", export(["Thrown away."]))
    vault.write("Tides.md", export(["Kept."]))
    vault.take()
    assert (verify(vault.engine), vault.texts()) == ([], ["Kept."])
    verify(vault.engine, mend=True)
    assert vault.texts() == ["Kept."]


def test_a_file_that_is_only_saved_again_leaves_nothing_to_mend(vault: Vault) -> None:
    vault.write("Mine.md", "Words of nobody's date.\n")
    vault.take()
    vault.write("Mine.md", "Words of nobody's date.\n")
    assert vault.take().documents.gone == 0
    assert verify(vault.engine) == []
