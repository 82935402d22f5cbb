"""The documents say what is so."""

import importlib
import json
import re
from contextlib import suppress
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import pytest
import typer.core
import typer.main
from starlette.routing import Route

from app import contract as shapes
from app.cli.commands import make_commands
from app.contract.shaping import key
from app.web import app, pages
from app.web.api import (
    acts,
    docs,
    exporting,
    graph,
    many,
    mentions,
    names,
    notes,
    read,
    trays,
    write,
)

SHAPES = {
    "inspect": shapes.Inspected,
    "import": shapes.Report,
    "search": shapes.Found,
    "stats": shapes.Stats,
    "undo": shapes.Undone,
    "verify": shapes.Verified,
    "backup --list": shapes.Copies,
}
PAPERS = (
    "README.md",
    "LICENSE",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "docs/design.md",
    "docs/contract.md",
    "docs/promises.md",
)


@pytest.fixture(scope="module")
def contract(root: Path) -> str:
    return (root / "docs" / "contract.md").read_text()


@pytest.fixture(scope="module")
def commands() -> dict[str, set[str]]:
    """The commands of the program with their options."""
    group = typer.main.get_command(make_commands())
    assert isinstance(group, typer.core.TyperGroup)
    return {
        name: {option for each in command.params for option in each.opts if option.startswith("--")}
        for name, command in group.commands.items()
    }


def commands_told(text: str) -> dict[str, set[str]]:
    """The commands that a table names in its first column, with their options."""
    rows = re.findall(r"^\| `(?:\.venv/bin/)?florilegium ([a-z]+)([^`|]*)` \|", text, re.MULTILINE)
    return {name: set(re.findall(r"--[a-z-]+", options)) for name, options in rows}


def addresses_told(text: str) -> set[str]:
    return {re.sub(r"{\w+}", "{}", path) for path in re.findall(r"`(/[a-z{}/.]*)`", text)}


def keys_of(shape: Any) -> Any:  # noqa: ANN401 types are looked at as values here
    """The keys of a shape, all the way down; None where it ends."""
    if get_origin(shape) is tuple:
        return keys_of(get_args(shape)[0])
    if is_dataclass(shape):
        types = get_type_hints(shape)
        return {key(each.name): keys_of(types[each.name]) for each in fields(shape)}
    return None


def keys_told(value: Any, keys: Any) -> Any:  # noqa: ANN401 JSON
    """The keys of an example, as far down as the shape has any."""
    if isinstance(value, list) and keys is not None:
        return keys_told(value[0], keys)
    return (
        {name: keys_told(each, keys.get(name)) for name, each in value.items()}
        if isinstance(value, dict) and keys is not None
        else None
    )


@pytest.mark.parametrize("path", PAPERS)
def test_the_papers_are_there(root: Path, path: str) -> None:
    assert len((root / path).read_text()) > 500


@pytest.mark.parametrize("path", PAPERS)
def test_papers_lead_to_what_is_there(root: Path, path: str) -> None:
    paper = root / path
    led_to = [
        target
        for target in re.findall(r"\]\(([^)#:]+)\)", paper.read_text())
        if not (paper.parent / target).exists()
    ]
    assert led_to == []


def test_the_contract_names_every_command_and_no_other(
    contract: str, commands: dict[str, set[str]]
) -> None:
    assert set(commands_told(contract)) == set(commands)


def test_the_readme_names_every_command_and_no_other(
    root: Path, commands: dict[str, set[str]]
) -> None:
    assert set(commands_told((root / "README.md").read_text())) == set(commands)


def test_the_contract_names_every_option(contract: str, commands: dict[str, set[str]]) -> None:
    """Less `--help`, which all have, and `--json`, which has a column of its own."""
    assert commands_told(contract) == {
        name: options - {"--json", "--help"} for name, options in commands.items()
    }


@pytest.mark.parametrize("command", SHAPES)
def test_examples_hold_the_keys_of_the_shapes(contract: str, command: str) -> None:
    """An example of the contract has the keys that the program writes, no more and no fewer."""
    example = json.loads(
        contract.split(f"### `{command} --json`")[1].split("```json")[1].split("```", maxsplit=1)[0]
    )
    keys = keys_of(SHAPES[command])
    assert len(keys) > 2
    assert keys_told(example, keys) == keys


