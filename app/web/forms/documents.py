"""Forms of a document: join it with another, put it away; the list of those put away."""

from http import HTTPStatus
from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from app.errors import WrongUseError
from app.importer import acts
from app.store.db.library import Library
from app.store.edits.edits import my_document_fields, put_away
from app.store.reads.documents import document, put_away_documents
from app.text import stamp_now
from app.web.deps import Db, Router
from app.web.present.doing import after
from app.web.present.links import of_document
from app.web.render import show

Yes = Annotated[bool, Form()]
Word = Annotated[str, Form()]
router = Router(include_in_schema=False)


@router.get("/away")
def put_away_list(request: Request, db: Db, cursor: str = "") -> HTMLResponse:
    """A page of the documents that were put away."""
    return show(
        request,
        db,
        "put_away.html",
        room="Documents",
        listing=put_away_documents(db, cursor=cursor),
        cursor=cursor,
    )


@router.post("/documents/{code}/away")
def put_document_away(writer: Db, code: str, *, yes: Yes, back: Word = "/") -> RedirectResponse:
    """Put a document away, or back."""
    return _to(after(back, done=put_away(writer, code, away=yes, changed_at=stamp_now())))


@router.post("/documents/{code}/theirs")
def take_theirs(writer: Db, code: str, *, field: Word, back: Word = "/") -> RedirectResponse:
    """Restore a field to the value of the files."""
    done, _ = acts.rename_documents(writer, {code: {field: None}}, stamp_now())
    return _to(after(back, done=done))


@router.post("/documents/{code}/mine")
def keep_mine(writer: Db, code: str, *, field: Word, back: Word = "/") -> RedirectResponse:
    """Keep the reader's value of a field though the files have another one now."""
    found = document(writer, code)
    mine = next((own for own in my_document_fields(writer, found.id) if own.name == field), None)
    if mine is None:
        raise WrongUseError(f"{field}: holds what the files say; there is nothing to keep")
    kept = list(found.tags) if field == "tags" else mine.mine
    change, _ = acts.rename_documents(writer, {found.id: {field: kept}}, stamp_now())
    return _to(after(back, done=change))


@router.get("/documents/{code}/join/{other}")
def tell_join(request: Request, library: Library, code: str, other: str) -> HTMLResponse:
    """A preview of joining two documents."""
    joined = acts.join(library, code, other, stamp_now(), dry_run=True)
    with library.reading() as db:
        both = document(db, code), document(db, other)
        return show(request, db, "join.html", room="Documents", both=both, joined=joined)


@router.post("/documents/{code}/join/{other}")
def join(library: Library, code: str, other: str) -> RedirectResponse:
    """Join two documents."""
    joined = acts.join(library, code, other, stamp_now())
    return _to(after(of_document(joined.document), done=joined.change))


def _to(address: str) -> RedirectResponse:
    return RedirectResponse(address, HTTPStatus.SEE_OTHER)
