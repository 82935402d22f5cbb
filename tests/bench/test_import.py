"""How an import does beside the bare floor, in the same run.

Sizes by FLORILEGIUM_BENCH (highlights).
"""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app.importer.files.scan import walk
from app.importer.run import import_paths
from app.search.search import search
from app.store.db.library import Library
from app.store.migrations import upgrade
from app.store.reads.stats import stats
from tests.bench.bare import filled_tables, import_bare
from tests.bench.loop import run_loop
from tests.bench.vault import make_vault

pytestmark = pytest.mark.timeout(1800)  # to import so much takes a while on a busy machine
SIZE = int(os.environ.get("FLORILEGIUM_BENCH", "20000"))
ROOT = Path(__file__).parents[2]
BESIDE = (
    ROOT.parent / "shared" / "bench"
)  # the bare loop that others keep, where the checkout lies beside it
SIZES = (20_000, 200_000)  # of the whole command beside the bare loop


def seconds(work: Callable[[], object]) -> tuple[float, float]:
    """Processor seconds, those of a second process included, and wall seconds of the work."""
    cpu, wall = spent(), time.perf_counter()
    work()
    return spent() - cpu, time.perf_counter() - wall


def spent() -> float:
    """Processor seconds of this process and of those that it began and saw the end of."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def tell(what: str, taken: tuple[float, float], bare: tuple[float, float]) -> None:
    """One line of the table."""
    (cpu, wall), (bare_cpu, bare_wall) = taken, bare
    ratios = f"{wall / bare_wall:6.1f} x the bare floor ({cpu / bare_cpu:.1f} x its CPU)"
    print(f"{what:34} {cpu:8.2f} s CPU {wall:8.2f} s wall {ratios}")  # noqa: T201 a table for people


@pytest.mark.parametrize("size", [SIZE] if "FLORILEGIUM_BENCH" in os.environ else SIZES)
def test_the_command_beside_the_bare_loop(tmp_path: Path, size: int) -> None:
    """Prints the ratio of processor seconds, all processes counted, and what copies add to it.

    A first import of a small library ends with the day's copy; that of a large one leaves it to
    the next import, which then costs so much more.

    What holds on any machine is that both took in the same highlights.

    FLORILEGIUM_BARE may name a folder with a vault generator and a bare loop of others
    (`gen_vault.py`, `bare_import.py`), to be used instead.
    """
    folder, others = (
        tmp_path / "notes",
        os.environ.get("FLORILEGIUM_BARE", str(BESIDE) if BESIDE.is_dir() else ""),
    )
    taken: list[int] = []
    if others:
        name = {20_000: "medium", 200_000: "large"}.get(size, "small")
        command(sys.executable, f"{others}/gen_vault.py", str(folder), "--size", name)
        bare = seconds(
            lambda: command(
                sys.executable, f"{others}/bare_import.py", str(folder), str(tmp_path / "bare.db")
            )
        )
    else:
        folder.mkdir()
        make_vault(folder, size)
        bare = seconds(lambda: taken.append(run_loop(folder, tmp_path / "bare.db")))
    program = (sys.executable, "-m", "app", "--db")
    uncopied = seconds(
        lambda: command(
            *program, str(tmp_path / "uncopied.db"), "--backups", "off", "import", str(folder)
        )
    )
    full = seconds(lambda: command(*program, str(tmp_path / "library.db"), "import", str(folder)))
    again = seconds(lambda: command(*program, str(tmp_path / "library.db"), "import", str(folder)))
    with Library(tmp_path / "library.db") as library, library.reading() as db:
        taken.append(stats(db).highlights)
    print(  # noqa: T201 a table for people
        f"\n{size} highlights: bare loop {bare[0]:.2f} s CPU, import {full[0]:.2f} s CPU, ratio "
        f"{full[0] / bare[0]:.2f}; without copies {uncopied[0]:.2f} s CPU, ratio "
        f"{uncopied[0] / bare[0]:.2f}; the next import, of nothing new, {again[0]:.2f} s CPU"
    )
    assert set(taken) == {size} or others


def command(*arguments: str) -> None:
    """Run a program to its end."""
    subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL, cwd=ROOT)


def test_an_import_beside_the_bare_floor(tmp_path: Path) -> None:
    """Prints the table; on any machine both took in the same highlights."""
    folder = tmp_path / "notes"
    folder.mkdir()
    make_vault(folder, SIZE)
    taken: list[int] = []
    engine, floor = Library(tmp_path / "library.db"), Library(tmp_path / "bare.db")
    upgrade(engine)
    upgrade(floor)
    floor.close()
    full = seconds(lambda: taken.append(import_paths(engine, [folder]).highlights.added))
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    tables = filled_tables(tmp_path / "library.db")
    bare = seconds(lambda: taken.append(import_bare(folder, tmp_path / "bare.db", tables)))
    walking = seconds(lambda: walk([folder]))
    again = seconds(lambda: import_paths(engine, [folder], by_hand=False))
    print(f"\n{SIZE} highlights in {len(list(folder.iterdir()))} files")  # noqa: T201 a table for people
    tell("bare: read, split, same rows, index", bare, bare)
    tell("import", full, bare)
    tell("walk alone", walking, bare)
    tell("import of what is known", again, bare)
    with engine.reading() as db:
        for query in (
            "pelquin",
            "harbour",
            "the",
            "harbour tide",
            '"the river"',
            "harb*",
            "tag:salt",
            "-the river",
        ):
            cpu, wall = seconds(lambda query=query: search(db, query))  # type: ignore[misc]
            print(f"search {query:27} {cpu * 1000:8.1f} ms CPU {wall * 1000:8.1f} ms wall")  # noqa: T201 a table for people
    print(f"most memory of the import {most} MiB")  # noqa: T201 a table for people
    engine.close()
    assert taken == [SIZE, SIZE]


def test_what_knowledge_adds_to_an_import(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Prints the share of marks for echoes, counts of tags and counted writes in an import.

    The folder is imported with them and without; any machine takes in the same highlights.
    """
    folder = tmp_path / "notes"
    folder.mkdir()
    make_vault(folder, SIZE)
    taken: list[int] = []
    whole, without = Library(tmp_path / "whole.db"), Library(tmp_path / "without.db")
    upgrade(whole)
    upgrade(without)
    full, _ = seconds(lambda: taken.append(import_paths(whole, [folder]).highlights.added))
    with without.writing() as db:
        for (name,) in db.exec_driver_sql(_COUNTING).all():
            db.exec_driver_sql(f"DROP TRIGGER {name}")
    monkeypatch.setattr("app.store.fts.index.write_marks", lambda *_: None)
    monkeypatch.setattr("app.store.refresh.write_tag_counts", lambda *_: None)
    less, _ = seconds(lambda: taken.append(import_paths(without, [folder]).highlights.added))
    print(  # noqa: T201 a table for people
        f"\n{SIZE} highlights: {full:.2f} s CPU, {less:.2f} without echoes, counts of tags and "
        f"counted writes, which add {full / less - 1:.0%}"
    )
    whole.close()
    without.close()
    assert taken == [SIZE, SIZE]


_COUNTING = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%table_writes%'"
