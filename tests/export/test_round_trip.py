"""What is exported as Markdown and imported into an empty library is what it was.

Whatever it holds.
"""

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.formats.own_markdown import write_document
from app.importer.acts import add, delete, join, merge, rename_documents, split
from app.importer.added import Passage as Added
from app.importer.verify import verify
from app.model import ParsedDocument
from app.store.db.library import Library
from app.store.edits.edits import change_documents, change_highlights
from app.store.edits.mentions import change_mentions
from app.store.mentions.panel import linked, mentioned
from app.store.mentions.subjects import author_subject
from app.store.reads.highlights import highlight
from tests.examples import examples
from tests.export.conftest import MakeVault
from tests.export.library import AT, brought_back, differences, exported, files_in, said
from tests.formats.test_own_markdown import DOCUMENTS
from tests.identity.vault import Passage, Vault, export

BOOK = export(
    [
        Passage("The sea keeps two clocks.", 1, note="Theirs.", tags=("water", "favorite")),
        Passage("A tide is a slow breath.", 2),
        Passage("Salt remembers.", location=40),
        Passage("- # > [[Tides]] ^a1b2 %% `x` | y |", 4),
    ]
)
PAGE = (
    "---\ntags: [shore]\naliases: [Beach]\n---\n# A walk\n\nSee [[Tides]] and "
    "![[shell.png]].\n\nMore prose.\n"
)
PIXEL = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1" + b"\0" * 40


@given(st.lists(DOCUMENTS, min_size=1, max_size=4))
@settings(max_examples=examples(12), deadline=None)
def test_any_documents_come_back(empty_library: Path, documents: Sequence[ParsedDocument]) -> None:
    with TemporaryDirectory() as made:
        here, there = (_vault(empty_library, Path(made) / name) for name in ("here", "there"))
        for number, one in enumerate(documents):
            here.write(f"{number}.md", write_document(_apart(one, number)))
        here.take()
        out = Path(made) / "out"
        exported(here, out)
        twice = Path(made) / "twice"
        exported(here, twice)
        assert files_in(out) == files_in(twice)
        assert differences(here, brought_back(there, out)) == []
        here.engine.close()
        there.engine.close()


def _vault(empty_library: Path, folder: Path) -> Vault:
    (folder / "notes").mkdir(parents=True)
    return Vault(folder / "notes", Library(Path(shutil.copy(empty_library, folder / "library.db"))))


def _apart(document: ParsedDocument, number: int) -> ParsedDocument:
    """The document with keys that no other shares, and passages of different keys."""
    keyed = (
        h._replace(keys=(f"block:{number}-{i}", *h.keys[:0]), ids=(f"{number}-{i}",))
        for i, h in enumerate(document.highlights)
    )
    return replace(
        document, keys=(f"book:{number}",), beside="", added=False, highlights=tuple(keyed)
    )


@pytest.fixture
def read(vault: Vault) -> Vault:
    """A library of a book, an own page with a picture, and a passage that went."""
    vault.write(
        "Books/Tides.md",
        BOOK + "- Gone with the next export. ([View "
        "Highlight](https://read.readwise.io/read/01hzzzzzzzzzzzzzzzzzzz0009))\n",
    )
    vault.take()
    vault.write("Books/Tides.md", BOOK)
    vault.write("Walks/A walk.md", PAGE)
    (vault.folder / "Walks" / "shell.png").write_bytes(PIXEL)
    vault.write("Walks/Plain.txt", "Only words.\n")
    vault.take()
    return vault


def test_what_files_say_comes_back(read: Vault, make_vault: MakeVault, tmp_path: Path) -> None:
    done = exported(read, tmp_path / "out")
    assert (done.documents, done.problems) == (3, ())
    out = files_in(tmp_path / "out")
    assert set(out) == {
        *(".florilegium", "Books/Tides.md", "Books/Tides.gone.md"),
        *("Walks/A walk.md", "Walks/Plain.txt", "Walks/shell.png"),
    }
    assert out["Walks/A walk.md"] == PAGE
    assert "Gone with the next export." not in out["Books/Tides.md"]
    back = brought_back(make_vault(), tmp_path / "out")
    found = differences(read, back, pages=False)
    assert not found, "\n".join(map(str, found))
    assert back.texts() == read.texts()
    assert back.gone() == read.gone() == ["Gone with the next export."]


def test_what_the_reader_did_comes_back(read: Vault, make_vault: MakeVault, tmp_path: Path) -> None:
    first, second, third, fourth = (h.id for h in read.live())
    titles = {d["title"]: str(d["id"]) for d in said(read)}
    with read.engine.writing() as db:
        change_highlights(db, {first: {"text": "Mended.", "tags": ["mine"], "note": ""}}, AT)
        change_highlights(db, {second: {"favorite": True, "discarded": True}}, AT)
        change_documents(
            db, {titles["Tides"]: {"favorite": True, "note": "lent", "tags": ["shelf"]}}, AT
        )
        rename_documents(
            db, {titles["Tides"]: {"title": "Tides, as I call it", "authors": ["Me"]}}, AT
        )
        change_documents(
            db, {titles["A walk"]: {"tags": [], "favorite": True, "aliases": ["Stroll"]}}, AT
        )
        change_documents(db, {titles["Plain"]: {"put_away": True}}, AT)
        merge(db, third, fourth, AT)
    add(read.engine, Added("Typed in.", titles["A walk"], note="by hand", tags=("paper",)), AT)
    added = add(read.engine, Added("For a time.", title="New work", authors=("N. N.",)), AT)
    delete(read.engine, added.highlights[0], AT)
    split(read.engine, first, 3, AT)
    exported(read, tmp_path / "out")
    back = brought_back(make_vault(), tmp_path / "out")
    assert "Walks/A walk.florilegium.md" in files_in(tmp_path / "out")
    found = differences(read, back, pages=False)
    assert not found, "\n".join(map(str, found))
    with back.engine.reading() as db:
        assert highlight(db, fourth).id == third


