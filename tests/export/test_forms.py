"""The forms of one file: as they are written down, and whole whatever texts they hold."""

import csv
import io
import json
import re
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import WrongUseError
from app.export.forms.anki import anki_pieces
from app.export.forms.bibliography import bibtex_pieces, csl_pieces
from app.export.forms.json_lines import json_pieces
from app.export.forms.readwise_csv import COLUMNS, csv_pieces
from app.export.registry import FORMS
from app.export.selection import Order
from app.export.writing import export_file
from app.formats.families.readwise_csv import guarded, unguarded
from app.formats.registry import parse_file
from app.store.edits.edits import change_highlights
from app.store.reads.exported import KeptDocument
from tests.examples import examples
from tests.export.library import AT
from tests.export.shelf import RIVERS, SHELF, SHELVES, TEXTS
from tests.export.test_round_trip import PIXEL
from tests.identity.vault import Passage, Vault, export

WRITERS = {
    "csv": csv_pieces,
    "anki": anki_pieces,
    "bibtex": bibtex_pieces,
    "csl": csl_pieces,
    "jsonl": json_pieces,
}
GOLDEN = Path(__file__).parent / "forms"


def written(form: str, *documents: KeptDocument) -> str:
    """The text of the form of these documents, in as many batches."""
    return "".join(WRITERS[form]([(one,) for one in documents]))


@pytest.mark.parametrize("form", WRITERS)
def test_forms_read_as_those_that_are_written_down(form: str) -> None:
    """A form without its file writes one, to be read before it is kept."""
    golden = GOLDEN / f"{form}{FORMS[form].suffix}"
    text = written(form, *SHELF)
    if not golden.exists():
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(text, encoding="utf-8", newline="")
        pytest.fail(f"{golden.name} was missing and has been written: read it, then run again")
    assert text == golden.read_bytes().decode()


# --- CSV
# --------------------------------------------------------------------------------------------------


@given(SHELVES)
@settings(max_examples=examples(60), deadline=None)
def test_any_texts_are_rows_of_a_table(documents: list[KeptDocument]) -> None:
    rows = list(csv.reader(io.StringIO(written("csv", *documents), newline="")))
    held = [one for kept in documents for one in kept.highlights if one.highlight.text.strip()]
    assert rows[0] == list(COLUMNS)
    assert [unguarded(row[0]) for row in rows[1:]] == [one.highlight.text for one in held]
    assert {len(row) for row in rows} == {len(COLUMNS)}
    assert not [cell for row in rows[1:] for cell in row if cell.startswith(("=", "+", "-", "@"))]


@given(TEXTS | st.text(st.sampled_from("'=-@ab "), max_size=8))
@settings(max_examples=examples(300))
def test_what_is_guarded_comes_back_as_it_was(cell: str) -> None:
    assert unguarded(guarded(cell)) == cell


@pytest.mark.parametrize(
    ("cell", "read"),
    [("'=1+1", "=1+1"), ("'@x's own", "@x's own"), ("'-ish' is no word", "'-ish' is no word"),
     ("'tis", "'tis"), ("''=a'", "=a'"), ("'", "'"), ("", "")],
)  # fmt: skip
def test_only_a_guard_is_taken_off(cell: str, read: str) -> None:
    assert unguarded(cell) == read


def test_the_importer_reads_the_table_back() -> None:
    parsed = parse_file("out.csv", written("csv", RIVERS).encode())
    assert (parsed.format, parsed.unparsed, parsed.problems) == ("readwise-csv", (), ())
    (document,) = parsed.documents
    assert (document.title, document.authors) == (RIVERS.document.title, RIVERS.document.authors)
    assert document.tags == RIVERS.document.tags
    assert document.properties["Amazon Book ID"] == "B00RIVER01"
    for read, one in zip(document.highlights, RIVERS.highlights, strict=True):
        said = one.highlight
        assert (read.text, read.note, read.location) == (said.text, said.note, said.location)
        assert (read.color, read.highlighted_at or "") == (said.color, said.highlighted_at)
        assert {*read.tags} - {"favorite", "discard"} == {*said.tags}
        assert ("favorite" in read.tags, "discard" in read.tags) == (said.favorite, said.discarded)


# --- Anki
# --------------------------------------------------------------------------------------------------


@given(SHELVES)
@settings(max_examples=examples(60), deadline=None)
def test_any_texts_are_lines_of_cards(documents: list[KeptDocument]) -> None:
    *headers, last = written("anki", *documents).split("\n")
    cards = [line.split("\t") for line in headers if not line.startswith("#")]
    held = [
        h.highlight.id for kept in documents for h in kept.highlights if not h.highlight.discarded
    ]
    assert last == ""
    assert headers[:4] == ["#separator:tab", "#html:true", "#guid column:1", "#tags column:4"]
    assert [card[0] for card in cards] == held
    assert {len(card) for card in cards} <= {4}
    assert not [cell for card in cards for cell in card if "\r" in cell or cell.startswith('"')]


# --- sources
# --------------------------------------------------------------------------------------------------


def sources_among(documents: list[KeptDocument]) -> int:
    return sum(one.document.kind not in {"note", "text"} for one in documents)


@given(SHELVES)
@settings(max_examples=examples(60), deadline=None)
def test_any_texts_are_entries_of_bibtex(documents: list[KeptDocument]) -> None:
    text = written("bibtex", *documents)
    depth, entries = 0, 0
    for sign in re.sub(r"\\[\\{}]", "", text.replace("\\textbackslash{}", "")):
        entries += sign == "@" and depth == 0
        depth += (sign == "{") - (sign == "}")
        assert depth >= 0
    assert depth == 0
    assert entries == sources_among(documents)


