"""The journal: with it and the files alone, a lost library is again what it was."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from threading import Thread

import pytest

from app.cli import run
from app.importer import acts
from app.importer.added import Passage
from app.importer.replaying import lost_acts, replay_acts
from app.importer.verify import verify
from app.store.copies.writing import write_copy
from app.store.db.library import Library
from app.store.edits.distinct import set_distinct
from app.store.edits.edits import change_highlight
from app.store.edits.headings import change_heading
from app.store.edits.mentions import change_mentions
from app.store.edits.tags import change_tag
from app.store.edits.trays.acts import begin_tray, collect_in_tray
from app.store.journal.file import Journal, journal_path, read_journal
from tests.identity.vault import Passage as Written
from tests.identity.vault import Vault, export

NOW = "2026-05-03T08:00:00Z"
OWN = (
    ("my_fields", "code, field, base, mine"),
    ("my_changes", "*"),
    ("my_change_items", "*"),
    ("my_keys", "*"),
    ("my_aliases", "*"),
    ("my_tags", "*"),
    ("my_searches", "*"),
    ("my_mentions", "*"),
    ("my_headings", "*"),
    ("my_distinct_names", "*"),
    ("my_trays", "*"),
    ("my_tray_items", "tray, item, place, highlight, words"),
    ("documents", "code, title, note, favorite, gone"),
    ("highlights", "code, text, note, favorite, discarded, gone"),
    ("files", "path, sha256, gone"),
)


def own_layer(library: Path) -> dict[str, list[tuple[object, ...]]]:
    """What the reader did, and what it makes of documents and highlights."""
    with closing(sqlite3.connect(library)) as db:
        return {
            table: sorted(db.execute(f"SELECT {columns} FROM {table}"), key=repr)
            for table, columns in OWN
        }


def lose(library: Path) -> None:
    """Delete all of the library but its journal."""
    for path in library.parent.glob(f"{library.name}*"):
        if path != journal_path(library):
            path.unlink()


@pytest.fixture
def done(make_vault: Callable[[], Vault]) -> Vault:
    """A library in which one of everything was done."""
    vault = make_vault()
    passages = [Written(f"The sea keeps clock {n}.", n, tags=("salt",)) for n in range(1, 5)]
    vault.write("Tides.md", export(passages, title="Tides"))
    vault.take()
    library = vault.engine
    one, two, three, four = (h.id for h in vault.live())
    with library.writing() as db:
        change_highlight(db, one, {"note": "Mine: é, 岩, \\n and “quotes”", "favorite": True}, NOW)
        change_highlight(db, two, {"tags": ["salt", "moon/dark"]}, NOW)
        undone = change_highlight(db, three, {"text": "Mine."}, NOW)
        tray, _ = begin_tray(db, "On tides", NOW)
        for code in (one, three, two):
            collect_in_tray(db, tray, [code], NOW)
    acts.undo(library, undone, NOW)
    with library.writing() as db:
        change_tag(db, "salt", NOW, new="brine", description="Of the sea.")
        acts.rename_documents(db, {vault.live()[0].document.id: {"title": "My Tides"}}, NOW)
        change_mentions(db, "keeps clock", "link", NOW, highlight=one)
        change_mentions(db, "keeps clock", "ignore", NOW, highlight=two)
        change_mentions(db, "the sea", "ignore all", NOW)
        change_heading(db, "Brine", "hidden", NOW)
        set_distinct(db, "tag", "brine", "moon/dark", NOW)
        acts.merge(db, three, four, NOW)
    acts.add(library, Passage("Typed in.", document=vault.live()[0].document.id), NOW)
    gone = acts.add(library, Passage("Typed in, and deleted.", title="By hand"), NOW)
    acts.delete(library, gone.highlights[0], NOW)
    return vault


def again(vault: Vault) -> Path:
    """Lose the library, begin it anew, and take the journal and the files in."""
    library = vault.engine.path
    vault.engine.close()
    lose(library)
    assert run(["--db", str(library), "--backups", "off", "import", str(vault.folder)]) == 0
    return library


def test_a_lost_library_is_made_again_from_files_and_journal(
    done: Vault, capsys: pytest.CaptureFixture[str]
) -> None:
    before = own_layer(done.engine.path)
    library = again(done)
    assert "its journal tells of" in capsys.readouterr().err
    assert own_layer(library) == before
    with Library(library) as opened:
        assert verify(opened) == []


def test_a_copy_and_the_journal_are_the_library(
    done: Vault, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    library = done.engine.path
    copy = write_copy(done.engine, tmp_path / "copies")
    assert copy
    with done.engine.writing() as db:
        change_highlight(db, done.live()[0].id, {"note": "After the copy"}, NOW)
    before = own_layer(library)
    done.engine.close()
    library.write_bytes(library.read_bytes()[:20_000])
    assert run(["--db", str(library), "restore", str(copy.path)]) == 0
    assert "1 act of yours since that copy came from its journal" in capsys.readouterr().out
    assert own_layer(library) == before


def test_who_restores_an_older_copy_of_a_sound_library_wants_it_so(
    done: Vault, tmp_path: Path
) -> None:
    """And what he did since is kept with the library that was replaced."""
    library = done.engine.path
    copy = write_copy(done.engine, tmp_path / "copies")
    assert copy
    before = own_layer(library)
    with done.engine.writing() as db:
        change_highlight(db, done.live()[0].id, {"note": "After the copy"}, NOW)
    done.engine.close()
    assert run(["--db", str(library), "restore", str(copy.path)]) == 0
    assert own_layer(library) == before
    (aside,) = library.parent.glob("library.db.20*.acts.jsonl")
    assert "After the copy" in aside.read_text("utf-8")
    with Library(library) as opened:
        assert verify(opened) == []


def test_a_line_that_is_cut_short_or_damaged_costs_that_act_alone(done: Vault) -> None:
    library = done.engine.path
    done.engine.close()
    path = journal_path(library)
    whole = path.read_bytes()
    lines = whole.splitlines(keepends=True)
    path.write_bytes(whole[:-20])
    assert (len(read_journal(path).lines), read_journal(path).broken) == (len(lines) - 1, 0)
    flipped = bytearray(whole)
    flipped[len(lines[0]) // 2] ^= 4
    path.write_bytes(flipped)
    assert (len(read_journal(path).lines), read_journal(path).broken) == (len(lines) - 1, 1)
    with Library(library) as opened:
        assert any("lines of the journal" in problem.message for problem in verify(opened))
        verify(opened, mend=True)
        assert verify(opened) == []
    assert read_journal(path).broken == 0


def test_a_journal_that_is_missing_or_lags_behind_is_written_anew(done: Vault) -> None:
    """A program that knew of none wrote to the library, or was killed between the two."""
    path = journal_path(done.engine.path)
    lines = path.read_bytes().splitlines(keepends=True)
    for left in ([], lines[:-1]):
        path.write_bytes(b"".join(left))
        with done.engine.writing() as db:
            change_highlight(db, done.live()[0].id, {"note": f"with {len(left)}"}, NOW)
        with done.engine.reading() as db:
            codes = set(db.exec_driver_sql("SELECT code FROM my_changes").scalars())
        assert read_journal(path).changes == codes


def test_a_journal_of_another_library_is_never_taken_in(
    done: Vault, make_vault: Callable[[], Vault]
) -> None:
    other = make_vault()
    other.write("Tides.md", export([Written("The sea keeps clock 1.", 1)], title="Tides"))
    other.take()
    with other.engine.writing() as db:
        change_highlight(db, other.live()[0].id, {"note": "another reader's"}, NOW)
    shutil.copy(journal_path(done.engine.path), journal_path(other.engine.path))
    before = own_layer(other.engine.path)
    assert replay_acts(other.engine).other
    assert own_layer(other.engine.path) == before
    assert any("is of another library" in problem.message for problem in verify(other.engine))
    with other.engine.writing() as db:
        change_highlight(db, other.live()[0].id, {"note": "and one more"}, NOW)
    assert verify(other.engine) == []
    assert list(other.engine.path.parent.glob("*.acts.jsonl.20*"))


def test_what_is_not_committed_is_in_no_journal(done: Vault) -> None:
    path = journal_path(done.engine.path)
    before = path.read_bytes()
    code = done.live()[0].id

    def give_up() -> None:
        with done.engine.writing() as db:
            change_highlight(db, code, {"note": "never"}, NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        give_up()
    assert path.read_bytes() == before


def test_a_journal_that_cannot_be_written_ends_no_act(
    done: Vault, caplog: pytest.LogCaptureFixture
) -> None:
    path = journal_path(done.engine.path)
    path.unlink()
    path.mkdir()
    for number in range(2):
        with done.engine.writing() as db:
            change_highlight(db, done.live()[0].id, {"note": f"kept {number}"}, NOW)
    assert done.live()[0].note == "kept 1"
    assert caplog.text.count("in the library alone") == 1


def test_the_journal_is_bounded(done: Vault) -> None:
    """It is written anew once it has grown beyond twice what it needs."""
    path = journal_path(done.engine.path)
    done.engine.tidy_journal(anew=True)
    needed = path.stat().st_size
    code = done.live()[0].id
    for number in range(4):
        with done.engine.writing() as db:
            db.exec_driver_sql(
                "INSERT OR REPLACE INTO my_searches VALUES ('s', ?, ?, '')",
                (str(number), "x" * 200_000),
            )
    with done.engine.writing() as db:
        db.exec_driver_sql("DELETE FROM my_searches")
        change_highlight(db, code, {"note": "short"}, NOW)
    assert path.stat().st_size > 800_000
    done.engine.tidy_journal()
    assert path.stat().st_size < needed + 2000
    assert path.stat().st_mode & 0o777 == 0o600


def test_an_act_waits_until_another_program_has_written_its_line(done: Vault) -> None:
    other = Journal(done.engine.path)
    acting = Thread(target=change_in, args=(done, "later"))
    with other.alone():
        acting.start()
        acting.join(0.1)
        assert acting.is_alive()
    acting.join()
    assert done.live()[0].note == "later"


def test_a_new_library_without_a_journal_lost_nothing(make_vault: Callable[[], Vault]) -> None:
    vault = make_vault()
    assert lost_acts(vault.engine) == 0
    vault.write("Tides.md", export([Written("The sea.", 1)], title="Tides"))
    vault.take()
    vault.engine.tidy_journal()
    assert not journal_path(vault.engine.path).exists()


def test_each_line_is_json(done: Vault) -> None:
    for line in journal_path(done.engine.path).read_text("utf-8").splitlines():
        check, said = json.loads(line)
        assert len(check) == 8
        assert set(said) == {"last", "rows", "deleted", "files"}


def test_a_program_that_begins_leaves_a_long_journal_as_it_is(done: Vault) -> None:
    """Else each command would write all of it anew."""
    library = done.engine.path
    with done.engine.writing() as db:
        db.exec_driver_sql("INSERT INTO my_searches VALUES ('s', '', ?, '')", ("x" * 500_000,))
    done.engine.tidy_journal(anew=True)
    change_in(done, "one more")
    done.engine.close()
    before = journal_path(library).stat()
    with Library(library) as opened:
        opened.tidy_journal()
    after = journal_path(library).stat()
    assert (after.st_ino, after.st_size) == (before.st_ino, before.st_size)


def change_in(vault: Vault, note: str) -> None:
    """Change the note of a passage."""
    with vault.engine.writing() as db:
        change_highlight(db, vault.live()[0].id, {"note": note}, NOW)
