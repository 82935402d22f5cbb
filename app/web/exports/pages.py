"""Pages of an export: choose a form, follow its writing, download the file."""

from http import HTTPStatus
from typing import Annotated
from urllib.parse import quote

from fastapi import Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from app.errors import NotFoundError
from app.export.registry import FORMS
from app.export.selection import counts
from app.export.writing import file_pieces
from app.web.deps import Db, Router
from app.web.exports.jobs import Export, Exports
from app.web.jobs import follow_job
from app.web.render import show
from app.web.streams import Stream

Word = Annotated[str, Form(max_length=10_000)]
router = Router(include_in_schema=False)


@router.get("/export")
def choose(request: Request, db: Db, q: str = "") -> HTMLResponse:
    """Page on which a form is chosen, of everything or of what the query finds."""
    return show(
        request,
        db,
        "export.html",
        asked=q,
        counts=counts(db, q),
        forms=FORMS,
        export=_exports(request).latest(),
    )


@router.post("/export")
def begin(request: Request, form: Word = "markdown", q: Word = "") -> RedirectResponse:
    """Begin an export."""
    begun = _exports(request).begin_form(form, q)
    return RedirectResponse(f"/export/{begun.id}", HTTPStatus.SEE_OTHER)


@router.get("/export/{job}")
def one_export(request: Request, db: Db, job: str) -> HTMLResponse:
    """Progress of an export; once it is done, its file."""
    return show(request, db, "exported.html", export=_exports(request).find(job))


@router.post("/export/{job}/cancel")
def cancel(request: Request, job: str) -> RedirectResponse:
    """Stop an export, or remove the file of one that is done."""
    exports = _exports(request)
    running = exports.find(job).stage == "writing"
    exports.cancel(job)
    return RedirectResponse(f"/export/{job}" if running else "/export", HTTPStatus.SEE_OTHER)


@router.get("/export/{job}/file")
async def download(request: Request, job: str) -> Stream:
    """The file that an export wrote."""
    return stream_export(request, _exports(request).find(job))


@router.get("/export/{job}/events")
async def follow(request: Request, job: str) -> Stream:
    """Progress of an export, as events, until it ends."""
    return follow_job(request, _exports(request), job)


def stream_export(request: Request, export: Export) -> Stream:
    """The file of an export; NotFoundError where it is not written yet, or will never be."""
    if export.stage != "done":
        raise NotFoundError("this file is not written yet; wait at /export")
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(export.name)}",
        "Content-Length": str(export.size),
    }
    pieces = file_pieces(export.path)
    return Stream(request.app.state.downloads, pieces, export.media_type, headers)


def _exports(request: Request) -> Exports:
    exports: Exports = request.app.state.exports
    return exports
