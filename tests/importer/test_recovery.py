"""What the reader did is had back of a damaged library, whichever of its tables is damaged."""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from app.errors import LibraryError
from app.importer.recovery import recover
from app.importer.run import import_paths
from app.importer.verify import verify
from app.store.archive.writing import write_archive
from app.store.copies.writing import write_copy
from app.store.db.connections import raw
from app.store.db.library import Library
from app.store.edits.edits import change_documents, change_highlight
from app.store.journal.file import journal_path
from app.store.reads.highlights import list_highlights
from app.store.recovery.filling import settle
from app.store.recovery.sources import Sources, sources_of

EXPORT = """# The Salt Road

## Metadata
- Author: [[Ilse Tarn]]
- Category: #books

## Highlights
- Salt was weighed at each gate. ([Location 12](https://readwise.io/to_kindle?location=12))
"""
AT = "2026-05-03T08:00:00"
KEY = "INSERT INTO my_keys (key, change_id, code) VALUES ('a key', ?, ?)"
OWN = ("my_fields", "my_keys", "my_changes", "my_change_items")


@pytest.fixture
def path(empty_library: Path, tmp_path: Path) -> Path:
    """A library with a document, a copy of it in `backups`, and acts before and since."""
    path = Path(shutil.copy(empty_library, tmp_path / "library.db"))
    (tmp_path / "salt.md").write_text(EXPORT)
    with Library(path) as library:
        import_paths(library, [tmp_path / "salt.md"])
        with library.writing() as db:
            found = list_highlights(db).items[0]
            change_highlight(db, found.id, {"note": "mine"}, AT)
            change_documents(db, {found.document.id: {"title": "The Salt Way"}}, AT)
            db.exec_driver_sql(KEY, (1, found.document.id))
        write_copy(library, tmp_path / "backups")
        with library.writing() as db:
            change_documents(db, {found.document.id: {"title": "The Way"}}, AT)
    return path


def empty_page(path: Path, table: str) -> None:
    """Let the disk have lost the first page of a table."""
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA journal_mode=DELETE")
        size = db.execute("PRAGMA page_size").fetchone()[0]
        query = "SELECT rootpage FROM sqlite_master WHERE name = ?"
        page = db.execute(query, (table,)).fetchone()[0]
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(bytes(size))


def own_rows(path: Path) -> dict[str, list[Any]]:
    """Rows of what the reader did, by table."""
    with closing(sqlite3.connect(path)) as db:
        return {table: sorted(db.execute(f'SELECT * FROM "{table}"')) for table in OWN}


@pytest.mark.parametrize("table", OWN)
def test_the_journal_gives_back_what_any_table_lost(path: Path, table: str) -> None:
    before = own_rows(path)
    assert all(before.values())
    empty_page(path, table)
    found = recover(path, Sources())
    assert own_rows(found.library) == before
    assert found.lost == ()


def test_without_a_journal_a_copy_gives_back_what_it_has(path: Path, tmp_path: Path) -> None:
    before = own_rows(path)
    journal_path(path).unlink()
    empty_page(path, "my_fields")
    found = recover(path, sources_of(path, tmp_path / "backups"))
    assert [row[:4] for row in own_rows(found.library)["my_fields"] if "mine" in row] == [
        row[:4] for row in before["my_fields"] if "mine" in row
    ]
    assert [each.message for each in found.lost if "since" in each.message]


def test_a_journal_that_lacks_acts_does_not_hide_what_is_lost(path: Path) -> None:
    """Else rows of acts that it does not tell would be gone without a word."""
    journal = journal_path(path)
    journal.write_bytes(b"".join(journal.read_bytes().splitlines(keepends=True)[:-1]))
    empty_page(path, "my_fields")
    found = recover(path, Sources())
    assert ["may be lost" in each.message for each in found.lost] == [True]


def test_a_journal_that_cannot_be_begun_anew_ends_no_act(path: Path) -> None:
    """A table that is damaged is no part of this act, which is committed before."""
    empty_page(path, "my_searches")
    journal_path(path).unlink()
    with Library(path) as library, library.writing() as db:
        change_highlight(db, list_highlights(db).items[0].id, {"note": "other"}, AT)
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT mine FROM my_fields WHERE mine = 'other'").fetchone()


def test_a_row_that_lost_what_it_belongs_to_takes_no_other_along(path: Path) -> None:
    with Library(path) as library, library.writing() as db:
        db.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        db.exec_driver_sql(KEY, (999, "other"))
        settle(db)
        assert raw(db).execute("SELECT change_id FROM my_keys").fetchall() == [(1,)]


def test_files_that_lost_their_versions_are_still_in_the_library(path: Path) -> None:
    """Else an import would find them unchanged, and never bring them back."""
    empty_page(path, "versions")
    found = recover(path, Sources())
    assert (found.documents, found.highlights) == (1, 1)
    assert [each.message for each in found.lost] == ["earlier versions of some files may be lost"]
    with Library(found.library) as library:
        assert verify(library) == []
        assert not import_paths(library, [path.with_name("salt.md")]).documents.added


def test_files_that_lost_versions_and_bytes_are_read_again(path: Path) -> None:
    for table in ("versions", "contents"):
        empty_page(path, table)
    found = recover(path, Sources())
    with Library(found.library) as library:
        import_paths(library, [path.with_name("salt.md")])
        assert verify(library) == []
        with library.reading() as db:
            assert list_highlights(db).items[0].note == "mine"


def test_an_archive_that_is_named_fills_gaps_as_a_copy_does(path: Path, tmp_path: Path) -> None:
    """One that only lies there may be of another library, and gives bytes by their hashes alone."""
    archive = tmp_path / "all.florilegium"
    with Library(path) as library:
        write_archive(library, archive)
    before = own_rows(path)
    for table in ("files", "contents", "my_fields"):
        empty_page(path, table)
    journal_path(path).unlink()
    (tmp_path / "salt.md").unlink()

    assert recover(path, sources_of(path, None)).copy is None
    found = recover(path, sources_of(path, None, archive))
    assert (found.copy, found.documents, found.highlights) == (archive, 1, 1)
    assert own_rows(found.library) == before
    with Library(found.library) as library:
        assert verify(library) == []


def test_archives_are_found_beside_the_library_newest_first(path: Path, tmp_path: Path) -> None:
    older, newer = tmp_path / "older.zip", tmp_path / "newer"
    with Library(path) as library:
        for number, archive in enumerate((newer, older)):
            write_archive(library, archive)
            os.utime(archive, (1e9 - number,) * 2)
    with ZipFile(tmp_path / "other.zip", "w") as other:
        other.writestr("manifest.json", "{}")
    (tmp_path / "torn.zip").write_bytes(newer.read_bytes()[:-9])
    assert sources_of(path, None).archives == (newer, older)
    assert sources_of(path, tmp_path, older).archives == (newer,)
    with pytest.raises(LibraryError, match="no archive"):
        sources_of(path, None, tmp_path / "other.zip")
