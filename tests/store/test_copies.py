"""Dated copies: one a day, checked, compressed, thinned out, and never in the way."""

import fcntl
import gzip
import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from threading import Event

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert

from app.errors import (
    FullDiskError,
    LibraryBusyError,
    LibraryError,
    LibraryMovedError,
    NoCopyError,
)
from app.store.backup import restore_compressed
from app.store.copies import writing
from app.store.copies.apart import write_copy_apart
from app.store.copies.gzip_file import read_comment, unpacked, write_gzip
from app.store.copies.listing import (
    DAYS,
    MONTHS,
    WEEKS,
    copies_folder,
    copy_path,
    kept_days,
    list_copies,
    thin_out,
)
from app.store.copies.writing import StoppedError, is_copied, write_copy
from app.store.db.library import Library
from app.store.db.schema import tags

TODAY = date(2026, 11, 30)


@pytest.fixture
def folder(library: Path) -> Path:
    """Where the copies of the library go."""
    found = copies_folder(library)
    assert found
    return found


def add_tag(engine: Library, name: str) -> None:
    with engine.writing() as db:
        db.execute(insert(tags).values(name=name, key=name))


def tags_in(copy: Path) -> set[str]:
    """Names of the tags in a compressed copy."""
    with closing(sqlite3.connect(":memory:")) as db:
        db.deserialize(gzip.decompress(copy.read_bytes()))
        return {row[0] for row in db.execute("SELECT name FROM tags")}


def test_a_copy_is_a_library_that_any_gzip_program_reads(engine: Library, folder: Path) -> None:
    add_tag(engine, "walled")
    copy = write_copy(engine, folder)
    assert copy
    assert "walled" in tags_in(copy.path)
    assert copy.path.name == f"{datetime.fromisoformat(copy.at).astimezone().date()}.db.gz"
    assert [path.name for path in folder.iterdir()] == [copy.path.name]
    assert copy.path.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_copy_states_what_is_in_it(engine: Library, folder: Path) -> None:
    copy = write_copy(engine, folder)
    assert copy
    assert copy.held
    assert (copy.held.documents, copy.held.changes) == (4, 0)
    assert datetime.fromisoformat(copy.at) <= datetime.now(UTC)
    assert json.loads(read_comment(copy.path))["library"] == str(engine.path)


def test_the_last_state_of_a_day_replaces_its_earlier_one(engine: Library, folder: Path) -> None:
    first = write_copy(engine, folder)
    add_tag(engine, "later")
    second = write_copy(engine, folder)
    assert first
    assert second
    assert first.path == second.path
    assert "later" in tags_in(second.path)


def test_what_did_not_change_is_not_copied_again(engine: Library, folder: Path) -> None:
    copy = write_copy(engine, folder)
    assert copy
    engine.path.touch()
    assert not is_copied(engine.path, folder)
    assert write_copy(engine, folder) is None
    assert is_copied(engine.path, folder)
    add_tag(engine, "new")
    os.utime(copy.path, (0, 0))
    assert not is_copied(engine.path, folder)


def test_an_empty_library_replaces_no_copy(
    library: Path, folder: Path, empty_library: Path
) -> None:
    """One that was lost, and was begun anew."""
    with Library(library) as engine:
        copy = write_copy(engine, folder)
    assert copy
    before = copy.path.read_bytes()
    with Library(Path(shutil.copy(empty_library, library))) as anew:
        assert write_copy(anew, folder) is None
    assert copy.path.read_bytes() == before


def test_two_libraries_do_not_share_a_folder(engine: Library, folder: Path, tmp_path: Path) -> None:
    write_copy(engine, folder)
    with (
        Library(Path(shutil.copy(engine.path, tmp_path / "other.db"))) as other,
        pytest.raises(LibraryError, match=r"holds the copies of '.*library\.db'"),
    ):
        write_copy(other, folder)


def test_a_copy_comes_back(engine: Library, folder: Path) -> None:
    add_tag(engine, "walled")
    copy = write_copy(engine, folder)
    assert copy
    library = engine.path
    engine.close()
    library.write_bytes(b"")
    restore_compressed(library, copy.path)
    with closing(sqlite3.connect(library)) as db:
        assert db.execute("SELECT 1 FROM tags WHERE name = 'walled'").fetchone()


