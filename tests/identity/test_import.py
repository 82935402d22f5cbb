"""What a run does to the library, and what it leaves alone."""

import os
import sqlite3
import zipfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.importer.run import Progress, import_paths
from app.importer.verify import verify
from app.model import Counts
from app.store.db.import_schema import files, versions
from app.store.db.library import Library
from app.store.db.schema import documents
from app.store.reads.highlights import highlight, history, places
from app.store.reads.imports import import_report, list_imports
from tests.identity.vault import ULID, Passage, Vault, export

FIRST = [Passage("The sea keeps two clocks.", 1), Passage("A tide is a slow breath.", 2)]
LATER = [*FIRST, Passage("Harbours forget what they are told.", 3)]


def dump(vault: Vault) -> list[str]:
    """The whole library as SQL, less the pages of the index."""
    with vault.engine.reading() as db:
        return [
            line
            for line in db.connection.driver_connection.iterdump()  # type: ignore[union-attr]
            if "_search" not in line
        ]


def test_what_an_import_brought_is_new_however_its_files_reword_it(vault: Vault) -> None:
    for number, words in enumerate(("Slow rivers bend.", "Slow rivers bend far.")):
        text = f"# Rivers\n\n## Highlights\n- {words} ^rw7100001\n"
        vault.write(f"{number}.md", text, at=1_700_000_000 + number)
    done = import_paths(vault.engine, [vault.folder], together=1)
    assert (done.documents.added, done.documents.changed) == (1, 0)
    assert (done.highlights.added, done.highlights.changed) == (1, 0)
    with vault.engine.reading() as db:
        assert [each.what for each in import_report(db, done.id).differences] == ["new"]


def test_the_later_export_of_a_document_adds_to_it(vault: Vault) -> None:
    vault.write("Tides.md", export(FIRST))
    assert vault.take().highlights == Counts(added=2)
    vault.write("Tides (1).md", export(LATER))
    report = vault.take()
    assert (report.highlights.added, report.highlights.gone, report.documents.changed) == (1, 0, 1)
    assert vault.titles() == ["Tides"]
    assert vault.texts() == [p.text for p in LATER]


def test_a_shorter_file_beside_a_longer_one_removes_nothing(vault: Vault) -> None:
    vault.write("Tides (1).md", export(LATER))
    vault.take()
    vault.write("Tides.md", export(FIRST))
    assert vault.take().highlights == Counts(unchanged=3)
    assert vault.titles() == ["Tides"]


def test_a_highlight_that_two_batches_touch_counts_once(vault: Vault) -> None:
    vault.write("A.md", export([Passage("The sea keeps two clocks.", 1)]))
    for number in range(300):
        vault.write(f"B {number}.md", "x")
    vault.write("Z.md", export([Passage("The sea keeps two clocks.", 1, tags=("tides",))]))
    assert vault.take().highlights == Counts(added=1)


def test_unchanged_are_the_highlights_of_what_was_imported_alone(vault: Vault) -> None:
    vault.write("Tides.md", export(FIRST))
    kites = vault.write("Kites.md", export([Passage("A kite is a question.", 8)], title="Kites"))
    vault.take()
    assert vault.take(kites).highlights == Counts(unchanged=1)
    note = vault.write("Note.md", "Of my own.\n")
    assert vault.take(note).highlights == Counts()
    vault.write(
        "Kites.md",
        export(
            [Passage("A kite is a question.", 8, note="Whose?"), "String is the longer half."],
            title="Kites",
        ),
    )
    assert vault.take().highlights == Counts(added=1, changed=1, unchanged=2)


def test_a_second_run_changes_nothing(vault: Vault) -> None:
    vault.write("Tides.md", export(LATER))
    vault.take()
    before = [line for line in dump(vault) if '"imports"' not in line]
    report = vault.take()
    assert (report.files, report.highlights) == (Counts(unchanged=1), Counts(unchanged=3))
    assert [line for line in dump(vault) if '"imports"' not in line] == before


def test_a_touched_file_is_read_and_found_unchanged(vault: Vault) -> None:
    path = vault.write("Tides.md", export(FIRST))
    vault.take()
    os.utime(path, (vault.clock + 500, vault.clock + 500))
    assert vault.take().files == Counts(unchanged=1)


