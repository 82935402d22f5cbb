"""Web server: prints its address, and stops at once on a signal."""

import gc
import logging
import socket
import webbrowser
from asyncio import Event
from collections.abc import Callable
from contextlib import suppress

import uvicorn

from app.cli.copying import Copying
from app.cli.faults import one_line_error
from app.cli.output import print_line, print_status, without_controls
from app.cli.protocol import TimeoutProtocol
from app.cli.watching import Watch
from app.settings import Settings
from app.store.db.library import Library
from app.web.app import create_app
from app.web.security.auth import bracketed

# Objects after which, and how often of that, Python looks for circles: a page makes tens of
# thousands, most of which end with it, and looking at them all adds a tenth to its time.
COLLECTED = (20_000, 20, 100)
_LAST_ANSWERS = 1  # seconds that answers under way may still take when the server ends


def run_server(
    settings: Settings,
    library: Library,
    listener: socket.socket,
    *,
    watch: Watch | None,
    copies: Copying | None,
    open_browser: bool,
    debug: bool,
) -> None:
    """Serve the library over a listening socket until Ctrl-C.

    Pages show the state of the `watch` and of the `copies`, if there are any.
    """
    app = create_app(
        settings,
        library,
        trouble=lambda: next(filter(None, (each.trouble for each in (watch, copies) if each)), ""),
        underway=watch.underway if watch else None,
    )
    address = f"http://{bracketed(settings.host)}:{listener.getsockname()[1]}"

    def ready() -> None:
        print_line(address)
        once = " once with ?token= and the token at its end" if settings.token else ""
        print_status(f"open this address in a browser{once}; Ctrl-C ends it")
        if open_browser:
            webbrowser.open(address)

    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter() if debug else _OneLine())
    for name in ("uvicorn.error", "app"):
        logging.getLogger(name).addHandler(handler)
    config = uvicorn.Config(
        app,
        http=TimeoutProtocol,
        log_config=None,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=_LAST_ANSWERS,
        server_header=False,
    )
    gc.freeze()  # what was loaded by now stays: looking it through again would hold up pages
    gc.set_threshold(*COLLECTED)
    with suppress(KeyboardInterrupt):  # the ordinary end
        _Server(config, ready, app.state.closing).run([listener])


class _Server(uvicorn.Server):
    """Server that calls `ready` once it listens, and closes the event streams of open pages.

    Their connections would otherwise delay the shutdown.
    """

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None], closing: Event) -> None:
        super().__init__(config)
        self.ready = ready
        self.closing = closing

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.closing.set()
        await super().shutdown(sockets)


class _OneLine(logging.Formatter):
    """Log formatter that prints a failed request or import in one line, without traceback."""

    def format(self, record: logging.LogRecord) -> str:
        error = record.exc_info[1] if record.exc_info else None
        return without_controls(
            f"florilegium: {one_line_error(error) if error else record.getMessage()}"
        )
