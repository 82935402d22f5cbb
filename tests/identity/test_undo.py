"""Taking an import back, and having it back."""

import os
from datetime import UTC, datetime

import pytest

from app.errors import NotFoundError
from app.importer.run import import_paths
from app.importer.undo import AlreadyUndoneError, undo_import
from app.model import Counts
from tests.identity.vault import Passage, Vault, export

NOW = datetime(2025, 5, 3, tzinfo=UTC)
A, B, C = Passage("The sea keeps two clocks.", 1), Passage("A tide is a slow breath.", 2), Passage("Harbours forget.", 3)


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


def test_a_document_that_only_this_import_brought_goes_and_comes_back_under_its_address(vault: Vault) -> None:
    vault.write("Tides.md", export([A, B]))
    report = vault.take()
    codes = [h.id for h in vault.live()]
    undo_import(vault.engine, report.id, now=NOW)
    assert (vault.titles(), vault.texts(), vault.gone()) == ([], [], [])
    assert vault.take().highlights.added == len(codes)
    assert [h.id for h in vault.live()] == codes


def test_what_was_taken_back_stays_away_until_its_bytes_change_or_the_reader_asks(vault: Vault) -> None:
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


def test_two_documents_made_one_by_an_import_are_two_again_after_it_is_taken_back(vault: Vault) -> None:
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
