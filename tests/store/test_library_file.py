"""The library's file replaced, deleted, locked or read-only while it is open.

And what lies alone.
"""

import logging
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Barrier, Event
from time import monotonic

import pytest
from sqlalchemy import Connection, insert, select

from app.errors import LibraryBusyError, LibraryError, LibraryMovedError
from app.store.db import file as file_module
from app.store.db.connections import connect, raw
from app.store.db.file import LibraryFile, check_leftovers, locked_alone
from app.store.db.library import Library
from app.store.db.schema import tags


def _write(library: Library, name: str) -> None:
    with library.writing() as db:
        db.execute(insert(tags).values(name=name, key=name))


def _names(db: Connection) -> list[str]:
    return sorted(db.scalars(select(tags.c.name)))


def _is_whole(db: Connection) -> bool:
    """Whether SQLite finds nothing wrong, the full-text index asked as well."""
    for table in ("highlight_search", "document_search"):
        db.exec_driver_sql(f"INSERT INTO {table} ({table}) VALUES ('integrity-check')")
    return (
        db.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
        and not db.exec_driver_sql("PRAGMA foreign_key_check").all()
    )


def _log(path: Path) -> Path:
    return path.with_name(path.name + "-wal")


def test_readers_go_on_behind_a_foreign_lock_and_writers_are_told_to_try_again(
    library: Path,
) -> None:
    with Library(library, patience=0.2) as own, closing(sqlite3.connect(library)) as foreign:
        foreign.execute("BEGIN IMMEDIATE")
        begun = monotonic()
        with ThreadPoolExecutor(8) as pool:
            writers = [pool.submit(_write, own, f"{number}") for number in range(8)]
            with own.reading() as db:
                assert len(_names(db)) == 7
            assert {type(writer.exception()) for writer in writers} == {LibraryBusyError}
        assert monotonic() - begun < 5
        foreign.execute("ROLLBACK")
        _write(own, "late")


def test_a_writer_waits_for_its_turn_behind_another_of_this_program(library: Path) -> None:
    with Library(library, patience=0.1) as own, ThreadPoolExecutor(1) as pool:
        with own.writing() as db:
            db.execute(insert(tags).values(name="first", key="first"))
            assert isinstance(pool.submit(_write, own, "second").exception(), LibraryBusyError)
        pool.submit(_write, own, "second").result()
        with own.reading() as db:
            assert {"first", "second"} <= set(_names(db))


def test_a_connection_is_refused_to_every_thread_but_its_own(library: Path) -> None:
    with Library(library) as own, own.reading() as db, ThreadPoolExecutor(1) as pool:
        for use in (lambda: db.exec_driver_sql("SELECT 1"), db.connection.driver_connection.close):  # type: ignore[union-attr] # there is one
            assert isinstance(
                getattr(pool.submit(use).exception(), "orig", pool.submit(use).exception()),
                sqlite3.ProgrammingError,
            )
        assert len(_names(db)) == 7


@pytest.mark.parametrize("moment", ["BEGIN IMMEDIATE", "INSERT", "COMMIT"])
def test_a_change_is_refused_at_whatever_moment_the_file_becomes_another(
    library: Path, tmp_path: Path, moment: str
) -> None:
    """It is not begun, not written, or not confirmed."""
    kept, other = tmp_path / "kept.db", Path(shutil.copy(library, tmp_path / "other.db"))
    kept.hardlink_to(library)  # the same file, so that it can be looked into afterwards
    begun = []

    def replace(statement: str) -> None:
        if statement.startswith(moment) and other.exists():
            other.replace(library)

    with Library(library) as own:
        _write(own, "before")
        with own.writers.connect() as db:
            raw(db).set_trace_callback(replace)

        def change() -> None:
            with own.writing() as db:
                begun.append(moment)
                db.execute(insert(tags).values(name="after", key="after"))

        with pytest.raises(LibraryMovedError):
            change()
    assert not other.exists()
    assert bool(begun) == (moment != "BEGIN IMMEDIATE")
    with closing(sqlite3.connect(kept)) as db_kept:
        written = {row[0] for row in db_kept.execute("SELECT name FROM tags")}
    assert ("after" in written) == (moment == "COMMIT")


def test_no_connection_is_opened_to_another_file_and_none_makes_one(
    library: Path, tmp_path: Path
) -> None:
    other = Path(shutil.copy(library, tmp_path / "other.db"))
    opened = LibraryFile(library)
    library.unlink()
    with pytest.raises(sqlite3.OperationalError):
        connect(opened, patience=0)
    assert not library.exists()
    other.replace(library)
    with pytest.raises(LibraryMovedError):
        connect(opened, patience=0)


