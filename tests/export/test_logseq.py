"""Pages of Logseq: as they are written down, read back as far as blocks go, whole in any case."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.export.forms.logseq import logseq_files
from app.export.packing import File
from app.formats.registry import parse_file
from app.model import ParsedDocument
from app.store.reads.exported import KeptDocument
from tests.examples import examples
from tests.export.shelf import RIVERS, SHELF, SHELVES, kept, passage

GOLDEN = Path(__file__).parent / "forms"


def pages(*documents: KeptDocument) -> list[File]:
    """The pages of these documents."""
    return list(logseq_files([documents]))


def read(page: File) -> ParsedDocument:
    """What the importer reads in a page."""
    parsed = parse_file(page.name, page.data)
    assert (parsed.format, parsed.problems) == ("readwise-logseq", ())
    (document,) = parsed.documents
    return document


def test_pages_read_as_those_that_are_written_down() -> None:
    golden = GOLDEN / "logseq.md"
    text = "\n".join(f"{page.name}\n{page.data.decode()}" for page in pages(*SHELF))
    if not golden.exists():
        golden.write_text(text, encoding="utf-8")
        pytest.fail(f"{golden.name} was missing and has been written: read it, then run again")
    assert text == golden.read_text(encoding="utf-8")


def test_the_importer_reads_a_page_back() -> None:
    document = read(pages(RIVERS)[0])
    said = RIVERS.document
    for name in ("title", "authors", "kind", "url", "published", "tags", "summary", "note"):
        assert getattr(document, name) == getattr(said, name)
    for back, each in zip(document.highlights, RIVERS.highlights, strict=True):
        one = each.highlight
        assert back.note == one.note
        assert (back.chapter, back.location, back.url) == (one.chapter, one.location, one.url)
        assert (back.color, back.highlighted_at or "") == (one.color, one.highlighted_at)
        assert {*back.tags} - {"favorite", "discard"} == {*one.tags}
    texts = [each.highlight.text for each in RIVERS.highlights]
    assert [back.text for back in document.highlights[:2]] == texts[:2]
    listed = texts[2].replace("- one\n- two", "* one\n* two").replace("::", ":\\:")
    assert document.highlights[2].text == listed


@pytest.mark.parametrize(
    "text",
    ["```\n- a\n- b\n```", "a ```b", "```\nopen", "id:: x", "x\nid:: y\n- z", "-", "- - -",
     "> q\n> - r", "# T", "| a |\n|---|\n| b |", "1. a\n2. b", "a\n\n\n- b\n\t- c"],
)  # fmt: skip
def test_one_text_is_one_block(text: str) -> None:
    document = kept(RIVERS.document, passage("aaaaaaaaa2", text, location="Page 1"),
                    passage("aaaaaaaaa3", "The next."))  # fmt: skip
    first, second = read(pages(document)[0]).highlights
    assert (first.location, second.text) == ("Page 1", "The next.")
    assert len(first.ids) == len(second.ids) == 1


@given(SHELVES)
@settings(max_examples=examples(60), deadline=None)
def test_any_texts_are_blocks_of_their_page(documents: list[KeptDocument]) -> None:
    """No text of a highlight begins another block: there are as many ids as highlights."""
    written = pages(*documents)
    assert len({page.name.casefold() for page in written}) == len(documents)
    for page, one in zip(written, documents, strict=True):
        lines = page.data.decode().split("\n")
        blocks = [line for line in lines if line.startswith("\t- ")]
        assert len(blocks) == len(one.highlights)
        notes = sum(bool(each.highlight.note.strip()) for each in one.highlights)
        assert len([line for line in lines if line.startswith("\t\t- ")]) == notes
        assert sum(line.lstrip("\t -").startswith("id:: ") for line in lines) == len(blocks)


@given(st.lists(st.sampled_from(["One", "one", "ONE", "One (2)", "", "Ünder"]), max_size=8))
def test_pages_have_names_of_their_own(titles: list[str]) -> None:
    shelf = [kept(RIVERS.document, *()) for _ in titles]
    shelf = [
        kept(type(one.document)("a" * 10, title, kind="book"))
        for one, title in zip(shelf, titles, strict=True)
    ]
    named = [page.data.decode().split("\n")[0].casefold() for page in pages(*shelf)]
    assert len({*named}) == len(titles)
