"""An export harms nothing that lies in its folder already, and leaves no half file."""

import json
from itertools import islice
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings

from app.errors import LibraryBusyError, WrongUseError
from app.export.folder import MANIFEST, open_folder
from app.export.markdown import markdown_files
from app.export.names import safe_name
from app.export.selection import Order
from app.formats.own_markdown import write_document
from app.markdown.finding import links
from app.model import ParsedDocument
from app.store.edits.edits import change_documents
from tests.examples import examples
from tests.export.as_obsidian import (
    bad_headers,
    links_of,
    lost_anchors,
    lost_links,
    read_folder,
    repeated_blocks,
)
from tests.export.library import AT, exported, files_in, said
from tests.export.test_round_trip import PIXEL
from tests.formats.test_own_markdown import DOCUMENTS
from tests.identity.vault import Passage, Vault, export


@pytest.fixture
def books(vault: Vault) -> Vault:
    """Two books that lie in files of their own, with a link between them."""
    vault.write("Tides.md", export([Passage("See [[Winds]].", 1), Passage("Salt.", 2)]))
    vault.write(
        "Far/Winds.md", export([Passage("Air moves.", 3, note="as [[Tides]]")], title="Winds")
    )
    vault.take()
    return vault


def test_other_files_are_not_written_between(books: Vault, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "letter.txt").write_text("not ours")
    with pytest.raises(WrongUseError, match="holds other files"):
        exported(books, folder)
    assert files_in(folder) == {"letter.txt": "not ours"}
    exported(books, folder, into=True)
    assert files_in(folder)["letter.txt"] == "not ours"
    assert "Tides.md" in files_in(folder)


