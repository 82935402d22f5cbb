"""Copies that are made without being asked: at rest, and at the end of a command."""

import gzip
import shutil
import signal
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import insert

from app.cli import copying as module
from app.cli import run
from app.cli.copying import Copying, copy_after_import, copy_at_end, copying
from app.store.copies import writing
from app.store.copies.listing import list_copies
from app.store.copies.writing import is_copied
from app.store.db.import_schema import imports
from app.store.db.library import Library
from app.store.edits.trays.acts import begin_tray
from tests.cli.conftest import Start

SOON = 100.0  # seconds, of which a hundredth is needed


@pytest.fixture
def library(empty_library: Path, tmp_path: Path) -> Path:
    """A library with one import."""
    path = Path(shutil.copy(empty_library, tmp_path / "library.db"))
    with Library(path) as opened, opened.writing() as db:
        db.execute(insert(imports).values(started_at="2026-01-01", source="x"))
    return path


def import_of(root: Path, *options: str) -> int:
    return run([*options, "import", str(root / "tests/cli/vault")])


def test_an_import_leaves_a_copy(root: Path, tmp_path: Path) -> None:
    library = tmp_path / "library.db"
    assert import_of(root, "--db", str(library)) == 0
    copies = list_copies(tmp_path / "library.db.backups")
    assert len(copies) == 1
    assert copies[0].held
    assert copies[0].held.highlights == 5
    assert is_copied(library, tmp_path / "library.db.backups")


def test_a_large_first_import_leaves_the_copy_to_the_next(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_LARGE", 0)
    library, folder = tmp_path / "library.db", tmp_path / "library.db.backups"
    assert import_of(root, "--db", str(library)) == 0
    assert list_copies(folder) == []
    assert import_of(root, "--db", str(library)) == 0  # of nothing new
    (copy,) = list_copies(folder)
    assert copy.held
    assert copy.held.highlights == 5
    taken = copy.path.stat().st_mtime_ns
    assert import_of(root, "--db", str(library)) == 0
    assert list_copies(folder)[0].path.stat().st_mtime_ns == taken


def test_what_the_reader_did_is_copied_at_once(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    library, folder = tmp_path / "library.db", tmp_path / "library.db.backups"
    assert import_of(root, "--db", str(library), "--backups", "off") == 0
    monkeypatch.setattr(module, "_LARGE", 0)
    with Library(library) as opened:
        copy_after_import(opened, folder, number=1, changed=True)
        assert list_copies(folder) == []
        assert "keep the files until then" in capsys.readouterr().err
        with opened.writing() as db:
            begin_tray(db, "On tides", "2025-05-03T08:00:00Z")
        copy_after_import(opened, folder, number=1, changed=True)
    assert len(list_copies(folder)) == 1


@pytest.mark.parametrize("off", ["option", "environment"])
def test_copies_can_be_switched_off(
    root: Path, tmp_path: Path, off: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = ["--backups", "off"] if off == "option" else []
    if off == "environment":
        monkeypatch.setenv("FLORILEGIUM_BACKUPS", "off")
    assert import_of(root, "--db", str(tmp_path / "library.db"), *options) == 0
    assert not (tmp_path / "library.db.backups").exists()


def test_another_folder_can_be_named(root: Path, tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    assert (
        import_of(root, "--db", str(tmp_path / "library.db"), "--backups", str(tmp_path / "disk"))
        == 0
    )
    assert list_copies(tmp_path / "disk" / "library.db.backups")
    assert not (tmp_path / "library.db.backups").exists()


def test_a_disk_without_room_ends_no_import(
    root: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(writing, "_FREE", 1)
    assert import_of(root, "--db", str(tmp_path / "library.db")) == 0
    assert "less than a tenth of the disk would stay free" in capsys.readouterr().err


def test_a_rehearsal_leaves_no_copy(root: Path, tmp_path: Path) -> None:
    assert (
        run(["--db", str(tmp_path / "l.db"), "import", "--dry-run", str(root / "tests/cli/vault")])
        == 0
    )
    assert list(tmp_path.iterdir()) == []


def test_a_library_at_rest_is_copied(library: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copies"
    with Library(library) as opened:
        made = Copying(opened, folder, rest=0.0, look=0.01)
        made.start()
        waiting = Event()
        for _ in range(int(SOON / 0.01)):
            if list_copies(folder):
                break
            waiting.wait(0.01)
        made.finish()
    assert len(list_copies(folder)) == 1
    assert made.trouble == ""


def test_a_copy_that_fails_is_told_and_ends_nothing(
    library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Library(library) as opened:
        made = Copying(opened, tmp_path / "nowhere" / "copies", rest=0.0, look=0.01)
        made.start()
        waiting = Event()
        for _ in range(int(SOON / 0.01)):
            if made.trouble:
                break
            waiting.wait(0.01)
        assert "there is no folder" in made.trouble
        made.finish()
    assert capsys.readouterr().err.count("there is no folder") == 2  # at rest and at the end


def test_what_changed_last_is_copied_at_the_end(library: Path, tmp_path: Path) -> None:
    """And closing the library does not make that copy an old one."""
    folder = tmp_path / "copies"
    with Library(library) as opened, copying(opened, folder):
        assert not list_copies(folder)
    assert len(list_copies(folder)) == 1
    assert is_copied(library, folder)


def test_a_large_library_says_why_the_end_takes_a_moment(
    library: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(module, "_LARGE", 0)
    with Library(library) as opened:
        copy_at_end(opened, tmp_path / "copies")
        copy_at_end(opened, tmp_path / "copies")
    assert capsys.readouterr().err.count("copying the library to") == 1


def test_a_served_library_is_copied_when_the_server_ends(
    start: Start, root: Path, tmp_path: Path
) -> None:
    (tmp_path / "notes").mkdir()
    shutil.copy(next((root / "tests/cli/vault").rglob("*.md")), tmp_path / "notes")
    served = start("serve", "notes", "--port", "0", "--no-watch")
    assert served.stdout
    while not served.stdout.readline().startswith("http"):
        pass
    served.send_signal(signal.SIGTERM)
    assert served.wait(SOON) == 0
    (copy,) = list_copies(tmp_path / "library.db.backups")
    assert gzip.decompress(copy.path.read_bytes()).startswith(b"SQLite format 3\0")


def test_the_day_of_a_copy_brings_it_back(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    library = tmp_path / "library.db"
    import_of(root, "--db", str(library))
    (copy,) = list_copies(tmp_path / "library.db.backups")
    assert run(["--db", str(library), "undo", "1"]) == 0
    assert run(["--db", str(library), "restore", copy.day.isoformat()]) == 0
    capsys.readouterr()
    assert run(["--db", str(library), "search", "ferry", "--limit", "1"]) == 0
    assert capsys.readouterr().out.startswith("5 results")