@pytest.mark.parametrize("seconds", [900_000_000_000, 15_032_385_535, -86_400, -15_000_000_000])
def test_a_file_of_a_moment_that_no_clock_should_tell_is_taken_and_found_again(
    vault: Vault, seconds: int
) -> None:
    """A camera's clock, a lost battery: the year 30491, or one before 1970."""
    path = vault.write("Tides.md", export(FIRST), at=seconds)
    vault.write("Kites.md", "Kites.\n")
    assert vault.take().highlights == Counts(added=2)
    assert vault.take().files == Counts(unchanged=2)
    with zipfile.ZipFile(vault.folder.parent / "x.zip", "w") as archive:
        archive.writestr(zipfile.ZipInfo("Harbours.md", (1980, 0, 0, 0, 0, 0)), "Harbours.\n")
    os.utime(vault.folder.parent / "x.zip", (seconds, seconds))
    assert vault.take(path, vault.folder.parent / "x.zip").files == Counts(added=1, unchanged=1)


def test_two_imports_of_one_folder_at_once_both_end_and_nothing_is_doubled(vault: Vault) -> None:
    for number in range(300):
        vault.write(f"{number}.md", f"The words of tide {number}.\n")
    other = Library(vault.engine.path)
    with ThreadPoolExecutor(2) as pool:
        both = list(
            pool.map(
                lambda engine: import_paths(engine, [vault.folder], by_hand=False),
                (vault.engine, other),
            )
        )
    other.close()
    assert sum(report.files.added for report in both) == 300
    assert all(report.finished for report in both)
    with vault.engine.reading() as db:
        assert [
            db.scalar(select(func.count()).select_from(table))
            for table in (files, versions, documents)
        ] == [300, 300, 300]
    assert verify(vault.engine) == []


def test_an_import_goes_by_what_another_did_since_it_began(vault: Vault) -> None:
    """One file is new, one changed, one moved and one gone.

    Whoever comes first takes them, and what was touched in between is read as it is now.
    """
    for name in ("Changed.md", "Before.md", "Gone.md", "Touched.md"):
        vault.write(name, f"The tides of {name}.\n")
    vault.take()
    (vault.folder / "Gone.md").unlink()
    (vault.folder / "Before.md").rename(vault.folder / "After.md")
    vault.write("Changed.md", "Other tides.\n")
    vault.write("New.md", "New tides.\n")
    touched = vault.write("Touched.md", "The tides of Touched.md.\n")
    others = []

    def import_meanwhile(now: Progress) -> None:
        if now.done == now.total:
            os.utime(touched, (vault.clock + 60, vault.clock + 60))
            others.append(vault.take())

    report = import_paths(vault.engine, [vault.folder], progress=import_meanwhile)
    assert others[0].files == Counts(added=1, changed=2, unchanged=1, gone=1)
    assert (report.files, report.documents) == (Counts(unchanged=4), Counts())
    assert vault.titles() == ["After", "Changed", "New", "Touched"]
    assert vault.take().files == Counts(unchanged=4)


def test_what_another_import_made_older_meanwhile_is_taken_again(vault: Vault) -> None:
    """The same bytes as before when they were read, and others when another import read them."""
    path = vault.write("Tides.md", "The first tide.\n")
    vault.take()
    vault.write("Tides.md", "The first tide.\n")
    done = []

    def import_meanwhile(_: Progress) -> None:
        vault.write("Tides.md", "The second tide.\n")
        done.append(vault.take())

    import_paths(vault.engine, [path], progress=import_meanwhile)
    assert done[0].files == Counts(changed=1)
    with vault.engine.reading() as db:
        assert db.scalars(select(documents.c.body)).all() == ["The second tide."]
    assert verify(vault.engine) == []


def test_a_dry_run_tells_all_and_writes_nothing(vault: Vault) -> None:
    vault.write("Tides.md", export(FIRST))
    before = dump(vault)
    report = vault.take(dry_run=True)
    assert (report.id, report.highlights.added) == (0, 2)
    assert dump(vault) == before


def test_a_passage_that_stands_twice_on_one_line_has_the_longer_place(vault: Vault) -> None:
    link = f"[View Highlight](https://read.readwise.io/read/{ULID.format(1)})"
    vault.write("Tides.md", f"{export([])}A slow tide {link} A slow tide ({link})\n#sea\n")
    assert vault.take().highlights.added == 1
    (passage,) = vault.live()
    with vault.engine.reading() as db:
        assert [(place.first_line, place.last_line) for place in places(db, passage.id)] == [
            (9, 10)
        ]


