"""Notes under other names: the file, its heading, links by the old name, and all of it undone."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any

import pytest

from app.errors import FullDiskError, LibraryBusyError, NotFoundError
from app.importer import acts as importer_acts
from app.importer.run import import_paths
from app.importer.verify import verify
from app.notes import acts, renaming, undoing
from app.notes.acts import write_note
from app.notes.errors import (
    AlikeNameError,
    ChangedMeanwhileError,
    ChangedSinceError,
    NotePathError,
    NotOursError,
    TakenPathError,
)
from app.notes.files import rename_file
from app.notes.renaming import rename_note
from app.notes.text import renamed_heading, version_of
from app.notes.undoing import undo
from app.notes.unfinished import put_back
from app.store.db.library import Library
from app.store.edits.changes import list_changes
from app.store.edits.undo import undo_change
from app.store.reads.documents import document
from app.store.reads.links import document_backlinks
from app.store.reads.notes import note_at
from app.store.reads.targets import target
from tests.notes.conftest import NOTE

NOW = "2025-05-03T12:00:00Z"
OLD, NEW = "Own/On waiting.md", "Own/On patience.md"
LINKING = "Of [[On waiting]], [[Own/On waiting]] and [so](On%20waiting.md).\n"
VERSION = version_of(NOTE.encode())


@pytest.fixture
def linked(library: Library, folder: Path) -> Library:
    """The library with a note that links to the other."""
    (folder / "Own" / "Linking.md").write_text(LINKING)
    import_paths(library, [folder])
    return library


def code_of(library: Library, path: Path) -> str:
    with library.reading() as db:
        return note_at(db, path)


def means(library: Library, name: str) -> list[str]:
    with library.reading() as db:
        return [each.id for each in target(db, name)]


def test_a_note_gets_another_name_and_links_still_lead_there(linked: Library, folder: Path) -> None:
    code = code_of(linked, folder / OLD)
    done = rename_note(linked, folder, OLD, NEW, version=VERSION, at=NOW)
    assert not (folder / OLD).exists()
    assert (folder / NEW).read_text() == NOTE.replace("# On waiting", "# On patience")
    assert (done.path, done.version) == (NEW, version_of((folder / NEW).read_bytes()))
    assert code_of(linked, folder / NEW) == code
    for name in ("On waiting", "Own/On waiting", "On patience", "Own/On patience"):
        assert means(linked, name) == [code], name
    with linked.reading() as db:
        assert document(db, code).title == "On patience"
        assert len(document_backlinks(db, code)) == 1
        assert next(iter(list_changes(db).items)).what == f"renamed the note “{OLD}” to “{NEW}”"
    (folder / "Own" / "Linking.md").write_text(f"{LINKING}\nAnd more.\n")
    import_paths(linked, [folder])
    assert means(linked, "On waiting") == [code]
    assert verify(linked) == []


def test_a_note_renamed_while_the_library_is_busy_stays_the_same_document(
    linked: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its heading is as it was: with other words the file would be a new one to the next import."""

    def busy(*_: object) -> None:
        raise LibraryBusyError

    code = code_of(linked, folder / OLD)
    with monkeypatch.context() as patched:
        patched.setattr(acts, "import_some", busy)
        done = rename_note(linked, folder, OLD, NEW, version=VERSION, at=NOW)
    assert (folder / NEW).read_text() == NOTE
    assert done.version == VERSION
    import_paths(linked, [folder])
    assert code_of(linked, folder / NEW) == code
    assert verify(linked) == []


def test_a_renaming_is_undone(linked: Library, folder: Path) -> None:
    code = code_of(linked, folder / OLD)
    done = rename_note(linked, folder, OLD, NEW, version=VERSION, at=NOW)
    undo(linked, folder, done.change, NOW)
    assert (folder / OLD).read_text() == NOTE
    assert not (folder / NEW).exists()
    assert not (folder / ".trash").exists()
    assert code_of(linked, folder / OLD) == code
    assert means(linked, "On patience") == []
    with linked.reading() as db:
        assert (document(db, code).title, document(db, code).aliases) == ("On waiting", ())
    assert verify(linked) == []


def test_a_note_that_was_changed_since_is_not_renamed_back(linked: Library, folder: Path) -> None:
    done = rename_note(linked, folder, OLD, NEW, version=VERSION, at=NOW)
    later = write_note(
        linked, folder, NEW, b"# On patience\n\nMore.\n", version=done.version, at=NOW
    )
    with pytest.raises(ChangedSinceError, match="undo that first"):
        undo(linked, folder, done.change, NOW)
    assert (folder / NEW).read_text() == "# On patience\n\nMore.\n"
    undo(linked, folder, later.change, NOW)
    undo(linked, folder, done.change, NOW)
    assert (folder / OLD).read_text() == NOTE


