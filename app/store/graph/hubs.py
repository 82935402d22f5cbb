"""Nodes that very many documents are tied to, and which of these are tied most.

A step of a graph reads no more of them, and to choose them among thousands is what takes long.
"""

from collections.abc import Callable

from sqlalchemy import Connection

from app.store.db.library import Library
from app.store.graph.ties import Hubs, documents_linking, documents_tagged
from app.store.remembered import TIED, made_before, remembered

MOST = 300  # ties of a kind that a step reads, for graphs of no more nodes than that
_MANY = 1_000  # ties of a node that is a hub
_HUBS = 100  # names, and as many tags: those with most ties
_ASKED = ("hubs",)
_NAMES = """
SELECT target FROM links WHERE target <> '' AND NOT instr(target, '/')
GROUP BY target HAVING count(*) > ? ORDER BY count(*) DESC, target LIMIT ?
"""
_TAGS = """
SELECT tag_id FROM tag_counts
GROUP BY tag_id HAVING count(*) > ? ORDER BY count(*) DESC, tag_id LIMIT ?
"""


def known_hubs(db: Connection, most: int) -> Hubs:
    """The hubs as the library is now; none where they were not read yet, or a step reads more."""
    found: Hubs | None = made_before(db, _ASKED, tables=TIED) if most <= MOST else None
    return found or Hubs()


def keep_hubs(library: Library, _is_stopped: Callable[[], bool] = lambda: False) -> None:
    """Read the hubs before a graph is asked for, unless they are known as they are now."""
    with library.reading() as db:
        remembered(db, _ASKED, lambda: read_hubs(db), tables=TIED)


def read_hubs(db: Connection, many: int = _MANY) -> Hubs:
    """The hubs: names and tags with more than so many ties."""
    most = MOST + 1  # by one more a step sees that it leaves some out
    names = db.exec_driver_sql(_NAMES, (many, _HUBS)).scalars().all()
    tags = db.exec_driver_sql(_TAGS, (many, _HUBS)).scalars().all()
    return Hubs(
        {name: documents_linking(db, name, most) for name in names},
        {tag: documents_tagged(db, tag, most) for tag in tags},
    )
