"""The documents: a shelf or a list of them, and each on its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.model import Highlight
from app.store.documents import document, document_facets, list_documents
from app.store.highlights import document_highlights
from app.store.links import document_backlinks
from app.web.connection import Db
from app.web.narrowing import chosen_rows, facet_rows
from app.web.rendering import show

_PAGE = 48


@dataclass(frozen=True, slots=True)
class Chapter:
    """Highlights that stand under one heading, one after another; `anchor` is the place on the page."""

    name: str
    anchor: str
    highlights: tuple[Highlight, ...]


def make_router() -> APIRouter:
    """The routes of documents."""
    router = APIRouter(include_in_schema=False)
    router.add_api_route("/documents", documents, methods=["GET"])
    router.add_api_route("/documents/{code}", one_document, methods=["GET"])
    return router


def documents(
    request: Request, db: Db, kind: str = "", tag: str = "", author: str = "", year: str = "", sort: str = "latest", view: str = "", cursor: str = ""
) -> HTMLResponse:
    """A page of the shelf (or of the list, with `view=list`), narrowed by kind, tag, author and year."""
    chosen = {"kind": kind, "tag": tag, "author": author, "year": year}
    kept = {"sort": sort if sort != "latest" else "", "view": "list" if view == "list" else ""}
    listing = list_documents(db, **chosen, sort=sort, cursor=cursor, limit=_PAGE)
    return show(
        request,
        db,
        "documents.html",
        room="Documents",
        listing=listing,
        facets=facet_rows(document_facets(db, **chosen), "/documents", chosen, kept),
        narrowed=chosen_rows("/documents", chosen, kept),
        chosen=chosen,
        kept=kept,
        sort=sort,
        cursor=cursor,
    )


def one_document(request: Request, db: Db, code: str, order: str = "place") -> HTMLResponse:
    """A document with its highlights, its own text, and what links to it."""
    found = document(db, code)
    highlights = document_highlights(db, code, order=order)
    return show(
        request,
        db,
        "document.html",
        room="Documents",
        document=found,
        chapters=chapters(highlights) if order == "place" else (Chapter("", "c1", highlights),),
        highlights=highlights,
        backlinks=document_backlinks(db, code),
        order=order,
    )


def chapters(highlights: Iterable[Highlight]) -> tuple[Chapter, ...]:
    """The highlights under their chapters; a chapter that comes back later is told again."""
    groups = groupby(highlights, key=lambda each: each.chapter)
    return tuple(Chapter(name, f"c{number}", tuple(those)) for number, (name, those) in enumerate(groups, 1))
