"""What looks like an exporter's addition and is the writer's, stays in its passage."""

import pytest

from app.formats.registry import parse_file

HEAD = "# A Book\n- Author: Ada Quill\n- URL: https://example.org/a\n"
PLACE = "https://readwise.io/to_kindle?action=open&asin=B0&location="


def texts(body: str) -> list[str]:
    """Texts of the highlights of a file."""
    parsed = parse_file("A Book.md", body.encode())
    return [each.text for document in parsed.documents for each in document.highlights]


@pytest.mark.parametrize(
    "text",
    [
        'He read <a href="https://example.org/">the book</a>',
        "Moss grows, see p. [12](https://example.org/x)",
        "See the U. S. [45](https://example.org/n)",
        "He read the law (p. [12](https://example.org/law))",
    ],
)
def test_links_and_citations_stay(text: str) -> None:
    assert texts(f"{HEAD}\n## Highlights\n- {text}\n- Another one.\n") == [text, "Another one."]


def test_passages_with_a_colon_directly_below_fields_are_passages() -> None:
    rules = [f"- Rule {n}: walk. ([Location {n}]({PLACE}{n}))" for n in (1, 2)]
    assert texts(HEAD + "\n".join(rules)) == ["Rule 1: walk.", "Rule 2: walk."]


def test_a_comment_of_a_shell_is_no_chapter() -> None:
    lines = [f"- # install it ([Location 1]({PLACE}1))", f"- After it. ([Location 2]({PLACE}2))"]
    parsed = parse_file("A Book.md", (HEAD + "\n## Highlights\n" + "\n".join(lines)).encode())
    assert [(each.text, each.chapter) for each in parsed.documents[0].highlights] == [
        ("# install it", ""),
        ("After it.", ""),
    ]


def test_a_note_with_one_kindle_link_is_a_note() -> None:
    link = "[Location 210](kindle://book?action=open&asin=B00X&location=210)"
    body = f"# My week\n\nI read.\n\n- {link} is the place I love.\n- buy milk\n\nAnd slept.\n"
    assert parse_file("My week.md", body.encode()).documents[0].kind == "note"