def test_names_are_changed_in_turn_and_back(linked: Library, folder: Path) -> None:
    code = code_of(linked, folder / OLD)
    first = rename_note(linked, folder, OLD, NEW, version=VERSION, at=NOW)
    second = rename_note(linked, folder, NEW, "Deep/er/Third.md", version=first.version, at=NOW)
    third = rename_note(linked, folder, second.path, OLD, version=second.version, at=NOW)
    assert (folder / OLD).read_text() == NOTE
    for name in ("On waiting", "On patience", "Third"):
        assert means(linked, name) == [code], name
    for done in (third, second, first):
        undo(linked, folder, done.change, NOW)
    assert (folder / OLD).read_text() == NOTE
    assert verify(linked) == []


def test_only_letters_case_is_changed(linked: Library, folder: Path) -> None:
    done = rename_note(linked, folder, OLD, "Own/ON WAITING.md", version=VERSION, at=NOW)
    assert [each.name for each in (folder / "Own").iterdir()] == [
        "Linking.md",
        "ON WAITING.md",
    ] or ({each.name for each in (folder / "Own").iterdir()} == {"Linking.md", "ON WAITING.md"})
    assert (folder / done.path).read_text().startswith("# ON WAITING")
    assert rename_note(linked, folder, done.path, done.path, version="", at=NOW).change == ""


