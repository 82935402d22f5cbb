"""Pages of the documents: all of them as covers or a list, and each on its own."""

from collections.abc import Mapping
from math import ceil
from pathlib import Path

from fastapi import Request
from fastapi.responses import HTMLResponse

from app.markdown.pieces import pieces
from app.model import Document
from app.query.rewrite import term
from app.store.mentions.panel import linking_to
from app.store.mentions.subjects import document_subject
from app.store.reads.documents import count_put_away, document, document_facets, list_documents
from app.store.reads.highlights import count_gone
from app.store.reads.links import anchored_links
from app.store.reads.parts import chapter_starts, number_of, part_of_highlights
from app.web.deps import Db, Router
from app.web.pages.asked import Depth
from app.web.pages.graph.around import beside
from app.web.pages.panel import Panelled, panel_of
from app.web.present.chapters import (
    PART,
    Passages,
    headings,
    linked_chapters,
    outline,
    shown,
    text_outline,
)
from app.web.present.facets import chosen_rows, facet_rows
from app.web.present.highlights import untitled, with_links
from app.web.render import show

_PAGE = 48
_LETTERS_A_MINUTE = 1_300  # reading speed of people, roughly
router = Router(include_in_schema=False)


@router.get("/documents")
def documents(
    request: Request,
    db: Db,
    kind: str = "",
    tag: str = "",
    author: str = "",
    year: str = "",
    sort: str = "latest",
    view: str = "",
    cursor: str = "",
) -> HTMLResponse:
    """A page of documents, filtered by kind, tag, author and year.

    They are shown as covers, or as a list with `view=list`.
    """
    chosen = {"kind": kind, "tag": tag, "author": author, "year": year}
    kept = {
        "sort": sort if sort != "latest" else "",
        "view": view if view in {"list", "shelf"} else "",
    }
    listing = list_documents(db, **chosen, sort=sort, cursor=cursor, limit=_PAGE)
    return show(
        request,
        db,
        "documents.html",
        room="Documents",
        listing=listing,
        facets=facet_rows(document_facets(db, **chosen), "/documents", chosen, kept),
        narrowed=chosen_rows("/documents", chosen, kept),
        query=_query(chosen),
        chosen=chosen,
        kept=kept,
        sort=sort,
        put_away=count_put_away(db),
        cursor=cursor,
    )


def _query(chosen: Mapping[str, str]) -> str:
    """The query that finds the same documents."""
    fields = {"year": "on"}
    named = [term(fields.get(field, field), value) for field, value in chosen.items() if value]
    return " ".join(["is:document", *named])


@router.get("/documents/{code}")
def one_document(
    request: Request,
    db: Db,
    code: str,
    panel: Panelled,
    *,
    order: str = "place",
    part: int = 1,
    text: int = 1,
    at: str = "",
    gone: bool = False,
    depth: Depth = 1,
) -> HTMLResponse:
    """A document with one part of its highlights, one of its own text, and its backlinks.

    With `gone`, it has its gone highlights alone. `at` asks for the parts that hold a highlight, or
    a heading or block of the text.
    """
    found = document(db, code)
    starts, total = chapter_starts(db, code, gone=gone)
    parts = max(1, ceil(total / PART))
    prose = with_links(untitled(found.body, found.title), found, "body")
    body = pieces(prose) if prose and not gone else None
    piece = body.piece_of(at) if body and at else None
    place = number_of(db, code, at, order=order, gone=gone) if at and not piece else None
    part = min(max(1, part), parts) if place is None else place // PART + 1
    contents = headings(starts, total) if order == "place" else ()
    first = (part - 1) * PART
    highlights = part_of_highlights(db, code, order=order, gone=gone, first=first, limit=PART)
    subject = document_subject(db, found.id)
    linking = linking_to(db, subject)
    return show(
        request,
        db,
        "document.html",
        room="Documents",
        document=found,
        note=note_path(request.app.state.settings.notes, found),
        outline=outline(contents, part),
        passages=shown(starts, contents, highlights, first)
        if order == "place"
        else (Passages((), highlights),),
        total=total,
        text=body,
        text_part=piece or min(max(1, text), len(body.pieces) if body else 1),
        text_outline=text_outline(body) if body else (),
        minutes=round(len(found.body) / _LETTERS_A_MINUTE),
        panel=panel_of(db, subject, panel, linking),
        linked=linked_chapters(contents, anchored_links(db, linking)),
        gone=gone,
        gone_count=count_gone(db, code),
        drawn=beside(db, f"document:{found.id}", depth),
        order=order,
        part=part,
        parts=parts,
    )


def note_path(folder: Path, document: Document) -> str:
    """Path of a note's file within the folder of notes; empty for what is no note there."""
    if document.kind != "note" or document.gone:
        return ""
    files = (Path(path) for path in document.files if path.lower().endswith(".md"))
    return next((str(p.relative_to(folder)) for p in files if p.is_relative_to(folder)), "")
