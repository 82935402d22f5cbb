"""The authors, and what each of them wrote."""

from fastapi import Request
from fastapi.responses import HTMLResponse

from app.store.reads.authors_tags import author, list_authors
from app.store.reads.documents import list_documents
from app.store.reads.highlights import list_highlights
from app.store.reads.links import backlinks
from app.web.deps import Db, Router
from app.web.render import show

_WORKS, _STARRED = 60, 12


def make_router() -> Router:
    """The routes of authors; a name may hold slashes."""
    router = Router(include_in_schema=False)
    router.add_api_route("/authors", authors, methods=["GET"])
    router.add_api_route("/authors/{name:path}", one_author, methods=["GET"])
    return router


def authors(request: Request, db: Db, sort: str = "name", cursor: str = "", name: str = "") -> HTMLResponse:
    """A page of the authors; or, with `name`, the page of one that no path can end with."""
    if name:
        return one_author(request, db, name)
    listing = list_authors(db, sort=sort, cursor=cursor)
    return show(request, db, "names.html", room="Authors", listing=listing, sort=sort, cursor=cursor)


def one_author(request: Request, db: Db, name: str) -> HTMLResponse:
    """An author's documents and highlights, favourites first where there are any."""
    found = author(db, name)
    starred = list_highlights(db, author=found.name, favorite=True, limit=_STARRED)
    return show(
        request,
        db,
        "author.html",
        room="Authors",
        author=found,
        documents=list_documents(db, author=found.name, limit=_WORKS),
        starred=bool(starred.total),
        shown=starred if starred.total else list_highlights(db, author=found.name, limit=_STARRED),
        backlinks=backlinks(db, found.name),
    )
