"""What a forge and a commit run is what anyone runs at home."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml


@pytest.fixture(scope="module")
def workflow(root: Path) -> dict[str, Any]:
    """The workflow of the forge."""
    found: dict[str, Any] = yaml.safe_load((root / ".github" / "workflows" / "ci.yml").read_text())
    return found


@pytest.fixture(scope="module")
def hooks(root: Path) -> list[dict[str, Any]]:
    """The hooks before a commit; none comes from elsewhere."""
    repos = yaml.safe_load((root / ".pre-commit-config.yaml").read_text())["repos"]
    assert [repo["repo"] for repo in repos] == ["local"]
    found: list[dict[str, Any]] = repos[0]["hooks"]
    return found


def test_every_job_runs_a_target_that_there_is(root: Path, workflow: dict[str, Any]) -> None:
    targets = set(re.findall(r"^([a-z]+):", (root / "Makefile").read_text(), re.MULTILINE))
    runs = [
        step["run"] for job in workflow["jobs"].values() for step in job["steps"] if "run" in step
    ]
    asked = {re.sub(r"^make ([a-z]+) PYTHON=python$", r"\1", run) for run in runs}
    assert asked == {"test", "oldest", "coverage"}
    assert asked <= targets


def test_the_oldest_python_is_tried(root: Path, workflow: dict[str, Any]) -> None:
    oldest = tomllib.loads((root / "pyproject.toml").read_text())["project"][
        "requires-python"
    ].removeprefix(">=")
    assert workflow["jobs"]["test"]["strategy"]["matrix"]["python"][0] == oldest


def test_hooks_run_the_tools_of_the_checkout(root: Path, hooks: list[dict[str, Any]]) -> None:
    """With the versions of the locks."""
    programs = [hook["entry"].split()[0] for hook in hooks]
    assert {Path(program).name for program in programs} == {"ruff", "lint-imports", "mypy"}
    locked = (root / "requirements-dev.txt").read_text()
    assert all(program.startswith(".venv/bin/") for program in programs)
    assert all(f"\n{package}==" in locked for package in ("ruff", "import-linter", "mypy"))
