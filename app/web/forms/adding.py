"""Passages added by hand: typed, pasted, or sent by a bookmarklet; one or several at a time."""

import json
import re
from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import Connection

from app.errors import FlorilegiumError, NotFoundError
from app.importer import acts
from app.importer.added import Passage
from app.model import KINDS, Document
from app.store.db.library import Library
from app.store.reads.documents import document, list_documents
from app.store.reads.highlights import highlight
from app.store.reads.targets import target
from app.text import stamp_now
from app.web.deps import Db, Router
from app.web.errors import asked_by_script
from app.web.present.doing import after
from app.web.present.links import of_document
from app.web.render import show
from app.web.security.guard import BODY_CAP

Word = Annotated[str, Form(max_length=BODY_CAP)]
_OFFERED = 200  # documents that are offered where one is chosen without scripts
# A text to copy, never a link: the page's policy lets no script run that stands in an address.
_BOOKMARK = (
    'javascript:location.href={}+"?title="+encodeURIComponent(document.title)'
    '+"&url="+encodeURIComponent(location.href)+"&text="+encodeURIComponent(getSelection())'
)
_BULLET = re.compile(r"^[-*+•][ \t]+", re.MULTILINE)
_PLACE = re.compile(
    r"[ \t]*[(\[]?\b((?:pp?\.|page|loc\.|location)[ \t]?[\divxlc]+(?:[-–][\divxlc]+)?)[)\]]?[ "
    r"\t]*$",
    re.IGNORECASE,
)

router = Router(include_in_schema=False)


@router.get("/add")
def show_form(
    request: Request,
    db: Db,
    document: str = "",
    title: str = "",
    authors: str = "",
    url: str = "",
    text: str = "",
    chapter: str = "",
    tags: str = "",
) -> HTMLResponse:
    """The form, filled from the address; opening it adds nothing."""
    typed = {
        "document": document,
        "title": title,
        "authors": authors,
        "url": url,
        "text": text,
        "chapter": chapter,
        "tags": tags,
    }
    return _form(request, db, typed, known=_document(db, document))


def _form(
    request: Request,
    db: Connection,
    typed: dict[str, str],
    reason: str = "",
    status: int = 200,
    previewed: Sequence[Passage] = (),
    known: Document | None = None,
) -> HTMLResponse:
    blank = dict.fromkeys(
        ("title", "authors", "kind", "url", "text", "location", "chapter", "tags", "note"), ""
    )
    titles = [each.title for each in list_documents(db, limit=_OFFERED).items if each.title]
    return show(
        request,
        db,
        "add.html",
        status=status,
        typed=blank | typed,
        known=known,
        kinds=KINDS,
        titles=titles,
        reason=reason,
        previewed=previewed,
        bookmark=_BOOKMARK.format(json.dumps(f"{request.base_url}add")),
    )


def _document(db: Connection, code: str) -> Document | None:
    return document(db, code) if code else None


def _again(
    request: Request,
    library: Library,
    typed: dict[str, str],
    error: FlorilegiumError | None = None,
    previewed: Sequence[Passage] = (),
) -> HTMLResponse:
    """The form with what was typed, also where the document that it is for is there no more."""
    outcome = (str(error), error.status) if error else ("", HTTPStatus.OK)
    with library.reading() as db:
        try:
            known = _document(db, typed["document"])
        except NotFoundError:
            known = None
        return _form(request, db, typed, *outcome, previewed, known)


@router.post("/add")
def add(
    request: Request,
    library: Library,
    *,
    document: Word = "",
    title: Word = "",
    authors: Word = "",
    kind: Word = "",
    url: Word = "",
    text: Word = "",
    location: Word = "",
    chapter: Word = "",
    tags: Word = "",
    note: Word = "",
    then: Word = "",
) -> Response:
    """Add all passages of the text in one change, or only show them where `then` is `preview`.

    Where that fails, the input is shown again with the reason; programs get it as a problem.
    """
    typed = {
        "document": document,
        "title": title,
        "authors": authors,
        "kind": kind,
        "url": url,
        "text": text,
        "location": location,
        "chapter": chapter,
        "tags": tags,
        "note": note,
    }
    if title and not (document or authors):
        with library.reading() as db:
            typed["document"] = _called(db, title)
    if then == "preview":
        return _again(request, library, typed, previewed=passages(typed))
    try:
        added = acts.add_several(library, passages(typed), stamp_now())
    except FlorilegiumError as error:
        if asked_by_script(request):
            raise
        return _again(request, library, typed, error)
    with library.reading() as db:
        of = highlight(db, added.highlights[0]).document
    if then == "more":
        return RedirectResponse(
            after(f"/add?document={of.id}", done=added.change), HTTPStatus.SEE_OTHER
        )
    return RedirectResponse(
        after(of_document(of), added.highlights[0], done=added.change), HTTPStatus.SEE_OTHER
    )


def _called(db: Connection, title: str) -> str:
    """Find the only document that has the title; empty where none has it, or several do."""
    found = [each.id for each in target(db, title) if each.type == "document"]
    return found[0] if len(found) == 1 else ""


def passages(typed: dict[str, str]) -> list[Passage]:
    """Passages of a form, in order.

    Where it holds none, there is one without text, so that adding it raises the error.
    """
    tags = tuple(name.strip().lstrip("#") for name in typed["tags"].split(",") if name.strip())
    authors = tuple(name.strip() for name in typed["authors"].split(";") if name.strip())
    parts = split_text(typed["text"]) or [("", "")]
    return [
        Passage(
            text,
            typed["document"],
            typed["title"],
            authors,
            next((each for each in KINDS if each == typed["kind"]), None),
            typed["url"].strip(),
            typed["note"].replace("\r\n", "\n"),
            tags,
            place or typed["location"].strip(),
            typed["chapter"].strip(),
        )
        for text, place in parts
    ]


def split_text(text: str) -> list[tuple[str, str]]:
    """Split a text into passages, each with the location at its end.

    Each bullet is a passage where the text begins with one, else each paragraph.
    """
    whole = text.replace("\r\n", "\n").strip()
    parts: Sequence[str] = (
        _BULLET.split(whole)[1:] if _BULLET.match(whole) else re.split(r"\n[ \t]*\n", whole)
    )
    return [_placed(part.strip()) for part in parts if part.strip()]


def _placed(text: str) -> tuple[str, str]:
    found = _PLACE.search(text.rsplit("\n", 1)[-1][-60:])
    if not found:
        return text, ""
    words = text[: len(text) - len(found[0])].rstrip(" \t\n,;—–-")
    return (words, found[1]) if words else (text, "")
