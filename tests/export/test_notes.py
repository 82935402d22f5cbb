"""Notes written here are taken out as the files they are, and come back as they were."""

from pathlib import Path

from app.notes.acts import write_note
from app.store.edits.edits import change_documents
from app.store.reads.documents import list_documents
from tests.export.conftest import MakeVault
from tests.export.library import AT, brought_back, differences, exported, files_in
from tests.identity.vault import Passage, export

NOTE = (
    "# On waiting\n\nOf [[Tides]], with #patience.\n\n> The sea keeps two clocks.\n>\n> Ana Ruiz\n"
)


def test_a_note_is_exported_as_it_is_and_what_the_library_adds_stands_beside_it(
    make_vault: MakeVault, tmp_path: Path
) -> None:
    vault = make_vault()
    vault.write("Tides.md", export([Passage("The sea keeps two clocks.", 1)]))
    vault.take()
    write_note(vault.engine, vault.folder, "Own/On waiting.md", NOTE.encode(), version="", at=AT)
    exported(vault, tmp_path / "out")
    files = files_in(tmp_path / "out")
    assert files["Own/On waiting.md"] == NOTE
    assert "Own/On waiting.florilegium.md" not in files
    with vault.engine.writing() as db:
        (note,) = list_documents(db, kind="note").items
        change_documents(db, {note.id: {"favorite": True, "tags": ["patience", "slow"]}}, AT)
    exported(vault, tmp_path / "out")
    files = files_in(tmp_path / "out")
    assert files["Own/On waiting.md"] == NOTE
    assert "slow" in files["Own/On waiting.florilegium.md"]
    fresh = brought_back(make_vault(), tmp_path / "out")
    assert differences(vault, fresh) == []
