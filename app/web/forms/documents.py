"""Forms of a document: edit it, join it with another, put it away; the list of those put away."""

from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from app.importer import acts
from app.model import KINDS, Document
from app.store.db.library import Library
from app.store.edits.edits import my_document_fields, put_away
from app.store.edits.values import Said
from app.store.reads.documents import document, put_away_documents
from app.text import utc_stamp
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
    return _to(after(back, done=put_away(writer, code, away=yes, changed_at=_now())))


@router.get("/documents/{code}/edit")
def edit(request: Request, db: Db, code: str) -> HTMLResponse:
    """The form to edit a document."""
    found = document(db, code)
    mine = {field.name: field for field in my_document_fields(db, found.id)}
    return show(
        request, db, "document_edit.html", room="Documents", document=found, mine=mine, kinds=KINDS
    )


@router.post("/documents/{code}/edit")
def save(
    writer: Db,
    code: str,
    *,
    title: Word,
    authors: Word = "",
    kind: Word = "",
    published: Word = "",
    url: Word = "",
    tags: Word = "",
    note: Word = "",
    favorite: Yes = False,
) -> RedirectResponse:
    """Save the changed fields, and offer to join a document that already has the title."""
    found = document(writer, code)
    said: dict[str, Said] = {
        "title": title,
        "authors": _listed(authors, ";"),
        "kind": kind or found.kind,
        "published": published.strip(),
        "url": url.strip(),
        "tags": _listed(tags, ","),
        "note": note.replace("\r\n", "\n"),
        "favorite": favorite,
    }
    shown = _shown(found)
    wanted = {field: value for field, value in said.items() if value != shown[field]}
    change, alike = acts.rename_documents(writer, {found.id: wanted}, _now())
    others = alike.get(found.id, ())
    return _to(
        after(
            f"{of_document(found)}/join/{others[0].id}" if others else of_document(found),
            done=change,
        )
    )


def _shown(found: Document) -> dict[str, Said]:
    return {
        "title": found.title,
        "authors": list(found.authors),
        "kind": found.kind,
        "published": found.published,
        "url": found.url,
        "tags": list(found.tags),
        "note": found.note,
        "favorite": found.favorite,
    }


def _listed(text: str, between: str) -> list[str]:
    return [" ".join(name.split()) for name in text.split(between) if name.strip()]


@router.post("/documents/{code}/theirs")
def take_theirs(writer: Db, code: str, *, field: Word, back: Word = "/") -> RedirectResponse:
    """Restore a field to the value of the files."""
    return _to(after(back, done=acts.rename_documents(writer, {code: {field: None}}, _now())[0]))


@router.get("/documents/{code}/join/{other}")
def tell_join(request: Request, library: Library, code: str, other: str) -> HTMLResponse:
    """A preview of joining two documents."""
    joined = acts.join(library, code, other, _now(), dry_run=True)
    with library.reading() as db:
        both = document(db, code), document(db, other)
        return show(request, db, "join.html", room="Documents", both=both, joined=joined)


@router.post("/documents/{code}/join/{other}")
def join(library: Library, code: str, other: str) -> RedirectResponse:
    """Join two documents."""
    joined = acts.join(library, code, other, _now())
    return _to(after(of_document(joined.document), done=joined.change))


def _to(address: str) -> RedirectResponse:
    return RedirectResponse(address, HTTPStatus.SEE_OTHER)


def _now() -> str:
    return utc_stamp(datetime.now(UTC))
