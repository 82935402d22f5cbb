"""A passage quoted into a note, or into a new one."""

from http import HTTPStatus
from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import RedirectResponse

from app.errors import EmptyError
from app.notes.editing import quote_into
from app.store.db.library import Library
from app.store.reads.highlights import highlight
from app.text import stamp_now
from app.web.deps import Router
from app.web.present.doing import after

Word = Annotated[str, Form()]
router = Router(include_in_schema=False)


@router.post("/highlights/{code}/notes")
def quote(
    request: Request,
    library: Library,
    code: str,
    note: Word = "",
    name: Word = "",
    back: Word = "/notes",
) -> RedirectResponse:
    """Add a highlight to the end of a note (by its path), or to a new one, and come back."""
    if not note and not name.strip():
        raise EmptyError("name")
    with library.reading() as db:
        passage = highlight(db, code)
    folder = request.app.state.settings.notes
    at = stamp_now()
    done = quote_into(library, folder, passage, note, name, at)
    return RedirectResponse(after(back, passage.id, done=done.change), HTTPStatus.SEE_OTHER)
