"""Notes written here are taken out as the files they are, and come back as they were."""

from pathlib import Path

import pytest

from app.notes.acts import write_note
from app.store.edits.edits import change_documents, change_highlight
from app.store.reads.documents import list_documents
from app.store.reads.highlights import list_highlights
from tests.export.conftest import MakeVault
from tests.export.library import AT, brought_back, differences, exported, files_in
from tests.identity.vault import ULID, Passage, export

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


QUOTING = (
    "---\ntitle: On two clocks\n---\n\nFrom [[Tides]], see [[Other]]:\n\n"
    "> The sea keeps two clocks. ([View Highlight](https://read.readwise.io/read/{id}))\n\n"
    "> My own line.\n"
)


@pytest.mark.parametrize("name", ["202212120002.md", "Own/Clocks.md"])
@pytest.mark.parametrize("later", ["note", "book"])
def test_a_note_that_quotes_a_passage_keeps_its_file_whatever_its_title(
    make_vault: MakeVault, tmp_path: Path, name: str, later: str
) -> None:
    """A link by the name of its file leads to it as before."""
    vault = make_vault()
    note = QUOTING.format(id=ULID.format(1))
    book = export([Passage("The sea keeps two clocks.", 1), Passage("See [[202212120002]].", 2)])
    files = {name: note, "Tides.md": book}
    for each in sorted(files, key=lambda path: (path == name) == (later == "note")):
        vault.write(each, files[each])
    vault.take()
    with vault.engine.writing() as db:
        for number, one in enumerate(list_highlights(db).items):
            change_highlight(
                db, one.id, {"text": f"{one.text} (mended)", "tags": ["a"], "note": str(number)}, AT
            )
        for document in list_documents(db).items:
            change_documents(db, {document.id: {"favorite": True}}, AT)
    exported(vault, tmp_path / "out")
    assert files_in(tmp_path / "out")[name] == note
    fresh = brought_back(make_vault(), tmp_path / "out")
    assert differences(vault, fresh) == []
