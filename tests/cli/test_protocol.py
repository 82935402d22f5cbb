"""A client that takes nothing of its answer is cut off; one that takes it slowly is not."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import ClassVar

import uvicorn
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from app.cli.protocol import TimeoutProtocol
from tests.loops import Hurried, run_apart

PIECE = b"x" * 100_000
PIECES = 200
Client = Callable[[asyncio.AbstractEventLoop, socket.socket], Awaitable[None]]


class Quick(TimeoutProtocol):
    """One that loses patience soon."""

    patience = 0.2
    ends: ClassVar[list[asyncio.Event]] = []

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self.ends.pop().set()


class Answers:
    """An application with one answer, which knows how it ended."""

    def __init__(self, pieces: int, piece: bytes = PIECE) -> None:
        self.pieces = pieces
        self.piece = piece
        self.sent = 0
        self.ended = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def pieces() -> AsyncIterator[bytes]:
            for _ in range(self.pieces):
                yield self.piece
                self.sent += 1
                await asyncio.sleep(0)  # whoever makes pieces lets others go on

        try:
            await StreamingResponse(pieces())(scope, receive, send)
        finally:
            self.ended.set()


async def served(app: Answers, client: Client) -> None:
    """Let a client talk to the application over a socket with room for little.

    Until the server has let go of it.
    """
    loop = asyncio.get_running_loop()
    config = uvicorn.Config(
        app, http=Quick, log_config=None, lifespan="off", timeout_keep_alive=600
    )
    config.load()
    state = uvicorn.Server(config).server_state
    ours, theirs = socket.socketpair()
    Quick.ends.append(lost := asyncio.Event())
    for side in (ours, theirs):
        side.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4_096)
        side.setblocking(False)
    await loop.connect_accepted_socket(
        lambda: Quick(config=config, server_state=state, app_state={}), ours
    )
    try:
        await loop.sock_sendall(theirs, b"GET / HTTP/1.1\r\nHost: here\r\n\r\n")
        await client(loop, theirs)
        await asyncio.wait_for(lost.wait(), 60)  # keeping an idle connection takes longer
    finally:
        theirs.close()


def test_a_client_that_takes_nothing_is_cut_off() -> None:
    async def try_it() -> Answers:
        app = Answers(PIECES)

        async def stalled(_loop: asyncio.AbstractEventLoop, _socket: socket.socket) -> None:
            await asyncio.wait_for(app.ended.wait(), 10)

        await served(app, stalled)
        return app

    assert run_apart(try_it(), Hurried).sent < 3


def test_so_is_one_that_takes_nothing_of_an_answer_that_was_sent_at_once() -> None:
    async def try_it() -> Answers:
        app = Answers(1, b"x" * 50_000)

        async def stalled(_loop: asyncio.AbstractEventLoop, _socket: socket.socket) -> None:
            await asyncio.wait_for(app.ended.wait(), 10)

        await served(app, stalled)
        return app

    assert run_apart(try_it(), Hurried).sent == 1


def test_one_that_takes_it_slowly_gets_it_whole() -> None:
    async def try_it() -> tuple[Answers, float]:
        app = Answers(4)
        begun = asyncio.get_running_loop().time()

        async def slow(loop: asyncio.AbstractEventLoop, theirs: socket.socket) -> None:
            got = 0
            while not app.ended.is_set():
                got += len(await loop.sock_recv(theirs, 20_000))
                try:
                    await asyncio.wait_for(app.ended.wait(), Quick.patience / 8)
                except TimeoutError:
                    continue
            while got < len(PIECE) * app.pieces:
                got += len(await loop.sock_recv(theirs, 1_000_000))
            theirs.shutdown(socket.SHUT_WR)

        await served(app, slow)
        return app, asyncio.get_running_loop().time() - begun

    app, lasted = run_apart(try_it(), Hurried)
    assert app.sent == 4
    assert lasted > 2 * Quick.patience
