"""`florilegium verify` over a library that something else wrote to."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app.cli import run

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


def test_what_the_files_cannot_mend_stays_told(
    library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(sqlite3.connect(library)) as db, db:
        db.execute("UPDATE contents SET data = x'00'")
        db.execute("UPDATE files SET path = path || ' that is no longer there'")

    assert run(["--db", str(library), "verify", "--mend"]) == 1
    assert "`florilegium restore FILE`" in capsys.readouterr().out
