"""The wheel holds all that the program needs away from a checkout."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel as `make wheel` builds it."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder],
        cwd=root,
        check=True,
        capture_output=True,
    )
    (built,) = folder.glob("*.whl")
    return zipfile.ZipFile(built)


def files_under(folder: Path, suffixes: set[str]) -> set[str]:
    return {
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and path.suffix in suffixes
    }


@pytest.mark.parametrize(
    ("folder", "packed", "suffixes"),
    [
        ("templates", "app/_templates", {".html"}),
        ("alembic", "app/_alembic", {".py", ".mako"}),
        ("app/web/static", "app/web/static", {".css", ".js", ".svg"}),
    ],
)
def test_the_wheel_holds(
    root: Path, wheel: zipfile.ZipFile, folder: str, packed: str, suffixes: set[str]
) -> None:
    expected = files_under(root / folder, suffixes)
    assert expected
    assert expected - {name.removeprefix(f"{packed}/") for name in wheel.namelist()} == set()


def test_the_wheel_holds_the_types_and_the_licence(wheel: zipfile.ZipFile) -> None:
    names = wheel.namelist()
    assert "app/py.typed" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_the_wheel_holds_nothing_else(wheel: zipfile.ZipFile) -> None:
    """No tests, no notes, nothing that Python compiled."""
    assert [
        name
        for name in wheel.namelist()
        if not name.startswith(("app/", "florilegium-")) or name.endswith(".pyc")
    ] == []


def test_the_program_runs_out_of_the_wheel(
    root: Path, wheel: zipfile.ZipFile, tmp_path: Path
) -> None:
    """It finds its migrations without a checkout, and brings the sample into a library."""
    wheel.extractall(tmp_path / "packed")
    assert run(tmp_path, "import", str(root / "notes"))
    assert json.loads(run(tmp_path, "stats", "--json"))["documents"] == 8


def run(folder: Path, *command: str) -> str:
    """What the unpacked program prints, when all goes well."""
    environment = {**os.environ, "PYTHONPATH": str(folder / "packed")}
    program = [sys.executable, "-m", "app", "--db", "library.db", *command]
    done = subprocess.run(
        program, cwd=folder, env=environment, capture_output=True, check=False, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout
