"""The read connection of a request: acquired, used and given back within one call, and so in one thread."""

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from fastapi import APIRouter, Request
from sqlalchemy import Connection, Engine

from app.store.db.engine import reading

Db = Connection  # what a route function asks for with a parameter `db`
Given = TypeVar("Given")


class Router(APIRouter):
    """A router whose route functions may ask for a read connection by a parameter `db`."""

    def add_api_route(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:  # noqa: ANN401 FastAPI's own options
        """Add a route, see `APIRouter`."""
        super().add_api_route(path, connected(endpoint), **options)


def connected(endpoint: Callable[..., Any]) -> Callable[..., Any]:
    """A route function without the parameter `db`, which reads under a connection of its own while it runs.

    A dependency that yields a connection would do the same, but FastAPI enters and leaves it in threads of its own choice: of a request
    that is cancelled it closes the connection while the function still reads. Raises TypeError for a function that would outlive its call.
    """
    signature = inspect.signature(endpoint)
    if "db" not in signature.parameters:
        return endpoint
    if inspect.iscoroutinefunction(endpoint) or inspect.isgeneratorfunction(endpoint) or inspect.isasyncgenfunction(endpoint):
        raise TypeError(f"{endpoint.__name__} would hold a connection beyond one call; let it be a plain function")
    asks_itself = "request" in signature.parameters

    @wraps(endpoint)
    def call(request: Request, **given: Any) -> Any:  # noqa: ANN401 whatever the route takes and gives
        with reading(request.app.state.engine) as db:
            return endpoint(db=db, **given, **({"request": request} if asks_itself else {}))

    others = [each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for name, each in signature.parameters.items() if name not in {"db", "request"}]
    first = inspect.Parameter("request", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=Request)
    call.__signature__ = signature.replace(parameters=[first, *others])  # type: ignore[attr-defined] # what FastAPI reads
    return call


def read(engine: Engine, ask: Callable[[Connection], Given]) -> Given:
    """What a function answers that is handed a read connection, which lasts as long as it runs."""
    with reading(engine) as db:
        return ask(db)
