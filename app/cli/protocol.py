"""HTTP/1.1 as the server speaks it: a client that takes nothing of its answer for a while is cut off."""

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol

PATIENCE = 30.0  # seconds in which a client must take something of what is waiting for it


class ImpatientProtocol(H11Protocol):
    """One connection. What waits to be sent on it is at most one piece of an answer, and not for longer than the client takes some of it."""

    patience = PATIENCE
    _looking: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        """Begin, and ask to be told whenever anything has to wait."""
        super().connection_made(transport)
        transport.set_write_buffer_limits(high=0)

    def pause_writing(self) -> None:
        """Look after a while whether the client took anything of what waits."""
        super().pause_writing()
        self._look_later()

    def resume_writing(self) -> None:
        """Nothing waits any more."""
        self._look_no_more()
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """End: what waited is dropped."""
        self._look_no_more()
        super().connection_lost(exc)

    def _look_later(self) -> None:
        self._looking = self.loop.call_later(self.patience, self._look, self.transport.get_write_buffer_size())

    def _look(self, waiting: int) -> None:
        if self.transport.get_write_buffer_size() >= waiting:
            self.transport.abort()  # closing would wait for the client
        else:
            self._look_later()

    def _look_no_more(self) -> None:
        if self._looking:
            self._looking.cancel()
            self._looking = None
