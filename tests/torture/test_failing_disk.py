"""A disk that fails, and a kill, at every write, sync and rename of what writes to the library.

Each command runs under strace, which lets its nth system call fail with EIO, or kills it there.
Afterwards the command has said in a line what failed, the library opens and is sound, and the same
command does its work.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import pytest

from app.cli.library import open_library
from app.importer.verify import verify
from app.store.migrations import NEWEST
from tests.identity.vault import Passage, export
from tests.store.older import make_older

CALLS = "write,pwrite64,fsync,fdatasync,ftruncate,rename,link,linkat,unlink"
SAMPLES = int(os.environ.get("FLORILEGIUM_FAULTS", "40"))  # of a command's calls, evenly
_EVERY = 200  # calls up to which each one fails in turn, where FLORILEGIUM_FAULTS allows it
_ONE_AT_A_TIME = Lock()  # Alembic keeps what it migrates in one place for all threads
_PATIENCE = 60  # seconds for one command


@dataclass(frozen=True)
class Deed:
    """Something that writes: how a folder is made ready for it, its command.

    And what it is to come to.
    """

    ready: Callable[[Path], None]
    command: tuple[str, ...]
    done: Callable[[Path], bool]
    anywhere: bool = False  # its files have names that nobody knows before


def florilegium(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return run_in(folder, [sys.executable, "-m", "app", "--db", "library.db", *arguments])


def run_in(folder: Path, command: list[str]) -> "subprocess.CompletedProcess[str]":
    root = Path(__file__).resolve().parent.parent.parent
    known = {
        name: value for name, value in os.environ.items() if not name.startswith("FLORILEGIUM")
    }
    return subprocess.run(
        command, cwd=folder, env=known | {"PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True, text=True, timeout=_PATIENCE, check=False,
    )  # fmt: skip


def count_rows(folder: Path, query: str) -> int:
    with closing(sqlite3.connect(folder / "library.db")) as db:
        return int(db.execute(query).fetchone()[0])


def fill(folder: Path) -> None:
    (folder / "notes").mkdir()
    for book in range(6):
        passages = [
            Passage(f"Passage {n} of book {book}.", book * 100 + n + 1, tags=("moon",))
            for n in range(12)
        ]
        (folder / "notes" / f"{book}.md").write_text(export(passages, title=f"Book {book}"))
    assert florilegium(folder, "import", "notes").returncode == 0


def fill_and_add(folder: Path) -> None:
    fill(folder)
    (folder / "notes" / "New.md").write_text(export([Passage("A new passage.", 9999)], title="New"))


def fill_and_copy(folder: Path) -> None:
    fill(folder)
    assert florilegium(folder, "backup", "copy.db").returncode == 0
    fill_more = folder / "notes" / "More.md"
    fill_more.write_text(export([Passage("More.", 9998)], title="More"))
    assert florilegium(folder, "import", "notes").returncode == 0


def fill_uncopied(folder: Path) -> None:
    fill(folder)
    shutil.rmtree(folder / "library.db.backups")


def fill_older(folder: Path) -> None:
    fill(folder)
    make_older(folder / "library.db")


EDIT = """
import sys
from pathlib import Path
from app.cli.faults import one_line_error
from app.errors import FlorilegiumError
from app.store.db.library import Library
from app.store.edits.edits import change_highlight
try:
    with Library(Path("library.db")) as library:
        with library.writing() as db:
            code = db.exec_driver_sql("SELECT code FROM highlights ORDER BY id").scalar()
            change_highlight(db, code, {"note": "mine"}, "2025-05-03T08:00:00Z")
except Exception as error:
    sys.exit(str(error) if isinstance(error, FlorilegiumError) else one_line_error(error))
"""
COLUMN_INDEX = """
import sys
from pathlib import Path
from threading import Event
from app.cli.faults import one_line_error
from app.errors import FlorilegiumError
from app.search.columns.cache import cache_of
from app.store.db.library import Library
try:
    with Library(Path("library.db")) as library, library.reading() as db:
        cache_of(library).refresh(db, Event())
except Exception as error:
    sys.exit(str(error) if isinstance(error, FlorilegiumError) else one_line_error(error))
