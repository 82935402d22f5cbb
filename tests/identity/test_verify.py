"""A sound library verifies; each sort of damage is told and, where it can be, mended."""

import pytest

from app.formats.registry import PARSER
from app.importer.read_again import read_again
from app.importer.verify import verify
from app.model import Counts
from app.store.edits.edits import change_highlight
from app.store.schema_check import DERIVED
from tests.identity.vault import Passage, Vault, export

DAMAGE = {
    "say something else": "UPDATE highlights SET text = 'tampered' WHERE position = 0",
    "without an entry in the index": "DELETE FROM highlight_search WHERE rowid = 1",
    "without a highlight": "INSERT INTO highlight_search (rowid, text) VALUES (999, 'x')",
    "not those that were read": "UPDATE contents SET data = x'00'",
    "lines that nobody understood": "INSERT INTO unparsed (file_id, line, text) VALUES (1, 77, "
    "'x')",
    "that no key leads to": "DELETE FROM highlight_keys",
}


def fill(vault: Vault) -> None:
    vault.write(
        "Tides.md", export([Passage("The sea keeps two clocks.", 1), "A tide is a slow breath."])
    )
    vault.write("Mine.md", "# Mine\n\nOn [[Tides]].\n")
    vault.take()


def test_a_sound_library_verifies(vault: Vault) -> None:
    fill(vault)
    assert verify(vault.engine) == []


@pytest.mark.parametrize(("told", "statement"), DAMAGE.items(), ids=DAMAGE.keys())
def test_damage_is_told(vault: Vault, told: str, statement: str) -> None:
    fill(vault)
    with vault.engine.writing() as db:
        db.exec_driver_sql(statement)
    assert any(told in p.message for p in verify(vault.engine))


def test_damaged_bytes_are_taken_again_from_a_file_that_still_holds_them(vault: Vault) -> None:
    fill(vault)
    with vault.engine.writing() as db:
        db.exec_driver_sql(DAMAGE["not those that were read"])
    (vault.folder / "Mine.md").unlink()
    assert sum("not those that were read" in p.message for p in verify(vault.engine)) == 2
    verify(vault.engine, mend=True)
    assert sum("not those that were read" in p.message for p in verify(vault.engine)) == 1


def test_damaged_bytes_are_mended_by_importing_the_file_again(vault: Vault) -> None:
    fill(vault)
    with vault.engine.writing() as db:
        db.exec_driver_sql(DAMAGE["not those that were read"])
    assert vault.take(vault.folder / "Tides.md").files == Counts(unchanged=1)
    mine = vault.folder / "Mine.md"
    vault.write("Copy of Mine.md", mine.read_text())
    vault.take(vault.folder / "Copy of Mine.md")
    assert verify(vault.engine) == []


def test_what_differs_from_the_files_can_be_mended(vault: Vault) -> None:
    fill(vault)
    with vault.engine.writing() as db:
        db.exec_driver_sql(DAMAGE["say something else"])
    verify(vault.engine, mend=True)
    assert verify(vault.engine) == []
    assert vault.live()[0].text == "The sea keeps two clocks."


def test_copies_that_were_passed_over_stay_so(vault: Vault) -> None:
    vault.write(".trash/Tides.md", export(["Thrown away."]))
    vault.write("Tides.md", export(["Kept."]))
    vault.take()
    assert (verify(vault.engine), vault.texts()) == ([], ["Kept."])
    verify(vault.engine, mend=True)
    assert vault.texts() == ["Kept."]


def test_a_file_that_is_only_saved_again_leaves_nothing_to_mend(vault: Vault) -> None:
    vault.write("Mine.md", "Words of nobody's date.\n")
    vault.take()
    vault.write("Mine.md", "Words of nobody's date.\n")
    assert vault.take().documents.gone == 0
    assert verify(vault.engine) == []


BROKEN = {
    "a passage": "UPDATE highlights SET text = CAST(x'ff41' AS TEXT) WHERE position = 0",
    "a title of bytes": "UPDATE documents SET title = x'c328'",
    "an author's name": "UPDATE authors SET name = CAST(x'ff' AS TEXT)",
    "an author's key": "UPDATE authors SET key = CAST(x'ff' AS TEXT)",
    "a tag's name": "UPDATE tags SET name = CAST(x'ff' AS TEXT)",
    "a link": "UPDATE links SET context = CAST(x'eda080' AS TEXT), name = CAST(x'ff' AS TEXT)",
    "lines that nobody understood": "INSERT INTO unparsed (file_id, line, text) VALUES (1, 77, "
    "CAST(x'ff' AS TEXT))",
    "properties": "UPDATE documents SET properties = '{'",
    "the index": "UPDATE highlight_search_content SET c0 = CAST(x'ff' AS TEXT) WHERE id = 1",
}


