"""Pages of the saved searches: saving, renaming and deleting them, and each as a feed."""

from http import HTTPStatus
from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.query.parser import parse
from app.query.rewrite import ordered
from app.search.search import search
from app.store.reads import saved_searches
from app.text import stamp_now
from app.web.deps import Db, Router
from app.web.present import feeds
from app.web.present.links import with_query
from app.web.render import show

_IN_A_FEED = 50
Name = Annotated[str, Form()]
router = Router(include_in_schema=False)


@router.get("/searches")
def listed(request: Request, db: Db) -> HTMLResponse:
    """All saved searches by name."""
    return show(request, db, "searches.html", searches=saved_searches.saved_searches(db))


@router.post("/searches")
def save(writer: Db, q: Annotated[str, Form()], name: Name = "") -> RedirectResponse:
    """Save a search, and return to it."""
    saved_searches.save_search(writer, name, q, stamp_now())
    return RedirectResponse(with_query("/search", q=q), HTTPStatus.SEE_OTHER)


@router.get("/searches/{code}.atom")
def feed(request: Request, db: Db, code: str) -> Response:
    """The newest results of a saved search as Atom.

    The guard has checked the host that is used in its addresses.
    """
    saved = saved_searches.saved_search(db, code)
    found = search(db, ordered(parse(saved.query), "new"), limit=_IN_A_FEED)
    entries = feeds.entries(found.hits, saved)
    known = {
        "saved": saved,
        "entries": entries,
        "id": feeds.identity(f"/searches/{saved.id}"),
        "base": str(request.base_url).rstrip("/"),
        "updated": max([entry.updated for entry in entries], default=feeds.moment(saved.saved_at)),
    }
    page: Response = request.app.state.templates.TemplateResponse(
        request, "feed.xml", known, media_type="application/atom+xml"
    )
    return page


@router.get("/searches/{code}")
def lead_to(db: Db, code: str) -> RedirectResponse:
    """Redirect to the results of a saved search."""
    return RedirectResponse(
        with_query("/search", q=saved_searches.saved_search(db, code).query), HTTPStatus.SEE_OTHER
    )


@router.post("/searches/{code}")
def rename(writer: Db, code: str, name: Name = "") -> RedirectResponse:
    """Rename a saved search."""
    saved_searches.rename_search(writer, code, name)
    return RedirectResponse("/searches", HTTPStatus.SEE_OTHER)


@router.post("/searches/{code}/deleted")
def forget(writer: Db, code: str) -> RedirectResponse:
    """Delete a saved search."""
    saved_searches.delete_search(writer, code)
    return RedirectResponse("/searches", HTTPStatus.SEE_OTHER)
