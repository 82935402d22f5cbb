"""Only names of this computer are answered.

A foreign name that leads here is an attack by way of DNS.
"""

# ruff: noqa: S104 addresses are compared here, never bound

import time
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.settings import Settings
from app.web.security.guard import host_is_ours

OURS = ("127.0.0.1", "127.0.0.1:8000", "localhost", "LOCALHOST:1", "[::1]", "[::1]:8000")
FOREIGN = (
    "evil.example",
    "evil.example:8000",
    "127.0.0.1.evil.example",
    "127.0.0.1@evil.example",
    "localhost.evil.example",
    "127.1",
    "0.0.0.0",
    "localhost.",
    "::1",
    "[::1",
    "[::1].evil.example",
    "127.0.0.1:8000:80",
    "127.0.0.1:port",
    "",
    "192.168.1.5",
    "localhost:8000/",
)


@pytest.mark.parametrize("host", OURS)
def test_names_of_this_computer_are_answered(client: TestClient, host: str) -> None:
    assert client.get("/health", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", FOREIGN)
@pytest.mark.parametrize("path", ["/health", "/api/stats", "/static/leaf.svg", "/nowhere"])
def test_other_names_are_refused_everywhere(client: TestClient, host: str, path: str) -> None:
    assert client.get(path, headers={"Host": host}).status_code == 421


def test_a_refusal_is_told_to_programs_and_to_people(client: TestClient) -> None:
    told = client.get("/api/stats", headers={"Host": "evil.example"})
    shown = client.get("/", headers={"Host": "evil.example"})

    assert told.headers["content-type"] == "application/problem+json"
    assert told.json()["status"] == 421
    assert "<html" in shown.text


@pytest.mark.parametrize(
    ("bound", "host", "ours"),
    [
        ("library.example", "library.example:8000", True),
        ("library.example", "LIBRARY.example", True),
        ("library.example", "other.example", False),
        ("library.example", "192.168.1.5", False),
        ("192.168.1.5", "192.168.1.5:8000", True),
        ("fd00::5", "[fd00::5]:8000", True),
        ("0.0.0.0", "192.168.1.5:8000", True),
        ("::", "[fd00::5]", True),
        ("0.0.0.0", "evil.example", False),
        ("0.0.0.0", "", False),
    ],
)
def test_beyond_the_loopback_the_bound_host_is_answered(
    bound: str, host: str, *, ours: bool
) -> None:
    assert host_is_ours(host, Settings(Path("library.db"), bound, token="x" * 32)) is ours


def test_a_host_that_was_bound_without_a_token_is_not_answered() -> None:
    assert not host_is_ours("library.example", Settings(Path("library.db"), "library.example"))


@pytest.mark.parametrize("piece", ["a", "a.", "[", "[:", "1:", "[::1]", ":0"])
def test_no_host_takes_long(piece: str) -> None:
    host = piece * (100_000 // len(piece))
    begun = time.process_time()

    assert not host_is_ours(host, Settings(Path("library.db"), token="x" * 32))
    assert time.process_time() - begun < 0.5