def test_the_contract_names_every_address(contract: str) -> None:
    routers = (
        read.router,
        graph.router,
        exporting.router,
        names.router,
        notes.router,
        trays.router,
        docs.router,
        app.router,
        *pages.routers(),
    )
    routes = [
        route
        for router in routers
        for route in router.routes
        if isinstance(route, Route) and "GET" in (route.methods or ())
    ]
    paths = {re.sub(r"{\w+(:\w+)?}", "{}", route.path) for route in routes}
    assert addresses_told(contract) - {"/api", "/api/openapi.json"} == paths - {"/favicon.ico"}


def test_the_contract_names_every_change(contract: str) -> None:
    routes = [
        route
        for router in (
            acts.router,
            exporting.router,
            many.router,
            mentions.router,
            names.router,
            notes.router,
            trays.router,
            write.router,
        )
        for route in router.routes
        if isinstance(route, Route)
    ]
    assert set(re.findall(r"`([A-Z]+ /api/[a-z{}/]+)`", contract)) == {
        f"{method} {route.path.replace(':path', '')}"
        for route in routes
        for method in (route.methods or ())
        if method != "GET"
    }


@pytest.mark.parametrize(
    "walk",
    [
        "The text of one highlight, from its file to a page",
        "One query, from the box to SQL and back",
    ],
)
def test_every_step_of_a_walk_names_functions_that_are_there(root: Path, walk: str) -> None:
    told = (root / "docs" / "design.md").read_text().split(f"### {walk}\n")[1].split("\n#")[0]
    steps = re.split(r"^\d+\. ", told, flags=re.MULTILINE)[1:]
    named = [re.findall(r"`([a-z_]+(?:\.\w+)+)`", step.replace("`parts/", "")) for step in steps]
    assert len(steps) > 10
    assert all(named)
    assert [name for names_ in named for name in names_ if not is_there(name)] == []


def is_there(name: str) -> bool:
    """Whether a name below `app` leads to something: a module's, or a class's."""
    module, *names_ = name.split(".")
    found = importlib.import_module(f"app.{module}")
    for each in names_:
        if not hasattr(found, each):
            with suppress(ModuleNotFoundError):
                importlib.import_module(f"{found.__name__}.{each}")
        if not hasattr(found, each):
            return False
        found = getattr(found, each)
    return True


def test_the_map_of_the_rooms_names_every_folder_and_module(root: Path) -> None:
    drawn = (root / "docs" / "design.md").read_text().split("## 3. Rooms\n```\n")[1].split("```")[0]
    assert rooms_of(drawn) == {
        str(folder.relative_to(root)): {
            path.stem for path in folder.glob("*.py") if path.stem != "__init__"
        }
        for folder in {path.parent for path in (root / "app").rglob("*.py")}
    }


def rooms_of(drawn: str) -> dict[str, set[str]]:
    """The modules by folder: a row a folder, those of an inner one by its name alone.

    A row goes on in lines without a folder. Its modules stand behind its last colon.
    """
    rows = re.split(r"^(?= {0,6}[a-z_/]+/ )", drawn, flags=re.MULTILINE)[1:]
    rooms: dict[str, set[str]] = {}
    path: list[str] = []
    for row in rows:
        name, words = row.split(maxsplit=1)
        depth = (len(row) - len(row.lstrip())) // 2
        parts = name.strip("/").split("/")
        path = [*path[: depth + 1], *parts] if depth else parts
        if path != ["app", "web", "static"]:
            rooms["/".join(path)] = set(words.rpartition(": ")[2].split())
    return rooms


@pytest.mark.parametrize("paper", ["SECURITY.md", "docs/promises.md"])
def test_every_promise_names_tests_that_are_there(root: Path, paper: str) -> None:
    """No promise without one."""
    rows = re.findall(
        r"^\| (?!threat|promise)([^|]+) \| [^|]+ \|([^|]+)\|$",
        (root / paper).read_text(),
        re.MULTILINE,
    )
    named = {
        threat: re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", tests) for threat, tests in rows
    }
    assert len(named) > 10
    assert [threat for threat, tests in named.items() if not tests] == []
    assert [
        test
        for tests in named.values()
        for path, test in tests
        if f"def {test}(" not in (root / path).read_text()
    ] == []