def test_what_left_its_file_is_gone_and_kept(vault: Vault) -> None:
    vault.write("Tides.md", export(LATER))
    vault.take()
    code = vault.live()[1].id
    vault.write("Tides.md", export([LATER[0], LATER[2]]))
    assert vault.take().highlights.gone == 1
    assert (vault.texts(), vault.gone()) == ([LATER[0].text, LATER[2].text], [LATER[1].text])
    vault.write("Tides.md", export(LATER))
    assert vault.take().highlights.added == 1
    assert vault.live()[1].id == code


def test_a_passage_reworded_keeps_its_address_and_its_history(vault: Vault) -> None:
    vault.write(
        "Tides.md",
        export(
            [
                "One thing stays as it was.",
                "The harbour master counts the boats at dusk.",
                "Another stays as well.",
            ]
        ),
    )
    vault.take()
    code = vault.live()[1].id
    vault.write(
        "Tides.md",
        export(
            [
                "One thing stays as it was.",
                "The harbour master counts all the boats at dusk.",
                "Another stays as well.",
            ]
        ),
    )
    report = vault.take()
    assert (report.highlights.changed, report.highlights.added, report.highlights.gone) == (1, 0, 0)
    with vault.engine.reading() as db:
        assert highlight(db, code).text == "The harbour master counts all the boats at dusk."
        assert [c.text for c in history(db, code)] == [
            "The harbour master counts the boats at dusk."
        ]


def test_an_id_outlives_any_rewording(vault: Vault) -> None:
    vault.write("Tides.md", export(FIRST))
    vault.take()
    code = vault.live()[0].id
    vault.write("Tides.md", export([Passage("Quite other words.", 1), FIRST[1]]))
    vault.take()
    first = vault.live()[0]
    assert (first.id, first.text) == (code, "Quite other words.")


def test_two_ids_never_collapse_whatever_their_text(vault: Vault) -> None:
    vault.write("Tides.md", export([Passage("The same words.", 1), Passage("The same words.", 2)]))
    vault.take()
    assert vault.texts() == ["The same words.", "The same words."]


def test_an_older_version_adds_only_history(vault: Vault) -> None:
    path = vault.write("Tides.md", export([Passage("New wording.", 1)]))
    vault.take()
    vault.write(
        "Tides.md",
        export([Passage("Old wording.", 1), Passage("Long dropped.", 2)]),
        at=1_600_000_000,
    )
    vault.take(path)
    assert (vault.texts(), vault.gone()) == (["New wording."], ["Long dropped."])
    with vault.engine.reading() as db:
        assert [c.text for c in history(db, vault.live()[0].id)] == ["Old wording."]


def test_a_document_goes_with_its_only_file_and_comes_back_with_it(vault: Vault) -> None:
    vault.write("Other.md", export(["Some other passage."], title="Other"))
    path = vault.write("Tides.md", export(FIRST))
    vault.take()
    codes = [h.id for h in vault.live()]
    path.rename(vault.folder.parent / "Tides.md")
    report = vault.take()
    assert (report.files.gone, report.highlights.gone, vault.titles()) == (1, 2, ["Other"])
    (vault.folder.parent / "Tides.md").rename(path)
    vault.take()
    assert [h.id for h in vault.live()] == codes


def test_an_empty_folder_is_taken_for_an_unmounted_disk(vault: Vault) -> None:
    path = vault.write("Tides.md", export(FIRST))
    vault.take()
    path.unlink()
    assert vault.take().files.gone == 0
    assert len(vault.texts()) == len(FIRST)


def test_a_file_imported_by_itself_is_never_gone(vault: Vault, tmp_path: Path) -> None:
    lone = tmp_path / "Lone.md"
    lone.write_text(export(["By itself."], title="Lone"), encoding="utf-8")
    vault.take(lone)
    lone.unlink()
    vault.write("Tides.md", export(FIRST))
    assert vault.take(tmp_path).files.gone == 0


def test_a_moved_file_keeps_its_document(vault: Vault) -> None:
    path = vault.write("Page.md", "# Page\n\nWords of my own about [[Tides]].\n")
    vault.write("Tides.md", export(FIRST))
    vault.take()
    with vault.engine.reading() as db:
        before = db.exec_driver_sql("SELECT code FROM documents WHERE title = 'Page'").scalar_one()
    (vault.folder / "deep").mkdir()
    path.rename(vault.folder / "deep" / "Renamed.md")
    report = vault.take()
    assert (report.files.gone, report.files.changed) == (0, 1)
    with vault.engine.reading() as db:
        assert (
            db.exec_driver_sql("SELECT code FROM documents WHERE title = 'Page'").scalar_one()
            == before
        )
    assert vault.take().files == Counts(unchanged=2)


def test_a_quotation_in_a_readers_page_is_one_more_place(vault: Vault) -> None:
    vault.write("Tides.md", export(FIRST))
    vault.take()
    code = vault.live()[0].id
    link = "https://read.readwise.io/read/01hzzzzzzzzzzzzzzzzzzz0001"
    vault.write(
        "Mine.md",
        f"# Mine\n\nI keep coming back to this.\n\n> The sea keeps two clocks. ([View "
        f"Highlight]({link}))\n",
    )
    vault.take()
    assert [h.id for h in vault.live()].count(code) == 1


def test_what_a_readers_page_still_quotes_outlives_its_export(vault: Vault) -> None:
    path = vault.write(
        "Tides.md",
        export([Passage("The sea keeps two clocks.", 1), Passage("Nobody quotes this.", 2)]),
    )
    page = vault.write(
        "Mine.md",
        f"# Mine\n\n> The sea keeps two clocks. ([View "
        f"Highlight](https://read.readwise.io/read/{ULID.format(1)}))\n",
    )
    vault.take()
    path.unlink()
    vault.take()
    assert vault.texts() == ["The sea keeps two clocks."]
    page.write_text("# Mine\n\nNothing of it is left.\n")
    vault.take()
    assert vault.texts() == []


def test_kinds_tell_works_of_one_title_apart_only_where_both_state_one(vault: Vault) -> None:
    vault.write("a.md", export(["From the book."], category="books"))
    vault.write("b.md", export(["From the article."], category="articles"))
    vault.take()
    assert vault.titles() == ["Tides", "Tides"]
    vault.write("c.md", export(["From who knows where."], category=""))
    vault.take()
    assert vault.titles() == ["Tides", "Tides"]


def test_one_address_joins_what_two_titles_part(vault: Vault) -> None:
    vault.write(
        "a.md", export([FIRST[0]], title="Tides", url="https://Example.org/tides/?utm_source=x#top")
    )
    vault.write("b.md", export([FIRST[1]], title="Tides, again", url="http://example.org/tides"))
    vault.take()
    assert vault.titles() == ["Tides, again"]
    assert len(vault.texts()) == len(FIRST)


def test_a_shared_id_joins_two_exports(vault: Vault) -> None:
    vault.write("a.md", export(FIRST, title="Old name", author="A. R."))
    vault.write("b.md", export(LATER, title="New name"))
    vault.take()
    assert vault.titles() == ["New name"]
    assert vault.texts() == [p.text for p in LATER]


def test_two_documents_that_turn_out_to_be_one_keep_the_older_address(vault: Vault) -> None:
    vault.write("a.md", export([FIRST[0]], title="Old name", author="A. R."))
    vault.take()
    with vault.engine.reading() as db:
        older = db.exec_driver_sql("SELECT code FROM documents").scalar_one()
    vault.write("b.md", export([FIRST[1]], title="New name"))
    vault.take()
    vault.write("c.md", export(FIRST, title="New name"))
    vault.take()
    with vault.engine.reading() as db:
        assert db.exec_driver_sql("SELECT code FROM documents").scalars().all() == [older]


def test_reading_order_is_that_of_locations(vault: Vault) -> None:
    vault.write(
        "Tides.md",
        export(
            [
                Passage("third", location=900),
                Passage("first", location=20),
                Passage("second", location=100),
            ]
        ),
    )
    vault.take()
    assert vault.texts() == ["first", "second", "third"]


def test_places_are_lines_of_files(vault: Vault) -> None:
    path = vault.write("Tides.md", export(FIRST))
    vault.take()
    with vault.engine.reading() as db:
        assert [(p.path, p.first_line) for p in places(db, vault.live()[1].id)] == [(str(path), 10)]


