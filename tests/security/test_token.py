"""Beyond the loopback nothing is served without the token, and the token is seen once."""

# ruff: noqa: S104 addresses are compared here, never bound

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.errors import WrongUseError
from app.settings import Settings
from app.store.db.library import Library
from app.web.app import create_app, static_address
from app.web.security.attempts import MOST, WINDOW, Attempts
from app.web.security.auth import COOKIE, check_binding
from tests.security.conftest import TOKEN


@pytest.mark.parametrize(
    ("host", "token", "bound"),
    [
        ("127.0.0.1", "", True),
        ("0.0.0.0", " " * 40, False),
        ("0.0.0.0", " \t\u00a0" * 20, False),
        ("localhost", "", True),
        ("::1", "", True),
        ("0.0.0.0", "", False),
        ("::", "", False),
        ("192.168.1.5", "", False),
        ("library.example", "x" * 31, False),
        ("127.0.0.1", "x" * 31, False),
        ("library.example", "x" * 32, True),
        ("0.0.0.0", "x" * 32, True),
    ],
)
def test_binding_beyond_the_loopback_needs_a_long_token(
    host: str, token: str, *, bound: bool
) -> None:
    settings = Settings(Path("library.db"), host, token=token)
    if bound:
        check_binding(settings)
        return
    with pytest.raises(WrongUseError, match="FLORILEGIUM_TOKEN"):
        check_binding(settings)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/documents",
        "/api/stats",
        "/events",
        "/nowhere",
        "/healthy",
        "/health/x",
        "/api/docs",
        "/favicon.ico",
    ],
)
def test_nothing_of_the_library_is_shown_without_the_token(remote: TestClient, path: str) -> None:
    assert remote.get(path).status_code == 401


@pytest.mark.parametrize("path", ["/health", f"{static_address()}/leaf.svg"])
def test_what_is_no_secret_is_shown(remote: TestClient, path: str) -> None:
    assert remote.get(path).status_code == 200


@pytest.mark.parametrize("header", [f"Bearer {TOKEN}", f"Token {TOKEN}", f"bearer  {TOKEN}"])
def test_programs_bring_it_in_a_header(remote: TestClient, header: str) -> None:
    assert remote.get("/api/stats", headers={"Authorization": header}).status_code == 200


@pytest.mark.parametrize(
    "header",
    [
        "",
        TOKEN,
        f"Basic {TOKEN}",
        "Bearer",
        f"Bearer {TOKEN}x",
        f"Bearer {TOKEN[:-1]}",
        "Bearer ünlike",
    ],
)
def test_a_wrong_header_is_refused(remote: TestClient, header: str) -> None:
    assert (
        remote.get("/api/stats", headers=[(b"Authorization", header.encode())]).status_code == 401
    )


def test_people_bring_it_once_in_the_address(remote: TestClient) -> None:
    answer = remote.get("/tags/a%2Fb%3F", params={"token": TOKEN, "sort": "name & more"})

    assert answer.status_code == 303
    assert answer.headers["location"] == "/tags/a/b%3F?sort=name+%26+more"
    assert TOKEN not in answer.headers["location"] + answer.headers["set-cookie"]
    assert {"httponly", "samesite=strict"} <= {
        part.strip().lower() for part in answer.headers["set-cookie"].split(";")
    }
    assert remote.get("/api/stats").status_code == 200


def test_an_address_with_dots_stays_whole(remote: TestClient) -> None:
    answer = remote.get("/pages/..%2FMissing", params={"token": TOKEN})

    assert answer.headers["location"] == "/pages%2F..%2FMissing"
    assert remote.get(answer.headers["location"]).request.url.path == "/pages/../Missing"


def test_the_address_is_stripped_for_one_who_has_the_cookie(remote: TestClient) -> None:
    remote.get("/", params={"token": TOKEN})

    assert remote.get("/authors", params={"token": TOKEN}).headers["location"] == "/authors"


def test_the_way_back_stays_on_this_host(remote: TestClient) -> None:
    answer = remote.get(f"http://library.example:8000//evil.example/?token={TOKEN}")

    assert answer.headers["location"] == "/evil.example/"