@pytest.mark.parametrize(
    "spoil",
    [lambda b: b[: len(b) // 2], lambda b: b[:5000] + b"\0" * 99 + b[5099:], lambda b: b[:4]],
)
def test_a_damaged_copy_changes_nothing(
    engine: Library, folder: Path, spoil: Callable[[bytes], bytes]
) -> None:
    copy = write_copy(engine, folder)
    assert copy
    engine.close()
    before = engine.path.read_bytes()
    copy.path.write_bytes(spoil(copy.path.read_bytes()))
    with pytest.raises(LibraryError, match="cannot be taken in"):
        restore_compressed(engine.path, copy.path)
    assert engine.path.read_bytes() == before
    assert not list(engine.path.parent.glob("*unpacked*"))


def test_a_damaged_library_replaces_no_copy(library: Path, folder: Path) -> None:
    with Library(library) as engine:
        copy = write_copy(engine, folder)
    assert copy
    before = copy.path.read_bytes()
    with closing(sqlite3.connect(library)) as db:
        size = db.execute("PRAGMA page_size").fetchone()[0]
        page = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'links'").fetchone()[0]
    whole = library.read_bytes()
    library.write_bytes(whole[: (page - 1) * size] + b"\xff" * size + whole[page * size :])
    with Library(library) as engine, pytest.raises(LibraryError, match=r"damaged|malformed"):
        write_copy(engine, folder)
    assert copy.path.read_bytes() == before
    assert [path.name for path in folder.iterdir()] == [copy.path.name]


def test_a_tenth_of_the_disk_stays_free(
    engine: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "_FREE", 1)  # more than any disk has free
    with pytest.raises(FullDiskError, match="less than a tenth of the disk would stay free"):
        write_copy(engine, folder)
    assert list(folder.iterdir()) == []


def test_copying_ends_when_it_is_to_stop(engine: Library, folder: Path) -> None:
    with pytest.raises(StoppedError):
        write_copy(engine, folder, going_on=lambda: False)
    assert list(folder.iterdir()) == []


def test_a_process_of_its_own_writes_the_same_copy(engine: Library, folder: Path) -> None:
    add_tag(engine, "walled")
    copy = write_copy_apart(engine, folder)
    assert copy
    assert copy == list_copies(folder)[0]
    assert "walled" in tags_in(copy.path)
    assert is_copied(engine.path, folder)
    assert write_copy_apart(engine, folder) is None


def test_what_fails_in_a_process_of_its_own_is_told_here(
    engine: Library, folder: Path, tmp_path: Path
) -> None:
    with pytest.raises(NoCopyError, match="no folder"):
        write_copy_apart(engine, tmp_path / "none" / "copies")
    with pytest.raises(StoppedError):
        write_copy_apart(engine, folder, going_on=lambda: False)
    assert not list_copies(folder)
    shutil.copy(engine.path, tmp_path / "other")
    (tmp_path / "other").replace(engine.path)
    with pytest.raises(LibraryMovedError):
        write_copy_apart(engine, folder)


def test_two_programs_do_not_write_copies_at_once(engine: Library, folder: Path) -> None:
    folder.mkdir()
    other = os.open(folder, os.O_RDONLY)
    fcntl.flock(other, fcntl.LOCK_EX)
    try:
        with pytest.raises(LibraryBusyError):
            write_copy(engine, folder)
    finally:
        os.close(other)
    assert write_copy(engine, folder)


def test_edits_go_on_while_a_copy_is_written(engine: Library, folder: Path) -> None:
    """The copy is of one moment."""
    copied = Event()

    def going_on() -> bool:
        if not copied.is_set():
            copied.set()
            add_tag(engine, "meanwhile")
        return True

    copy = write_copy(engine, folder, going_on=going_on)
    assert copy
    assert "meanwhile" not in tags_in(copy.path)
    assert not is_copied(engine.path, folder)


def test_what_a_kill_left_is_removed(engine: Library, folder: Path) -> None:
    folder.mkdir()
    (folder / "2026-01-01.db.part").write_bytes(b"half")
    write_copy(engine, folder)
    assert not list(folder.glob("*.part"))


def test_a_named_folder_must_be_there(engine: Library, tmp_path: Path) -> None:
    """A disk that is not mounted is not written to its mount point."""
    away = copies_folder(engine.path, str(tmp_path / "disk"))
    assert away == tmp_path / "disk" / "library.db.backups"
    with pytest.raises(LibraryError, match="there is no folder"):
        write_copy(engine, away)
    assert copies_folder(engine.path, "off") is None


def test_seven_days_five_weeks_and_twelve_months_are_kept() -> None:
    days = [TODAY - timedelta(days=number) for number in range(800)]
    kept = sorted(kept_days(days), reverse=True)
    assert kept[:7] == days[:7]
    assert len(kept) == DAYS + WEEKS - 1 + MONTHS - 2
    assert kept[-1] == date(2025, 12, 31)


@given(st.sets(st.dates(date(2020, 1, 1), date(2026, 12, 31)), max_size=80))
def test_thinning_out_day_by_day_loses_nothing(days: set[date]) -> None:
    """Whether copies are thinned out each day or once at the end: the newest of each are there."""
    kept: set[date] = set()
    for day in sorted(days):
        kept = kept_days(kept | {day})
    assert kept == kept_days(days)
    assert len(kept) <= DAYS + WEEKS + MONTHS


def test_only_copies_are_thinned_out(tmp_path: Path) -> None:
    for number in range(60):
        copy_path(tmp_path, TODAY - timedelta(days=number)).write_bytes(b"")
    others = {"notes.txt", "2019-01-01.db", "2019-13-45.db.gz", "x2019-01-01.db.gz"}
    for name in others:
        (tmp_path / name).write_bytes(b"")
    thin_out(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} >= others
    left = [copy.day.isoformat()[5:] for copy in list_copies(tmp_path)]
    assert left == [*(f"11-{n}" for n in range(30, 23, -1)), "11-22", "11-15", "11-08", "10-31"]
    assert all(copy.held is None and copy.at == "" for copy in list_copies(tmp_path))


def test_a_copy_that_is_read_back_otherwise_is_none(tmp_path: Path) -> None:
    (tmp_path / "plain").write_bytes(b"moss")
    wrong = sha256(b"lichen").hexdigest()
    with pytest.raises(OSError, match="is read otherwise"):
        write_gzip(tmp_path / "plain", tmp_path / "packed", "", wrong, lambda: None)


@given(st.binary(max_size=3000))
def test_what_is_compressed_is_unpacked(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    folder = tmp_path_factory.mktemp("gzip")
    (folder / "plain").write_bytes(data)
    digest = sha256(data).hexdigest()
    write_gzip(folder / "plain", folder / "packed", '{"a": 1}', digest, lambda: None)
    assert gzip.decompress((folder / "packed").read_bytes()) == data
    assert read_comment(folder / "packed") == '{"a": 1}'
    with (folder / "packed").open("rb") as file:
        assert b"".join(unpacked(file)) == data


@given(st.binary(max_size=3000), st.integers(0, 2000))
def test_what_is_cut_short_is_told(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, end: int
) -> None:
    folder = tmp_path_factory.mktemp("gzip")
    (folder / "plain").write_bytes(data)
    digest = sha256(data).hexdigest()
    write_gzip(folder / "plain", folder / "packed", "{}", digest, lambda: None)
    packed = (folder / "packed").read_bytes()
    with pytest.raises(OSError, match="cut short"):
        list(unpacked(BytesIO(packed[: end % len(packed)])))


def test_a_file_that_is_read_back_otherwise_is_told(tmp_path: Path) -> None:
    (tmp_path / "plain").write_bytes(b"a library")
    other = sha256(b"another library").hexdigest()
    with pytest.raises(OSError, match="read otherwise"):
        write_gzip(tmp_path / "plain", tmp_path / "packed", "{}", other, lambda: None)
