"""The library or the results of a query as a file, sent while it is made."""

from functools import partial
from typing import Annotated, Any, Literal

from fastapi import Query, Request
from fastapi.responses import StreamingResponse

from app.errors import WrongUseError
from app.export.registry import FORMS
from app.export.selection import Order
from app.export.writing import ARCHIVE, archive_pieces
from app.web.deps import Router, read
from app.web.errors import PROBLEM
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


def _archive(request: Request, q: str) -> Stream:
    if q.strip():
        raise WrongUseError("an archive holds everything; leave out q")
    state = request.app.state
    state.exports.make_folder()
    pieces = archive_pieces(state.library, state.exports.folder)
    headers = {"Content-Disposition": 'attachment; filename="florilegium.archive.zip"'}
    return Stream(state.downloads, pieces, "application/zip", headers)
