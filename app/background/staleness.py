"""Whether a kept result is to be computed anew."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from app.store.kept import kept_stamp, library_stamp, made_at
from app.text import utc_stamp

_RESTS = timedelta(minutes=10)  # between two computings, unless an import came between


def due_stamp(db: Connection, name: str) -> str:
    """The stamp that a result computed now would have; empty where it need not be computed.

    After an import it is computed at once, after the reader's acts only after some minutes: most
    acts change little of what is counted over the whole library.
    """
    now, known = library_stamp(db), kept_stamp(db, name)
    if now == known:
        return ""
    if known and known.split()[0] == now.split()[0]:  # no import since
        rested = utc_stamp(datetime.now(UTC) - _RESTS) > made_at(db, name)
        return now if rested else ""
    return now
