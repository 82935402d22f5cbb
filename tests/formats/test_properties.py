"""What holds for every file.

Nothing raises, no word is lost, and the same bytes always give the same.
"""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.formats.registry import parse_file
from tests.examples import examples
from tests.formats.words import said

ULID = "01h3aaaaaaaaaaaaaaaaa"  # and five digits
WORD = re.compile(r"q[0-9]+z")
# `@` becomes a word of its own, which must come back, `~` five digits of their own; all else is
# what exporters and readers put around words.
MARKS = (
    f" ([View Highlight](https://read.readwise.io/read/{ULID}~))",
    " [View Highlight](https://readwise.io/open/~)",
    " ([Location 12](https://readwise.io/to_kindle?action=open&asin=B0&location=12))",
    " (Page 7)",
    " ^rw~",
    f" [](https://read.readwise.io/read/{ULID}~)",
    " ([View Tweet](https://twitter.com/a/status/~))",
    (
        " ([View Tweet](https://twitter.com/a/status/~)) [Open in "
        "Readwise](https://readwise.io/open/9~) ^rw8~"
    ),
    " — location: [~](kindle://book?action=open&asin=B00MOSS001&location=~) ^ref-~",
    " - page: 12 ^rwhi~",
    " [⤴️](https://omnivore.app/me/a#aaaa1111-0000-4000-8000-0000000~)  ^aaaa1111",
    " — [Updated on 2023-03-28 20:18:47](https://hyp.is/aaaaAAAA~/a.example/b) — Group: #Public",
    " ([Ilm, 2019, p. 2](zotero://select/library/items/CCCC3333))",
    " ([Time 0:11:42](https://share.snipd.com/snip/2ff272f7-b5c9-4297-bd9e-fa35741~))",
    "",
)
LINES = (
    *(
        "- # @",
        "- ## @ @",
        "## Notes",
        "# Annotations",
        "## Destacados",
        "## Highlights & Notes",
        "## Summary",
        "    - Note: @:",
        "        - @",
        "          1. @",
    ),
    *(
        "#+BEGIN_QUOTE",
        "#+END_QUOTE",
        "\t- #+BEGIN_QUOTE",
        "\t  @",
        "\t  #+END_QUOTE",
        "[@](https://a.example/b)",
        "* Author: [@](https://a.example)",
    ),
    *(
        (
            "[Go to annotation]"
            "(zotero://open-pdf/library/items/AAAA1111?page=2&annotation=BBBB2222) "
            "“@.” ([I, 2019, p. 2](zotero://select/items/C)) @"
        ),
    ),
    *(
        "(8/29/2023, 6:10:00 PM)",
        "> [!quote]+ Updated on 2023-01-02",
        "@ ^rw1-note",
        "https://a.example/c",
    ),
    *(
        "",
        "",
        "---",
        "```",
        "%%",
        "- -",
        "-",
        "> ",
        "<br>",
        "![rw-book-cover](https://example.org/c.png)",
    ),
    *(
        "## Highlights",
        "## New highlights added May 3, 2024 at 9:20 PM",
        "### New highlights synced",
        "## Metadata",
        "## Full Document",
        "# About",
    ),
    *(
        "- Highlights first synced by [[Readwise]] [[Jan 13th, 2023]]",
        "- ### New highlights added [[July 10th, 2022]] at 3:59 PM",
        "## My notes",
    ),
    *(
        "# @ @",
        "## @",
        "### @ @",
        "###### @",
        "### Location 5 @",
        "@",
        "@ @ @",
        "  @",
        "    @",
        "\t  @",
        "1. @",
        "2) @ @",
        "> @",
        "> #@",
        ">> @",
        "> > @",
    ),
    *(
        "- @",
        "* @ @",
        "+ @",
        "  - @",
        "    - @",
        "\t- @",
        "\t\t- @ @",
        "    - Tags: [[@]] [[@]] ",
        "    - Note: @ @",
        "  * Tags: *@* ",
        "\t\t- **Tags**: #[[@]]",
    ),
    *(
        "\t\t- **Note**: @",
        "    - Date:: @",
        "- Note: @",
        "- See also: [[@]]",
        "**Note**: @",
        "**Note: @",
        "Tags: #@ #@",
        "Location: @",
        "Color: @",
        "Note: @Tags: @",
    ),
    *(
        "- Author: [[@, @ and @]]",
        "- Author: [[@]] @",
        "- Full Title: @ @",
        "- Category: #articles @",
        "- Document Tags: [[@]] [[@ @]] ",
        "- Summary: @ @",
        "- URL: @",
    ),
    *(
        "- @: @",
        "@:: @",
        "@ @: @",
        "> **@**:: @",
        ">[!note]- Readwise Information",
        ">Author:: [[@]]",
        "> [!quote] @",
        "> [!info]- @",
        "\t  @:: @",
        "- @:: @",
        "\t  id:: @",
    ),
    *(
        "@ #@",
        "- @ #flashcard",
        "- @ #[[@ @]]",
        "| @ | @ |",
        "<!-- @ -->",
        "$$ @ $$",
        "![@](https://example.org/@.png)",
        "[@](https://example.org)",
        "^@",
    ),
)
HEADERS = (
    *(
        "title: @ @",
        "title: @: @",
        "author: [[@ @]]",
        "author: @ on @",
        'author: "[[@]]"',
        "tags: #@",
        "tags: [@, @]",
        "tags:",
        "- @",
        "  - #@",
        "aliases: [@, @, @, @]",
    ),
    *(
        "# @ @",
        "date: 2024-01-02",
        "date: @",
        "@: @ # @",
        "@:",
        "category: #articles",
        "url: https://example.org/@",
        "@: {@: @}",
        "@: |",
        "  @",
        "published: @",
        "id: @",
    ),
)


