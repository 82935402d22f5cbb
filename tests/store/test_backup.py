"""A copy while the library is in use, and the way back."""

import errno
import os
import resource
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import insert

from app.cli import run
from app.errors import LibraryBusyError, LibraryError
from app.store.backup import backup, is_whole, restore
from app.store.db.library import Library
from app.store.db.schema import tags
from app.store.migrations import NEWEST
from app.store.reads.stats import stats
from tests.store.older import make_older


def _tags(library: Path) -> int:
    with closing(sqlite3.connect(library)) as db:
        return int(db.execute("SELECT count(*) FROM tags").fetchone()[0])


@contextmanager
def _small_disk(size: int) -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_copy_is_whole_while_others_read_and_write(
    library: Path, engine: Library, tmp_path: Path
) -> None:
    """What is committed is in it, though it still lies in the write-ahead log.

    What is not committed is not.
    """
    with engine.writing() as db:
        db.execute(insert(tags).values(name="committed", key="committed"))
    with engine.reading() as reader, engine.writing() as db:
        db.execute(insert(tags).values(name="not yet", key="not yet"))
        backup(library, tmp_path / "copy.db")
        assert stats(reader).documents == 4
    assert _tags(tmp_path / "copy.db") == 8
    assert not list(tmp_path.glob("copy.db?*"))


def test_a_copy_is_one_file_that_opens_where_nobody_can_write(
    library: Path, tmp_path: Path
) -> None:
    backup(library, tmp_path / "copy.db")
    with closing(sqlite3.connect(tmp_path / "copy.db")) as db:
        assert db.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_a_file_that_is_there_is_left_as_it_is(library: Path, tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_text("precious")
    with pytest.raises(LibraryError, match=r"copy\.db' is already there"):
        backup(library, tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_text() == "precious"


def test_a_full_disk_leaves_nothing_half_behind(library: Path, tmp_path: Path) -> None:
    with _small_disk(50_000), pytest.raises(LibraryError, match="could not be copied"):
        backup(library, tmp_path / "copy.db")
    assert [path.name for path in tmp_path.iterdir() if "copy" in path.name] == []


def test_a_library_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="could not be copied"):
        backup(tmp_path / "none.db", tmp_path / "copy.db")
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_library_is_not_copied(library: Path, tmp_path: Path) -> None:
    _damage(library)
    with pytest.raises(LibraryError, match=r"damaged|malformed"):
        backup(library, tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()


def _damage(library: Path) -> None:
    """Spoil every page behind the first."""
    whole = library.read_bytes()
    library.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))


def test_restoring_brings_the_copy_back_and_keeps_what_was_there(
    library: Path, tmp_path: Path
) -> None:
    backup(library, tmp_path / "copy.db")
    engine = Library(library)
    with engine.writing() as db:
        db.execute(insert(tags).values(name="later", key="later"))
    engine.close()
    kept = restore(library, tmp_path / "copy.db")
    assert kept
    assert kept.parent == library.parent
    assert kept.name.startswith("library.db.20")
    assert (_tags(library), _tags(kept)) == (7, 8)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        ["copy.db", "library.db", "library.db.lock", kept.name]
    )


def test_restoring_twice_in_a_second_keeps_both(library: Path, tmp_path: Path) -> None:
    backup(library, tmp_path / "copy.db")
    kept = {restore(library, tmp_path / "copy.db") for _ in range(3)}
    assert len(kept) == 3
    assert all(path and path.is_file() for path in kept)


def test_restoring_where_there_is_no_library_keeps_nothing(library: Path, tmp_path: Path) -> None:
    assert restore(tmp_path / "new.db", library) is None
    assert _tags(tmp_path / "new.db") == 7


def test_a_log_without_its_library_is_kept_out_of_the_copy(library: Path, tmp_path: Path) -> None:
    """What is left of a library whose file was lost is never taken in by another."""
    backup(library, tmp_path / "copy.db")
    engine = Library(library)
    with engine.writing() as db:
        db.execute(insert(tags).values(name="later", key="later"))
    log = library.with_name("library.db-wal").read_bytes()
    engine.close()
    library.unlink()
    library.with_name("library.db-wal").write_bytes(log)
    assert restore(library, tmp_path / "copy.db") is None
    assert _tags(library) == 7
    assert [path.read_bytes() for path in tmp_path.glob("library.db.20*-wal")] == [log]


def test_a_damaged_library_can_be_replaced(library: Path, tmp_path: Path) -> None:
    backup(library, tmp_path / "copy.db")
    library.write_bytes(b"not a database any more" * 1000)
    kept = restore(library, tmp_path / "copy.db")
    assert kept
    assert kept.read_bytes().startswith(b"not a database")
    assert _tags(library) == 7


