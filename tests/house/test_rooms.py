"""The rules of the house over every file in it."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

MOST_MODULES = 20  # in one folder
LONGEST_MODULE = 400  # lines
SHORTEST_MODULE = 25
SHORT_MODULES = {
    "app/__main__.py": "what `python -m app` runs",
    "app/resources.py": "the one place that knows a wheel from a checkout",
}
LONGEST_FUNCTION = 60
LONGEST_LINE = 100  # letters
LONG_FOR_A_REASON = {  # what a longer line may be, and why
    "for a tool": re.compile(r"# (?:noqa|type: ignore|fmt: )"),  # that reads it at the line's end
    "one piece": re.compile(r"^\s*+\S++$"),  # a regular expression or an address without a space
    "an export": re.compile(r"\]\(https://"),  # a link within one, as an exporter writes it
}
HAND_WRITTEN = (
    ("app", ".py"),
    ("tests", ".py"),
    ("app/web/static", ".js"),
    ("app/web/static", ".css"),
)
ROOMS = (".ci", "alembic", "app", "docs", "notes", "templates", "tests")
EMPTY_WORDS = {
    *("utils", "util", "helpers", "helper", "manager", "managers", "service", "services"),
    *("base", "common", "misc"),
}
SQL_ROOMS = ("app/store/", "app/search/")
OF_SQLALCHEMY = {"Connection", "Engine"}  # what other rooms may name of it: they hand these on
RUNS_SQL = {"execute", "exec_driver_sql", "scalar", "scalars", "executemany", "executescript"}


@pytest.fixture(scope="module")
def modules(root: Path) -> dict[str, str]:
    """Every module under app/, by its path."""
    found = {
        str(path.relative_to(root)): path.read_text()
        for path in sorted((root / "app").rglob("*.py"))
    }
    assert found
    return found


@pytest.fixture(scope="module")
def front(root: Path) -> dict[str, str]:
    """Every template, script and style, by its path."""
    paths = [
        *(root / "templates").rglob("*.html"),
        *(
            path
            for path in (root / "app/web/static").rglob("*")
            if path.suffix in {".js", ".css", ".svg"}
        ),
    ]
    assert paths
    return {str(path.relative_to(root)): path.read_text() for path in paths}


def functions(text: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def class_names(text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ClassDef):
            yield node.name


def words_of(name: str) -> list[str]:
    """The words of a CapitalisedName, in lower case."""
    return [word.lower() for word in re.findall(r"[A-Z][a-z0-9]{0,40}", name)]


def sql_in(text: str) -> Iterator[str]:
    """What a module imports to build statements, and calls to run them."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
            ("sqlalchemy", "sqlite3")
        ):
            yield from sorted(
                each.name
                for each in node.names
                if each.name not in OF_SQLALCHEMY and not each.name.endswith("Error")
            )
        elif isinstance(node, ast.Import):
            yield from (
                each.name for each in node.names if each.name.startswith(("sqlalchemy", "sqlite3"))
            )
        elif isinstance(node, ast.Attribute) and node.attr in RUNS_SQL:
            yield node.attr


def lines_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_no_module_is_longer_than_400_lines(modules: dict[str, str]) -> None:
    assert {
        path: text.count("\n")
        for path, text in modules.items()
        if text.count("\n") > LONGEST_MODULE
    } == {}


def test_no_function_is_longer_than_60_lines(modules: dict[str, str]) -> None:
    assert [
        f"{path}: {node.name}"
        for path, text in modules.items()
        for node in functions(text)
        if lines_of(node) > LONGEST_FUNCTION
    ] == []


def test_nothing_is_handed_on_while_a_connection_is_held(modules: dict[str, str]) -> None:
    """Who waits for a client between two pieces would hold the connection.

    And close it in another thread. The engine's own ways to get one do.
    """
    ways = {"reading", "writing", "rehearsing", "copying", "connect", "begin"}
    inside = {
        f"{path}: {node.name}"
        for path, text in modules.items()
        for node in functions(text)
        if not any("contextmanager" in ast.unparse(each) for each in node.decorator_list)
        for block in ast.walk(node)
        if isinstance(block, ast.With | ast.AsyncWith)
        and any(called(item.context_expr) in ways for item in block.items)
        if any(isinstance(each, ast.Yield | ast.YieldFrom | ast.Await) for each in ast.walk(block))
    }
    assert inside == set()


def test_no_writer_searches(modules: dict[str, str]) -> None:
    """Nothing is kept of a library for writers: a search of theirs reads whole tables."""
    searches = {"search", "count", "all_hits", "hit_batches", "all_codes", "evaluate_query"}
    found = {
        f"{path}: {each}"
        for path, text in modules.items()
        if "app.search" in text or path.startswith("app/search/")
        for each in searches_of_writers(text, searches)
    }
    assert found == set()


def searches_of_writers(text: str, searches: set[str]) -> Iterator[str]:
    """The searches within a write transaction: of a function with a writer, or in its block."""
    for node in functions(text):
        lent = "writer" in {each.arg for each in node.args.args}
        blocks: list[ast.AST] = [node] if lent else []
        blocks += [
            block
            for block in ast.walk(node)
            if isinstance(block, ast.With)
            and any(called(item.context_expr) in {"writing", "copying"} for item in block.items)
        ]
        for block in blocks:
            for each in ast.walk(block):
                if isinstance(each, ast.Call) and called(each) in searches:
                    yield f"{node.name} calls {called(each)}"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("def f(writer):\n    search(writer, '')", ["f calls search"]),
        ("def f(l):\n    with l.writing() as db:\n        count(db, '')", ["f calls count"]),
        ("def f(db):\n    search(db, '')", []),
        ("def f(l):\n    all_codes(r, '')\n    with l.writing() as db:\n        pass", []),
    ],
)
def test_a_searching_writer_is_seen(text: str, found: list[str]) -> None:
    assert list(searches_of_writers(text, {"search", "count", "all_codes"})) == found


