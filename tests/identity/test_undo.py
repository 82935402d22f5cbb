"""Taking an import back, and having it back."""

import os
from datetime import UTC, datetime

import pytest

from app.errors import NotFoundError
from app.importer.run import import_paths
from app.importer.undo import AlreadyUndoneError, undo_import
from app.importer.verify import verify
from app.model import Counts, Undone
from app.store.edits.edits import change_highlight
from app.store.edits.values import Entered
from app.store.reads.highlights import highlight
from tests.identity.vault import Passage, Vault, export

NOW = datetime(2025, 5, 3, tzinfo=UTC)
A, B, C = (
    Passage("The sea keeps two clocks.", 1),
    Passage("A tide is a slow breath.", 2),
    Passage("Harbours forget.", 3),
)


def test_undo_takes_exactly_that_import_back(vault: Vault) -> None:
    vault.write("Tides.md", export([A]))
    vault.take()
    vault.write("Tides.md", export([A, B]))
    second = vault.take()
    vault.write("Other.md", export([C], title="Other"))
    vault.take()
    undo_import(vault.engine, second.id, now=NOW)
    assert sorted(vault.texts()) == sorted([A.text, C.text])
    assert vault.gone() == []


def test_a_document_that_only_this_import_brought_goes_and_comes_back_under_its_address(
    vault: Vault,
) -> None:
    vault.write("Tides.md", export([A, B]))
    report = vault.take()
    codes = [h.id for h in vault.live()]
    undo_import(vault.engine, report.id, now=NOW)
    assert (vault.titles(), vault.texts(), vault.gone()) == ([], [], [])
    assert vault.take().highlights.added == len(codes)
    assert [h.id for h in vault.live()] == codes


def test_what_was_taken_back_stays_away_until_its_bytes_change_or_the_reader_asks(
    vault: Vault,
) -> None:
    path = vault.write("Tides.md", export([A]))
    undo_import(vault.engine, vault.take().id, now=NOW)
    os.utime(path, (vault.clock + 900, vault.clock + 900))
    import_paths(vault.engine, [vault.folder], by_hand=False)
    assert vault.texts() == []
    vault.write("Tides.md", export([A, B]), at=vault.clock + 1800)
    import_paths(vault.engine, [vault.folder], by_hand=False)
    assert vault.texts() == [A.text, B.text]


def test_an_import_that_missed_a_file_can_be_taken_back(vault: Vault) -> None:
    vault.write("Other.md", export([C], title="Other"))
    path = vault.write("Tides.md", export([A]))
    vault.take()
    path.unlink()
    report = vault.take()
    assert report.highlights.gone == 1
    undo_import(vault.engine, report.id, now=NOW)
    assert sorted(vault.texts()) == sorted([A.text, C.text])
    assert import_paths(vault.engine, [vault.folder], by_hand=False).files == Counts(unchanged=1)
    assert vault.take().files.gone == 1


def test_two_documents_made_one_by_an_import_are_two_again_after_it_is_taken_back(
    vault: Vault,
) -> None:
    vault.write("a.md", export([A], title="Old name", author="A. R."))
    vault.write("b.md", export([B], title="New name"))
    vault.take()
    codes = {h.document.title: h.document.id for h in vault.live()}
    vault.write("c.md", export([A, B], title="New name"))
    joined = vault.take()
    assert len(vault.titles()) == 1
    undo_import(vault.engine, joined.id, now=NOW)
    assert {h.document.title: h.document.id for h in vault.live()} == codes


def test_an_import_is_taken_back_once(vault: Vault) -> None:
    vault.write("Tides.md", export([A]))
    report = vault.take()
    undo_import(vault.engine, report.id, now=NOW)
    with pytest.raises(AlreadyUndoneError, match="was taken back on 2025-05-03"):
        undo_import(vault.engine, report.id, now=NOW)
    with pytest.raises(NotFoundError, match="there is no import 99"):
        undo_import(vault.engine, 99, now=NOW)