def test_a_library_in_use_is_not_replaced(library: Path, engine: Library, tmp_path: Path) -> None:
    backup(library, tmp_path / "copy.db")
    with engine.reading() as db:
        stats(db)
        with pytest.raises(LibraryError, match=r"in use.*stop the server"):
            restore(library, tmp_path / "copy.db")
    assert {path.name for path in tmp_path.glob("library.db.*")} <= {"library.db.lock"}


def test_what_is_no_whole_library_of_ours_is_refused_and_nothing_changes(
    library: Path, tmp_path: Path
) -> None:
    before = library.read_bytes()
    text, empty, spoilt, newer, other = (
        tmp_path / name for name in ("text.db", "empty.db", "spoilt.db", "newer.db", "other.db")
    )
    with closing(sqlite3.connect(other)) as db:
        db.execute("CREATE TABLE it (x)")
    text.write_text("some text\n" * 500)
    empty.write_bytes(b"")
    shutil.copy(library, spoilt)
    _damage(spoilt)
    shutil.copy(library, newer)
    with closing(sqlite3.connect(newer)) as db, db:
        db.execute("UPDATE alembic_version SET version_num = '9999'")
    for copy, said in (
        (text, "not a library"),
        (empty, "not a library"),
        (spoilt, "damaged"),
        (other, "not a library"),
        (newer, "newer florilegium"),
    ):
        with pytest.raises(LibraryError, match=said) as told:
            restore(library, copy)
        assert "\n" not in str(told.value)
    with pytest.raises(LibraryError, match="no file"):
        restore(library, tmp_path / "nowhere.db")
    with pytest.raises(LibraryError, match="the library itself"):
        restore(library, library)
    assert library.read_bytes() == before
    assert {path.name for path in tmp_path.glob("library.db.*")} <= {"library.db.lock"}


def test_a_copy_with_orphans_is_refused(library: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copy(library, tmp_path / "copy.db"))
    with closing(sqlite3.connect(copy)) as db, db:
        db.execute("DELETE FROM documents")
    assert is_whole(library)
    assert not is_whole(copy)
    with pytest.raises(LibraryError, match="rows without their parents"):
        restore(library, copy)


def test_a_full_disk_leaves_the_library_where_it_is(library: Path, tmp_path: Path) -> None:
    backup(library, tmp_path / "copy.db")
    with _small_disk(50_000), pytest.raises(LibraryError, match="could not be copied"):
        restore(library, tmp_path / "copy.db")
    assert _tags(library) == 7
    assert {path.name for path in tmp_path.glob("library.db.*")} <= {"library.db.lock"}


