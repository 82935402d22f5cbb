"""The library or the results of a query as a file, sent while it is made."""

from functools import partial
from http import HTTPStatus
from typing import Annotated, Any, Literal

from fastapi import Query, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from app import contract
from app.errors import WholeArchiveError
from app.export.registry import FORMS
from app.export.selection import Order
from app.export.writing import ARCHIVE, archive_pieces
from app.web.api.parameters import Id
from app.web.deps import Router, read
from app.web.errors import PROBLEM
from app.web.exports.jobs import Exports
from app.web.exports.pages import stream_export
from app.web.streams import Stream

Format = Literal["markdown", "logseq", "epub", "csv", "anki", "bibtex", "csl", "jsonl", "archive"]
_FILE: dict[str, Any] = {"description": "The file.", "content": {}}


router = Router(prefix="/api", tags=["library"], responses={"default": PROBLEM})


@router.get(
    "/export",
    response_class=StreamingResponse,
    responses={200: _FILE | {"content": {form.media_type: {} for form in FORMS.values()}}},
)
async def export(
    request: Request,
    format: Annotated[  # noqa: A002 the word of the contract
        Format, Query(description="The form of the file; a folder comes as a zip archive.")
    ] = "markdown",
    q: Annotated[str, Query(description="A query, as one types it; without one, all.")] = "",
) -> Stream:
    """A file with the library, or with what the query finds.

    It is read in pieces of some documents, each when the one before was taken.
    """
    state = request.app.state
    if format == ARCHIVE:
        return _archive(request, q)
    form = FORMS[format]
    headers = {"Content-Disposition": f'attachment; filename="florilegium{form.suffix}"'}
    pieces = form.pieces(Order(partial(read, state.library), q))
    return Stream(state.downloads, pieces, form.media_type, headers)


class ExportToBegin(BaseModel):
    """What is to be exported: the results of a query, without one the library, in this form."""

    model_config = ConfigDict(extra="forbid", strict=True)
    format: Format = "markdown"
    q: Annotated[str, Field(max_length=10_000)] = ""


@router.post("/exports", status_code=HTTPStatus.ACCEPTED)
def begin_export(request: Request, body: ExportToBegin) -> contract.Export:
    """Write a file in the background, one at a time; 409 while another one is being written.

    It is kept until the next one, or until the program ends.
    """
    return contract.export(_exports(request).begin_form(body.format, body.q))


@router.get("/exports/{id}")
def read_export(request: Request, id: Id) -> contract.Export:  # noqa: A002
    """How far the export is; 404 once another has replaced it."""
    return contract.export(_exports(request).find(id))


@router.delete("/exports/{id}", status_code=HTTPStatus.NO_CONTENT)
def cancel_export(request: Request, id: Id) -> None:  # noqa: A002
    """Cancel the export; remove the file of one that is done."""
    _exports(request).cancel(id)


@router.get(
    "/exports/{id}/file",
    response_class=StreamingResponse,
    responses={200: _FILE | {"content": {form.media_type: {} for form in FORMS.values()}}},
)
async def download_export(request: Request, id: Id) -> Stream:  # noqa: A002
    """The file that the export wrote; 404 before it is done."""
    return stream_export(request, _exports(request).find(id))


def _exports(request: Request) -> Exports:
    exports: Exports = request.app.state.exports
    return exports


def _archive(request: Request, q: str) -> Stream:
    if q.strip():
        raise WholeArchiveError("q")
    state = request.app.state
    state.exports.make_folder()
    pieces = archive_pieces(state.library, state.exports.folder)
    headers = {"Content-Disposition": 'attachment; filename="florilegium.archive.zip"'}
    return Stream(state.downloads, pieces, "application/zip", headers)
