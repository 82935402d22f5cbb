"""A copy while the library is in use, and the way back."""

import resource
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import insert

from app.errors import LibraryError
from app.store.backup import backup, restore
from app.store.db.library import Library
from app.store.db.schema import tags
from app.store.reads.stats import stats


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


def test_a_copy_is_whole_while_others_read_and_write(library: Path, engine: Library, tmp_path: Path) -> None:
    """What is committed is in it, though it still lies in the write-ahead log; what is not committed is not."""
    with engine.writing() as db:
        db.execute(insert(tags).values(name="committed", key="committed"))
    with engine.reading() as reader, engine.writing() as db:
        db.execute(insert(tags).values(name="not yet", key="not yet"))
        backup(library, tmp_path / "copy.db")
        assert stats(reader).documents == 4
    assert _tags(tmp_path / "copy.db") == 8
    assert not list(tmp_path.glob("copy.db?*"))


def test_a_copy_is_one_file_that_opens_where_nobody_can_write(library: Path, tmp_path: Path) -> None:
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


def test_restoring_brings_the_copy_back_and_keeps_what_was_there(library: Path, tmp_path: Path) -> None:
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
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["copy.db", "library.db", "library.db.lock", kept.name])


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


def test_what_is_no_whole_library_of_ours_is_refused_and_nothing_changes(library: Path, tmp_path: Path) -> None:
    before = library.read_bytes()
    text, empty, spoilt, newer, other = (tmp_path / name for name in ("text.db", "empty.db", "spoilt.db", "newer.db", "other.db"))
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
    with pytest.raises(LibraryError, match="rows without their parents"):
        restore(library, copy)


def test_a_full_disk_leaves_the_library_where_it_is(library: Path, tmp_path: Path) -> None:
    backup(library, tmp_path / "copy.db")
    with _small_disk(50_000), pytest.raises(LibraryError, match="could not be copied"):
        restore(library, tmp_path / "copy.db")
    assert _tags(library) == 7
    assert {path.name for path in tmp_path.glob("library.db.*")} <= {"library.db.lock"}
