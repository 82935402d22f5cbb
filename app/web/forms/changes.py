"""Pages of the reader's changes, with the undo of each, of conflicts and of keyboard shortcuts."""

from http import HTTPStatus
from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from app.notes import undoing
from app.store.db.library import Library
from app.store.edits.changes import list_changes
from app.store.reads.conflicts import document_conflicts, list_conflicts
from app.store.reads.documents import document_titles
from app.text import stamp_now
from app.web.deps import Db, Router
from app.web.present.doing import after
from app.web.render import show

Word = Annotated[str, Form()]
router = Router(include_in_schema=False)


@router.get("/changes")
def changes(request: Request, db: Db, cursor: str = "") -> HTMLResponse:
    """A page of the reader's changes, newest first."""
    listing = list_changes(db, cursor=cursor)
    codes = {item.code for act in listing.items for item in act.items if item.type == "document"}
    titles = document_titles(db, codes)
    return show(request, db, "changes.html", listing=listing, titles=titles, cursor=cursor)


@router.get("/conflicts")
def conflicts(request: Request, db: Db, cursor: str = "") -> HTMLResponse:
    """A page of what was changed by the reader, then in a file."""
    return show(
        request,
        db,
        "conflicts.html",
        listing=list_conflicts(db, cursor=cursor),
        documents=() if cursor else document_conflicts(db),
        cursor=cursor,
    )


@router.get("/keys")
def keys(request: Request, db: Db) -> HTMLResponse:
    """The keyboard shortcuts, and what each does."""
    return show(request, db, "keys.html")


@router.post("/changes/{code}/undo")
def undo(
    request: Request, library: Library, code: str, at: Word = "", back: Word = "/changes"
) -> RedirectResponse:
    """Undo a change, and return to the page where that was asked for."""
    folder = request.app.state.settings.notes
    undone = undoing.undo(library, folder, code, stamp_now())
    return RedirectResponse(
        after(back, at, done=code, left=len(undone.not_undone)), HTTPStatus.SEE_OTHER
    )
