"""A library whose file is damaged in any way is mended, or ends in a list of what is lost."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from app.cli import run
from app.store.db.library import Library
from app.store.edits.edits import change_highlight
from app.store.reads.highlights import list_highlights
from tests.torture.damage import DAMAGES, spoil

EACH = int(os.environ.get("FLORILEGIUM_DAMAGES", "20"))
MINE = "What I make of it."


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str


def command(library: Path, *arguments: str) -> Ended:
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = run(["--db", str(library), *arguments])
    ended = Ended(code, out.getvalue(), err.getvalue())
    assert "fault of the program" not in ended.out + ended.err
    return ended


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    """A folder with a library of the sample, a copy of it, one act since, and an archive apart."""
    folder = tmp_path_factory.mktemp("whole")
    shutil.copytree(root / "notes", folder / "notes")
    library = folder / "library.db"
    assert command(library, "import", str(folder / "notes")).code == 0
    with Library(library) as opened, opened.writing() as db:
        change_highlight(db, list_highlights(db).items[0].id, {"note": MINE}, "2026-05-03T08:00:00")
    (folder / "apart").mkdir()
    archive = str(folder / "apart" / "all.florilegium")
    assert command(library, "export", archive, "--format", "archive").code == 0
    return folder


@pytest.fixture
def spoiled(whole: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of that folder of one's own; its files lie elsewhere, as after a move."""
    shutil.copytree(whole, tmp_path / "spoiled")
    yield tmp_path / "spoiled"
    shutil.rmtree(tmp_path / "spoiled")


def counts(library: Path) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(command(library, "stats", "--json").out)
    return said


def end_sound(library: Path, *options: str) -> bool:
    """Verify, mend, and take what was recovered; gives whether something was told as lost."""
    first = command(library, "verify")
    if first.code == 0:
        return False
    mended = command(library, "verify", "--mend", *options)
    recovered = library.with_name(f"{library.name}.recovered")
    if recovered.exists():
        assert command(library, "restore", str(recovered)).code == 0
    last = command(library, "verify")
    assert (last.code, last.out) == (0, "the library is sound\n"), mended
    return "may be lost" in mended.out or "is lost" in mended.out


def leave_alone(spoiled: Path) -> None:
    """Delete the files, the copies and the journal of a library."""
    shutil.rmtree(spoiled / "library.db.backups")
    shutil.rmtree(spoiled / "notes")
    (spoiled / "library.db.acts.jsonl").unlink()


def check_all_there(library: Path, whole: Path) -> None:
    """Check that the library has as much as the whole one, and the reader's note."""
    now, before = counts(library), counts(whole / "library.db")
    for name in ("documents", "highlights", "noted"):
        assert now[name] == before[name], name
    assert MINE in command(library, "search", "make", "of", "it", "--json").out


@pytest.mark.parametrize("how", DAMAGES)
@pytest.mark.parametrize("seed", range(EACH))
def test_with_a_copy_nothing_is_lost(spoiled: Path, whole: Path, how: str, seed: int) -> None:
    library = spoiled / "library.db"
    spoil(library, how, seed)
    assert not end_sound(library)
    check_all_there(library, whole)


@pytest.mark.parametrize("how", DAMAGES)
@pytest.mark.parametrize("seed", range(EACH))
def test_without_a_copy_what_is_lost_is_told(
    spoiled: Path, whole: Path, how: str, seed: int
) -> None:
    library = spoiled / "library.db"
    shutil.rmtree(spoiled / "library.db.backups")
    spoil(library, how, seed)
    told = end_sound(library)
    said, before = counts(library), counts(whole / "library.db")
    assert told or said["highlights"] >= before["highlights"]
    command(library, "import", str(spoiled / "notes"))
    assert MINE in command(library, "search", "make", "of", "it", "--json").out


@pytest.mark.parametrize("how", DAMAGES)
@pytest.mark.parametrize("seed", range(EACH))
def test_with_nothing_else_it_ends_sound_or_says_what_is_lost(
    spoiled: Path, whole: Path, how: str, seed: int
) -> None:
    library = spoiled / "library.db"
    leave_alone(spoiled)
    spoil(library, how, seed)
    told = end_sound(library)
    said, before = counts(library), counts(whole / "library.db")
    assert told or said["highlights"] >= before["highlights"]


@pytest.mark.parametrize("how", DAMAGES)
@pytest.mark.parametrize("seed", range(EACH))
def test_with_an_archive_that_is_named_nothing_is_lost(
    spoiled: Path, whole: Path, how: str, seed: int
) -> None:
    """Though the files, the copies and the journal are gone."""
    library = spoiled / "library.db"
    leave_alone(spoiled)
    spoil(library, how, seed)
    end_sound(library, "--from", str(spoiled / "apart" / "all.florilegium"))
    check_all_there(library, whole)
