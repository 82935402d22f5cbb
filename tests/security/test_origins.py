"""Nobody but our own pages, a person, or a program that is no browser.

Is given anything of the library, or may change it.
"""

import pytest
from fastapi.testclient import TestClient

from app.web.app import static_address

HERE = "http://127.0.0.1:8000"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "anything"}, 403),
        ({"Sec-Fetch-Site": ""}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": HERE}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://evil.example"}, 200),
        ({"Origin": HERE}, 200),
        ({"Origin": "http://127.0.0.1:9000"}, 403),
        ({"Origin": "http://localhost:8000"}, 403),
        ({"Origin": "https://127.0.0.1:8000"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": ""}, 403),
    ],
)
def test_a_change_is_made_for_our_own_pages_alone(
    client: TestClient, headers: dict[str, str], status: int
) -> None:
    assert client.post("/taken", headers=headers, content=b"x").status_code == status


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "ANYTHING"])
def test_every_method_that_may_change_something_is_guarded(client: TestClient, method: str) -> None:
    assert (
        client.request(method, "/taken", headers={"Sec-Fetch-Site": "cross-site"}).status_code
        == 403
    )


DATA = (
    "/search.csv?q=moss",
    "/search.json?q=moss",
    "/api/export?format=csv",
    "/searches/any.atom",
    "/events",
    "/import/any/events",
    "/complete?q=m",
    "/jump?q=m",
    "/api/stats",
    "/api/highlights",
    "/api/search?q=moss",
    "/api/openapi.json",
    "/api/nowhere",
    "/",
    "/search?q=moss",
    "/nowhere",
)
ELSEWHERE = (
    ("cross-site", "no-cors", "empty"),
    ("cross-site", "no-cors", "image"),
    ("cross-site", "no-cors", "script"),
    ("cross-site", "cors", "empty"),
    ("cross-site", "navigate", "iframe"),
    ("cross-site", "navigate", "object"),
    ("same-site", "cors", "empty"),
    ("same-site", "navigate", "iframe"),
    ("cross-site", "", "document"),
    ("cross-site", "navigate", ""),
    ("", "", ""),
    ("anything", "websocket", "empty"),
)


def fetched(site: str, mode: str, target: str) -> dict[str, str]:
    """What a browser says of a request."""
    return {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": target}


@pytest.mark.parametrize("asked", ELSEWHERE)
@pytest.mark.parametrize("path", DATA)
def test_nothing_of_the_library_is_given_to_another_site(
    client: TestClient, path: str, asked: tuple[str, str, str]
) -> None:
    answer = client.get(path, headers=fetched(*asked))

    assert (answer.status_code, answer.headers["content-type"]) == (403, "application/problem+json")
    assert (
        answer.json()["detail"]
        == "another site asked for this; follow a link to it, or type its address"
    )


@pytest.mark.parametrize(
    "headers",
    [
        {},
        fetched("same-origin", "cors", "empty"),
        fetched("same-origin", "navigate", "iframe"),
        fetched("none", "navigate", "document"),
        fetched("same-site", "navigate", "document"),
        fetched("cross-site", "navigate", "document"),
    ],
)
@pytest.mark.parametrize("path", ["/search.csv?q=moss", "/api/stats", "/search?q=moss"])
def test_it_is_given_to_our_own_pages_and_to_who_follows_a_link(
    client: TestClient, path: str, headers: dict[str, str]
) -> None:
    assert client.get(path, headers=headers).status_code == 200


@pytest.mark.parametrize("path", ["/health", f"{static_address()}/leaf.svg"])
def test_what_holds_nothing_of_the_library_is_free(client: TestClient, path: str) -> None:
    answer = client.get(path, headers=fetched("cross-site", "no-cors", "image"))

    assert (answer.status_code, answer.headers["Cross-Origin-Resource-Policy"]) == (
        200,
        "same-origin",
    )


@pytest.mark.parametrize(
    "path", ["/", "/search?q=moss", "/search.csv?q=moss", f"{static_address()}/leaf.svg"]
)
def test_nothing_is_shown_in_a_frame(client: TestClient, path: str) -> None:
    assert "frame-ancestors 'none'" in client.get(path).headers["Content-Security-Policy"]


def test_a_foreign_page_cannot_use_up_the_tries_of_a_token(remote: TestClient) -> None:
    for number in range(20):
        assert (
            remote.get(
                f"/?token={number}", headers=fetched("cross-site", "no-cors", "image")
            ).status_code
            == 403
        )
    assert remote.get("/").status_code == 401
