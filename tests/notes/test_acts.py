"""The reader's acts on his notes: written, found at once, deleted, undone in any order."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from app.errors import DamageError, FullDiskError, NotFoundError
from app.importer.run import import_paths
from app.importer.verify import verify
from app.notes import acts
from app.notes.acts import delete_note, write_note
from app.notes.errors import (
    AlikeNameError,
    ChangedMeanwhileError,
    ChangedSinceError,
    NotePathError,
    NoteTextError,
    NoteTooLargeError,
    NotOursError,
)
from app.notes.text import version_of
from app.notes.undoing import undo
from app.search.search import search
from app.store.db.library import Library
from app.store.edits.changes import list_changes
from app.store.reads.imports import list_imports
from app.store.reads.notes import list_notes, note_at
from tests.notes.conftest import EXPORT, NOTE

NOW = "2025-05-03T12:00:00Z"
PATH = "Own/On waiting.md"
Save = Callable[[str, str, str], acts.Written]


@pytest.fixture
def save(library: Library, folder: Path) -> Save:
    """Writes a note over the text before, or a new one."""

    def written(path: str, text: str, before: str) -> acts.Written:
        version = version_of(before.encode()) if before else ""
        return write_note(library, folder, path, text.encode(), version=version, at=NOW)

    return written


def found(library: Library, query: str) -> list[str]:
    with library.reading() as db:
        return [hit.document.title for hit in search(db, query).hits]


def paths(library: Library, folder: Path) -> list[str]:
    with library.reading() as db:
        return [note.path for note in list_notes(db, folder).items]


@pytest.mark.parametrize("path", [PATH, "Own/New.md"])
def test_what_cannot_be_recorded_is_put_back(
    library: Library, folder: Path, save: Save, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    elsewhere = f"{NOTE}\nTyped elsewhere, and in no library yet.\n"
    (folder / PATH).write_text(elsewhere)
    before = elsewhere if path == PATH else ""

    def full(*_: object) -> str:
        raise FullDiskError

    monkeypatch.setattr(acts, "record_change", full)
    with pytest.raises(FullDiskError):
        save(path, "# On waiting\n\nAnew.\n", before)
    with pytest.raises(FullDiskError):
        delete_note(library, folder, PATH, version=version_of(elsewhere.encode()), at=NOW)
    assert (folder / PATH).read_text() == elsewhere
    assert not (folder / "Own/New.md").exists()
    binned = [each.read_text() for each in (folder / ".trash").rglob("*.md")]
    assert binned == ([] if path == PATH else ["# On waiting\n\nAnew.\n"])


def test_what_is_written_is_found_at_once_and_is_no_import(
    library: Library, folder: Path, save: Save
) -> None:
    with library.reading() as db:
        imports = list_imports(db).total
    save("Own/Marmots.md", "# On marmots\n\nThey sleep. #winter\n", "")
    assert found(library, "marmots") == ["On marmots"]
    assert paths(library, folder)[0] == "Own/Marmots.md"
    save(
        "Own/Marmots.md", "# On marmots\n\nThey whistle.\n", "# On marmots\n\nThey sleep. #winter\n"
    )
    assert (found(library, "whistle"), found(library, "#winter")) == (["On marmots"], [])
    with library.reading() as db:
        assert list_imports(db).total == imports
    assert import_paths(library, [folder], by_hand=False).id == 0  # a scan finds nothing new


def test_the_library_is_sound_after_any_act(library: Library, folder: Path, save: Save) -> None:
    made = save("x.md", "one [[On waiting]]", "")
    save("x.md", "two #tag", "one [[On waiting]]")
    undo(library, folder, made.change, NOW)
    done = delete_note(library, folder, PATH, version=version_of(NOTE.encode()), at=NOW)
    assert verify(library) == []
    undo(library, folder, done.change, NOW)
    assert verify(library) == []


def test_a_file_that_goes_later_is_noticed_by_a_scan(
    library: Library, folder: Path, save: Save
) -> None:
    save("New.md", "words", "")
    (folder / "New.md").unlink()
    import_paths(library, [folder], by_hand=False)
    assert paths(library, folder) == [PATH]


def test_the_same_words_again_are_no_change(library: Library, folder: Path, save: Save) -> None:
    assert save(PATH, NOTE, "other").change == ""
    with library.reading() as db:
        assert list_changes(db).total == 0


def test_a_deleted_note_is_gone_and_its_undo_brings_it_back(library: Library, folder: Path) -> None:
    done = delete_note(library, folder, PATH, version=version_of(NOTE.encode()), at=NOW)
    assert not (folder / PATH).exists()
    assert (folder / ".trash" / PATH).read_text() == NOTE
    assert (found(library, "waiting"), paths(library, folder)) == ([], [])
    assert import_paths(library, [folder], by_hand=False).id == 0  # nor is the bin new to a scan
    assert paths(library, folder) == []
    undo(library, folder, done.change, NOW)
    assert (folder / PATH).read_text() == NOTE
    assert not (folder / ".trash" / PATH).exists()
    assert found(library, "waiting") == ["On waiting"]
    assert import_paths(library, [folder], by_hand=False).id == 0


def test_an_undo_brings_nothing_back_over_what_is_there_now(library: Library, folder: Path) -> None:
    done = delete_note(library, folder, PATH, version=version_of(NOTE.encode()), at=NOW)
    (folder / PATH).write_text("another")
    with pytest.raises(ChangedSinceError):
        undo(library, folder, done.change, NOW)
    assert (folder / PATH).read_text() == "another"
    (folder / PATH).unlink()
    undo(library, folder, done.change, NOW)
    assert (folder / PATH).read_text() == NOTE


def test_an_undo_beside_a_name_in_other_case_says_what_to_do(
    library: Library, folder: Path
) -> None:
    done = delete_note(library, folder, PATH, version=version_of(NOTE.encode()), at=NOW)
    other = (folder / PATH).with_name("ON WAITING.md")
    other.write_text("another")
    with pytest.raises(ChangedSinceError, match=r"'ON WAITING.md' .*rename or move it, then undo"):
        undo(library, folder, done.change, NOW)
    assert (other.read_text(), (folder / PATH).exists()) == ("another", False)
    other.unlink()
    undo(library, folder, done.change, NOW)
    assert (folder / PATH).read_text() == NOTE


def test_edits_are_undone_in_any_order(library: Library, folder: Path, save: Save) -> None:
    first, second = save(PATH, "one", NOTE).change, save(PATH, "two", "one").change
    assert [item.field for item in undo(library, folder, first, NOW).not_undone] == ["file"]
    assert (folder / PATH).read_text() == "two"
    assert undo(library, folder, second, NOW).not_undone == ()
    assert (folder / PATH).read_text() == NOTE
    assert "On waiting" in found(library, "salt road")


def test_the_undo_of_a_new_note_puts_it_into_the_bin(
    library: Library, folder: Path, save: Save
) -> None:
    made, changed = save("x.md", "one", "").change, save("x.md", "two", "one").change
    undo(library, folder, changed, NOW)
    undo(library, folder, made, NOW)
    assert not (folder / "x.md").exists()
    assert (folder / ".trash" / "x.md").read_text() == "one"
    assert paths(library, folder) == [PATH]


def test_what_another_program_wrote_between_two_edits_is_what_an_undo_gives_back(
    library: Library, folder: Path, save: Save
) -> None:
    first = save(PATH, "one", NOTE).change
    (folder / PATH).write_text("theirs")
    second = save(PATH, "theirs and mine", "theirs").change
    undo(library, folder, second, NOW)
    assert (folder / PATH).read_text() == "theirs"
    with pytest.raises(ChangedSinceError):
        undo(library, folder, first, NOW)
    assert (folder / PATH).read_text() == "theirs"


def test_an_undo_does_not_write_into_another_folder(
    library: Library, folder: Path, save: Save, tmp_path: Path
) -> None:
    change = save("x.md", "one", "").change
    other = tmp_path / "other"
    other.mkdir()
    (other / "x.md").write_text("one")
    with pytest.raises(NotOursError):
        undo(library, other, change, NOW)
    assert (other / "x.md").read_text() == "one"


REFUSED: tuple[tuple[str, str, str, type[Exception]], ...] = (
    ("The Salt Road.md", "words", EXPORT, NotOursError),
    (PATH, EXPORT, NOTE, NoteTextError),
    ("new.md", EXPORT, "", NoteTextError),
    ("new.md", " \n", "", NoteTextError),
    ("new.md", "x" * 21, "", NoteTooLargeError),
    ("new.md", "words", "old", ChangedMeanwhileError),
    (PATH, "words", "", ChangedMeanwhileError),
    (PATH, "words", "old", ChangedMeanwhileError),
    ("CON.md", "words", "", NotePathError),
    ("OWN/x.md", "words", "", AlikeNameError),
    ("Own/On WAITING.md", "words", "", AlikeNameError),
    ("../x.md", "words", "", NotePathError),
)


@pytest.mark.parametrize(("path", "text", "before", "error"), REFUSED)
def test_what_is_refused_changes_nothing(
    library: Library, folder: Path, save: Save, monkeypatch: pytest.MonkeyPatch,
    path: str, text: str, before: str, error: type[Exception],
) -> None:  # fmt: skip
    if error is NoteTooLargeError:
        monkeypatch.setattr("app.notes.text.HUGE", 20)
    held = {file: file.read_bytes() for file in folder.rglob("*.md")}
    with pytest.raises(error):
        save(path, text, before)
    assert {file: file.read_bytes() for file in folder.rglob("*.md")} == held
    assert not (folder / ".trash").exists()
    with library.reading() as db:
        assert list_changes(db).total == 0


def test_an_export_is_neither_read_nor_deleted_as_a_note(library: Library, folder: Path) -> None:
    with pytest.raises(NotOursError):
        acts.read_note(folder, "The Salt Road.md")
    with pytest.raises(NotOursError):
        delete_note(
            library, folder, "The Salt Road.md", version=version_of(EXPORT.encode()), at=NOW
        )
    with pytest.raises(NotFoundError):
        acts.read_note(folder, "none.md")
    assert (folder / "The Salt Road.md").read_text() == EXPORT


def test_bytes_that_are_no_text_are_refused(library: Library, folder: Path) -> None:
    with pytest.raises(NoteTextError):
        write_note(library, folder, "x.md", b"caf\xe9", version="", at=NOW)


def test_a_disk_that_refuses_is_told_in_a_line(
    library: Library, folder: Path, save: Save, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_told: object, **_named: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(acts.DiskError, match=r"'x\.md' cannot be read or written: read-only"):
        save("x.md", "words", "")
    assert not (folder / "x.md").exists()


def test_a_folder_that_is_away_is_not_made_anew(library: Library, folder: Path, save: Save) -> None:
    folder.rename(folder.with_name("elsewhere"))
    with pytest.raises(NotOursError, match="is away"):
        save("x.md", "words", "")
    with pytest.raises(ChangedMeanwhileError):
        save(PATH, "words", NOTE)
    assert not folder.exists()


def test_a_folder_that_cannot_be_looked_into_is_told(
    library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_told: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "listdir", refuse)
    with pytest.raises(acts.DiskError, match="permission denied"):
        acts.read_note(folder, PATH)


def test_a_folder_beside_the_library_is_made_when_the_first_note_is(
    library: Library, tmp_path: Path
) -> None:
    folder = tmp_path / "library.db.notes"
    write_note(library, folder, "On tides.md", b"# On tides\n", version="", at=NOW)
    assert folder.stat().st_mode & 0o777 == 0o700
    with library.reading() as db:
        assert note_at(db, folder / "On tides.md")


def test_an_undo_whose_bytes_were_lost_is_told_and_changes_nothing(
    library: Library, folder: Path, save: Save
) -> None:
    """As after a damaged library was made anew."""
    change = save(PATH, "# On waiting\n\nOther words.\n", NOTE).change
    before = folder.joinpath(PATH).read_bytes()
    lost = {"lost": version_of(NOTE.encode())}
    with library.writing() as db:
        db.execute(text("DELETE FROM versions WHERE sha256 = :lost"), lost)
        db.execute(text("DELETE FROM contents WHERE sha256 = :lost"), lost)
    with pytest.raises(DamageError, match="nothing was undone"):
        undo(library, folder, change, NOW)
    assert folder.joinpath(PATH).read_bytes() == before
    with library.reading() as db:
        assert not list_changes(db).items[0].undone_at
