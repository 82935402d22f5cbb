"""Lists that pages share, made anew behind each write, before a page asks for them."""

from collections.abc import Callable

from sqlalchemy import Connection

from app.background import graph, phrases
from app.store.db.library import Library
from app.store.kept import made_at
from app.web.pages.subject_index import headings_of_all
from app.web.pages.wiki import most_wanted
from app.web.present.near_names.pairs import near_names


def make_ahead(library: Library, is_stopped: Callable[[], bool]) -> None:
    """Make what is not remembered as it is now: the index, wanted names, near names, the drawing.

    The index and the drawing only where what they are made of is kept; else each page that shows
    them makes what it can do without.
    """
    for make in (_index, most_wanted, _near_tags, _near_authors, _drawing):
        if is_stopped():
            return
        with library.reading() as db:
            make(db)


def _index(db: Connection) -> None:
    if made_at(db, phrases.NAME):
        headings_of_all(db, hidden=False)


def _near_tags(db: Connection) -> None:
    near_names(db, "tag")


def _near_authors(db: Connection) -> None:
    near_names(db, "author")


def _drawing(db: Connection) -> None:
    if made_at(db, graph.NAME):
        graph.drawn_graph(db)
