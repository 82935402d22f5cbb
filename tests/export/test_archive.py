"""An archive holds everything, gives it back on any machine, and is never taken in damaged."""

import json
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path
from zipfile import ZipFile

import pytest

from app.errors import LibraryError
from app.importer.verify import verify
from app.search.search import search
from app.store.archive.reading import MANIFEST, check_archive
from app.store.archive.writing import kept_tables, write_archive
from app.store.backup import restore_archive
from app.store.db.library import Library
from app.store.edits.distinct import set_distinct
from app.store.edits.edits import change_highlights
from app.store.reads.saved_searches import save_search
from tests.export.library import AT
from tests.identity.vault import Passage, Vault, export
from tests.store.older import make_older


@pytest.fixture
def library(vault: Vault) -> Library:
    """Two versions of a book, a note, a change, a saved search and two names kept apart."""
    vault.write("Tides.md", export([Passage("Salt\u2028remembers.", 1), Passage("Air.", 2)]))
    vault.write("Note.md", "# Note\n\n[[Tides]]\n")
    vault.take()
    vault.write("Tides.md", export([Passage("Salt remembers everything.", 1)]))
    vault.take()
    (one,) = vault.live()
    with vault.engine.writing() as db:
        change_highlights(db, {one.id: {"note": "mine", "tags": ["a/b"]}}, AT)
        save_search(db, "Salty", "salt", AT)
        change_highlights(db, {one.id: {"tags": ["a/b", "tides", "Tide"]}}, AT)
        set_distinct(db, "tag", "tides", "tide", AT)
    return vault.engine


def rows(library: Path) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables that are kept, contents too."""
    with Library(library) as opened, opened.reading() as db:
        tables = [*kept_tables(db), "contents"]
        return {
            name: sorted(map(tuple, db.exec_driver_sql(f"SELECT * FROM {name}").all()), key=repr)
            for name in tables
        }


def test_everything_comes_back(library: Library, tmp_path: Path) -> None:
    archive, fresh = tmp_path / "all.florilegium", tmp_path / "fresh" / "library.db"
    fresh.parent.mkdir()
    done = write_archive(library, archive)
    assert (done.tables["documents"], done.contents) == (2, 3)
    assert restore_archive(fresh, archive) is None
    before, after = rows(library.path), rows(fresh)
    assert after["my_distinct_names"] == [("tag", "Tide", "tides")]
    packed = [each.pop("contents") for each in (before, after)]
    assert before == after
    assert [row[0] for row in packed[0]] == [row[0] for row in packed[1]]
    with Library(fresh) as opened:
        assert verify(opened) == []
        with opened.reading() as db:
            assert search(db, "everything").total == 1
    assert {path.name for path in fresh.parent.iterdir()} <= {
        "library.db",
        "library.db.lock",
        "library.db-wal",
        "library.db-shm",
    }


def test_the_same_library_gives_the_same_bytes(library: Library, tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_archive(library, tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    with pytest.raises(LibraryError, match="already there"):
        write_archive(library, tmp_path / "a")


def test_it_is_json_lines_that_anybody_reads(library: Library, tmp_path: Path) -> None:
    write_archive(library, tmp_path / "all.zip")
    with ZipFile(tmp_path / "all.zip") as archive:
        manifest = json.loads(archive.read(MANIFEST))
        columns, *found = map(
            json.loads, archive.read("tables/highlights.jsonl").decode().split("\n")[:-1]
        )
    assert manifest["tables"]["highlights"]["rows"] == len(found) == 2
    assert {row[columns.index("note")] for row in found} == {"mine", ""}


def test_damage_is_never_taken_in(library: Library, tmp_path: Path) -> None:
    """A byte that is another either changes nothing of what is held, as a member's date.

    Or is told.
    """
    archive, fresh = tmp_path / "all.zip", tmp_path / "fresh.db"
    write_archive(library, archive)
    whole, held, told = archive.read_bytes(), members(archive), 0
    for at in range(7, len(whole), len(whole) // 60):
        archive.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        try:
            check_archive(archive)
        except LibraryError as error:
            assert "damaged" in str(error) or "newer" in str(error)  # noqa: PT017 - one of two ends
            told += 1
        else:
            assert members(archive) == held
    assert told > 30
    archive.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(LibraryError, match="damaged"):
        restore_archive(fresh, archive)
    assert not fresh.exists()


def test_an_archive_that_is_broken_off_leaves_nothing(library: Library, tmp_path: Path) -> None:
    """At any of its parts, while it is written and while it is checked."""
    told: list[tuple[int, int]] = []
    write_archive(library, tmp_path / "all.zip", lambda *step: told.append(step))
    assert told == [(number + 1, len(told)) for number in range(len(told))]

    def stop(at: int, done: int, _total: int) -> None:
        if done == at:
            raise KeyboardInterrupt

    for at in (1, len(told) // 2 + 1, len(told)):
        with pytest.raises(KeyboardInterrupt):
            write_archive(library, tmp_path / "other.zip", partial(stop, at))
    assert [path.name for path in tmp_path.glob("*.zip*")] == ["all.zip"]


def members(path: Path) -> dict[str, bytes]:
    """The bytes of each member of an archive."""
    with ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def changed(source: Path, target: Path, name: str, data: bytes) -> Path:
    """A copy of an archive with other bytes in one member."""
    with ZipFile(source) as old, ZipFile(target, "w") as new:
        for member in old.namelist():
            new.writestr(member, data if member == name else old.read(member))
    return target


def test_what_a_newer_program_wrote_is_told(library: Library, tmp_path: Path) -> None:
    write_archive(library, tmp_path / "all.zip")
    manifest = check_archive(tmp_path / "all.zip")
    for newer in ({"florilegium archive": 2}, {"schema": "9999"}):
        data = json.dumps(manifest | newer).encode()
        archive = changed(tmp_path / "all.zip", tmp_path / "newer.zip", MANIFEST, data)
        with pytest.raises(LibraryError, match="newer florilegium"):
            restore_archive(tmp_path / "fresh.db", archive)
    swapped = changed(
        tmp_path / "all.zip", tmp_path / "other.zip", "tables/tags.jsonl", b'["id"]\n'
    )
    with pytest.raises(LibraryError, match="what its manifest says"):
        restore_archive(tmp_path / "fresh.db", swapped)


def test_an_archive_of_an_earlier_schema_is_brought_up_to_date(
    library: Library, tmp_path: Path
) -> None:
    older, archive = tmp_path / "older.db", tmp_path / "older.zip"
    with closing(sqlite3.connect(older)) as copy, closing(sqlite3.connect(library.path)) as source:
        source.backup(copy)
    make_older(older, "0004")
    with Library(older) as opened:
        write_archive(opened, archive)
    assert check_archive(archive)["schema"] == "0004"
    restore_archive(tmp_path / "fresh.db", archive)
    with Library(tmp_path / "fresh.db") as opened, opened.reading() as db:
        assert [hit.highlight.text for hit in search(db, "everything").hits if hit.highlight] == [
            "Salt remembers everything."
        ]
