"""The environment is made once, and trusted only while it is whole.

In its place and of today's locks.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

LOCKS = ("requirements.txt", "requirements-dev.txt", "requirements-bootstrap.txt")


@pytest.fixture
def checkout(root: Path, tmp_path: Path) -> Path:
    """A checkout in a folder with spaces, whose environment looks ready unless one tries it."""
    folder = tmp_path / "a checkout"
    shutil.copytree(root / ".ci", folder / ".ci")
    for name in (*LOCKS, "pyproject.toml"):
        shutil.copy(root / name, folder)
    scripts = folder / ".venv" / "bin"
    scripts.mkdir(parents=True)
    (scripts / "python").symlink_to(sys.executable)
    (scripts / "florilegium").write_text(f"#!{scripts / 'python'}\n")
    (folder / ".venv" / "ready-run").write_text(ask(folder, "digest('run')"))
    return folder


def ask(folder: Path, question: str) -> str:
    """What the checkout's bootstrap answers."""
    program = (
        f"import sys; sys.path.insert(0, '.ci'); from bootstrap import *; print({question}, end='')"
    )
    return subprocess.run(
        [sys.executable, "-c", program], cwd=folder, capture_output=True, check=True, text=True
    ).stdout


def start(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Start it as `make env` does."""
    command = [sys.executable, ".ci/bootstrap.py", *environment.pop("arguments", "").split()]
    return subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        check=False,
        text=True,
    )


def test_a_second_start_does_nothing_and_is_quick(checkout: Path) -> None:
    before = os.times()
    done = start(checkout)
    after = os.times()
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    spent = after.children_user + after.children_system
    assert spent - before.children_user - before.children_system < 2  # seconds of the processor


@pytest.mark.parametrize(
    "name", ["requirements.txt", "requirements-bootstrap.txt", "pyproject.toml"]
)
def test_a_changed_lock_is_noticed(checkout: Path, name: str) -> None:
    assert ask(checkout, "is_ready('run')") == "True"
    with (checkout / name).open("a") as lock:
        lock.write("# newer\n")
    assert ask(checkout, "is_ready('run')") == "False"


def test_an_interrupted_run_is_noticed(checkout: Path) -> None:
    (checkout / ".venv" / "unfinished").touch()
    assert ask(checkout, "is_ready('run')") == "False"


def test_an_environment_for_running_is_not_one_for_testing(checkout: Path) -> None:
    assert ask(checkout, "is_ready('tests')") == "False"


def test_a_moved_checkout_is_noticed(checkout: Path) -> None:
    """Its scripts would start the program that lay in the old place."""
    moved = checkout.rename(checkout.with_name("elsewhere"))
    assert ask(moved, "has_moved(), is_ready('run')") == "True False"


def test_what_pip_was_told_is_told_to_uv(checkout: Path) -> None:
    """Mirrors and certificates are named in the environment, never in a file of the house."""
    told = "(os.environ.update(PIP_INDEX_URL='mirror', PIP_CERT='roots'), environment())[1]"
    assert ask(checkout, f"{told}['UV_DEFAULT_INDEX']") == "mirror"


def test_a_browser_that_is_not_there_is_named(checkout: Path) -> None:
    (checkout / ".venv" / "ready-tests").write_text(ask(checkout, "digest('tests')"))
    done = start(checkout, arguments="--tests", FLORILEGIUM_BROWSER="no-such-browser")
    assert done.returncode == 2
    assert done.stderr.startswith("florilegium: FLORILEGIUM_BROWSER names 'no-such-browser'")
    assert done.stderr.count("\n") == 1
