"""What the reader does himself: keep a highlight that is gone, discard one, put a document away; and the list of those put away."""

from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from app.store.edits.edits import change_highlight, put_away
from app.store.reads.documents import put_away_documents
from app.text import utc_stamp
from app.web.deps import Db, Router
from app.web.present.links import inside
from app.web.render import show

Yes = Annotated[bool, Form()]
Back = Annotated[str, Form()]


def make_router() -> Router:
    """The routes of what the reader does."""
    router = Router(include_in_schema=False)
    router.add_api_route("/away", put_away_list, methods=["GET"])
    router.add_api_route("/documents/{code}/away", put_document_away, methods=["POST"])
    router.add_api_route("/highlights/{code}/kept", keep, methods=["POST"])
    router.add_api_route("/highlights/{code}/discarded", discard, methods=["POST"])
    return router


def put_away_list(request: Request, db: Db, cursor: str = "") -> HTMLResponse:
    """A page of the documents that were put away."""
    return show(request, db, "put_away.html", room="Documents", listing=put_away_documents(db, cursor=cursor), cursor=cursor)


def put_document_away(writer: Db, code: str, *, yes: Yes, back: Back = "/") -> RedirectResponse:
    """Put a document away, or bring it back."""
    put_away(writer, code, away=yes, changed_at=_now())
    return RedirectResponse(inside(back), HTTPStatus.SEE_OTHER)


def keep(writer: Db, code: str, *, yes: Yes, back: Back = "/") -> RedirectResponse:
    """Keep a highlight among the live ones though no file holds it, or let it go."""
    return _change(writer, code, "kept", yes=yes, back=back)


def discard(writer: Db, code: str, *, yes: Yes, back: Back = "/") -> RedirectResponse:
    """Discard a highlight, or take it back."""
    return _change(writer, code, "discarded", yes=yes, back=back)


def _change(writer: Db, code: str, field: str, *, yes: bool, back: str) -> RedirectResponse:
    change_highlight(writer, code, {field: yes}, _now())
    return RedirectResponse(inside(back), HTTPStatus.SEE_OTHER)


def _now() -> str:
    return utc_stamp(datetime.now(UTC))
