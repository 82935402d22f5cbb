"""Long and open responses: a limited number at a time.

None holds a connection to the library while it is sent or waits.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from app.errors import FlorilegiumError

DOWNLOADS = 4  # at once: each keeps a thread reading
FOLLOWERS = 64  # open pages that follow imports: each checks the library after every commit


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
