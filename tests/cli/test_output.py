"""Lines for people: harmless, marked, and made in a moment whatever they hold."""

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app.cli import run
from app.cli.faults import one_line_error
from app.cli.output import BOLD, PLAIN, counted, marked, without_controls


def test_marks_are_bold_on_a_terminal_and_left_out_elsewhere() -> None:
    snippet = "a &lt;b&gt; &amp;amp; <mark>c&#39;d</mark>\ne"

    assert marked(snippet, bold=True) == f"a <b> &amp; {BOLD}c'd{PLAIN} e"
    assert marked(snippet, bold=False) == "a <b> &amp; c'd e"


@pytest.mark.parametrize(("number", "told"), [(0, "0 files"), (1, "1 file"), (1284, "1,284 files")])
def test_a_number_goes_with_its_thing(number: int, told: str) -> None:
    assert counted(number, "file") == told


@pytest.mark.parametrize(
    "piece", ["\x1b[", "<mark>", "</mark", "<", "&", "&amp", "&amp;", "\x00", "\n"]
)
@pytest.mark.parametrize(
    "act", [without_controls, lambda text: marked(text, bold=True)], ids=["harmless", "marked"]
)
def test_no_text_takes_long(act: Callable[[str], str], piece: str) -> None:
    text = piece * (100_000 // len(piece))
    begun = time.process_time()
    act(text)

    assert time.process_time() - begun < 2


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("SQLITE_BUSY", "another program"),
        ("SQLITE_FULL", "no room"),
        ("SQLITE_CORRUPT", "florilegium restore"),
        ("SQLITE_IOERR_WRITE", "the disk"),
        ("SQLITE_ERROR", "fault of the program"),
    ],
)
def test_what_the_library_file_suffers_is_told_with_what_to_do(name: str, told: str) -> None:
    error = sqlite3.OperationalError("something\nhappened")
    error.sqlite_errorname = name
    wrapped = RuntimeError("in another room")
    wrapped.__cause__ = error

    assert told in one_line_error(error)
    assert told in one_line_error(wrapped)
    assert "\n" not in one_line_error(wrapped)


def test_what_a_disk_says_is_told_with_the_file() -> None:
    assert (
        one_line_error(PermissionError(13, "Permission denied", "somewhere"))
        == "'somewhere': permission denied"
    )


def test_a_named_path_that_gave_nothing_because_of_a_problem_ends_with_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    named = {"broken.zip": b"PK\3\4 and no more", "binary.md": bytes(range(256)) * 50}
    for name, data in named.items():
        (tmp_path / name).write_bytes(data)
    with (tmp_path / "large.md").open("wb") as large:
        large.truncate(30_000_000)
    (tmp_path / "Tides.md").write_text("# Tides\n")
    for name in (*named, "large.md"):
        for paths in ([name], ["Tides.md", name]):
            assert (
                run(
                    [
                        "--db",
                        str(tmp_path / "library.db"),
                        "--backups",
                        "off",
                        "import",
                        *(str(tmp_path / each) for each in paths),
                    ]
                )
                == 1
            ), name
            told = capsys.readouterr()
            assert "1 file failed" in told.out
            assert f"{name}: " in told.err
            for made in tmp_path.glob("library.db*"):
                made.unlink()
    assert run(["--db", str(tmp_path / "library.db"), "import", str(tmp_path / "Tides.md")]) == 0
