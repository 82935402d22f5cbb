"""Downloads: long answers that are read and sent piece by piece, a few at a time, and hold nothing of the library while they are sent."""

from collections.abc import Iterator
from contextlib import contextmanager

from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from app.errors import FlorilegiumError

AT_ONCE = 4  # downloads under way: each may keep one thread reading


class TooManyDownloadsError(FlorilegiumError):
    """too many downloads are under way; try again in a few seconds"""

    status = 503
    retry_after = 5


class Places:
    """The places of the downloads that may be under way at once; used by the event loop's thread alone."""

    def __init__(self, most: int = AT_ONCE) -> None:
        self.free = most

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Take a place and give it back at the end, however that comes; TooManyDownloadsError where none is free."""
        if not self.free:
            raise TooManyDownloadsError
        self.free -= 1
        try:
            yield
        finally:
            self.free += 1


class Download(StreamingResponse):
    """An answer made of pieces of text, each read in one call just before it is sent. It takes a place as long as it is sent.

    What goes wrong before the first piece is there is answered as an error of its own; later the answer breaks off.
    """

    def __init__(self, places: Places, pieces: Iterator[str], media_type: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(pieces, media_type=media_type, headers=headers)
        self.places = places

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it, where a place is free."""
        with self.places.taken():
            await super().__call__(scope, receive, send)

    async def stream_response(self, send: Send) -> None:
        """Send headers and pieces, the first of which is read before the headers go out."""
        pieces = aiter(self.body_iterator)
        piece = await anext(pieces, None)
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        while piece is not None:
            await send({"type": "http.response.body", "body": str(piece).encode(self.charset), "more_body": True})
            piece = await anext(pieces, None)
        await send({"type": "http.response.body", "body": b"", "more_body": False})