def _numbered(lines: list[str]) -> str:
    count = iter(range(10_000, 99_999))
    return re.sub(
        "[@~]",
        lambda found: f"q{next(count)}z" if found[0] == "@" else str(next(count)),
        "\n".join(lines),
    )


line = st.tuples(st.sampled_from(LINES), st.sampled_from(MARKS)).map(
    lambda pair: pair[0] + (pair[1] if "@" in pair[0] else "")
)
header = st.lists(st.sampled_from(HEADERS), max_size=6).map(lambda lines: ["---", *lines, "---"])
head = st.sampled_from(
    [
        [],
        ["# @"],
        ["title:: @", "author:: @"],
        ["- Author:: @"],
        ["%%", "ID: 5", "%%"],
        ["## Author:: @"],
        ["# @", "![rw-book-cover](https://e.org/c.png)"],
    ]
)
file = st.tuples(st.one_of(st.just([]), header), head, st.lists(line, max_size=14)).map(
    lambda parts: _numbered(parts[0] + parts[1] + parts[2])
)
name = st.sampled_from(["a.md", "b.txt", "Readwise/c.markdown"])


@settings(max_examples=examples(200), deadline=None)
@given(text=file, name=name)
@example(
    "q10000z (Page 7)\n[Go to "
    "annotation](zotero://open-pdf/library/items/AAAA1111?page=2&annotation=BBBB2222) "
    "“q10001z.” ([I, 2019, p. 2](zotero://select/items/C)) q10002z",
    "a.md",
)
def test_every_word_of_a_file_comes_back(text: str, name: str) -> None:
    """Exact over words: each was made to stand once, and must stand in some field, in a property.

    Or among the lines nobody understood.
    """
    parsed = parse_file(name, text.encode(), named=True)
    found = said(parsed)
    kept = re.sub(r"\^q[0-9]+z", "", text)  # a block id of the owner's own is furniture
    kept = re.sub(
        r"!\[q[0-9]+z\]\(https://example.org/q[0-9]+z.png\)", "", kept
    )  # the first image may be the cover
    assert [word for word in WORD.findall(kept) if word not in found] == []


@settings(max_examples=examples(50), deadline=None)
@given(text=file, name=name)
def test_lines_are_ranges_of_the_file_and_parsing_is_the_same_each_time(
    text: str, name: str
) -> None:
    parsed = parse_file(name, text.encode(), named=True)
    count = text.count("\n") + 1
    ranges = [
        lines
        for document in parsed.documents
        for highlight in document.highlights
        for lines in highlight.lines
    ]
    assert all(1 <= first <= last <= count for first, last in ranges)
    assert all(1 <= line.number <= count for line in parsed.unparsed)
    assert parse_file(name, text.encode(), named=True) == parsed


@settings(max_examples=examples(50), deadline=None)
@given(
    data=st.one_of(
        st.binary(max_size=300),
        st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass")),
    )
)
@pytest.mark.parametrize("suffix", [".md", ".txt", ".csv", ".json"])
def test_no_bytes_raise(data: bytes, suffix: str) -> None:
    parsed = parse_file("any" + suffix, data)
    assert parsed.path == "any" + suffix
    said(parsed).encode()  # nothing in it that a database could not hold


@settings(max_examples=examples(50), deadline=None)
@given(text=st.text(alphabet="-—# >*[]()!|`^:%&$\n\t  abc1.", max_size=200))
def test_no_markup_raises(text: str) -> None:
    for start in (
        "",
        "![rw-book-cover](u)\n## Highlights\n",
        "%%\nID: 1\n%%\n# Highlights\n",
        "- Author:: x\n",
        "title:: x\nauthor:: y\n",
        "---\n",
    ):
        parse_file("a.md", (start + text).encode(), named=True)
