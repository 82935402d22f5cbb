"""The search page: what was asked, what that means, what was found."""

from itertools import groupby

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.store.search import search
from app.web.connection import Db
from app.web.rendering import show


def make_router() -> APIRouter:
    """The one route of this page."""
    router = APIRouter(include_in_schema=False)
    router.add_api_route("/search", results, methods=["GET"])
    return router


def results(request: Request, db: Db, q: str = "", cursor: str = "") -> HTMLResponse:
    """The answer to a query, tier by tier."""
    found = search(db, q, limit=20, cursor=cursor)
    tiers = [(tier, list(hits)) for tier, hits in groupby(found.hits, key=lambda hit: hit.tier)]
    return show(request, db, "search.html", found=found, tiers=tiers, asked=q, cursor=cursor)
