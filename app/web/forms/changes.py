"""What the reader did: the page that lists it, and the undo of each."""

from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from app.importer import acts
from app.store.db.library import Library
from app.store.edits.changes import list_changes
from app.text import utc_stamp
from app.web.deps import Db, Router
from app.web.present.doing import after
from app.web.render import show

Word = Annotated[str, Form()]


def make_router() -> Router:
    """The routes of what was done."""
    router = Router(include_in_schema=False)
    router.add_api_route("/changes", changes, methods=["GET"])
    router.add_api_route("/changes/{code}/undo", undo, methods=["POST"])
    return router


def changes(request: Request, db: Db, cursor: str = "") -> HTMLResponse:
    """A page of what the reader did, newest first."""
    return show(request, db, "changes.html", listing=list_changes(db, cursor=cursor), cursor=cursor)


def undo(library: Library, code: str, at: Word = "", back: Word = "/changes") -> RedirectResponse:
    """Take an act back, and come back to where it was asked for."""
    undone = acts.undo(library, code, utc_stamp(datetime.now(UTC)))
    return RedirectResponse(after(back, at, done=code, left=len(undone.not_undone)), HTTPStatus.SEE_OTHER)
