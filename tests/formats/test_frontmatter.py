"""Headers: what is YAML, what only looks like it, and what must not bring the program down."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.formats.header.frontmatter import LONGEST, read_header
from tests.examples import examples


def _read(*lines: str) -> dict[str, object]:
    return dict(read_header(["---", *lines, "---", "text"]).values)


@pytest.mark.parametrize(
    ("lines", "values"),
    [
        (["title: T", 'author: "[[A. B]]"'], {"title": "T", "author": "[[A. B]]"}),
        (["author: [[A. B]]"], {"author": ("[[A. B]]",)}),
        (["author: [[A, B and C]]"], {"author": ("[[A, B and C]]",)}),
        (["tags: ", "- a", "- b"], {"tags": ("a", "b")}),
        (
            ["tags: [a, b]", "done: false", "at: 12:30:45"],
            {"tags": ("a", "b"), "done": "false", "at": "12:30:45"},
        ),
        (
            ["tags: #a", "category: #books", "list:", "  - #x", "t: C # sharp"],
            {"tags": "#a", "category": "#books", "list": ("#x",), "t": "C # sharp"},
        ),
        (
            ['{"dg-publish":true,"tags":["rw/articles"]}'],
            {"dg-publish": "true", "tags": ("rw/articles",)},
        ),
        (["date: 2024-13-45", "empty:"], {"date": "2024-13-45", "empty": ""}),
        (["a: {b: [c, d]}"], {"a": '{"b": ["c", "d"]}'}),
    ],
)
def test_yaml_is_read_as_text(lines: list[str], values: dict[str, object]) -> None:
    header = read_header(["---", *lines, "---"])
    assert dict(header.values) == values
    assert header.problems == ()
    assert header.end == len(lines) + 2


@pytest.mark.parametrize(
    ("lines", "values"),
    [
        (["author: @x on Twitter"], {"author": "@x on Twitter"}),
        (["title: T: An Opportunity?", "n: 1"], {"title": "T: An Opportunity?", "n": "1"}),
        (["title: 'Quoted' Wrecks Things"], {"title": "'Quoted' Wrecks Things"}),
        (["link: [[a]], [[b]]"], {"link": "[[a]], [[b]]"}),
        (["aliases: [Ep. 1: A: B, Ep. 1: A: B]"], {"aliases": "Ep. 1: A: B"}),
        (
            ["author: A. Author", "B. Author", "title: T"],
            {"author": "A. Author\nB. Author", "title": "T"},
        ),
        (["a: 1", "a: 2"], {"a": ("1", "2")}),
        (["title: x: y", "tags:", "- a", "  - 'b'"], {"title": "x: y", "tags": ("a", "b")}),
    ],
)
def test_what_is_no_yaml_is_read_line_by_line_and_told(
    lines: list[str], values: dict[str, object]
) -> None:
    header = read_header(["---", *lines, "---"])
    assert dict(header.values) == values
    assert [problem.line for problem in header.problems] == [1]
    assert "read line by line" in header.problems[0].message


@pytest.mark.parametrize(
    "lines",
    [
        ["text", "---"],
        ["---", "a line of prose", "and more", "---"],
        ["---", "title: never closed"],
        ["--- x", "a: b", "---"],
        [""],
        [],
    ],
)
def test_a_rule_at_the_top_is_no_header(lines: list[str]) -> None:
    assert read_header(lines).end == 0


def test_a_header_of_nothing_ends_all_the_same() -> None:
    assert read_header(["", "---", " ", "---", "x"]).end == 4


def test_a_header_beyond_all_measure_is_prose() -> None:
    assert read_header(["---", *["a: b"] * (LONGEST // 4), "---"]).end == 0


@pytest.mark.parametrize(
    ("lines", "kept"),
    [
        (["title: T", "# mine"], [(3, "# mine")]),
        (["title: T", "#draft-xyz", "n: 1"], [(3, "#draft-xyz")]),
        (
            ['rating: "five" # a remark', "# more", "n: 1"],
            [(2, 'rating: "five" # a remark'), (3, "# more")],
        ),
        (["tags:", "  - 'é' # 日本", "  #b", "  - c"], [(3, "  - 'é' # 日本"), (4, "  #b")]),
        (["list: [a, # one", "  b]"], [(2, "list: [a, # one")]),
        (["summary: |", "  # a heading", "  text", "# mine"], [(5, "# mine")]),
        (["text: 'a", "  # b'", 'more: "c\\u00e9d"', "empty:", "{a: b}: c"], []),
        (["title: T: x", "# mine", "#draft"], [(3, "# mine")]),
    ],
)
def test_a_comment_keeps_its_line(lines: list[str], kept: list[tuple[int, str]]) -> None:
    assert [
        (line.number, line.text) for line in read_header(["---", *lines, "---"]).comments
    ] == kept


def test_a_longer_rule_within_a_header_ends_nothing() -> None:
    header = read_header(["---", "title: T", "----", "author: A", "----------", "---", "text"])
    assert dict(header.values) == {"title": "T", "author": "A"}
    assert (header.end, header.problems) == (6, ())


@settings(max_examples=examples(100), deadline=None)
@given(st.lists(st.text(alphabet="ab:- \t#[]{}\"'|>&*!%@,\n0", max_size=30), max_size=8))
def test_no_header_raises(lines: list[str]) -> None:
    read_header(["---", *"\n".join(lines).split("\n"), "---", "x"])


BOMBS = {
    "brackets": "[" * 60_000,
    "braces": "{a: " * 15_000,
    "deep blocks": "\n".join(" " * i + "a:" for i in range(300)),
    "aliases": "a: &a [x,x,x,x,x,x,x,x,x]\n"
    + "\n".join(
        f"{b}: &{b} [{','.join(['*' + a] * 9)}]"
        for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    ),
    "merge keys": "a: &a {x: 1}\nb: {<<: [*a, *a]}",
    "tags": "!!python/object/apply:os.system ['true']",
    "many": "\n".join(f"k{i}: v" for i in range(5_000)),
    "surrogates": r't: "\ud800"',
}


def test_an_alias_stays_as_it_is_written() -> None:
    header = read_header(["---", "a: &x one", "b: [*x, two]", "---"])
    assert header.values["b"] == ("*x", "two")
    assert "alias" in header.problems[0].message


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_ends_no_process(name: str, tmp_path: Path) -> None:
    """In a process of its own: what it proves is that nothing of C's dies with the header."""
    bomb = tmp_path / "bomb.md"
    bomb.write_text(f"---\n{BOMBS[name]}\n---\n# T\nprose\n", encoding="utf-8")
    program = (
        "import json, sys, pathlib\nfrom app.formats.registry import parse_file\n"
        "f = parse_file('b.md', pathlib.Path(sys.argv[1]).read_bytes())\n"
        "print(json.dumps([len(f.documents), 'prose' in f.documents[0].body]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(bomb)],
        capture_output=True,
        timeout=100,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [1, True]


@pytest.mark.parametrize(
    ("lines", "values"),
    [
        (
            ["title: 'Walls and talkers", "author: A. B"],
            {"title": "Walls and talkers", "author": "A. B"},
        ),
        (["title: 'Walls", "note: it is Ada's"], {"title": "Walls", "note": "it is Ada's"}),
        (['title: "Walls', "n: 1"], {"title": "Walls", "n": "1"}),
        (["title: 'Quoted' Wrecks Things"], {"title": "'Quoted' Wrecks Things"}),
        (
            ["title: ~", "author: null", "url: 'null'", "x: [~, a]"],
            {"title": "", "author": "", "url": "null", "x": ("", "a")},
        ),
    ],
)
def test_a_quote_that_nothing_closes_and_null_are_no_part_of_a_value(
    lines: list[str], values: dict[str, object]
) -> None:
    assert _read(*lines) == values


def test_toml_between_plus_signs_is_read_as_text() -> None:
    header = read_header(
        [
            "+++",
            'title = "W" # mine',
            "date = 2021-02-03",
            "[taxonomies]",
            'tags = ["a", "b"]',
            "+++",
            "text",
        ]
    )
    assert (dict(header.values), header.end, header.problems) == (
        {"title": "W", "date": "2021-02-03", "tags": ("a", "b")},
        6,
        (),
    )
    assert [line.number for line in header.comments] == [2]

    header = read_header(["+++", 'title = "W', "author = A B", "[x]", "+++"])
    assert dict(header.values) == {"title": "W", "author": "A B"}
    assert "not TOML" in header.problems[0].message
    assert [line.text for line in header.comments] == ["[x]"]


@pytest.mark.parametrize(
    "inner", ["a = " + "[" * 5000, "a = " + "9" * 5000, "a." * 4000 + "b = 1", "[" * 9000]
)
def test_hostile_toml_brings_nothing_down(inner: str) -> None:
    assert read_header(["+++", inner, "+++", "text"]).end == 3