@pytest.mark.parametrize(
    ("new", "version", "error"),
    [
        (NEW, "0" * 64, ChangedMeanwhileError),
        ("The Salt Road.md", VERSION, TakenPathError),
        ("the salt road.md", VERSION, AlikeNameError),
        ("../outside.md", VERSION, NotePathError),
        (".hidden.md", VERSION, NotePathError),
        ("Own/Other.txt", VERSION, NotePathError),
        ("Own/a[b].md", VERSION, NotePathError),
        ("Link/x.md", VERSION, NotOursError),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_happens(
    library: Library, folder: Path, tmp_path: Path, new: str, version: str, error: type[Exception]
) -> None:
    (folder / "Link").symlink_to(tmp_path)
    with pytest.raises(error):
        rename_note(library, folder, OLD, new, version=version, at=NOW)
    assert (folder / OLD).read_text() == NOTE
    with library.reading() as db:
        assert list_changes(db).items == ()


def test_exports_and_what_is_not_there_are_not_renamed(library: Library, folder: Path) -> None:
    with pytest.raises(NotOursError):
        rename_note(library, folder, "The Salt Road.md", "X.md", version=VERSION, at=NOW)
    with pytest.raises(NotFoundError):
        rename_note(library, folder, "Nothing.md", "X.md", version=VERSION, at=NOW)


@pytest.mark.parametrize(
    ("text", "renamed"),
    [
        ("# Old\nx", "# New\nx"),
        ("\n\n#  OLD  \nx", "\n\n#  New  \nx"),
        ("---\ntags: a\n---\n# Old\n", "---\ntags: a\n---\n# New\n"),
        ("\ufeff# Old\r\nx\r\n", "\ufeff# New\r\nx\r\n"),
        ("# Old times\nx", "# Old times\nx"),
        ("x\n# Old", "x\n# Old"),
        ("## Old", "## Old"),
        ("---\nnever closed\n# Old", "---\nnever closed\n# Old"),
        ("", ""),
    ],
)
def test_a_heading_goes_with_its_name(text: str, renamed: str) -> None:
    assert renamed_heading(text.encode(), "Old", "New").decode() == renamed


@pytest.mark.parametrize(
    "text", ["---\n" * 20_000, "\n" * 100_000, "# " + " a" * 50_000, " " * 99_999]
)
def test_no_note_takes_long_to_rename(text: str) -> None:
    assert renamed_heading(text.encode(), "Old", "New") == text.encode()


def _refusing(monkeypatch: pytest.MonkeyPatch, module: object, how: type[BaseException]) -> None:
    """Let no note be written, as by a disk that is full, or by a kill."""

    def refuse(*_: object, **_named: object) -> None:
        raise how(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(module, "write_file", refuse)


class Killed(BaseException):
    """The end of the program, which nothing catches."""


@pytest.mark.parametrize("how", [OSError, Killed])
def test_a_renaming_whose_heading_cannot_be_written_is_undone_all_the_same(
    linked: Library, folder: Path, monkeypatch: pytest.MonkeyPatch, how: type[BaseException]
) -> None:
    code = code_of(linked, folder / OLD)
    with monkeypatch.context() as patched:
        _refusing(patched, renaming, how)
        with nullcontext() if how is OSError else pytest.raises(Killed):
            done = rename_note(linked, folder, OLD, NEW, version=VERSION, at=NOW)
            assert (done.path, done.version) == (NEW, VERSION)
    assert (folder / NEW).read_text() == NOTE
    assert code_of(linked, folder / NEW) == code
    later = write_note(linked, folder, NEW, b"# Later\n", version=VERSION, at=NOW)
    undo(linked, folder, later.change, NOW)
    with linked.reading() as db:
        change = next(each for each in list_changes(db).items if each.what.startswith("renamed"))
    assert undo(linked, folder, change.id, NOW).not_undone == ()
    assert (folder / OLD).read_text() == NOTE
    assert not (folder / NEW).exists()
    assert code_of(linked, folder / OLD) == code
    assert verify(linked) == []


def test_a_renaming_that_cannot_be_recorded_leaves_the_old_name(
    linked: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> str:
        raise FullDiskError

    monkeypatch.setattr(renaming, "record_change", full)
    with pytest.raises(FullDiskError):
        rename_note(linked, folder, OLD, NEW, version=VERSION, at=NOW)
    assert (folder / OLD).read_text() == NOTE
    assert not (folder / NEW).exists()
    with linked.reading() as db:
        assert list_changes(db).total == 0


def test_an_undo_whose_text_cannot_be_written_says_so(
    linked: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = rename_note(linked, folder, OLD, NEW, version=VERSION, at=NOW)
    with monkeypatch.context() as patched:
        _refusing(patched, undoing, OSError)
        undone = undo(linked, folder, done.change, NOW)
    assert [item.code for item in undone.not_undone] == [OLD]
    assert (folder / OLD).read_text() == NOTE.replace("# On waiting", "# On patience")


def test_an_undo_that_cannot_be_recorded_leaves_the_new_name(
    linked: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = rename_note(linked, folder, OLD, NEW, version=VERSION, at=NOW)
    text = (folder / NEW).read_text()

    def then_full(*given: Any, **named: Any) -> None:  # noqa: ANN401 whatever it takes
        undo_change(*given, **named)
        raise FullDiskError

    with monkeypatch.context() as patched:
        patched.setattr(importer_acts, "undo_change", then_full)
        with pytest.raises(FullDiskError):
            undo(linked, folder, done.change, NOW)
    assert ((folder / NEW).read_text(), (folder / OLD).exists()) == (text, False)
    undo(linked, folder, done.change, NOW)
    assert ((folder / OLD).read_text(), (folder / NEW).exists()) == (NOTE, False)


def test_an_undo_that_was_killed_once_the_old_name_was_there_is_done_by_the_next(
    linked: Library, folder: Path
) -> None:
    code = code_of(linked, folder / OLD)
    done = rename_note(linked, folder, OLD, NEW, version=VERSION, at=NOW)
    (folder / NEW).rename(folder / OLD)
    undo(linked, folder, done.change, NOW)
    assert (folder / OLD).read_text() == NOTE
    assert code_of(linked, folder / OLD) == code
    with linked.reading() as db:
        assert next(iter(list_changes(db).items)).undone_at == NOW
    assert verify(linked) == []


@contextmanager
def _killed_once_renamed(monkeypatch: pytest.MonkeyPatch, module: object) -> Iterator[None]:
    """Let the program end once a file was renamed; nothing is written or renamed after that."""
    renamed: list[object] = []

    def end(*_: object, **_named: object) -> None:
        raise Killed

    def rename_and_end(*given: Any, **named: Any) -> None:  # noqa: ANN401 whatever it takes
        if not renamed:
            renamed.append(rename_file(*given, **named))
            patched.setattr(Library, "writing", end)
        raise Killed

    with monkeypatch.context() as patched, suppress(Killed):
        patched.setattr(module, "rename_file", rename_and_end)
        yield
    assert renamed


@pytest.mark.parametrize("imported", [False, True])
def test_a_renaming_that_was_killed_before_it_was_recorded_is_put_back(
    linked: Library, folder: Path, monkeypatch: pytest.MonkeyPatch, *, imported: bool
) -> None:
    code = code_of(linked, folder / OLD)
    with _killed_once_renamed(monkeypatch, renaming):
        rename_note(linked, folder, OLD, NEW, version=VERSION, at=NOW)
    assert (folder / NEW).read_text() == NOTE
    if imported:
        import_paths(linked, [folder])
    assert put_back(linked) == OLD
    assert put_back(linked) == ""
    import_paths(linked, [folder])
    assert ((folder / OLD).read_text(), (folder / NEW).exists()) == (NOTE, False)
    assert code_of(linked, folder / OLD) == code
    with linked.reading() as db:
        assert list_changes(db).total == 0
    assert verify(linked) == []


def test_an_undo_that_was_killed_before_it_was_recorded_is_put_back(
    linked: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = rename_note(linked, folder, OLD, NEW, version=VERSION, at=NOW)
    with _killed_once_renamed(monkeypatch, undoing):
        undo(linked, folder, done.change, NOW)
    assert put_back(linked) == NEW
    assert not (folder / OLD).exists()
    undo(linked, folder, done.change, NOW)
    assert ((folder / OLD).read_text(), (folder / NEW).exists()) == (NOTE, False)


def test_nothing_is_put_back_that_was_renamed_otherwise(linked: Library, folder: Path) -> None:
    rename_note(linked, folder, OLD, NEW, version=VERSION, at=NOW)
    assert put_back(linked) == ""
    version = version_of((folder / NEW).read_bytes())
    with pytest.raises(TakenPathError):
        rename_note(linked, folder, NEW, "The Salt Road.md", version=version, at=NOW)
    (folder / NEW).rename(folder / OLD)
    assert put_back(linked) == ""
    assert (folder / OLD).exists()