@given(SHELVES)
@settings(max_examples=examples(60), deadline=None)
def test_any_texts_are_json(documents: list[KeptDocument]) -> None:
    items = json.loads(written("csl", *documents))
    assert len({item["id"] for item in items}) == len(items)
    assert len(items) == len(
        [one for one in documents if one.document.kind not in {"note", "text"}]
    )
    records = [json.loads(line) for line in written("jsonl", *documents).split("\n")[:-1]]
    texts = [one.highlight.text for kept in documents for one in kept.highlights]
    assert [one["text"] for one in records if one["type"] == "highlight"] == texts


# --- of a library
# --------------------------------------------------------------------------------------------------


@pytest.fixture
def library(vault: Vault) -> Vault:
    """Two books and a page; one passage is gone, one discarded, one document put away."""
    gone = Passage("Gone with the tide.", 3)
    vault.write("Tides.md", export([Passage("Salt remembers.", 1), Passage("Air.", 2), gone]))
    vault.take()
    vault.write("Tides.md", export([Passage("Salt remembers.", 1), Passage("Air.", 2)]))
    vault.write("Winds.md", export([Passage("Salt in the wind.", 4)], title="Winds"))
    vault.write("Page.md", "# Page\n\nOnly words.\n")
    vault.take()
    with vault.engine.writing() as db:
        change_highlights(db, {vault.live()[0].id: {"discarded": True}}, AT)
    return vault


@pytest.mark.parametrize(
    ("form", "query", "counts"),
    [
        ("jsonl", "", (3, 4)),
        ("csv", "", (3, 3)),
        ("csv", "salt", (2, 2)),
        ("csv", "is:gone tide", (1, 1)),
        ("csl", "nothing at all", (0, 0)),
    ],
)
def test_the_library_or_what_a_search_finds_is_written(
    library: Vault, tmp_path: Path, form: str, query: str, counts: tuple[int, int]
) -> None:
    told: list[tuple[int, int]] = []
    target = tmp_path / "out"
    done = export_file(
        library.engine, FORMS[form], target, query=query, tell=lambda *done: told.append(done)
    )
    assert (done.documents, done.highlights) == counts
    assert told == ([(counts[0], counts[0])] if counts[0] else [])
    assert target.read_bytes().endswith(b"\n")


@pytest.mark.parametrize("form", ["bibtex", "csl"])
def test_sources_tell_which_pages_they_leave_out(library: Vault, tmp_path: Path, form: str) -> None:
    done = export_file(library.engine, FORMS[form], tmp_path / "out")
    assert (done.documents, done.left_out) == (2, ["Page"])
    assert "Page" not in (tmp_path / "out").read_text()


def test_a_file_that_is_made_meanwhile_stays(library: Vault, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"

    def make(*_: int) -> None:
        target.write_text("mine")

    with pytest.raises(WrongUseError, match="already there"):
        export_file(library.engine, FORMS["csv"], target, tell=make)
    assert target.read_text() == "mine"
    assert not list(tmp_path.glob(".florilegium*"))


def test_a_book_shows_the_pictures_of_its_folder(vault: Vault, tmp_path: Path) -> None:
    (vault.folder / "maps").mkdir()
    (vault.folder / "maps" / "delta.png").write_bytes(PIXEL)
    vault.write("Page.md", "# Page\n\n![the delta](maps/delta.png) ![[delta.png]] ![](gone.png)\n")
    vault.take()
    export_file(vault.engine, FORMS["epub"], tmp_path / "book.epub")
    with ZipFile(tmp_path / "book.epub") as book:
        pictures = [name for name in book.namelist() if name.startswith("OEBPS/pictures/")]
        assert [book.read(name) for name in pictures] == [PIXEL]
        (chapter,) = (
            name for name in book.namelist() if name.endswith(".xhtml") and "nav" not in name
        )
        assert book.read(chapter).count(b"<img ") == 2


def test_json_lines_hold_what_is_gone(library: Vault, tmp_path: Path) -> None:
    export_file(library.engine, FORMS["jsonl"], tmp_path / "all")
    records = [json.loads(line) for line in (tmp_path / "all").read_text().split("\n")[:-1]]
    assert [one["text"] for one in records if one.get("gone") and "text" in one] == library.gone()
    assert {one["body"] for one in records if one["type"] == "document"} == {
        "",
        "# Page\n\nOnly words.",
    }


def test_a_file_that_is_there_stays_and_an_interrupted_export_leaves_none(
    library: Vault, tmp_path: Path
) -> None:
    target = tmp_path / "out.csv"
    (tmp_path / "out.csv.part").write_text("the reader's")

    def stop(*_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export_file(library.engine, FORMS["csv"], target, tell=stop)
    export_file(library.engine, FORMS["csv"], tmp_path / "whole")
    assert {path.name for path in tmp_path.iterdir() if path.is_file()} >= {"out.csv.part", "whole"}
    assert not target.exists()
    assert not list(tmp_path.glob(".florilegium*"))
    assert (tmp_path / "out.csv.part").read_text() == "the reader's"
    target.write_text("mine")
    with pytest.raises(WrongUseError, match="already there"):
        export_file(library.engine, FORMS["csv"], target)
    with pytest.raises(WrongUseError, match="no folder"):
        export_file(library.engine, FORMS["csv"], tmp_path / "none" / "out.csv")
    assert target.read_text() == "mine"


def test_a_piece_is_read_when_the_one_before_was_taken(library: Vault) -> None:
    asked: list[object] = []

    def ask(question):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202 any question and its answer
        with library.engine.reading() as db:
            asked.append(question)
            return question(db)

    made = FORMS["csv"].pieces(Order(ask))
    next(made)
    assert len(asked) == 1
    assert len(list(made)) == 1
    assert len(asked) == 2
