"""The forms of a document: putting it away; and the list of those put away."""

from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from app.store.edits.edits import put_away
from app.store.reads.documents import put_away_documents
from app.text import utc_stamp
from app.web.deps import Db, Router
from app.web.present.doing import after
from app.web.render import show

Yes = Annotated[bool, Form()]
Back = Annotated[str, Form()]


def make_router() -> Router:
    """The routes of documents that are changed."""
    router = Router(include_in_schema=False)
    router.add_api_route("/away", put_away_list, methods=["GET"])
    router.add_api_route("/documents/{code}/away", put_document_away, methods=["POST"])
    return router


def put_away_list(request: Request, db: Db, cursor: str = "") -> HTMLResponse:
    """A page of the documents that were put away."""
    return show(request, db, "put_away.html", room="Documents", listing=put_away_documents(db, cursor=cursor), cursor=cursor)


def put_document_away(writer: Db, code: str, *, yes: Yes, back: Back = "/") -> RedirectResponse:
    """Put a document away, or bring it back."""
    change = put_away(writer, code, away=yes, changed_at=_now())
    return RedirectResponse(after(back, done=change), HTTPStatus.SEE_OTHER)


def _now() -> str:
    return utc_stamp(datetime.now(UTC))
