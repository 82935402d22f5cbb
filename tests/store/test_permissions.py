"""The library and what lies beside it are the owner's alone, whatever the umask."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert

from app.cli import run
from app.search.columns.cache import file_of
from app.search.columns.storage import write_arrays
from app.store.backup import backup, restore
from app.store.db.library import Library
from app.store.db.schema import tags
from app.store.disk import restrict
from app.store.fts.change_log import Position
from app.store.migrations import upgrade


@pytest.fixture(autouse=True)
def _open_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def modes(folder: Path) -> dict[str, str]:
    return {path.name: oct(path.stat().st_mode & 0o777) for path in folder.iterdir()}


def test_a_new_library_its_log_copies_and_column_index_are_the_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    with Library(path) as library:
        assert modes(tmp_path)["new.db"] == "0o600"  # from the first moment
        upgrade(library)
        with library.writing() as db:
            db.execute(insert(tags).values(name="a", key="a"))
        backup(path, tmp_path / "copy.db")
        write_arrays(file_of(path), Position(1, 1), [])
        found = modes(tmp_path)
    assert {"new.db", "new.db-wal", "new.db-shm", "new.db.lock", "new.db.digest", "copy.db"} == set(
        found
    )
    assert set(found.values()) == {"0o600"}


def test_what_a_restore_puts_there_and_keeps_is_the_owners_alone(
    library: Path, tmp_path: Path
) -> None:
    backup(library, tmp_path / "copy.db")
    library.chmod(0o644)
    kept = restore(library, tmp_path / "copy.db")
    assert kept
    assert {oct(path.stat().st_mode & 0o777) for path in (library, kept)} == {"0o600"}


def test_what_exists_already_becomes_the_owners_alone(library: Path, tmp_path: Path) -> None:
    beside = [
        library.with_name(f"library.db{ending}")
        for ending in (".digest", ".before-0003", ".2025-05-03T081500")
    ]
    for path in (library, *beside):
        path.touch()
        path.chmod(0o664)
    uploads = tmp_path / "library.db.uploads"
    uploads.mkdir(mode=0o755)
    other = tmp_path / "library.db.txt"
    other.touch(0o644)
    link = tmp_path / "library.db.digest.1.part"
    link.symlink_to(other)
    assert run(["--db", str(library), "stats"]) == 0
    assert {path.stat().st_mode & 0o777 for path in (library, *beside)} == {0o600}
    assert uploads.stat().st_mode & 0o777 == 0o700
    assert other.stat().st_mode & 0o777 == 0o644


def test_a_folder_that_is_made_for_the_library_is_the_owners_alone(
    tmp_path: Path, library: Path
) -> None:
    assert run(["--db", str(tmp_path / "made" / "library.db"), "restore", str(library)]) == 0
    assert (tmp_path / "made").stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_files_of_another_owner_are_left(library: Path) -> None:
    library.chmod(0o644)
    os.chown(library, 12345, -1)
    restrict(library)
    assert library.stat().st_mode & 0o777 == 0o644


def test_a_command_keeps_a_library_of_any_mode_readable(library: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copy(library, tmp_path / "other.db"))
    copy.chmod(0o400)
    assert run(["--db", str(copy), "stats"]) == 0
