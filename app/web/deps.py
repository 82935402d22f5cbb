"""What a route asks for first: a read connection of its own, which sees one moment of the library."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import Connection

from app.store.db.engine import reading


def read_connection(request: Request) -> Iterator[Connection]:
    """A connection that lasts as long as the handler runs, given back before the answer is sent."""
    with reading(request.app.state.engine) as db:
        yield db


Db = Annotated[Connection, Depends(read_connection, scope="function")]
