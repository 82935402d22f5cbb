"""`florilegium serve`: the library in a browser, and a folder imported as its files change."""

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.library import Options, open_library
from app.cli.output import print_status
from app.errors import FlorilegiumError, WrongUseError

if TYPE_CHECKING:
    import socket


NOTES = Path("notes")
# seconds that the first import is waited for: most folders are small, and the first page then has
# all of it
_PATIENCE = 1.0


class PortError(FlorilegiumError):
    """the port cannot be used; choose another with --port"""


def serve(
    context: typer.Context,
    folder: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FOLDER]",
            show_default=False,
            help="What to import and watch (default: notes/, unless a library is named).",
        ),
    ] = None,
    host: Annotated[
        str, typer.Option(help="Beyond this computer only with FLORILEGIUM_TOKEN set.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = 8000,
    no_watch: Annotated[
        bool, typer.Option("--no-watch", help="Import once, and not again as files change.")
    ] = False,
    open_browser: Annotated[
        bool, typer.Option("--open", help="Open the library in the browser.")
    ] = False,
) -> None:
    """Import what is new in FOLDER and serve the library until Ctrl-C."""
    from app.cli.copying import copying
    from app.cli.server import run_server
    from app.cli.watching import watching
    from app.settings import Settings, named_library, token_from_environment
    from app.web.security.auth import check_binding

    options = context.ensure_object(Options)
    folder = _folder(folder, ours=options.named is None and named_library() is None)
    settings = Settings(
        options.library, host, port, token_from_environment(), folder, options.copies
    )
    check_binding(settings)
    if folder is None and settings.notes.is_dir():
        folder = settings.notes  # the reader's own notes, which other programs may have changed
    with _listener(host, port) as listener, open_library(options.library) as library:
        if folder and library.read_only:
            print_status(
                f"'{options.library}' can only be read: nothing is imported from '{folder}', and "
                f"nothing can be changed"
            )
            folder = None
        with (
            copying(library, settings.copies) as copies,
            watching(library, folder, once=no_watch, patience=_PATIENCE)
            if folder
            else nullcontext() as watch,
        ):
            run_server(
                settings,
                library,
                listener,
                watch=watch,
                copies=copies,
                open_browser=open_browser,
                debug=options.debug,
            )


def _folder(named: Path | None, *, ours: bool) -> Path | None:
    """Folder to import: the one named, else `notes/` for the reader's own library only."""
    if named is None:
        return NOTES if ours and NOTES.is_dir() else None
    if not named.is_dir():
        raise WrongUseError(
            f"'{named}' is no folder; make it, or name the folder that holds your exports"
        )
    return named


def _listener(host: str, port: int) -> "socket.socket":
    """Listening socket; PortError where the port cannot be used."""
    import socket

    listener: socket.socket | None = None
    try:
        family, kind, number, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[
            0
        ]
        listener = socket.socket(family, kind, number)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen()
    except OSError as error:
        if listener:
            listener.close()
        why = (error.strerror or str(error)).lower()
        raise PortError(
            f"port {port} of '{host}' cannot be used: {why}; choose another with --port (`make "
            f"run PORT={port + 1}`), or 0 for a free one"
        ) from error
    return listener
