"""Long and open responses: a limited number at a time.

None holds a connection to the library while it is sent or waits.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from app.errors import FlorilegiumError, NotFoundError

DOWNLOADS = 4  # at once: each keeps a thread reading
FOLLOWERS = 64  # open pages that follow imports and exports: each looks again and again
_PAUSE = 0.25  # seconds between two looks at what works in the background


class TooManyStreamsError(FlorilegiumError):
    """too many downloads or open pages are under way; try again in a few seconds"""

    status = 503
    retry_after = 5


class Places:
    """Places of the responses that may run at once; used only by the event loop's thread."""

    def __init__(self, most: int) -> None:
        self.free = most

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Take a place and give it back in any case; TooManyStreamsError where none is free."""
        if not self.free:
            raise TooManyStreamsError
        self.free -= 1
        try:
            yield
        finally:
            self.free += 1


class Stream(StreamingResponse):
    """Response in pieces of text or bytes, each made just before it is sent.

    It takes a place while it is sent. An error before the first piece is answered as an ordinary
    error; later the response breaks off.
    """

    def __init__(
        self,
        places: Places,
        pieces: Iterator[str] | Iterator[bytes] | AsyncIterator[str],
        media_type: str,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(pieces, media_type=media_type, headers=headers)
        self.places = places

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the response, where a place is free."""
        with self.places.taken():
            await super().__call__(scope, receive, send)

    async def stream_response(self, send: Send) -> None:
        """Send headers and pieces; the first piece is made before the headers are sent."""
        pieces = aiter(self.body_iterator)
        piece = await anext(pieces, None)
        await send(
            {"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers}
        )
        while piece is not None:
            await send(
                {
                    "type": "http.response.body",
                    "body": piece.encode(self.charset) if isinstance(piece, str) else piece,
                    "more_body": True,
                }
            )
            piece = await anext(pieces, None)
        await send({"type": "http.response.body", "body": b"", "more_body": False})


@dataclass(frozen=True, slots=True)
class Step:
    """How far work in the background is: its stage, and how much of `total` is done.

    `last` is true of a stage in which nothing moves.
    """

    stage: str
    done: int
    total: int
    last: bool


async def steps(look: Callable[[], Step], closing: asyncio.Event) -> AsyncIterator[str]:
    """Yield each new step as the text of an event, up to the last one.

    The stage is `over` where `look` raises NotFoundError, as for what was dropped or replaced.
    """
    last_sent = None
    while not closing.is_set():
        try:
            step = look()
        except NotFoundError:
            step = Step("over", 0, 0, last=True)
        if step != last_sent:
            yield _event(step)
            last_sent = step
        if step.last:
            return
        with suppress(TimeoutError):
            await asyncio.wait_for(closing.wait(), _PAUSE)


def _event(step: Step) -> str:
    body = {"stage": step.stage, "done": step.done, "total": step.total}
    return f"data: {json.dumps(body)}\n\n"