def test_what_many_threads_see_at_once_is_in_the_log_once(
    library: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    opened, together, found = LibraryFile(library), Barrier(4, timeout=60), file_module._identity
    monkeypatch.setattr(  # not for libraries that other tests have open, which look after theirs
        file_module,
        "_identity",
        lambda path: together.wait() and None if path == library else found(path),
    )
    with ThreadPoolExecutor(4) as pool:
        refused = [pool.submit(opened.check) for _ in range(4)]
    assert {type(each.exception()) for each in refused} == {LibraryMovedError}
    assert len(caplog.records) == 1


@pytest.mark.parametrize("how", ["replaced", "deleted", "renamed"])
def test_nothing_is_confirmed_once_the_file_is_another(
    library: Path, tmp_path: Path, how: str, caplog: pytest.LogCaptureFixture
) -> None:
    other = Path(shutil.copy(library, tmp_path / "other.db"))
    with Library(library) as own:
        _write(own, "before")
        if how == "replaced":
            other.replace(library)
        elif how == "deleted":
            library.unlink()
        else:
            library.rename(tmp_path / "renamed.db")
        with caplog.at_level(logging.ERROR):
            for _ in range(3):
                with pytest.raises(LibraryMovedError, match="start florilegium anew"):
                    _write(own, "after")
                with pytest.raises(LibraryMovedError), own.reading():
                    pass
        if how == "deleted":
            shutil.copy(tmp_path / "other.db", library)
            with pytest.raises(
                LibraryMovedError
            ):  # for edits may be lost: until the program begins anew
                own.check()
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    if how != "deleted":
        named = library if how == "replaced" else tmp_path / "renamed.db"
        for left in (_log(library), library.with_name("library.db.lock")):
            if how == "renamed":
                left.unlink(missing_ok=True)
        with Library(named) as there, there.copying() as db:
            assert ("before" in _names(db)) == (
                how == "renamed"
            )  # a renamed library has all that was confirmed
            assert _is_whole(db)


def test_a_write_under_way_while_the_file_is_replaced_is_not_confirmed(
    library: Path, tmp_path: Path
) -> None:
    other = Path(shutil.copy(library, tmp_path / "other.db"))

    def write(own: Library) -> None:
        with own.writing() as db:
            db.execute(insert(tags).values(name="lost", key="lost"))
            other.replace(library)

    with Library(library) as own, pytest.raises(LibraryMovedError):
        write(own)
    with Library(library) as there, there.reading() as db:
        assert "lost" not in _names(db)


def test_a_log_at_rest_is_emptied_so_that_a_file_put_in_its_place_takes_in_nothing(
    library: Path, tmp_path: Path
) -> None:
    """Also where the program is killed before it sees the other file."""
    other = Path(shutil.copy(library, tmp_path / "other.db"))
    with _running("wait_at_rest", library) as running:
        other.replace(library)
        running.kill()
    with Library(library) as there, there.copying() as db:
        assert "confirmed" not in _names(db)
        assert _is_whole(db)


def wait_at_rest(path: Path) -> None:
    """A program that has written, and waits until its log is empty."""
    library = Library(path)
    _write(library, "confirmed")
    while _log(path).stat().st_size:
        Event().wait(0.05)
    print("ready", flush=True)  # noqa: T201 heard by the test
    Event().wait(60)
    library.close()


def wait_open(path: Path) -> None:
    """A program that has the library open."""
    library = Library(path)
    print("ready", flush=True)  # noqa: T201 heard by the test
    Event().wait(60)
    library.close()


@contextmanager
def _running(what: str, library: Path) -> Iterator[subprocess.Popen[str]]:
    """Another program that does what one of the functions above says, once it is ready."""
    program = (
        f"import sys; from pathlib import Path; from tests.store import test_library_file "
        f"as it; it.{what}(Path(sys.argv[1]))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(library)], stdout=subprocess.PIPE, text=True
    ) as running:
        try:
            assert running.stdout
            assert running.stdout.readline() == "ready\n"
            yield running
        finally:
            running.kill()


def test_a_lock_is_shared_by_those_who_open_and_alone_for_a_restore(library: Path) -> None:
    with Library(library), Library(library):
        with pytest.raises(LibraryError, match="in use"), locked_alone(library):
            pass
        with library.open("r+b") as file:
            file.write(b"\0" * 16)  # whatever state the bytes are in
        with pytest.raises(LibraryError, match="in use"), locked_alone(library):
            pass
    with locked_alone(library), pytest.raises(LibraryError):
        Library(library)


def test_a_lock_ends_with_its_program(library: Path) -> None:
    with _running("wait_open", library) as running:
        with pytest.raises(LibraryError, match="in use"), locked_alone(library):
            pass
        running.kill()
        running.wait()
        with locked_alone(library):
            pass


@pytest.mark.parametrize("left", [["-wal"], [".lock"], ["-wal", "-shm", ".lock"]])
def test_no_empty_library_is_made_beside_what_another_left(tmp_path: Path, left: list[str]) -> None:
    path = tmp_path / "library.db"
    for ending in left:
        path.with_name(path.name + ending).write_bytes(b"")
    for look in (Library, check_leftovers):
        with pytest.raises(LibraryError, match="is missing, but") as told:
            look(path)
        assert all(f"'{path}{ending}'" in str(told.value).partition("remove")[2] for ending in left)
    assert not path.exists()
    for ending in left:
        path.with_name(path.name + ending).unlink()
    Library(path).close()
    assert path.exists()


def test_sixteen_threads_read_while_others_write_and_end(library: Path) -> None:
    start = Barrier(16)
    with Library(library) as own:

        def work(number: int) -> int:
            start.wait()
            for turn in range(10):
                if number % 4 == 0:
                    _write(own, f"{number}/{turn}")
                with own.reading() as db:
                    assert len(_names(db)) >= 7
            return number

        with ThreadPoolExecutor(16) as pool:
            assert sorted(pool.map(work, range(16))) == list(range(16))
    assert not os.path.exists(f"{library}-wal")  # noqa: PTH110 whoever is last takes the log in
