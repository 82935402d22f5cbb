"""HTTP/1.1 with a timeout on sending: a client that stops reading a response is cut off."""

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol

PATIENCE = 30.0  # seconds in which a client must read something of the buffer


class TimeoutProtocol(H11Protocol):
    """One connection. At most one chunk of a response is buffered for a slow client."""

    patience = PATIENCE
    _timeout: asyncio.TimerHandle | None = None

    # as uvicorn has it
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin the connection with a write buffer of no size, so that any wait is noticed."""
        super().connection_made(transport)
        transport.set_write_buffer_limits(high=0)

    def pause_writing(self) -> None:
        """Check after the timeout whether the client has read anything."""
        super().pause_writing()
        self._start_timeout()

    def resume_writing(self) -> None:
        """Cancel the timeout, as the buffer is empty."""
        self._cancel_timeout()
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """End the connection and its timeout."""
        self._cancel_timeout()
        super().connection_lost(exc)

    def _start_timeout(self) -> None:
        self._timeout = self.loop.call_later(
            self.patience, self._check, self.transport.get_write_buffer_size()
        )

    def _check(self, buffered: int) -> None:
        if self.transport.get_write_buffer_size() >= buffered:
            self.transport.abort()  # closing would wait for the client
        else:
            self._start_timeout()

    def _cancel_timeout(self) -> None:
        if self._timeout:
            self._timeout.cancel()
            self._timeout = None