def test_a_wrong_cookie_or_address_is_refused(remote: TestClient) -> None:
    assert remote.get("/api/stats", headers={"Cookie": f"{COOKIE}={TOKEN}"}).status_code == 401
    assert remote.get("/api/stats", params={"token": "wrong"}).status_code == 401


def test_a_change_is_refused_without_the_token_and_for_other_sites_with_it(
    remote: TestClient,
) -> None:
    with_token = {"Authorization": f"Bearer {TOKEN}"}

    assert remote.post("/taken").status_code == 401
    assert remote.post("/taken", params={"token": TOKEN}).status_code == 401
    assert remote.post("/taken", headers=with_token).status_code == 200
    assert (
        remote.post("/taken", headers=with_token | {"Sec-Fetch-Site": "same-site"}).status_code
        == 403
    )


def test_a_token_of_blanks_is_none_and_blanks_around_one_do_not_count() -> None:
    assert Settings(Path("library.db"), token=" \t\n" * 20).token == ""
    assert Settings(Path("library.db"), token=f" {TOKEN}\n").token == TOKEN


@pytest.fixture
def guessing(library: Path, engine: Library) -> TestClient:
    """Someone who reaches a library of which nobody has tried a token yet."""
    app = create_app(Settings(library, host="library.example", token=TOKEN), engine)
    return TestClient(app, base_url="http://library.example:8000", follow_redirects=False)


def tried(client: TestClient, way: str, token: str) -> int:
    """The status of an answer to a token that is brought in one of the ways there are."""
    match way:
        case "address":
            return client.get("/api/stats", params={"token": token}).status_code
        case "header":
            return client.get(
                "/api/stats", headers={"Authorization": f"Bearer {token}"}
            ).status_code
    return client.get("/api/stats", headers={"Cookie": f"{COOKIE}={token}"}).status_code


@pytest.mark.parametrize("way", ["address", "header", "cookie"])
def test_after_some_wrong_tokens_none_is_looked_at_for_a_while(
    guessing: TestClient, way: str
) -> None:
    assert [tried(guessing, way, f"wrong {number}") for number in range(MOST)] == [401] * MOST
    answer = guessing.get("/api/stats", headers={"Authorization": f"Bearer {TOKEN}"})

    assert (answer.status_code, answer.headers["content-type"]) == (429, "application/problem+json")
    assert 0 < int(answer.headers["Retry-After"]) <= WINDOW
    assert tried(guessing, way, "another") == 429
    assert guessing.get("/api/stats").status_code == 401


def test_one_way_does_not_hide_another(guessing: TestClient) -> None:
    for number in range(MOST):
        guessing.get(
            "/api/stats",
            params={"token": "the same"},
            headers={"Authorization": f"Bearer {number}"},
        )
    assert tried(guessing, "header", TOKEN) == 429


def test_an_old_cookie_keeps_nobody_out(guessing: TestClient) -> None:
    assert [tried(guessing, "cookie", "of an older token") for _ in range(3 * MOST)] == [
        401
    ] * 3 * MOST
    assert tried(guessing, "header", TOKEN) == 200


def test_wrong_tokens_are_counted_by_client_and_forgotten() -> None:
    now = [0.0]
    attempts = Attempts(lambda: now[0])
    for number in range(MOST):
        attempts.note("2001:db8::1", str(number))
        attempts.note("::ffff:192.0.2.1", str(number))
    now[0] = 20.5

    assert [
        attempts.wait(host)
        for host in ("2001:db8::1", "2001:db8::2:7", "2001:db8:0:1::1", "192.0.2.7")
    ] == [40, 40, 0, 0]
    assert [attempts.wait(host) for host in ("::ffff:192.0.2.1", "::ffff:192.0.2.2", "")] == [
        40,
        0,
        0,
    ]
    now[0] = WINDOW
    assert attempts.wait("2001:db8::1") == 0
    attempts.note("2001:db8::1", "again")
    assert attempts.wait("2001:db8::1") == 0


def test_only_so_many_clients_are_remembered() -> None:
    attempts = Attempts()
    for number in range(MOST):
        attempts.note("first", str(number))
    for number in range(1_000):
        attempts.note(f"client {number}", "x")
    assert attempts.wait("first") == 0
