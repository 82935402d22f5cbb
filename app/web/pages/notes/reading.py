"""The list of notes, and the way from a note's path to its page."""

from http import HTTPStatus

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse

from app.notes.acts import read_note
from app.store.reads.notes import list_notes, note_at
from app.web.deps import Db, Router
from app.web.present.links import of_note
from app.web.render import show

router = Router(include_in_schema=False)


@router.get("/notes")
def notes(request: Request, db: Db, cursor: str = "") -> HTMLResponse:
    """A page of the reader's own notes, the one changed last first."""
    folder = request.app.state.settings.notes
    return show(
        request,
        db,
        "notes.html",
        room="Notes",
        listing=list_notes(db, folder, cursor=cursor),
        cursor=cursor,
        folder=folder,
        left=request.query_params.get("left", ""),
    )


@router.get("/notes/{path:path}")
def one_note(request: Request, db: Db, path: str) -> RedirectResponse:
    """The way to the page of a note's document; to its editor while the library lacks it."""
    stored = read_note(request.app.state.settings.notes, path)
    document = note_at(db, stored.path)
    query = f"?{request.url.query}" if request.url.query else ""
    address = f"/documents/{document}{query}" if document else of_note(path, "edit")
    return RedirectResponse(address, HTTPStatus.SEE_OTHER)
