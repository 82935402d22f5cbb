"""The command as a process: what a shell sees of it."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path

import pytest

from app.cli import run
from app.cli.reports import print_problems
from app.model import Counts, ImportReport, Problem
from tests.cli.conftest import Start

VAULT = Path(__file__).parent / "vault"


def test_the_way_from_files_to_a_search(
    start: Start, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    imported = start("import", str(VAULT), "--json")
    report = json.loads(imported.communicate()[0])

    assert (imported.returncode, report["highlights"]["added"]) == (0, 5)
    assert run(["--db", str(tmp_path / "library.db"), "search", "ferry", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["total"] > 0


@pytest.mark.parametrize(
    "command", [("stats",), ("search", "ferry"), ("imports",), ("import", str(VAULT), "--dry-run")]
)
def test_asking_an_absent_library_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)

    assert run(["--db", str(tmp_path / "library.db"), *command]) == 0
    assert list(tmp_path.iterdir()) == []


def test_a_reader_that_stops_listening_is_no_error(start: Start) -> None:
    process = start("inspect", "--json", *[str(VAULT)] * 50)
    assert process.stdout
    process.stdout.close()

    assert process.wait(100) == 0
    assert process.stderr
    assert process.stderr.read() == ""


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of files that take seconds to import."""
    folder = tmp_path_factory.mktemp("many")
    text = (VAULT / "The Salt Road.md").read_text()
    for number in range(1200):
        (folder / f"{number}.md").write_text(text.replace("Salt", f"Salt {number}"))
    return folder


@pytest.mark.parametrize(
    ("command", "how"),
    [("import", signal.SIGINT), ("import", signal.SIGTERM), ("serve", signal.SIGINT)],
)
def test_an_import_that_is_stopped_says_so_and_leaves_the_library_whole(
    start: Start, many: Path, tmp_path: Path, command: str, how: signal.Signals
) -> None:
    process = start(command, str(many), *(["--port", "0"] if command == "serve" else []))
    library = tmp_path / "library.db"
    while _rows(library) == 0:
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.02)
            break
    process.send_signal(how)
    address, told = process.communicate(timeout=100)

    if (
        address
    ):  # a slow machine: the server did not wait for the import, and ends as it always does
        assert command == "serve"
        assert process.returncode == 0
    else:
        assert process.returncode == 130
        assert told.count("\n") == 1
        assert "stopped" in told
    with closing(sqlite3.connect(library)) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def _rows(library: Path) -> int:
    if not library.exists():
        return 0
    with closing(sqlite3.connect(f"file:{library}?mode=ro", uri=True)) as db:
        try:
            return int(db.execute("SELECT count(*) FROM files").fetchone()[0])
        except sqlite3.OperationalError:  # no tables yet
            return 0


@pytest.mark.skipif(sys.platform == "darwin", reason="its disks hold no names that are not UTF-8")
def test_a_name_that_is_no_text_is_still_json(start: Start, tmp_path: Path) -> None:
    odd = os.fsdecode(b"caf\xe9.md")
    shutil.copy(VAULT / "The Salt Road.md", tmp_path / odd)
    process = start("inspect", "--json", ".")
    seen = process.communicate()[0]

    assert json.loads(seen)["path"] == odd


def test_a_text_from_a_file_does_not_steer_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "odd.md").write_text("# A \x1b[2Jtitle\x9b\n\nSome \x07text \x1b]0;pwned\x07.\n")
    run(["--db", str(tmp_path / "library.db"), "import", str(tmp_path)])
    run(["--db", str(tmp_path / "library.db"), "search", "text"])
    run(["inspect", str(tmp_path / "odd.md")])

    shown = capsys.readouterr().out
    assert "text" in shown
    assert not {"\x1b", "\x07", "\x9b"} & set(shown)


