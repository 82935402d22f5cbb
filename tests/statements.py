"""The statements that a library is asked, so that a test can count them."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, event

_BESIDE = ("PRAGMA", "BEGIN", "COMMIT", "ROLLBACK")  # what begins and ends a transaction


@contextmanager
def heard(*asked: Engine | Connection) -> Iterator[list[str]]:
    """The statements that are run on these while this lasts, in their order, but for `_BESIDE`.

    Of whatever thread: what is counted must have nothing in its background.
    """
    statements: list[str] = []

    def hear(_db: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(_BESIDE):
            statements.append(statement)

    for each in asked:
        event.listen(each, "before_cursor_execute", hear)
    try:
        yield statements
    finally:
        for each in asked:
            event.remove(each, "before_cursor_execute", hear)
