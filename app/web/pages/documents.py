"""The documents: a shelf or a list of them, and each on its own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import accumulate, groupby
from math import ceil

from fastapi import Request
from fastapi.responses import HTMLResponse

from app.markdown.anchors import heading_key
from app.model import DocumentSummary, Highlight
from app.store.reads.documents import count_put_away, document, document_facets, list_documents
from app.store.reads.highlights import count_gone, document_highlights
from app.store.reads.links import anchored, list_document_backlinks
from app.web.deps import Db, Router
from app.web.pages.asked import Begin
from app.web.present.facets import chosen_rows, facet_rows
from app.web.render import show

PART = 200  # highlights of a document that one page shows
_PAGE = 48


@dataclass(frozen=True, slots=True)
class Chapter:
    """Highlights that stand under one heading, one after another; `first` counts those of the document before them."""

    name: str
    first: int
    highlights: tuple[Highlight, ...]

    @property
    def anchor(self) -> str:
        """The place on the page."""
        return f"under-{self.highlights[0].id}"

    @property
    def part(self) -> int:
        """The part of the document that it begins in."""
        return self.first // PART + 1


def make_router() -> Router:
    """The routes of documents."""
    router = Router(include_in_schema=False)
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
        put_away=count_put_away(db),
        cursor=cursor,
    )


def one_document(
    request: Request, db: Db, code: str, *, order: str = "place", part: int = 1, at: str = "", gone: bool = False, begin: Begin = 0
) -> HTMLResponse:
    """A document with its highlights, its own text, and what links to it; or with its gone highlights alone.

    `at` asks for the part in which that highlight stands.
    """
    found = document(db, code)
    highlights = document_highlights(db, code, order=order, gone=gone)
    parts = max(1, ceil(len(highlights) / PART))
    place = next((i for i, each in enumerate(highlights) if each.id == at), None)
    part = min(max(1, part), parts) if place is None else place // PART + 1
    backlinks = list_document_backlinks(db, code, begin=begin)
    contents = chapters(highlights) if order == "place" else (Chapter("", 0, highlights),)
    return show(
        request,
        db,
        "document.html",
        room="Documents",
        document=found,
        contents=contents,
        chapters=shown(contents, part),
        highlights=highlights,
        backlinks=backlinks,
        linked=linked_chapters(contents, anchored(db, code)) if backlinks.total else {},
        begin=begin,
        gone=gone,
        gone_count=count_gone(db, code),
        order=order,
        part=part,
        parts=parts,
    )


def chapters(highlights: Iterable[Highlight]) -> tuple[Chapter, ...]:
    """The highlights under their chapters; a chapter that comes back later is told again."""
    groups = [(name, tuple(those)) for name, those in groupby(highlights, key=lambda each: each.chapter)]
    starts = accumulate((len(those) for _, those in groups), initial=0)
    return tuple(Chapter(name, first, those) for (name, those), first in zip(groups, starts, strict=False))


def linked_chapters(contents: Iterable[Chapter], anchored: Mapping[str, Iterable[DocumentSummary]]) -> dict[str, list[DocumentSummary]]:
    """By the name of each chapter that links lead to, the documents that hold them."""
    asking: dict[str, dict[str, DocumentSummary]] = {}
    for anchor, those in anchored.items():
        asking.setdefault(heading_key(anchor.rpartition("#")[2]), {}).update({each.id: each for each in those})
    if not asking:
        return {}
    keys = {each.name: {heading_key(each.name), heading_key(each.name.rpartition(" / ")[2])} - {""} for each in contents}
    found = {name: {code: each for key in of for code, each in asking.get(key, {}).items()} for name, of in keys.items()}
    return {name: [*documents.values()] for name, documents in found.items() if documents}


def shown(contents: Iterable[Chapter], part: int) -> tuple[Chapter, ...]:
    """The chapters of one part of a document, those that reach over its ends cut."""
    first = (part - 1) * PART
    cut = (replace(each, highlights=each.highlights[max(0, first - each.first) : max(0, first + PART - each.first)]) for each in contents)
    return tuple(chapter for chapter in cut if chapter.highlights)