def test_documents_that_were_joined_come_back_as_one(
    vault: Vault, make_vault: MakeVault, tmp_path: Path
) -> None:
    vault.write("A.md", export([Passage("One.", 1)], title="A"))
    vault.write("B.md", export([Passage("Two.", 2)], title="B"))
    vault.take()
    codes = [str(one["id"]) for one in said(vault)]
    join(vault.engine, codes[0], codes[1], AT)
    exported(vault, tmp_path / "out")
    back = brought_back(make_vault(), tmp_path / "out")
    assert differences(vault, back) == []


def test_a_passage_of_a_page_that_was_mended_stays_one(
    vault: Vault, make_vault: MakeVault, tmp_path: Path
) -> None:
    quoted = (
        "Prose.\n\nA quoted line. ([View "
        "Highlight](https://read.readwise.io/read/01hzzzzzzzzzzzzzzzzzzz0001))\n"
    )
    vault.write("Page.md", f"# Page\n\n{quoted}")
    vault.take()
    (one,) = vault.live()
    with vault.engine.writing() as db:
        change_highlights(db, {one.id: {"text": "Wholly other words now.", "tags": ["mine"]}}, AT)
    exported(vault, tmp_path / "out")
    back = brought_back(make_vault(), tmp_path / "out")
    assert [(h.id, h.text, h.tags) for h in back.live()] == [
        (one.id, "Wholly other words now.", ("mine",))
    ]


def test_a_search_takes_out_what_it_finds(read: Vault, tmp_path: Path) -> None:
    done = exported(read, tmp_path / "out", query="salt")
    assert (done.documents, done.highlights) == (1, 1)
    assert set(files_in(tmp_path / "out")) == {".florilegium", "Books/Tides.md"}


def test_files_read_as_those_that_are_written_down(read: Vault, tmp_path: Path) -> None:
    """They lie beside this file.

    What an export writes otherwise is to be looked at before it is kept.
    """
    titles = {d["title"]: str(d["id"]) for d in said(read)}
    with read.engine.writing() as db:
        change_documents(db, {titles["A walk"]: {"tags": ["mine"], "favorite": True}}, AT)
    exported(read, tmp_path / "out")
    written = files_in(tmp_path / "out")
    for golden in sorted((Path(__file__).parent / "golden").iterdir()):
        name = next(name for name in written if name.endswith(f"/{golden.name}"))
        text = written[name].encode("latin-1").decode().replace(f"{read.folder}", "FOLDER")
        assert text == golden.read_text()


def test_mentions_that_are_ignored_come_back(make_vault: MakeVault, tmp_path: Path) -> None:
    here, there = make_vault(), make_vault()
    here.write("Tides.md", BOOK)
    here.write("A walk.md", PAGE.replace("More prose.", "More prose of Ana Ruiz."))
    for number in (8, 9):
        said = export([Passage(f"So Ana Ruiz said {number}.", number)], title=f"Other {number}")
        here.write(f"Other {number}.md", said)
    here.take()
    subject = author_subject
    with here.engine.writing() as db:
        found = mentioned(db, subject(db, "Ana Ruiz")).items
        assert len(found) == 3
        page = next(each for each in found if not each.highlight)
        passage = next(each.highlight for each in found if each.highlight)
        change_mentions(db, "Ana Ruiz", "ignore", AT, highlight=passage)
        change_mentions(db, "Ana Ruiz", "ignore", AT, document=page.document.id)
    exported(here, tmp_path / "out")
    brought_back(there, tmp_path / "out")
    for vault in (here, there):
        with vault.engine.reading() as db:
            assert mentioned(db, subject(db, "Ana Ruiz")).total == 1
    assert verify(there.engine) == []


def test_mentions_made_links_come_back(make_vault: MakeVault, tmp_path: Path) -> None:
    here, there = make_vault(), make_vault()
    here.write("Tides.md", BOOK)
    here.write("A walk.md", PAGE.replace("More prose.", "More prose of Ana Ruiz."))
    here.write("Other.md", export([Passage("So Ana Ruiz said.", 9)], title="Other"))
    here.take()
    with here.engine.writing() as db:
        assert change_mentions(db, "Ana Ruiz", "link all", AT)[0] == 2
    exported(here, tmp_path / "out")
    files = files_in(tmp_path / "out")
    assert any("[[Ana Ruiz]]" in data and "So Ana Ruiz said." in data for data in files.values())
    brought_back(there, tmp_path / "out")
    for vault in (here, there):
        with vault.engine.reading() as db:
            subject = author_subject(db, "Ana Ruiz")
            assert linked(db, subject).total == 2
            assert mentioned(db, subject).total == 0
            assert [h.text for h in vault.live() if h.own_links] == ["So Ana Ruiz said."]
    assert verify(there.engine) == []