def test_two_exports_to_one_folder_take_turns(books: Vault, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    with open_folder(folder, into=False), pytest.raises(LibraryBusyError, match="another program"):
        exported(books, folder)
    assert exported(books, folder).problems == ()


def test_a_file_in_the_place_of_a_folder_is_told(books: Vault, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("a file")
    with pytest.raises(WrongUseError, match="is a file"):
        exported(books, tmp_path / "mine")


def test_what_was_changed_since_stays(books: Vault, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    exported(books, folder)
    (folder / "Tides.md").write_text("my own words")
    done = exported(books, folder)
    assert [problem.path for problem in done.problems] == [str(folder / "Tides.md")]
    assert (folder / "Tides.md").read_text() == "my own words"
    assert done.files.unchanged == 1


def test_files_that_are_needed_no_more_are_removed(books: Vault, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    exported(books, folder)
    (books.folder / "Far" / "Winds.md").unlink()
    books.take()
    done = exported(books, folder)
    assert (done.files.removed, done.files.written) == (1, 1)
    assert {*files_in(folder)} == {MANIFEST, "Tides.md", "Far/Winds.gone.md"}


def test_only_what_changed_is_written(books: Vault, tmp_path: Path) -> None:
    exported(books, tmp_path / "out")
    before = files_in(tmp_path / "out")
    (code,) = (str(one["id"]) for one in said(books) if one["title"] == "Winds")
    with books.engine.writing() as db:
        change_documents(db, {code: {"note": "Read again."}}, AT)
    done = exported(books, tmp_path / "out")
    after = files_in(tmp_path / "out")
    assert (done.files.written, done.files.unchanged) == (1, 1)
    assert {name for name in after if after[name] != before[name]} == {MANIFEST, "Far/Winds.md"}


def test_an_export_that_was_interrupted_is_finished_by_the_next(
    books: Vault, tmp_path: Path
) -> None:
    folder = tmp_path / "out"

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        exported(books, folder, tell=stop)
    (folder / ".florilegium.part").write_text("half")
    assert exported(books, folder).problems == ()
    assert {*files_in(folder)} == {MANIFEST, "Tides.md", "Far/Winds.md"}
    listed = [json.loads(line)[1] for line in (folder / MANIFEST).read_text().split("\n")[:-1]]
    assert listed == ["Far/Winds.md", "Tides.md"]


def test_a_manifest_leads_nowhere_else(books: Vault, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    exported(books, folder)
    (tmp_path / "victim.md").write_text("x")
    digest = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
    with (folder / MANIFEST).open("a") as manifest:
        manifest.write(json.dumps([digest, "../victim.md"]) + "\n[1, 2]\n{}\nnonsense\n")
    exported(books, folder)
    assert (tmp_path / "victim.md").read_text() == "x"


def test_links_lead_and_block_ids_are_unique(books: Vault, tmp_path: Path) -> None:
    exported(books, tmp_path / "out")
    texts = {path.stem: path.read_text() for path in (tmp_path / "out").rglob("*.md")}
    blocks = [line for text in texts.values() for line in text.split("\n") if line.startswith("^")]
    assert len(blocks) == len(set(blocks)) == 3
    assert {link.name for text in texts.values() for link in links(text)} == set(texts)
    for text in texts.values():
        assert yaml.safe_load(text.split("\n---\n")[0])["florilegium"] == 1


def test_obsidian_and_zk_find_what_they_found_in_the_imported_folder(
    vault: Vault, tmp_path: Path
) -> None:
    vault.write("Books/Tides.md", export([Passage("See [[Winds]], [[Nobody]].", 1)]))
    vault.write("Winds.md", export([Passage("- [x](Books/Tides.md) ^a1", 2)], title="Winds: far"))
    vault.write("Own/Walk.md", "# Walk\n\n[[Tides#High]] [w](../Winds.md) ![[shell.png]] ^b\n")
    vault.write(
        "Own/Other: name.md", "---\nkey: 'x'\n---\n[[own/walk]] [[Walk|there]] `[[Code]]`\n"
    )
    (vault.folder / "Own" / "shell.png").write_bytes(PIXEL)
    vault.take()
    exported(vault, tmp_path / "out")
    before, after = read_folder(vault.folder), read_folder(tmp_path / "out")
    assert {target for text in after.texts.values() for target, _ in links_of(text)} == {
        *("Winds", "Nobody", "Books/Tides.md", "Tides", "../Winds.md", "shell.png"),
        *("own/walk", "Walk"),
    }
    assert lost_links(before, after) == []
    assert repeated_blocks(after.texts.items()) == []
    assert bad_headers(after.texts.items()) == []
    (tmp_path / "out" / "Winds.md").unlink()
    lost = lost_links(before, read_folder(tmp_path / "out"))
    assert lost == [("Books/Tides.md", "Winds"), ("Own/Walk.md", "../Winds.md")]


def test_links_to_passages_and_chapters_lead_there_as_before(vault: Vault, tmp_path: Path) -> None:
    """A passage bears the name of its block that a link names, beside the one of its address."""
    book = "# Walls\n\n## Metadata\n- Author: [[Petra Ilmarin]]\n- Full Title: Walls\n"
    passages = "- Walls talk slowly. ^rw55512345\n- Rain is a verb. ^rw55512346\n"
    vault.write("Walls.md", f"{book}\n## Highlights\n### Stones\n#### Dry\n{passages}")
    links = (
        "[[Walls#^rw55512345]]",
        "![[walls#^RW55512345]]",
        "[[Walls#Stones]]",
        "[[Walls#Dry|d]]",
    )
    vault.write("Thinking.md", f"# Thinking\n\n{' '.join(links)} [[Walls#^none]] [[#Thinking]]\n")
    vault.take()
    exported(vault, tmp_path / "out")
    before, after = read_folder(vault.folder), read_folder(tmp_path / "out")
    assert lost_anchors(before, after) == []
    assert repeated_blocks(after.texts.items()) == []
    blocks = [line for line in after.texts["Walls.md"].split("\n") if line.startswith("^")]
    assert len(blocks) == 3
    after.texts["Walls.md"] = (
        after.texts["Walls.md"].replace("^rw55512345", "").replace("# Dry", "")
    )
    assert [target for _, target in lost_anchors(before, after)] == [
        *("Walls#^rw55512345", "walls#^RW55512345", "Walls#Dry"),
    ]


@given(DOCUMENTS)
@settings(max_examples=examples(40), deadline=None)
def test_any_header_is_yaml_to_everybody(document: ParsedDocument) -> None:
    text = write_document(document).encode("utf-8", "replace").decode()
    assert bad_headers([("any.md", text)]) == []


def test_what_is_wrong_in_a_folder_is_seen() -> None:
    assert [path for path, _ in bad_headers([("a", "---\na: 1\na: 2\n---\n")])] == ["a"]
    assert bad_headers([("a", "---\na: [\n---\n")])
    assert repeated_blocks([("a", "x ^b1\n\ny ^b1\n```\nz ^b1\n```\n")]) == [("a", "b1")]


def test_an_interrupted_export_leaves_no_half_file(books: Vault, tmp_path: Path) -> None:
    """What it wrote is what a whole one writes, letter by letter."""
    exported(books, tmp_path / "whole")
    whole = files_in(tmp_path / "whole")

    for at in range(2):
        folder = tmp_path / f"cut {at}"
        with open_folder(folder, into=False) as target, books.engine.reading() as db:
            for file in islice(markdown_files(Order(lambda ask: ask(db))), at):
                target.write(*file)
        left = files_in(folder)
        del left[MANIFEST]
        assert len(left) == at
        assert left.items() <= whole.items()
        assert exported(books, folder).problems == ()
        assert files_in(folder) == whole


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ('What? A/B: "c" <d> [[e]] #f ^g|h', "What A B c d e f g h"),
        ("con", "con _"),
        ("nul.txt", "nul.txt _"),
        ("...", "Untitled"),
        ("\0\n\u2028", "Untitled"),
        ("苔" * 200, "苔" * 60),
        (".hidden ", "hidden"),
    ],
)  # fmt: skip
def test_titles_become_safe_names(title: str, name: str) -> None:
    assert safe_name(title) == name


def test_documents_of_one_title_lie_apart(vault: Vault, tmp_path: Path) -> None:
    vault.write(
        "all.csv",
        "Highlight,Book Title,Book Author,Document tags\na,Same,A,\nb,same,B,\nc,Same.gone,C,\n",
    )
    vault.take()
    exported(vault, tmp_path / "out")
    names = {name.casefold() for name in files_in(tmp_path / "out")}
    assert names == {MANIFEST, "same.gone.md", "same (2).md", "same (3).md"}
