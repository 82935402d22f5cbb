"""`florilegium verify` over a library that something else wrote to."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app.cli import run
from tests.torture.damage import spoil

VAULT = Path(__file__).parent / "vault"


@pytest.fixture
def library(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A library that was filled, then tampered with."""
    library = tmp_path / "library.db"
    assert run(["--db", str(library), "import", str(VAULT)]) == 0
    with closing(sqlite3.connect(library)) as db, db:
        db.execute("UPDATE highlights SET text = 'tampered' WHERE id = 1")
        db.execute("DELETE FROM highlight_search WHERE rowid = 2")
    capsys.readouterr()
    return library


def test_what_is_off_is_told_line_by_line_with_what_to_do(
    library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--db", str(library), "verify"]) == 1
    told = capsys.readouterr()

    assert told.out.count("\n") == told.out.count("`florilegium verify --mend`") == 2
    assert told.err == "florilegium: 2 things are off\n"


def test_verifying_changes_nothing_unless_it_is_to_mend(
    library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = []
    for _ in range(2):
        assert run(["--db", str(library), "verify", "--json"]) == 1
        told.append(json.loads(capsys.readouterr().out))

    assert told[0] == told[1]
    assert (told[0]["sound"], told[0]["mended"], len(told[0]["problems"])) == (False, [], 2)


def test_mending_makes_the_library_sound(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--db", str(library), "verify", "--mend"]) == 0
    assert [line.partition(":")[0] for line in capsys.readouterr().out.split("\n")[:2]] == [
        "mended",
        "mended",
    ]
    assert run(["--db", str(library), "verify"]) == 0
    assert run(["--db", str(library), "search", "tampered", "--json"]) == 0
    assert json.loads(capsys.readouterr().out.split("\n")[1])["total"] == 0


def test_what_neither_files_nor_copies_can_mend_stays_told(
    library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(sqlite3.connect(library)) as db, db:
        db.execute("UPDATE contents SET data = x'00'")
        db.execute("UPDATE files SET path = path || ' that is no longer there'")

    assert run(["--db", str(library), "--backups", "off", "verify", "--mend"]) == 1
    assert "`florilegium restore FILE`" in capsys.readouterr().out


def test_bytes_that_no_file_holds_any_more_come_from_the_newest_copy(
    library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--db", str(library), "backup"]) == 0
    with closing(sqlite3.connect(library)) as db, db:
        db.execute("UPDATE contents SET data = x'00'")
        db.execute("UPDATE files SET path = path || ' that is no longer there'")

    assert run(["--db", str(library), "verify", "--mend"]) == 0
    assert "are not those that were read" in capsys.readouterr().out


@pytest.mark.parametrize("option", [[], ["--from", "elsewhere/all.florilegium"]])
def test_bytes_that_no_file_holds_any_more_come_from_an_archive(
    library: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    option: list[str],
) -> None:
    """From one that lies beside the library, or that is named; what is damaged in it is passed."""
    monkeypatch.chdir(library.parent)
    archive = Path(option[1]) if option else library.with_name("all.florilegium")
    archive.parent.mkdir(exist_ok=True)
    assert run(["--db", str(library), "export", str(archive), "--format", "archive"]) == 0
    with closing(sqlite3.connect(library)) as db, db:
        db.execute("UPDATE contents SET data = x'00'")
        db.execute("UPDATE files SET path = path || ' that is no longer there'")

    assert run(["--db", str(library), "--backups", "off", "verify", "--mend", *option]) == 0
    assert "are not those that were read" in capsys.readouterr().out


def test_an_archive_is_named_only_to_mend(
    library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--db", str(library), "verify", "--from", str(library)]) == 2
    assert "add --mend" in capsys.readouterr().err
    assert run(["--db", str(library), "verify", "--mend", "--from", str(library)]) == 1
    assert "is no archive" in capsys.readouterr().err


@pytest.mark.parametrize("how", ["truncated", "beginning_lost", "overwritten"])
def test_a_damaged_file_is_made_anew_beside_it(
    library: Path, capsys: pytest.CaptureFixture[str], how: str
) -> None:
    """And what is damaged, and from what it can be had back, is told before."""
    assert run(["--db", str(library), "backup"]) == 0
    spoil(library, how, 4)
    assert run(["--db", str(library), "verify"]) == 1
    told = capsys.readouterr().out
    assert "the library's file is damaged" in told
    assert "its newest copy is of" in told
    before = library.read_bytes()
    assert run(["--db", str(library), "verify", "--mend"]) == 1
    assert "5 highlights" in capsys.readouterr().out
    recovered = library.with_name(f"{library.name}.recovered")
    assert library.read_bytes() == before
    assert recovered.stat().st_mode & 0o777 == 0o600
    assert run(["--db", str(library), "restore", str(recovered)]) == 0
    assert run(["--db", str(library), "verify"]) == 0
    assert sorted(path.name for path in library.parent.glob("*.recovered.*")) == []


def test_without_anything_else_what_is_lost_is_named(
    library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for path in library.parent.glob("library.db?*"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    library.with_name("library.db.lock").touch()
    spoil(library, "emptied", 0)
    assert run(["--db", str(library), "verify", "--mend", "--json"]) == 1
    problems = json.loads(capsys.readouterr().out)["problems"]
    assert any("import the folders that hold them" in each["message"] for each in problems)
    assert any("what you did yourself may be lost" in each["message"] for each in problems)
