"""Florilegium's own Markdown: what is written is read back the same, whatever it holds."""

from dataclasses import replace

import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.formats.own_markdown import write_document
from app.formats.registry import parse_file
from app.model import KINDS, ParsedDocument, ParsedHighlight
from app.text import code
from tests.examples import examples

PIECES = (
    *("- ", "# ", "> ", "> [!note] Note", "> [!quote]", "[[", "]]", "^a1b2c3", "`", "```", "| a |"),
    *("%%", "%% text %%", '%% {"keys": ["x"]} %%', "---", "***", "$x$", "==", "#tag", "\\", "\n"),
    *("\n\n", " ", "\t", "\u2028", "\x85", "\x0c", "\r", "\ufeff", "\u200f", "é", "e\u0301", "苔"),
    *("😀", "word", "florilegium: 1", "%", "<b>", "&amp;", "★", '"', "'", ": "),
)
TEXT = st.lists(st.sampled_from(PIECES), max_size=9).map("".join)
SOME = TEXT.map("a".__add__)
LINES = st.lists(SOME, max_size=3, unique=True).map(tuple)
STAMP = st.none() | st.sampled_from(["2024-10-14T09:56:00", "2023-01-02"])
FLAG = st.none() | st.booleans()
LINKED = st.lists(st.tuples(SOME, SOME), max_size=2).map(tuple)
HIGHLIGHTS = st.builds(
    ParsedHighlight,
    **dict.fromkeys(("text", "note", "chapter", "location", "url", "color"), TEXT),
    **dict.fromkeys(("tags", "ids", "keys"), LINES),
    **dict.fromkeys(("highlighted_at", "added_at"), STAMP),
    **dict.fromkeys(("favorite", "discarded"), FLAG),
    **dict.fromkeys(("lines", "repeats"), st.just(())),
    gone=st.booleans(),
    linked=LINKED,
    block=st.just(""),  # a passage that is kept has it among its keys
    ignored=LINKED,
)
DOCUMENTS = st.builds(
    ParsedDocument,
    title=SOME,
    kind=st.sampled_from(KINDS),
    **dict.fromkeys(("url", "cover_url", "summary", "note", "exporter_id", "body", "beside"), TEXT),
    **dict.fromkeys(("authors", "tags", "aliases", "links", "keys", "names"), LINES),
    **dict.fromkeys(("added", "favorite", "put_away", "gone"), st.booleans()),
    published=STAMP,
    properties=st.dictionaries(SOME, TEXT, max_size=3),
    highlights=st.lists(HIGHLIGHTS, max_size=3).map(tuple),
    linked=LINKED,
    ignored=LINKED,
)


@given(DOCUMENTS)
@example(ParsedDocument("A", kind="book", body="\n\n- a\n"))
@example(ParsedDocument("A", kind="book", body="\n"))
@example(ParsedDocument("A", highlights=(ParsedHighlight("x" * 40_000, "- a\n  - b"),)))
@example(ParsedDocument("A", properties={"florilegium": "2", "---": "---"}, links=("l" * 5000,)))
@settings(max_examples=examples(60))
def test_a_document_comes_back_as_it_was(document: ParsedDocument) -> None:
    found = parse_file("Some name.md", write_document(document).encode())
    assert (found.format, found.unparsed, found.problems) == ("florilegium", (), ())
    assert [_without_lines(d) for d in found.documents] == [document]


def test_chapters_are_headings_below_each_other_and_blocks_are_named_once() -> None:
    chapters = ("One / A", "One / B / b", "One", "Two", "", "a/b", "1 / 2 / 3 / 4 / 5 / 6 / 7")
    document = ParsedDocument(
        "T",
        highlights=tuple(
            ParsedHighlight(f"t{n}", chapter=chapter, keys=(f"readwise:{n}",))
            for n, chapter in enumerate(chapters)
        ),
    )
    text = write_document(document, {"readwise:1": ("rw1", "x-1"), "readwise:2": ("RW1",)})
    assert [line for line in text.split("\n") if line.startswith("#")] == [
        *("# T", "## One", "### A", "### B", "#### b", "## One", "## Two", "## a/b"),
        *("## 1", "### 2", "#### 3", "##### 4", "###### 5", "###### 6", "###### 7"),
    ]
    blocks = [line for line in text.split("\n") if line.startswith("^")]
    assert blocks[1:4] == ["^rw1", "^x-1", f"^{code('readwise:1')}"]
    assert len(blocks) == len(chapters) + 2
    found = parse_file("a.md", text.encode())
    assert found.unparsed == ()
    assert [_without_lines(d) for d in found.documents] == [document]
    mine = text.replace("### A", "### A\n\n### My own").replace("^rw1", "^rw1\n\nwords")
    found = parse_file("a.md", mine.encode())
    assert [line.text for line in found.unparsed] == ["### My own", "words"]


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0")))
@settings(max_examples=examples(60))
def test_any_letters_come_back(text: str) -> None:
    document = ParsedDocument(
        "A", body=text, highlights=(ParsedHighlight(text, text, (f"a{text}",)),)
    )
    found = parse_file("a.md", write_document(document).encode())
    assert [_without_lines(d) for d in found.documents] == [document]


@given(DOCUMENTS)
@settings(max_examples=examples(25))
def test_the_header_is_yaml_that_says_the_same(document: ParsedDocument) -> None:
    header = write_document(document).split("\n---\n")[0].removeprefix("---\n")
    values = yaml.safe_load(header)
    assert values["title"] == document.title
    assert tuple(values.get("tags", ())) == document.tags


def _without_lines(document: ParsedDocument) -> ParsedDocument:
    assert all(h.lines for h in document.highlights)
    return replace(document, highlights=tuple(h._replace(lines=()) for h in document.highlights))
