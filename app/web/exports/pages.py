"""Pages of an export: choose a form, follow its writing, download the file."""

from collections.abc import Iterator
from functools import partial
from http import HTTPStatus
from typing import Annotated
from urllib.parse import quote

from fastapi import Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from app.errors import NotFoundError
from app.export.registry import FORMS
from app.export.selection import Order, counts
from app.export.writing import ARCHIVE, archive_pieces, file_pieces
from app.web.deps import Db, Router
from app.web.exports.jobs import Exports
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
    exports = _exports(request)
    if form == ARCHIVE:
        pieces = partial(_archive, exports)
        begun = exports.begin("Archive", "florilegium.archive.zip", "application/zip", pieces)
    elif form in FORMS:
        chosen = FORMS[form]
        name = f"florilegium{chosen.suffix}"
        begun = exports.begin(chosen.label, name, chosen.media_type, chosen.pieces, q.strip())
    else:
        raise NotFoundError(f"there is no form '{form}'; choose one at /export")
    return RedirectResponse(f"/export/{begun.id}", HTTPStatus.SEE_OTHER)


def _archive(exports: Exports, _order: Order) -> Iterator[bytes]:
    return archive_pieces(exports.library, exports.folder)


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
    export = _exports(request).find(job)
    if export.stage != "done":
        raise NotFoundError("this file is not written yet; wait at /export")
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(export.name)}",
        "Content-Length": str(export.size),
    }
    pieces = file_pieces(export.path)
    return Stream(request.app.state.downloads, pieces, export.media_type, headers)


@router.get("/export/{job}/events")
async def follow(request: Request, job: str) -> Stream:
    """Progress of an export, as events, until it ends."""
    return follow_job(request, _exports(request), job)


def _exports(request: Request) -> Exports:
    exports: Exports = request.app.state.exports
    return exports
