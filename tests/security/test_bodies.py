"""What one request may hold is counted, whether it says so beforehand or not."""

import asyncio
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from starlette.exceptions import HTTPException
from starlette.types import Message

from app.web.security import guard
from app.web.security.guard import BODY_CAP
from tests.loops import run_apart


def _in_pieces(size: int) -> Iterator[bytes]:
    while size > 0:
        yield b"x" * min(size, 64_000)
        size -= 64_000


@pytest.mark.parametrize(
    ("size", "status"), [(0, 200), (BODY_CAP, 200), (BODY_CAP + 1, 413), (5 * BODY_CAP, 413)]
)
def test_a_body_of_known_length(client: TestClient, size: int, status: int) -> None:
    assert client.post("/taken", content=b"x" * size).status_code == status


def test_one_that_says_that_it_is_too_long_is_refused_before_anybody_takes_it(
    client: TestClient,
) -> None:
    assert client.post("/nowhere", content=b"x" * (BODY_CAP + 1)).status_code == 413


@pytest.mark.parametrize(
    ("size", "status"), [(BODY_CAP, 200), (BODY_CAP + 1, 413), (5 * BODY_CAP, 413)]
)
def test_a_body_in_pieces(client: TestClient, size: int, status: int) -> None:
    answer = client.post("/taken", content=_in_pieces(size))

    assert "content-length" not in answer.request.headers
    assert answer.status_code == status


def test_one_that_comes_drop_by_drop_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "BODY_PATIENCE", 0.2)

    async def take() -> None:
        async def drip() -> Message:
            await asyncio.wait([asyncio.get_running_loop().create_future()], timeout=0.01)
            return {"type": "http.request", "body": b"x", "more_body": True}

        receive = guard._counted(drip, BODY_CAP)
        for _ in range(200):
            await receive()

    with pytest.raises(HTTPException, match="408"):
        run_apart(take())


def test_a_length_that_is_no_number_is_not_believed(client: TestClient) -> None:
    assert (
        client.post(
            "/taken", content=_in_pieces(5 * BODY_CAP), headers={"Content-Length": "few"}
        ).status_code
        == 413
    )


def test_a_form_that_is_too_large_is_told_as_such(client: TestClient) -> None:
    answer = client.post(
        "/theme",
        content=_in_pieces(2 * BODY_CAP),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )

    assert answer.status_code == 413