def test_a_restore_is_one_step_and_never_leaves_the_place_empty(
    library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup(library, tmp_path / "copy.db")
    seen: list[bool] = []
    for name in ("link", "rename", "replace", "fsync", "unlink"):
        real = getattr(os, name)

        def look(*args: object, _real: Callable[..., object] = real, **more: object) -> object:
            seen.append(library.exists())
            result = _real(*args, **more)
            seen.append(library.exists())
            return result

        monkeypatch.setattr(os, name, look)
    assert restore(library, tmp_path / "copy.db")
    assert len(seen) > 8
    assert all(seen)


@pytest.mark.parametrize("call", ["link", "replace", "fsync", "rename"])
def test_a_restore_that_the_disk_fails_says_so_and_changes_nothing_or_names_what_is_kept(
    library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    """Each call of that name fails in turn, until none is left to fail."""
    backup(library, tmp_path / "copy.db")
    with closing(sqlite3.connect(library)) as db, db:
        db.execute("INSERT INTO tags (name, key) VALUES ('later', 'later')")
    real = getattr(os, call)
    for number in range(30):
        made = count()

        def fail(
            *args: object, _made: "count[int]" = made, _number: int = number, **more: object
        ) -> object:
            if next(_made) == _number:
                raise OSError(errno.EIO, "the disk failed")
            return real(*args, **more)

        monkeypatch.setattr(os, call, fail)
        told, kept = "", None
        try:
            kept = restore(library, tmp_path / "copy.db")
        except LibraryError as error:
            told = str(error)
        assert "\n" not in told
        found = list(tmp_path.glob("library.db.2*"))
        if kept:
            assert (found, _tags(library), _tags(kept)) == ([kept], 7, 8)
        elif found:
            assert (_tags(library), f"kept as '{found[0]}'" in told) == (7, True)
        else:
            assert _tags(library) == 8
        if next(made) <= number:
            return
        for each in found:
            each.replace(library)
    pytest.fail("it never came to an end without a failure")


def test_a_damaged_library_has_what_lay_beside_it_again_where_a_restore_fails(
    library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup(library, tmp_path / "copy.db")
    library.write_bytes(b"no database " * 1000)
    beside = library.with_name("library.db-shm")
    beside.write_bytes(b"of its log")
    replace = os.replace

    def fail(source: Path, target: Path) -> None:
        if Path(target) == library:
            raise OSError(errno.EIO, "the disk failed")
        replace(source, target)

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(LibraryError, match="nothing was changed"):
        restore(library, tmp_path / "copy.db")
    assert beside.read_bytes() == b"of its log"
    assert not list(tmp_path.glob("library.db.2*"))


def test_a_disk_without_second_names_is_copied_to(
    library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object, **_more: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    backup(library, tmp_path / "copy.db")
    monkeypatch.setattr(os, "link", refuse)
    kept = restore(library, tmp_path / "copy.db")
    assert kept
    assert kept.stat().st_ino != library.stat().st_ino
    assert _tags(kept) == 7


def test_an_older_copy_is_brought_to_the_newest_schema_before_it_takes_the_place(
    library: Path, tmp_path: Path
) -> None:
    backup(library, tmp_path / "copy.db")
    make_older(tmp_path / "copy.db")
    restore(library, tmp_path / "copy.db")
    with closing(sqlite3.connect(library)) as db:
        assert db.execute("SELECT version_num FROM alembic_version").fetchone() == (NEWEST,)
        assert db.execute("SELECT count(*) FROM index_log").fetchone() == (1,)
    assert not list(tmp_path.glob("library.db.restored*"))


def test_a_copy_that_cannot_be_brought_up_changes_nothing(library: Path, tmp_path: Path) -> None:
    backup(library, tmp_path / "copy.db")
    with closing(sqlite3.connect(tmp_path / "copy.db")) as db, db:
        db.execute("DROP TABLE my_fields")
    make_older(tmp_path / "copy.db")
    before = library.read_bytes()
    with pytest.raises(LibraryError, match=r"table 'my_fields' is missing; nothing was changed"):
        restore(library, tmp_path / "copy.db")
    assert library.read_bytes() == before


LEFT = (
    ".restored",
    ".restored-wal",
    ".restored.part",
    ".restored.part-journal",
    ".before-0004.part",
    ".digest.4711.part",
    ".2025-05-03T081500.part",
    ".acts.jsonl.part",
    ".recovered.source-wal",
    ".recovered.source.shell",
    ".recovered.copy",
)
THERE = (
    ".digest",
    ".acts.jsonl",
    ".recovered",
    ".before-0003",
    ".2025-05-03T081500",
    ".txt",
    ".restored by hand",
)


def test_what_is_half_made_is_removed_at_the_next_start_and_nothing_else(library: Path) -> None:
    for ending in (*LEFT, *THERE):
        library.with_name(f"library.db{ending}").touch()
    os.link(
        library, library.with_name("library.db.2025-05-03T081501")
    )  # a restore killed before it replaced
    assert run(["--db", str(library), "stats"]) == 0
    names = {path.name.removeprefix("library.db") for path in library.parent.iterdir()}
    assert names == {"", ".lock", *THERE}


def test_what_another_program_is_making_stays(library: Path, engine: Library) -> None:
    for ending in LEFT:
        library.with_name(f"library.db{ending}").touch()
    assert run(["--db", str(library), "stats"]) == 0
    assert all(library.with_name(f"library.db{ending}").exists() for ending in LEFT)


def test_a_library_that_is_open_is_not_replaced_though_its_bytes_are_damaged(
    library: Path, engine: Library, tmp_path: Path
) -> None:
    backup(library, tmp_path / "copy.db")
    with library.open("r+b") as file:
        file.write(b"\0" * 16)
    with pytest.raises(LibraryBusyError, match="stop the server"):
        restore(library, tmp_path / "copy.db")
    assert not list(tmp_path.glob("library.db.2*"))


def test_an_old_journal_is_not_played_into_a_new_copy(library: Path, tmp_path: Path) -> None:
    """What a backup that was killed left beside its half-made file."""
    (tmp_path / "copy.db.part").write_bytes(library.read_bytes()[:8192])
    (tmp_path / "copy.db.part-journal").write_bytes(
        b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + b"\0" * 600
    )
    backup(library, tmp_path / "copy.db")
    assert _tags(tmp_path / "copy.db") == 7
    assert sorted(path.name for path in tmp_path.glob("copy.db*")) == ["copy.db"]
