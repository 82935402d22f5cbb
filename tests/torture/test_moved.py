"""A library replaced, deleted or locked while many threads write and read.

Nothing confirmed is lost, and no other file is harmed.
"""

import os
import random
import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import insert, select

from app.errors import LibraryBusyError, LibraryMovedError
from app.store.db.library import Library
from app.store.db.schema import tags

SEED = int(os.environ.get("FLORILEGIUM_SEED", "20250503"))
ROUNDS = 25


def names(path: Path) -> set[str]:
    """The tags of a library, which is whole."""
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return {row[0] for row in db.execute("SELECT name FROM tags")}


def write(library: Library, number: int, stop: Event) -> list[str]:
    """Write until told to stop; gives what was confirmed."""
    confirmed = []
    turn = 0
    while not stop.is_set():
        turn += 1
        name = f"{number}/{turn}"
        try:
            with library.writing() as db:
                db.execute(insert(tags).values(name=name, key=name))
        except (LibraryBusyError, LibraryMovedError):
            stop.wait(0.005)
        else:
            confirmed.append(name)
    return confirmed


def read(library: Library, stop: Event) -> list[str]:
    """Read until told to stop; what has been seen once is never missing later."""
    seen: set[str] = set()
    while not stop.is_set():
        try:
            with library.reading() as db:
                now = set(db.scalars(select(tags.c.name)))
        except LibraryMovedError:
            stop.wait(0.005)
        else:
            assert seen <= now
            seen = now
    return sorted(seen)


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("how", ["replaced", "deleted", "locked"])
def test_nothing_confirmed_is_lost_and_no_other_file_is_harmed(
    empty_library: Path, tmp_path: Path, how: str
) -> None:
    chance = random.Random(SEED)  # noqa: S311 a moment is no secret
    for number in range(ROUNDS):
        folder = tmp_path / f"{how}{number}"
        folder.mkdir()
        path = Path(shutil.copy(empty_library, folder / "library.db"))
        other = Path(shutil.copy(empty_library, folder / "other.db"))
        stop = Event()
        with Library(path, patience=0.5) as library, ThreadPoolExecutor(12) as pool:
            (folder / "kept.db").hardlink_to(
                path
            )  # the same file under another name, so that it can be looked into afterwards
            writers = [pool.submit(write, library, each, stop) for each in range(4)]
            readers = [pool.submit(read, library, stop) for _ in range(8)]
            stop.wait(chance.uniform(0, 1.5))
            if how == "replaced":
                other.replace(path)
            elif how == "deleted":
                path.unlink()
            else:
                with closing(sqlite3.connect(path, isolation_level=None)) as foreign:
                    foreign.execute("PRAGMA busy_timeout=20000")
                    foreign.execute("BEGIN IMMEDIATE")
                    stop.wait(0.8)
                    foreign.execute("ROLLBACK")
            stop.wait(0.3)
            stop.set()
            confirmed = {name for writer in writers for name in writer.result()}
            for reader in readers:
                reader.result()
        assert confirmed <= names(folder / "kept.db"), f"round {number}, seed {SEED}"
        if how == "replaced":
            assert names(path) == set(), f"round {number}, seed {SEED}"
