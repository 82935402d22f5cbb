"""Every answer carries the strict headers, an error's no less."""

import pytest
from fastapi.testclient import TestClient

from app.web.app import static_address
from app.web.security.guard import HEADERS


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/health",
        "/static/leaf.svg",
        "/nowhere",
        "/api/nowhere",
        "/api/docs",
        "/favicon.ico",
        "/faulty",
    ],
)
def test_every_answer_carries_the_headers(client: TestClient, path: str) -> None:
    client = TestClient(
        client.app,
        base_url="http://localhost",
        raise_server_exceptions=False,
        follow_redirects=False,
    )
    answer = client.get(path)

    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


def test_a_style_carries_them_but_is_kept(client: TestClient) -> None:
    answer = client.get(f"{static_address()}/base.css")

    assert (answer.status_code, answer.headers["Cache-Control"]) == (
        200,
        "public, max-age=31536000, immutable",
    )
    assert {name: answer.headers.get(name) for name in HEADERS if name != "Cache-Control"} == {
        name: value for name, value in HEADERS.items() if name != "Cache-Control"
    }


def test_a_refused_request_carries_them_too(client: TestClient) -> None:
    assert (
        client.get("/", headers={"Host": "evil.example"}).headers["Content-Security-Policy"]
        == HEADERS["Content-Security-Policy"]
    )


def test_nothing_inline_and_nothing_foreign_is_allowed() -> None:
    policy = HEADERS["Content-Security-Policy"]

    assert policy.startswith("default-src 'none'")
    assert not {"unsafe", "http:", "https:", "*"} & set(
        policy.replace("'", " ").replace("-", " ").split()
    )


@pytest.mark.parametrize("path", ["/faulty", "/api/faulty"])
def test_a_fault_shows_nothing_of_the_inside(client: TestClient, path: str) -> None:
    client = TestClient(client.app, base_url="http://localhost", raise_server_exceptions=False)
    answer = client.get(path)

    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text


def test_a_fault_reaches_the_server_that_tells_it(client: TestClient) -> None:
    with pytest.raises(ZeroDivisionError):
        client.get("/faulty")
