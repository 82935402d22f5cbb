"""No expression and no file shape takes more than its share of time.

100 KB of the worst there is, under half a second each.
"""

import collections
import importlib
import inspect
import pkgutil
import re
import time
from collections.abc import Iterator
from functools import cache

import pytest

import app
from app.formats.registry import parse_file

LENGTH = 100_000
PIECES = (
    *(
        "a",
        " ",
        "\t",
        "\n",
        "-",
        "#",
        "*",
        "_",
        "[",
        "]",
        "(",
        ")",
        "^",
        "%",
        "`",
        ">",
        ":",
        "|",
        "=",
        ",",
        ".",
        "0",
        "[[",
        "]]",
        "](",
        "[[a",
        "#a",
        "#[[a",
    ),
    *(
        "[](",
        "![](",
        "![rw-book-cover](http://a",
        "([View Highlight](http://a",
        "[View Highlight](https://read.readwise.io/read/",
        "(Location 1",
        "[Location 1](",
        "^rw1",
    ),
    *(
        "(Page 1) ",
        "a (",
        "- ",
        "- a\n",
        "    - Tags: ",
        "\t- ",
        "> ",
        "# a\n",
        "a: ",
        "a:: ",
        "**a**: ",
        "Note: ",
        "Tags: ",
        "2024-01-01 ",
        "May 3, 2024 ",
        "12:30:45 ",
    ),
    *(
        "January ",
        "1st ",
        "and ",
        ", ",
        "Highlights ",
        "New highlights added ",
        "Highlights first synced by ",
        "Synced 1 highlight from ",
        "%% color: ",
        "%%\nID: 1\n",
        ".a ",
        ".h1 ",
    ),
    *(
        "http://a.b/",
        "readwise.io/bookreview/",
        "readwise.io/open/1 ",
        "(Updated ",
        "Clipping limit ",
        "[^1]",
        "---\n",
        "```\n",
        "1. ",
        "| a ",
        "é",
        "日",
        "\u00a0",
        "a\u00a0",
    ),
)


def _expressions() -> Iterator[tuple[str, re.Pattern[str], tuple[str, ...]]]:
    """(name, expression, how the code calls it) for each that a module of the import compiles."""
    rooms = ("app.importer", "app.formats", "app.identity")
    for found in (
        found
        for found in pkgutil.walk_packages(app.__path__, "app.")
        if found.name.startswith(rooms)
    ):
        module = importlib.import_module(found.name)
        source = inspect.getsource(module)
        for name, value in vars(module).items():
            calls = tuple(
                call
                for call in ("match", "fullmatch", "search", "findall", "finditer", "split")
                if f"{name}.{call}" in source
            )
            calls += ("search",) if f"{name}.sub(" in source else ()
            for i, item in enumerate(value if isinstance(value, tuple) else (value,)):
                if isinstance(item, re.Pattern) and isinstance(item.pattern, str):
                    yield f"{found.name}.{name}{i or ''}", item, calls or ("search",)


@cache
def _worst(length: int) -> tuple[str, ...]:
    return tuple(_repeated(length))


def _repeated(length: int) -> Iterator[str]:
    for piece in PIECES:
        run = piece * (length // len(piece))
        yield run
        yield run + "!"
    for start, piece in (
        ("- ", "a "),
        ("[[", "a"),
        ("(", "a "),
        ("#", "a"),
        ("```", "\n"),
        ("![", "a"),
        ("[a](", "a"),
        ("x ", "#a "),
    ):
        yield start + piece * (length // len(piece))


def _seconds(expression: re.Pattern[str], call: str, text: str) -> float:
    begun = time.process_time()
    found = getattr(expression, call)(text)
    if call == "finditer":
        collections.deque(found, maxlen=0)
    return time.process_time() - begun


@pytest.mark.parametrize(
    ("expression", "calls"),
    [pytest.param(item, calls, id=name) for name, item, calls in _expressions()],
)
def test_an_expression_is_quick_on_the_worst_texts(
    expression: re.Pattern[str], calls: tuple[str, ...]
) -> None:
    """What takes seconds at 100 KB takes over a millisecond at a twentieth of it.

    Unless it is linear: only such are tried in full.
    """
    for short, text in zip(_worst(LENGTH // 20), _worst(LENGTH), strict=True):
        for call in calls:
            if _seconds(expression, call, short) > 0.001:
                assert _seconds(expression, call, text) < 2, (call, text[:20])


STARTS = {
    "note": "",
    "export": "![rw-book-cover](u)\n## Highlights\n",
    "roam": "- Author:: x\n- ### Highlights first synced by #Readwise\n",
    "mirror": "%%\nID: 1\n%%\n# Highlights\n",
    "logseq": "title:: x\nauthor:: x\n- Highlights first synced by [[Readwise]]\n",
    "headed": "## Author:: x\n## Highlights first synced\n",
}


def _parsing(start: str, piece: str, length: int) -> float:
    text = start + piece * (length // len(piece))
    begun = time.process_time()
    parse_file("a.md", text.encode(), named=True)
    return time.process_time() - begun


@pytest.mark.parametrize("start", STARTS)
def test_a_file_is_quick_whatever_it_repeats(start: str) -> None:
    """As above: what would take seconds at full length is slow at a fiftieth of it already."""
    for piece in (*PIECES, *(piece + "\n" for piece in PIECES)):
        if _parsing(STARTS[start], piece, LENGTH // 50) > 0.02:
            assert _parsing(STARTS[start], piece, LENGTH // 4) < 2, piece
