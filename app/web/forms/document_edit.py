"""The form to edit a document: what it shows, and what of it is saved."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import Connection

from app.errors import FlorilegiumError
from app.importer import acts
from app.model import KINDS, Document
from app.store.db.library import Library
from app.store.edits.edits import my_document_fields
from app.store.edits.values import Entered
from app.store.reads.documents import document
from app.text import stamp_now
from app.web.deps import Db, Router
from app.web.errors import asked_by_script, problem
from app.web.present.doing import after, mark_of
from app.web.present.links import of_document
from app.web.render import show
from app.web.security.guard import BODY_CAP

Word = Annotated[str, Form(max_length=BODY_CAP)]
_BETWEEN = {"authors": "; ", "tags": ", "}
_FIELDS = ("title", "authors", "kind", "published", "url", "tags", "note", "favorite")
router = Router(include_in_schema=False)


async def _typed(request: Request) -> dict[str, str]:
    form = await request.form()
    return {name: str(form.get(name, "")).replace("\r\n", "\n") for name in _FIELDS}


async def _marks(request: Request) -> dict[str, str]:
    """Marks of what the form showed, by field; empty where it does not say."""
    form = await request.form()
    return {name: str(form.get(f"seen_{name}", "")) for name in _FIELDS}


Typed = Annotated[dict[str, str], Depends(_typed)]
Marks = Annotated[dict[str, str], Depends(_marks)]


class FieldChangedElsewhereError(FlorilegiumError):
    """a field was changed elsewhere since the form was opened"""

    status = 409


@router.get("/documents/{code}/edit")
def edit(request: Request, db: Db, code: str) -> HTMLResponse:
    """The form to edit a document."""
    return _form(request, db, document(db, code))


def _form(
    request: Request,
    db: Connection,
    found: Document,
    typed: Mapping[str, str] | None = None,
    reason: str = "",
    status: int = 200,
) -> HTMLResponse:
    shown = as_typed(found)
    return show(
        request,
        db,
        "document_edit.html",
        room="Documents",
        status=status,
        document=found,
        mine={field.name: field for field in my_document_fields(db, found.id)},
        kinds=KINDS,
        typed=typed or shown,
        marks={name: mark_of(value) for name, value in shown.items()},
        reason=reason,
    )


def as_typed(found: Document) -> dict[str, str]:
    """Fields of a document as the form shows them."""
    return {
        "title": found.title,
        "authors": _BETWEEN["authors"].join(found.authors),
        "kind": found.kind,
        "published": found.published,
        "url": found.url,
        "tags": _BETWEEN["tags"].join(found.tags),
        "note": found.note,
        "favorite": "1" if found.favorite else "",
    }


@router.post("/documents/{code}/edit", response_model=None)
def save(
    request: Request, library: Library, code: str, title: Word, typed: Typed, marks: Marks
) -> Response:
    """Save the changed fields, and offer to join a document that already has the title.

    Where that fails, the input is shown again with the reason; programs get it as a problem.
    """
    try:
        with library.writing() as db:
            found = document(db, code)
            wanted = _wanted(found, {**typed, "title": title}, marks)
            change, alike = acts.rename_documents(db, {found.id: wanted}, stamp_now())
    except FlorilegiumError as error:
        if error.status == HTTPStatus.NOT_FOUND:
            raise
        return _not_saved(request, library, code, (typed, marks), error)
    others = alike.get(found.id, ())
    path = of_document(found)
    address = after(f"{path}/join/{others[0].id}" if others else path, done=change)
    return RedirectResponse(address, HTTPStatus.SEE_OTHER)


def _wanted(found: Document, typed: dict[str, str], marks: Mapping[str, str]) -> dict[str, Entered]:
    """The fields that were changed in the form.

    Raises FieldChangedElsewhereError where one of them is no longer what the form showed.
    """
    now = as_typed(found)
    typed["kind"] = typed["kind"] or found.kind
    changed = [
        name for name in _FIELDS if typed[name] != now[name] and marks[name] != mark_of(typed[name])
    ]
    for name in changed:
        if marks[name] and marks[name] != mark_of(now[name]):
            raise FieldChangedElsewhereError(
                f"{name}: was changed elsewhere since, and says “{now[name] or 'nothing'}” now; "
                f"save again to let yours stand"
            )
    return {name: _said(name, typed[name]) for name in changed}


def _said(name: str, typed: str) -> Entered:
    if name in _BETWEEN:
        parts = typed.split(_BETWEEN[name].strip())
        return [" ".join(part.split()) for part in parts if part.strip()]
    if name == "favorite":
        return bool(typed)
    return typed if name in ("note", "title", "kind") else typed.strip()


def _not_saved(
    request: Request,
    library: Library,
    code: str,
    form: tuple[Mapping[str, str], Mapping[str, str]],
    error: FlorilegiumError,
) -> Response:
    """The form again, with what was typed in it; `form` is that and the marks of what it showed."""
    again = {"Retry-After": str(error.retry_after)} if error.retry_after else None
    if asked_by_script(request):
        return problem(request, error.status, str(error), again)
    with library.reading() as db:
        found = document(db, code)
        page = _form(request, db, found, _kept(found, *form), str(error), error.status)
    page.headers.update(again or {})
    return page


def _kept(found: Document, typed: Mapping[str, str], marks: Mapping[str, str]) -> dict[str, str]:
    """What was typed; of the other fields what the document says now, not what the form showed."""
    return {
        name: now if marks[name] == mark_of(typed[name]) else typed[name]
        for name, now in as_typed(found).items()
    }
