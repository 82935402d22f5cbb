"""Event loops of their own: a browser of the same process keeps one running in the main thread."""

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Result = TypeVar("Result")


class Hurried(asyncio.SelectorEventLoop):
    """A loop whose clock goes on only while it has nothing to do, and then at once.

    So nothing is waited for, and a busy machine makes nothing late. For work without threads.
    """

    def __init__(self) -> None:
        self.now = 0.0
        super().__init__(_Impatient(self))

    def time(self) -> float:
        """Seconds since it began."""
        return self.now


class _Impatient(selectors.DefaultSelector):
    """What waits for sockets: in place of waiting it sets the clock of its loop on."""

    def __init__(self, loop: Hurried) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """What is ready now; nothing once the time is over."""
        ready = super().select(timeout if timeout is None else 0)
        if not ready and timeout:
            self._loop.now += timeout
        return ready


def run_apart(
    work: Coroutine[Any, Any, Result],
    loop: Callable[[], asyncio.AbstractEventLoop] = asyncio.new_event_loop,
) -> Result:
    """Give what the coroutine gives, run in a thread that has no loop yet."""

    def run() -> Result:
        with asyncio.Runner(loop_factory=loop) as runner:
            return runner.run(work)

    with ThreadPoolExecutor(1) as threads:
        return threads.submit(run).result()
