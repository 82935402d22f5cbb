"""Transcripts: files of commands and what people see of them.

`python -m tests.cli.transcript` writes them anew.

A line `$ florilegium ...` is run in a folder that holds `vault`; what follows is its standard
output, then with `! ` before each line its standard error, then its exit code in brackets where it
is not 0. `$ write NAME` makes a file of what follows up to a line `.`.
"""

import os
import re
import shlex
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

from app.cli import run

HERE = Path(__file__).parent
TRANSCRIPTS = sorted(HERE.glob("*.txt"))
_MASKS = (
    (re.compile(r"\d+\.\d+ s\)"), "0.0 s)"),
    (re.compile(r"\"seconds\": \d+\.\d+"), '"seconds": 0.0'),
    (re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\dZ)?"), "2024-01-01 00:00"),
    (re.compile(r"\d{4}-\d\d-\d\dT\d{6}"), "2024-01-01T000000"),
    (re.compile(r"back on \d{4}-\d\d-\d\d"), "back on 2024-01-01"),
    (re.compile(r"\([\d,]+ bytes\)"), "(1,000 bytes)"),
    (re.compile(r"^bytes +[\d,]+$", re.MULTILINE), "bytes              1,000"),
)


def play(text: str, folder: Path) -> str:
    """A transcript as it comes out when its commands are run in the folder."""
    shutil.copytree(HERE / "vault", folder / "vault")
    with chdir(folder), _eighty_columns():
        return "".join(_play_one(command, folder) for command in _commands(text))


@contextmanager
def _eighty_columns() -> Iterator[None]:
    """Lines as long as in a terminal of eighty columns, whatever that of the tests is."""
    before = os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = "80"
    try:
        yield
    finally:
        os.environ.pop("COLUMNS")
        if before is not None:
            os.environ["COLUMNS"] = before


def _commands(text: str) -> Iterator[str]:
    """Each command with the file that it writes, if any."""
    for block in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        first, _, rest = block.partition("\n")
        yield (
            f"{first}\n{rest.partition(chr(10) + '.' + chr(10))[0]}"
            if first.startswith("write ")
            else first
        )


def _play_one(command: str, folder: Path) -> str:
    first, _, rest = command.partition("\n")
    name, *arguments = shlex.split(first)
    if name == "write":
        Path(arguments[0]).write_text(rest + "\n", encoding="utf-8")
        return f"$ {command}\n.\n"
    output, errors = StringIO(), StringIO()
    with redirect_stdout(output), redirect_stderr(errors):
        code = run(["--db", "library.db", *arguments])
    told = "".join(f"! {line}\n" for line in errors.getvalue().split("\n")[:-1])
    shown = (output.getvalue() + told).replace(f"{folder}{os.sep}", "")
    for pattern, mask in _MASKS:
        shown = pattern.sub(mask, shown)
    return f"$ {first}\n{shown}" + (f"[{code}]\n" if code else "")


if __name__ == "__main__":
    for transcript in TRANSCRIPTS:
        with tempfile.TemporaryDirectory() as made:
            transcript.write_text(
                play(transcript.read_text("utf-8"), Path(made).resolve()), "utf-8"
            )