def change(vault: Vault, code: str, **wanted: Entered) -> None:
    with vault.engine.writing() as db:
        change_highlight(db, code, wanted, "2025-05-03T08:00:00Z")


def test_what_the_reader_keeps_stays_live_when_the_import_that_brought_it_is_taken_back(
    vault: Vault,
) -> None:
    vault.write("Tides.md", export([A, B]))
    vault.take()
    vault.write("Tides.md", export([A, B, C]))
    second = vault.take()
    code = vault.live()[2].id
    change(vault, code, kept=True)
    assert undo_import(vault.engine, second.id, now=NOW) == Undone(Counts(), Counts())
    assert (vault.texts(), vault.live()[0].document.highlights) == ([A.text, B.text, C.text], 3)
    assert verify(vault.engine) == []
    change(vault, code, kept=False)
    assert (vault.texts(), vault.gone()) == ([A.text, B.text], [C.text])
    vault.take()
    assert vault.texts() == [A.text, B.text, C.text]


def test_what_was_noted_is_found_among_the_gone_ones_when_its_import_is_taken_back(
    vault: Vault,
) -> None:
    vault.write("Tides.md", export([A, B, C]))
    report = vault.take()
    first, second, _ = (h.id for h in vault.live())
    change(vault, first, note="Mine.", tags=["moon"], favorite=True)
    change(vault, second, kept=True)
    told = undo_import(vault.engine, report.id, now=NOW)
    assert told == Undone(documents=Counts(), highlights=Counts(gone=2))
    assert (vault.titles(), vault.texts(), vault.gone()) == (["Tides"], [B.text], [A.text])
    with vault.engine.reading() as db:
        gone = highlight(db, first)
        assert (gone.note, gone.tags, gone.favorite, gone.gone) == ("Mine.", ("moon",), True, True)
    assert verify(vault.engine) == []
    change(vault, first, kept=True)
    assert vault.texts() == [A.text, B.text]
    change(vault, first, kept=False)
    change(vault, second, kept=None)
    assert (vault.titles(), vault.gone()) == ([], sorted([A.text, B.text]))
    vault.take()
    assert (vault.texts(), vault.gone(), vault.live()[0].note) == (
        [A.text, B.text, C.text],
        [],
        "Mine.",
    )
    assert verify(vault.engine) == []


def test_taking_back_counts_documents_and_notes(vault: Vault) -> None:
    vault.write("Tides.md", export([A, B]))
    vault.write("Mine.md", "# Mine\n\nA page of my own.\n")
    report = vault.take()
    assert undo_import(vault.engine, report.id, now=NOW) == Undone(
        documents=Counts(gone=2), highlights=Counts(gone=2)
    )


def test_of_two_passages_that_became_one_the_other_does_not_linger_for_what_was_written_on_it(
    vault: Vault,
) -> None:
    reader, number = (
        "([View Highlight](https://read.readwise.io/read/01hzzzzzzzzzzzzzzzzzzz0001))",
        "^rw901",
    )
    vault.write("Tides.md", export([]) + f"- {A.text} {reader}\n")
    vault.write("Other.md", export([]) + f"- {A.text} {number}\n")
    vault.take()
    codes = [h.id for h in vault.live()]
    for code in codes:
        change(vault, code, note=f"Mine on {code}.")
    vault.write("Tides.md", export([]) + f"- {A.text} {reader} {number}\n")
    vault.take()
    assert len(vault.live()) == 1
    assert vault.gone() == []
    assert verify(vault.engine) == []


def test_what_is_told_of_a_file_goes_back_with_it(vault: Vault) -> None:
    vault.write("Mine.md", "---\ntitle: A\n---\nwords\n")
    vault.take()
    vault.write("Mine.md", "---\ntitle: A\n# a remark\n---\nwords\n")
    undo_import(vault.engine, vault.take().id, now=NOW)
    assert verify(vault.engine) == []