"""
PROGRAM = (sys.executable, "-m", "app", "--db", "library.db")
DEEDS = {
    "import": Deed(
        fill_and_add,
        (*PROGRAM, "import", "notes"),
        lambda f: count_rows(f, "SELECT count(*) FROM documents") == 7,
    ),
    "edit": Deed(
        fill,
        (sys.executable, "-c", EDIT),
        lambda f: count_rows(f, "SELECT count(*) FROM my_fields") == 1,
    ),
    "backup": Deed(fill, (*PROGRAM, "backup", "copy.db"), lambda f: (f / "copy.db").is_file()),
    "copy of the day": Deed(
        fill_uncopied,
        (*PROGRAM, "backup"),
        lambda f: bool(list((f / "library.db.backups").glob("*.db.gz"))),
    ),
    "restore": Deed(
        fill_and_copy,
        (*PROGRAM, "restore", "copy.db"),
        lambda f: count_rows(f, "SELECT count(*) FROM documents") == 6,
    ),
    "migration": Deed(
        fill_older,
        (*PROGRAM, "stats"),
        lambda f: count_rows(f, "SELECT count(*) FROM index_log") == 1,
    ),
    "column index": Deed(
        fill,
        (sys.executable, "-c", COLUMN_INDEX),
        lambda f: (f / "library.db.digest").is_file(),
        anywhere=True,
    ),
}


@pytest.fixture(scope="module")
def strace() -> str:
    found = shutil.which("strace")
    if not found:
        pytest.skip("strace is not installed: it makes the disk fail")
    assert found
    tried = subprocess.run(
        [found, "-qq", "-e", "trace=none", "true"], capture_output=True, check=False
    )
    if tried.returncode:
        pytest.skip(f"strace may not trace here: {tried.stderr.decode(errors='replace').strip()}")
    return found


def traced(
    strace: str, folder: Path, command: tuple[str, ...], *options: str
) -> "subprocess.CompletedProcess[str]":
    """The command under strace; only calls on files in the folder count.

    The interpreter's own do not.
    """
    log = folder.with_suffix(".strace")
    return run_in(
        folder, [strace, "-f", "-qq", "--seccomp-bpf", "-o", str(log), *options, *command]
    )


def paths_of(folder: Path, deed: Deed) -> list[str]:
    """Every file that it may write, as strace wants them named."""
    if deed.anywhere:
        return []
    names = [f"library.db{e}" for e in ("", "-wal", "-shm", "-journal", ".lock")]
    for base in (
        "library.db.restored",
        "library.db.restored.part",
        "copy.db.part",
        f"library.db.before-{NEWEST}.part",
    ):
        names += [f"{base}{e}" for e in ("", "-wal", "-shm", "-journal")]
    names += ["copy.db", f"library.db.before-{NEWEST}", "library.db.digest", "."]
    return [option for name in names for option in ("-P", str(folder / name))]


def moments(strace: str, made: Path, folder: Path, deed: Deed, most: int) -> list[int]:
    """Which of its calls are to fail, counted from 1: all of them, or so many evenly."""
    shutil.copytree(made, folder)
    done = traced(strace, folder, deed.command, "-e", f"trace={CALLS}", *paths_of(folder, deed))
    assert done.returncode == 0, done.stderr
    calls = folder.with_suffix(".strace").read_text().count("\n")
    assert calls > 5
    step = max(1.0, calls / min(most, _EVERY))
    return sorted({int(1 + step * n) for n in range(int(calls / step))})


def prove(folder: Path, deed: Deed, moment: str) -> None:
    """The library opens and is sound, nothing half-made stays, and the deed can be done."""
    with _ONE_AT_A_TIME, open_library(folder / "library.db") as library:
        assert verify(library) == [], moment
    assert count_rows(folder, "SELECT count(*) FROM highlights") >= 72, moment
    if not deed.done(folder):
        again = run_in(folder, list(deed.command))
        assert again.returncode == 0, (moment, again.stderr)
        assert deed.done(folder), moment
    left = [
        path.name
        for path in folder.iterdir()
        if ".part" in path.name or path.name.startswith("library.db.restored")
    ]
    assert left == [], moment


def fail(strace: str, made: Path, folder: Path, deed: Deed, how: str, moment: int) -> None:
    """Do it on a copy, with one call failing, and prove what is left."""
    shutil.copytree(made, folder)
    failing = f"inject={CALLS}:{how}:when={moment}"
    done = traced(
        strace, folder, deed.command, "-e", f"trace={CALLS}", "-e", failing, *paths_of(folder, deed)
    )
    log = folder.with_suffix(".strace")
    where = f"{how} at call {moment}: {(log.read_text().split(chr(10))[-3:])}"
    if not how.startswith("signal"):
        assert "Traceback" not in done.stderr, (where, done.stderr)
        assert done.returncode == 0 or done.stderr.count("\n") == 1, (where, done.stderr)
    prove(folder, deed, where)
    shutil.rmtree(folder)
    log.unlink()


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Deed], Path]:
    """Gives the folder as it is before a deed, made once."""
    made: dict[Callable[[Path], None], Path] = {}

    def make(deed: Deed) -> Path:
        if deed.ready not in made:
            made[deed.ready] = tmp_path_factory.mktemp("ready")
            deed.ready(made[deed.ready])
        return made[deed.ready]

    return make


@pytest.mark.timeout(3000)
@pytest.mark.parametrize(
    ("how", "share"),
    [("error=EIO", 1), ("signal=KILL", 1), ("error=ENOSPC", 4)],
    ids=["failing", "killed", "full"],
)
@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_a_call_that_fails_or_kills_leaves_a_sound_library(
    strace: str, tmp_path: Path, ready: Callable[[Deed], Path], deed: Deed, how: str, share: int
) -> None:
    made = ready(deed)
    chosen = moments(strace, made, tmp_path / "counted", deed, max(1, SAMPLES // share))
    with ThreadPoolExecutor(2) as pool:
        for done in [
            pool.submit(fail, strace, made, tmp_path / str(moment), deed, how, moment)
            for moment in chosen
        ]:
            done.result()
