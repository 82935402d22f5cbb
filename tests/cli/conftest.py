"""The program itself, as a process."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start(root: Path, tmp_path: Path) -> Iterator[Start]:
    """Starts the command in an empty folder with a library of its own.

    Whatever still runs at the end is killed.
    """
    with starting(root, tmp_path) as begin:
        yield begin


@contextmanager
def starting(root: Path, folder: Path) -> Iterator[Start]:
    """Starts the command in that folder, with a library there.

    Whatever still runs at the end is killed.
    """
    begun: list[subprocess.Popen[str]] = []

    def begin(*arguments: str, **environment: str) -> "subprocess.Popen[str]":
        known = {
            name: value for name, value in os.environ.items() if not name.startswith("FLORILEGIUM")
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "app", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=folder,
            env=known
            | {"PYTHONPATH": str(root), "FLORILEGIUM_DB": str(folder / "library.db")}
            | environment,
        )
        begun.append(process)
        return process

    yield begin
    for process in begun:
        process.kill()
        process.communicate()