def tell_all(vault: Vault) -> list[list[tuple[object, ...]]]:
    """What the library holds in all that is derived, but for row ids that are given anew."""
    with vault.engine.reading() as db:
        return [
            sorted(tuple(row) for row in db.exec_driver_sql(query))
            for query in (
                "SELECT code, title, properties, body FROM documents",
                "SELECT code, text, note FROM highlights",
                (
                    "SELECT d.code, a.name, a.key FROM authors a JOIN document_authors ON a.id = "
                    "author_id JOIN documents d ON d.id = document_id"
                ),
                (
                    "SELECT h.code, t.name, t.key FROM tags t JOIN highlight_tags ON t.id = tag_id "
                    "JOIN highlights h ON h.id = highlight_id"
                ),
                "SELECT document_id, target, name, context FROM links",
                "SELECT file_id, line, text FROM unparsed",
                "SELECT highlight_id, file_id, first_line, last_line FROM highlight_files",
                "SELECT key, documents, highlights FROM tag_counts JOIN tags ON tags.id = tag_id",
                "SELECT * FROM repeats",
                "SELECT * FROM names",
                "SELECT highlight_id, text, note FROM highlight_history",
                "SELECT rowid, text, title, authors, tags FROM highlight_search",
                "SELECT highlight_id, marks FROM echo_marks",
            )
        ]


def fill_with_everything(vault: Vault) -> None:
    tagged = Passage("The sea keeps [[two clocks]].", 1, note="Mine.", tags=("moon",))
    vault.write(
        "Tides.md",
        export([tagged, "A tide is a slow breath."]) + "\na line that nobody understands\n",
    )
    vault.write("Mine.md", "---\nmood: calm\n---\n# Mine\n\nOn [[Tides]].\n")
    vault.take()


@pytest.mark.parametrize("statement", BROKEN.values(), ids=BROKEN.keys())
def test_texts_that_are_no_text_are_said_and_mended_from_the_files(
    vault: Vault, statement: str
) -> None:
    fill_with_everything(vault)
    whole = tell_all(vault)
    with vault.engine.writing() as db:
        assert db.exec_driver_sql(statement).rowcount > 0
    assert any("verify --mend" in p.message for p in verify(vault.engine))
    verify(vault.engine, mend=True)
    assert verify(vault.engine) == []
    assert tell_all(vault) == whole


def test_the_readers_own_words_are_mended_as_far_as_they_can_be_read(vault: Vault) -> None:
    fill(vault)
    with vault.engine.writing() as db:
        code = db.exec_driver_sql("SELECT code FROM highlights WHERE position = 0").scalar_one()
        change_highlight(db, code, {"note": "Mine."}, "2025-05-03T08:00:00Z")
        db.exec_driver_sql("UPDATE my_fields SET mine = CAST(x'4d696e65ff' AS TEXT)")
    assert any("'my_fields' hold what is no text" in p.message for p in verify(vault.engine))
    verify(vault.engine, mend=True)
    assert verify(vault.engine) == []
    assert vault.live()[0].note == "Mine\ufffd"


def test_what_a_broken_key_keeps_from_being_proved_is_said(vault: Vault) -> None:
    fill(vault)
    with vault.engine.writing() as db:
        db.exec_driver_sql("UPDATE highlight_keys SET code = CAST(x'ff' AS TEXT)")
    told = [p.message for p in verify(vault.engine, mend=True)]
    assert any(
        "are known by what is no text" in message and "restore FILE" in message for message in told
    )


def test_what_an_earlier_parser_read_is_derived_again_without_an_import(vault: Vault) -> None:
    """Also of files that are gone, which no import would read."""
    fill_with_everything(vault)
    whole = tell_all(vault)
    (vault.folder / "Mine.md").unlink()
    vault.take()
    with vault.engine.writing() as db:
        db.exec_driver_sql("UPDATE files SET parser = parser - 1, format = 'old'")
        db.exec_driver_sql("UPDATE highlights SET text = 'as an earlier parser read it', note = ''")
        db.exec_driver_sql("UPDATE documents SET body = 'as an earlier parser read it'")
        db.exec_driver_sql("DELETE FROM unparsed")
    assert verify(vault.engine) != []
    assert list(read_again(vault.engine)) == [(0, 2)]
    assert verify(vault.engine) == []
    assert tell_all(vault)[:2] == whole[:2]
    with vault.engine.reading() as db:
        assert set(db.exec_driver_sql("SELECT parser FROM files").scalars()) == {PARSER}
        assert set(db.exec_driver_sql("SELECT format FROM files WHERE NOT gone").scalars()) == {
            "readwise-obsidian"
        }
    assert list(read_again(vault.engine)) == []


def test_damaged_bytes_keep_no_other_file_from_being_derived_again(vault: Vault) -> None:
    fill(vault)
    with vault.engine.writing() as db:
        db.exec_driver_sql("UPDATE files SET parser = 1")
        db.exec_driver_sql(
            "UPDATE contents SET data = x'00' WHERE sha256 = (SELECT sha256 FROM files WHERE "
            "path LIKE '%Mine.md')"
        )
    assert list(read_again(vault.engine)) == [(0, 2)]
    with vault.engine.reading() as db:
        assert sorted(db.exec_driver_sql("SELECT parser FROM files").scalars()) == [1, PARSER]


@pytest.mark.parametrize("table", sorted(DERIVED))
def test_a_derived_table_that_is_missing_is_filled_from_the_files(vault: Vault, table: str) -> None:
    fill_with_everything(vault)
    whole = tell_all(vault)
    with vault.engine.writing() as db:
        db.exec_driver_sql(f"DROP TABLE {table}")
    verify(vault.engine, mend=True)
    assert verify(vault.engine) == []
    assert tell_all(vault) == whole