def test_a_damaged_library_is_told_in_a_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    library = tmp_path / "library.db"
    run(["--db", str(library), "import", str(VAULT)])
    whole = library.read_bytes()
    library.write_bytes(whole[:8192] + b"\xff" * (len(whole) - 8192))
    capsys.readouterr()

    assert run(["--db", str(library), "stats"]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_a_fault_is_a_line_that_says_what_to_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    library = tmp_path / "library.db"
    run(["--db", str(library), "import", str(VAULT)])
    with closing(sqlite3.connect(library)) as db, db:
        db.execute("UPDATE imports SET counts = '{'")
    capsys.readouterr()

    assert run(["--db", str(library), "imports"]) == 1
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "JSONDecodeError" in told
    assert "--debug" in told
    with pytest.raises(ValueError, match="property name"):
        run(["--debug", "--db", str(library), "imports"])


@pytest.mark.parametrize(
    "damage",
    [
        "DROP TABLE links",
        "UPDATE tags SET name = CAST(x'ff' AS TEXT)",
        "DROP TABLE highlight_search_idx",
    ],
)
def test_what_can_be_mended_is_said_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], damage: str
) -> None:
    library = tmp_path / "library.db"
    run(["--db", str(library), "import", str(VAULT)])
    with closing(sqlite3.connect(library)) as db, db:
        db.execute(damage)
    capsys.readouterr()

    assert [
        run(["--db", str(library), *command]) for command in (("stats",), ("search", "ferry"))
    ].count(1) >= 1
    assert "mend it with `florilegium verify --mend`" in capsys.readouterr().err
    assert run(["--db", str(library), "verify", "--mend"]) == 0
    assert run(["--db", str(library), "search", "ferry"]) == 0


def test_what_thirty_files_have_in_common_is_told_once_with_the_number(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(30):
        (tmp_path / f"{number}.md").write_text("---\ntitle: [unclosed\n---\nSome text.\n")

    assert run(["--db", str(tmp_path / "library.db"), "import", str(tmp_path), "--json"]) == 0
    captured = capsys.readouterr()
    told = captured.err.split("\n")[:-1]
    assert len(told) == 1
    assert "30 files: front matter is not YAML: read line by line; nothing was lost" in told[0]
    assert json.loads(captured.out)["problems_total"] == 30


def test_at_most_twenty_problems_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    none = Counts()
    problems = tuple(
        Problem(f"is odd in way {number}", path=f"{number}.md") for number in range(30)
    )
    print_problems(ImportReport(1, "", 0.0, "notes", none, none, none, problems, 30))

    told = capsys.readouterr().err.split("\n")[:-1]
    assert len(told) == 21
    assert told[-1] == "florilegium: and 10 more; see `florilegium imports 1`"


def test_files_of_other_kinds_are_counted_and_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "notes"
    folder.mkdir()
    for name in ("book.html", "list.org", "README", "cover.png", ".hidden.rst"):
        (folder / name).write_text("words")

    assert run(["--db", str(tmp_path / "library.db"), "import", str(folder)]) == 1
    captured = capsys.readouterr()
    assert (
        "3 files skipped: README (files without an ending are not read), book.html (.html files are"
        " not read), list.org (.org files are not read)" in captured.out
    )
    assert (
        "nothing here can be read: it holds 3 of other kinds (.html, .org, README)" in captured.err
    )

    (folder / "one.md").write_text("# One\n\nA note.\n")
    assert run(["--db", str(tmp_path / "library.db"), "import", str(folder), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["files"]["skipped"] == 3
    assert [file["reason"] for file in report["skipped_files"]] == [
        "files without an ending are not read",
        ".html files are not read",
        ".org files are not read",
    ]
    assert report["problems"] == []


def test_help_loads_nothing_that_is_slow() -> None:
    loaded = "import sys; from app.cli import run; run(['--help']); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", loaded], capture_output=True, text=True, check=True
    )

    assert not {
        "sqlalchemy",
        "alembic",
        "fastapi",
        "uvicorn",
        "rich",
        "jinja2",
        "yaml",
        "markdown_it",
    } & set(done.stdout.split())


def test_inspect_needs_no_library() -> None:
    loaded = (
        f"import sys; from app.cli import run; run(['inspect', {str(VAULT)!r}]); "
        f"print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", loaded], capture_output=True, text=True, check=True
    )

    assert not {"sqlalchemy", "alembic", "fastapi"} & set(done.stdout.split())
