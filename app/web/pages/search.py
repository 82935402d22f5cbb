"""The search page: what was asked, what that means, what was found."""

from itertools import groupby

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from app.markdown.plain import plain
from app.model import Hit
from app.store.search import search
from app.web.connection import Db
from app.web.narrowing import query_rows, toggled
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
    by_date, dated = toggled(q, "sort:new")
    return show(
        request,
        db,
        "search.html",
        found=found,
        tiers=tiers,
        facets=query_rows(found.facets, q),
        by_date=by_date,
        dated=dated,
        note_beside=note_beside,
        asked=q,
        cursor=cursor,
    )


def note_beside(hit: Hit) -> str:
    """The note of a highlight that was found, unless the snippet shows it already."""
    note = hit.highlight.note if hit.highlight else ""
    shown = Markup(hit.snippet).striptags().strip("… ")  # noqa: S704 the contract of Hit.snippet
    return "" if shown and shown in " ".join(plain(note).split()) else note
