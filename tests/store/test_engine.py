"""Readers never wait, writers take their turn."""

import gc
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import OperationalError

from app.store.db.library import Library
from app.store.db.schema import tags
from app.store.reads.stats import stats


def _count_tags(db: Connection) -> int:
    return len(db.execute(select(tags.c.id)).all())


def test_four_writers_never_fail(engine: Library) -> None:
    """Each reads before it writes, which transactions that begin deferred would fail at times."""
    start = Barrier(4)

    def write(writer: int) -> None:
        start.wait()
        for turn in range(25):
            with engine.writing() as db:
                db.execute(insert(tags).values(name=str(_count_tags(db)), key=f"{writer}/{turn}"))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    with engine.reading() as db:
        assert _count_tags(db) == 7 + 100


def test_a_thread_that_lets_go_of_the_library_closes_no_other_thread_s_connection(
    library: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever would, would be told off by SQLite's driver, and so in the log."""
    opened = [Library(library)]

    def read() -> int:
        with opened[0].reading() as db:
            return _count_tags(db)

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(read).result() == 7  # the thread goes on, and keeps its connection
        opened.pop().close()
        gc.collect()
    assert [record.getMessage() for record in caplog.records] == []


def test_nobody_writes_between_what_a_change_reads_and_what_it_writes(engine: Library) -> None:
    with engine.writing() as db, closing(sqlite3.connect(engine.path, timeout=0)) as foreign:
        assert _count_tags(db) == 7
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            foreign.execute("BEGIN IMMEDIATE")


def test_a_reader_never_waits_and_sees_one_moment(engine: Library) -> None:
    with engine.reading() as early:
        before = stats(early)
        with engine.writing() as writer:
            writer.execute(tags.delete())
            with engine.reading() as beside:
                assert stats(beside) == before
        assert stats(early) == before
    with engine.reading() as late:
        assert stats(late).tags == 0


def test_a_reader_cannot_write_and_the_connection_can_again_afterwards(engine: Library) -> None:
    with engine.reading() as db, pytest.raises(OperationalError, match="readonly"):
        db.execute(tags.delete())
    with engine.writing() as db:
        db.execute(tags.delete())


def test_a_write_that_fails_leaves_nothing(engine: Library) -> None:
    def fail() -> None:
        with engine.writing() as db:
            db.execute(tags.delete())
            _ = 1 / 0

    with pytest.raises(ZeroDivisionError):
        fail()
    with engine.reading() as db:
        assert _count_tags(db) == 7


def test_a_connection_keeps_foreign_keys_and_writes_ahead(engine: Library) -> None:
    with engine.reading() as db:
        assert db.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
        assert db.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


@pytest.mark.parametrize(("durability", "level"), [("FULL", 2), ("NORMAL", 1)])
def test_a_write_is_as_durable_as_asked(engine: Library, durability: str, level: int) -> None:
    with engine.writing(durability) as db:  # type: ignore[arg-type] # the parameters are its two words
        assert db.exec_driver_sql("PRAGMA synchronous").scalar() == level


def test_a_library_may_lie_under_any_name(tmp_path: Path) -> None:
    for name in ("with space.db", "ü 100% #1?.db", "a;b'c.db"):
        engine = Library(tmp_path / name)
        with engine.writing() as db:
            db.exec_driver_sql("CREATE TABLE it (x)")
        engine.close()
        assert (tmp_path / name).is_file()


def test_a_copy_is_written_to_alone_and_keeps_nobody_from_writing(engine: Library) -> None:
    with engine.copying() as db:
        db.execute(tags.delete())
        with engine.writing() as beside:
            beside.execute(insert(tags).values(name="beside", key="beside"))
        assert _count_tags(db) == 0
    with engine.reading() as db:
        assert _count_tags(db) == 8


def test_a_transaction_that_sqlite_ended_itself_does_not_hide_why(engine: Library) -> None:
    def fail() -> None:
        with engine.writing() as db:
            db.exec_driver_sql("ROLLBACK")  # as SQLite does where the disk is full
            _ = 1 / 0

    with pytest.raises(ZeroDivisionError):
        fail()


def test_a_reader_whose_transaction_ended_leaves_a_connection_that_can_write(
    engine: Library,
) -> None:
    with engine.reading() as db:
        db.exec_driver_sql("ROLLBACK")
    with engine.writing() as db:
        db.execute(tags.delete())
