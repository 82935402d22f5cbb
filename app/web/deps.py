"""Connections for route functions, by the name of a parameter.

Each is lent for one call and so to one thread: `db` reads, `writer` is a write transaction,
`library` is for routes that write in several transactions.
"""

import asyncio
import contextvars
import inspect
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar

from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from sqlalchemy import Connection

from app.errors import FlorilegiumError
from app.store.db.library import Library

Db = Connection
Given = TypeVar("Given")
_WRITERS = 8  # threads that wait for a turn to write; further requests wait for a thread
_Given = Mapping[str, Any]  # whatever a route takes


def make_writers() -> ThreadPoolExecutor:
    """Make the pool of threads in which changes are made."""
    return ThreadPoolExecutor(_WRITERS, thread_name_prefix="writer")


class _Route(APIRoute):
    """Route that notes what a form holds if it is refused, so that the page can give it back."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Handler of a request, see `APIRoute`."""
        handle = super().get_route_handler()

        async def noting(request: Request) -> Response:
            try:
                return await handle(request)
            except (FlorilegiumError, RequestValidationError):
                form = request._form  # noqa: SLF001 asking for it would read what is not read yet
                request.state.sent = [
                    (name, value)
                    for name, value in (form.multi_items() if form else ())
                    if isinstance(value, str)
                ]
                raise

        return noting


class Router(APIRouter):
    """Router whose route functions may have a parameter `db`, `writer` or `library`."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 FastAPI's own options
        """Make a router, see `APIRouter`."""
        super().__init__(route_class=_Route, **options)

    def add_api_route(
        self,
        path: str,
        endpoint: Callable[..., Any],
        **options: Any,  # noqa: ANN401 FastAPI's own options
    ) -> None:
        """Add a route, see `APIRouter`."""
        super().add_api_route(path, connected(endpoint), **options)


def connected(endpoint: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap a route function so that it is lent its connection while it runs.

    The wrapper has no such parameter. A dependency that yields a connection would do the same, but
    FastAPI enters and leaves it in threads of its own choice: when a request is cancelled, it
    closes the connection while the function still reads. Raises TypeError for a function that would
    outlive its call.
    """
    signature = inspect.signature(endpoint)
    lent = {"db", "writer", "library"} & signature.parameters.keys()
    if not lent:
        return endpoint
    if (
        inspect.iscoroutinefunction(endpoint)
        or inspect.isgeneratorfunction(endpoint)
        or inspect.isasyncgenfunction(endpoint)
    ):
        raise TypeError(
            f"{endpoint.__name__} would hold a connection beyond one call; let it be a plain "
            f"function"
        )
    (name,) = lent
    asks_itself = "request" in signature.parameters

    def call(request: Request, given: _Given, patience: float | None = None) -> Any:  # noqa: ANN401
        with _lent(name, request.app.state.library, patience) as what:
            return endpoint(
                **given, **{name: what}, **({"request": request} if asks_itself else {})
            )

    def read(request: Request, **given: Any) -> Any:  # noqa: ANN401
        return call(request, given)

    async def write(request: Request, **given: Any) -> Any:  # noqa: ANN401
        return await in_turn(request, partial(call, request, given))

    others = [
        each.replace(kind=inspect.Parameter.KEYWORD_ONLY)
        for each in signature.parameters.values()
        if each.name not in {name, "request"}
    ]
    first = inspect.Parameter(
        "request", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=Request
    )
    made: Callable[..., Any] = read if name == "db" else write
    made.__name__, made.__doc__, made.__module__ = (
        endpoint.__name__,
        endpoint.__doc__,
        endpoint.__module__,
    )
    reads = signature.replace(parameters=[first, *others])
    made.__signature__ = reads  # type: ignore[attr-defined] # what FastAPI reads
    return made


@contextmanager
def _lent(name: str, library: Library, patience: float | None) -> Iterator[Connection | Library]:
    match name:
        case "db":
            with library.reading() as db:
                yield db
        case "writer":
            with library.writing(patience=patience) as db:
                yield db
        case _:
            yield library


async def in_turn(request: Request, work: Callable[..., Given]) -> Given:
    """Run a function that writes in a writers' thread, so that waiting writers block no readers.

    The time spent waiting for the thread counts towards the seconds that it may wait for its turn
    to write.
    """
    library: Library = request.app.state.library
    begun = time.monotonic()

    def do() -> Given:
        return work(patience=max(0.0, library.patience - (time.monotonic() - begun)))

    loop = asyncio.get_running_loop()
    done: Awaitable[Given] = loop.run_in_executor(
        request.app.state.writers, contextvars.copy_context().run, do
    )
    return await done


def read(library: Library, ask: Callable[[Connection], Given]) -> Given:
    """Call a function with a read connection, which is open while it runs."""
    with library.reading() as db:
        return ask(db)