def test_a_file_that_cannot_be_read_stops_nothing(vault: Vault) -> None:
    vault.write("Tides.md", export(FIRST))
    (vault.folder / "Broken.md").symlink_to(vault.folder / "nowhere.md")
    report = vault.take()
    assert report.highlights.added == len(FIRST)
    assert [Path(p.path).name for p in report.problems] == ["Broken.md"]


def test_every_run_by_hand_is_a_row_of_the_ledger(vault: Vault) -> None:
    vault.write("Tides.md", export(FIRST))
    vault.take()
    vault.take()
    with vault.engine.reading() as db:
        rows = list_imports(db).items
    assert [(r.id, r.highlights.added, r.highlights.unchanged) for r in rows] == [
        (2, 0, 2),
        (1, 2, 0),
    ]


def test_links_follow_names_wherever_they_appear(vault: Vault) -> None:
    vault.write("Mine.md", "# Mine\n\nSee [[Tides]] for more.\n")
    vault.write("Tides.md", export([Passage("A tide answers to [[Mine|my page]].", 1)]))
    vault.take()
    with vault.engine.reading() as db:
        rows = db.exec_driver_sql("SELECT place, target, label FROM links ORDER BY id").fetchall()
    assert sorted(rows) == [
        ("body", "tides", ""),
        ("metadata", "ana ruiz", ""),
        ("text", "mine", "my page"),
    ]


def test_numbers_that_only_count_join_no_documents(vault: Vault) -> None:
    vault.write("a.md", export(["From the one.\n    - ID: 1"], title="One"))
    vault.write("b.md", export(["From the other.\n    - ID: 1"], title="Other"))
    vault.take()
    assert (vault.titles(), vault.texts()) == (
        ["One", "Other"],
        ["From the one.", "From the other."],
    )


def test_a_passage_with_the_ids_of_two_is_all_of_them(vault: Vault) -> None:
    lines: list[Passage | str] = [
        Passage("one", 1),
        "two ^rw55555",
        f"{Passage('three', 1).lines()[2:]} ^rw55555",
    ]
    vault.write("Tides.md", export(lines))
    vault.take()
    vault.write("Tides.md", export([*lines, "four"]))
    vault.take()
    assert (vault.texts(), vault.gone(), verify(vault.engine)) == (["one", "four"], [], [])


def test_an_export_thrown_into_the_trash_is_gone_and_kept_and_comes_back(vault: Vault) -> None:
    path = vault.write("Tides.md", export(["The sea keeps two clocks."]))
    vault.write("Other.md", export(["Another."], title="Other"))
    vault.take()
    code = next(h.id for h in vault.live() if h.document.title == "Tides")
    (vault.folder / ".trash").mkdir()
    path.rename(vault.folder / ".trash" / "Tides.md")
    vault.take()
    assert (vault.texts(), vault.gone()) == (["Another."], ["The sea keeps two clocks."])
    (vault.folder / ".trash" / "Tides.md").rename(path)
    vault.take()
    assert code in [h.id for h in vault.live()]


def test_a_dry_run_keeps_nobody_from_writing(vault: Vault) -> None:
    vault.write("Tides.md", export(["The sea keeps two clocks."]))
    written: list[str] = []

    def write_meanwhile(progress: Progress) -> None:
        with closing(sqlite3.connect(vault.folder.parent / "library.db", timeout=0)) as db, db:
            db.execute("INSERT INTO tags (name, key) VALUES ('x', 'x')")
        written.append(progress.path)

    report = import_paths(vault.engine, [vault.folder], dry_run=True, progress=write_meanwhile)
    assert (report.id, report.highlights.added, len(written)) == (0, 1, 1)
    assert vault.texts() == []


def test_more_files_than_a_handful_feed_one_document(vault: Vault) -> None:
    for number in range(1, 261):
        vault.write(f"Tides {number:03}.md", export([Passage(f"Wave {number} breaks.", number)]))
    assert vault.take().highlights.added == 260
    assert (vault.titles(), verify(vault.engine)) == (["Tides"], [])


def test_a_file_that_was_named_by_itself_is_still_missed_in_its_folder(vault: Vault) -> None:
    vault.write("Other.md", export(["Harbours forget."], title="Other"))
    path = vault.write("Tides.md", export(["The sea keeps two clocks."]))
    vault.take()
    vault.take(path)
    path.unlink()
    assert vault.take().files.gone == 1
