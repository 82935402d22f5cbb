"""The locks pin everything by hash and name no address."""

import re
from pathlib import Path

import pytest

LOCKS = ("requirements.txt", "requirements-dev.txt", "requirements-bootstrap.txt")
_PINNED = re.compile(r"^([a-z0-9._-]+)==(\S+)", re.MULTILINE | re.IGNORECASE)


def pins(lock: Path) -> dict[str, str]:
    """The versions that a lock pins, by package."""
    return dict(_PINNED.findall(lock.read_text()))


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_address(root: Path, name: str) -> None:
    """A lock with a host in it works for those who reach that host alone."""
    assert not re.findall(
        r".*(?:://|--(?:extra-)?index-url|--find-links|--trusted-host).*", (root / name).read_text()
    )


@pytest.mark.parametrize("name", LOCKS)
def test_every_pin_has_a_hash(root: Path, name: str) -> None:
    entries = re.split(r"\n(?=\S)", (root / name).read_text().strip())
    assert entries
    assert [
        entry.split("\n")[0]
        for entry in entries
        if "--hash=sha256:" not in entry or "==" not in entry
    ] == []


def test_what_is_tested_is_what_is_run(root: Path) -> None:
    """The lock of the tests holds the lock of the program, version for version."""
    run, dev = pins(root / "requirements.txt"), pins(root / "requirements-dev.txt")
    assert run
    assert {name: dev.get(name) for name in run} == run


def test_the_build_backend_is_locked(root: Path) -> None:
    """The checkout is installed without an isolated build.

    Which would fetch a backend that no hash guards.
    """
    assert "hatchling" in pins(root / "requirements.txt")