def called(expression: ast.expr) -> str:
    """The name of what is called, without what it is called on."""
    return (
        ast.unparse(expression.func).rpartition(".")[2] if isinstance(expression, ast.Call) else ""
    )


def test_every_module_says_what_it_is(modules: dict[str, str]) -> None:
    assert [path for path, text in modules.items() if not ast.get_docstring(ast.parse(text))] == []


def test_no_folder_holds_more_than_20_modules(modules: dict[str, str]) -> None:
    held = Counter(str(Path(path).parent) for path in modules)
    assert {folder: number for folder, number in held.items() if number > MOST_MODULES} == {}


def test_no_module_is_shorter_than_25_lines(modules: dict[str, str]) -> None:
    short = {
        path
        for path, text in modules.items()
        if text.count("\n") < SHORTEST_MODULE and Path(path).stem != "__init__"
    }
    assert short == set(SHORT_MODULES)


def test_nothing_has_a_name_that_says_nothing(modules: dict[str, str]) -> None:
    """Neither a folder, nor a module, nor a class."""
    rooms = {path: {*Path(path).parent.parts, *Path(path).stem.split("_")} for path in modules}
    classes = {
        f"{path}: {name}": set(words_of(name))
        for path, text in modules.items()
        for name in class_names(text)
    }
    assert [what for what, words in (rooms | classes).items() if words & EMPTY_WORDS] == []


def test_sql_stands_in_store_and_search_alone(modules: dict[str, str]) -> None:
    """Other rooms hand a connection on, and neither build statements nor run them."""
    others = {path: text for path, text in modules.items() if not path.startswith(SQL_ROOMS)}
    assert [f"{path}: {what}" for path, text in others.items() for what in sql_in(text)] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("from sqlalchemy import Connection, select", ["select"]),
        ("from sqlalchemy.dialects.sqlite import insert", ["insert"]),
        ("import sqlalchemy", ["sqlalchemy"]),
        ("import sqlite3", ["sqlite3"]),
        ("db.exec_driver_sql('SELECT 1')", ["exec_driver_sql"]),
        ("from sqlalchemy import Connection, Engine", []),
        ("from sqlite3 import OperationalError", []),
    ],
)
def test_sql_is_seen(text: str, found: list[str]) -> None:
    assert list(sql_in(text)) == found


def test_lines_are_never_split_where_unicode_would(modules: dict[str, str]) -> None:
    """`splitlines` also splits at U+2028 and its like, which stand inside passages."""
    assert [path for path, text in modules.items() if ".splitlines(" in text] == []


def test_the_alembic_folder_is_no_package(root: Path) -> None:
    """A package there would hide the alembic package itself."""
    assert not (root / "alembic" / "__init__.py").exists()


def test_scripts_and_styles_are_written_by_hand(front: dict[str, str]) -> None:
    assert [path for path in front if ".min." in path] == []


def test_lines_have_at_most_100_letters(root: Path) -> None:
    paths = [
        path for room, ending in HAND_WRITTEN for path in sorted((root / room).rglob(f"*{ending}"))
    ]
    assert [
        f"{path.relative_to(root)}:{number}"
        for path in paths
        for number, line in enumerate(path.read_text().split("\n"), 1)
        if is_too_long(line)
    ] == []


def is_too_long(line: str) -> bool:
    return len(line) > LONGEST_LINE and not any(
        reason.search(line) for reason in LONG_FOR_A_REASON.values()
    )


@pytest.mark.parametrize(
    ("line", "too_long"),
    [
        ("a" * 50 + " " + "b" * 49, False),
        ("a" * 50 + " " + "b" * 50, True),
        ("    " + "b" * 120, False),
        ("a " * 50 + "# noqa: PLR2004 two sides", False),
        ("- Words. ([Location 7](https://read.example/" + "x" * 80 + "))", False),
    ],
)
def test_a_long_line_is_seen(line: str, *, too_long: bool) -> None:
    assert is_too_long(line) == too_long


def test_pages_hold_nothing_inline(front: dict[str, str]) -> None:
    """The Content-Security-Policy would drop it, and a reader would miss it."""
    inline = re.compile(
        r"<style|\sstyle=|\son[a-z]{2,20}=[\"']|javascript:|<script(?![^>]{0,200}\ssrc=)"
    )
    assert [
        path for path, text in front.items() if path.endswith(".html") and inline.search(text)
    ] == []


def test_pages_fetch_nothing_from_elsewhere(front: dict[str, str]) -> None:
    fetched = re.compile(r"(?:src=|url\(|@import|from|import\(|fetch\()\s{0,3}[\"']?(?:https?:)?//")
    assert [path for path, text in front.items() if fetched.search(text)] == []


def test_no_file_names_a_folder_of_one_machine(root: Path) -> None:
    """Neither a home nor root's, but for those of the reader in examples."""
    home = re.compile(r"/(?:(?:Users|home)/(?!reader\b|x\b|me\b)[a-z]{1,40}|root)/", re.IGNORECASE)
    inside = [
        path
        for room in ROOMS
        for path in (root / room).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    ]
    papers = [
        path
        for path in root.iterdir()
        if path.suffix in {".md", ".toml", ".txt"} or path.name == "Makefile"
    ]
    assert len(papers) > len(ROOMS)
    named = [
        path
        for path in (*inside, *papers)
        if path != Path(__file__) and home.search(path.read_bytes().decode("utf-8", "replace"))
    ]
    assert [str(path.relative_to(root)) for path in named] == []
