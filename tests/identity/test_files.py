"""Files that move, grow, go and come back, and what becomes of the documents they hold."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.importer.files.scan import HUGE
from app.importer.run import import_paths
from app.importer.undo import undo_import
from app.importer.verify import verify
from app.model import Counts
from app.store.edits.edits import put_away
from tests.identity.vault import Vault, export

NOW = "2025-05-03T08:00:00Z"


def codes(vault: Vault) -> dict[str, tuple[str, int]]:
    """The address of each document and whether it is there, by title."""
    with vault.engine.reading() as db:
        return {
            title: (code, gone)
            for title, code, gone in db.exec_driver_sql("SELECT title, code, gone FROM documents")
        }


def move(path: Path, target: Path) -> None:
    """Move a file of the vault."""
    target.parent.mkdir(exist_ok=True)
    path.rename(target)


def test_a_new_note_at_the_old_place_of_one_that_moved_is_another(vault: Vault) -> None:
    inbox = vault.write("Inbox.md", "Buy rope.\n")
    vault.write("Other.md", "Other.\n")
    vault.take()
    first, _ = codes(vault)["Inbox"]
    for turn in (1, 2):
        move(inbox, vault.folder / f"Archive {turn}.md")
        vault.take()
        with vault.engine.writing() as db:
            put_away(db, codes(vault)[f"Archive {turn}"][0], away=True, changed_at=NOW)
        vault.write("Inbox.md", f"Wholly new words, {turn}.\n")
        vault.take()
    told = codes(vault)
    assert told["Archive 1"] == (first, 2)
    assert told["Archive 2"][1] == 2
    assert told["Inbox"][1] == 0
    assert len({code for code, _ in told.values()}) == 4
    assert verify(vault.engine) == []


def test_a_note_that_moves_back_keeps_its_address(vault: Vault) -> None:
    inbox = vault.write("Inbox.md", "Buy rope.\n")
    vault.write("Other.md", "Other.\n")
    vault.take()
    before = codes(vault)["Inbox"]
    move(inbox, vault.folder / "Archive.md")
    vault.take()
    move(vault.folder / "Archive.md", inbox)
    vault.take()
    assert codes(vault)["Inbox"] == before


def test_a_move_is_seen_though_an_import_fell_in_between(vault: Vault) -> None:
    path = vault.write("Mine.md", "My own words.\n")
    vault.write("Other.md", "Other.\n")
    vault.take()
    before = codes(vault)["Mine"]
    elsewhere = vault.folder.parent / "elsewhere.md"
    move(path, elsewhere)
    vault.take()
    assert codes(vault)["Mine"] == (before[0], 1)
    move(elsewhere, vault.folder / "deep" / "Mine.md")
    assert vault.take().files == Counts(changed=1, unchanged=1)
    assert codes(vault)["Mine"] == before


def test_a_file_that_comes_back_beside_a_copy_of_what_it_was_stays_itself(vault: Vault) -> None:
    path = vault.write("Mine.md", "Old words.\n")
    vault.write("Other.md", "Other.\n")
    vault.take()
    before = codes(vault)["Mine"]
    path.unlink()
    vault.take()
    vault.write("Mine.md", "New words.\n")
    vault.write("Copy.md", "Old words.\n")
    vault.take()
    told = codes(vault)
    assert told["Mine"] == before
    assert told["Copy"][0] != before[0]
    assert verify(vault.engine) == []


def test_what_was_taken_by_name_stays_taken(vault: Vault) -> None:
    path = vault.write(".trash/Thrown.md", "Words that were thrown away.\n")
    vault.write("Other.md", "Other.\n")
    vault.take(path)
    vault.write(".trash/Thrown.md", "Words that were thrown away, and changed there.\n")
    vault.take()
    assert codes(vault)["Thrown"][1] == 0


def test_a_file_that_grew_too_large_is_still_there(vault: Vault) -> None:
    vault.write("Tides.md", export(["The sea keeps two clocks."]))
    vault.write("Other.md", "Other.\n")
    vault.take()
    vault.write("Tides.md", export(["The sea keeps two clocks."]) + "\n" * HUGE)
    report = vault.take()
    assert "larger than" in report.problems[0].message
    assert vault.texts() == ["The sea keeps two clocks."]


def test_a_file_from_before_1970_is_as_live_as_any(vault: Vault) -> None:
    path = vault.write("Old.md", "Written before there was a clock.\n")
    os.utime(path, (-86400, -86400))
    vault.take()
    assert codes(vault)["Old"][1] == 0


def test_a_file_that_an_undo_holds_back_still_goes_with_its_file(vault: Vault) -> None:
    path = vault.write("Mine.md", "One.\n")
    vault.write("Other.md", "Other.\n")
    vault.take()
    vault.write("Mine.md", "Two.\n")
    undo_import(vault.engine, vault.take().id, now=datetime.now(UTC))
    path.unlink()
    import_paths(vault.engine, [vault.folder], by_hand=False)
    assert codes(vault)["Mine"][1] == 1


@pytest.mark.parametrize("dry_run", [False, True])
def test_damaged_bytes_of_one_file_keep_no_other_out(vault: Vault, *, dry_run: bool) -> None:
    vault.write("Mine.md", "One.\n")
    vault.take()
    with vault.engine.writing() as db:
        db.exec_driver_sql(
            "UPDATE contents SET data = x'00' WHERE sha256 = (SELECT sha256 FROM versions ORDER "
            "BY id LIMIT 1)"
        )
    vault.write("Mine.md", "Two.\n")
    vault.write("New.md", "New.\n")
    report = vault.take(dry_run=dry_run)
    assert (report.files, report.documents.added) == (Counts(added=1, failed=1), 1)
    assert [(problem.path, "are damaged" in problem.message) for problem in report.problems] == [
        (str(vault.folder / "Mine.md"), True)
    ]
