"""The reader's own notes through the API: listed, read, written, deleted.

Each act is listed at /api/changes and undone there.
"""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Depends, Header, Path, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from app import contract
from app.notes.acts import Written, delete_note, read_note, version_kept, write_note
from app.notes.errors import ChangedMeanwhileError, NoVersionError
from app.notes.merge import joined, merge
from app.notes.renaming import rename_note
from app.notes.text import decoded, version_of
from app.store.db.library import Library
from app.store.reads.notes import list_notes, note_at
from app.text import stamp_now
from app.web.api.parameters import NOTHING_ELSE, Cursor, Limit
from app.web.deps import Db, Router
from app.web.errors import PROBLEM, problem
from app.web.present.links import of_note

MARKDOWN = "text/markdown; charset=utf-8"
NotePath = Annotated[
    str, Path(description="The path of the file in the folder of notes, such as Own/Waiting.md.")
]
IfMatch = Annotated[
    str, Header(description="The ETag of an answer before; 412 where the note was changed since.")
]
IfNoneMatch = Annotated[str, Header(description="`*` for a new note: 412 where there is one.")]
_TEXT = {"content": {MARKDOWN: {"schema": {"type": "string"}}}}
_BODY = {"requestBody": {"required": True, **_TEXT}}
_FILE: dict[int | str, dict[str, Any]] = {200: {"description": "The file", **_TEXT}}
_KINDS = ("text/", "application/octet-stream", "application/x-markdown")
router = Router(prefix="/api", tags=["notes"], responses={"default": PROBLEM})


class NewPath(BaseModel):
    """The path that a note is to have in the folder of notes."""

    model_config = NOTHING_ELSE
    path: Annotated[str, Field(min_length=1, max_length=2_000)]


async def body_of(request: Request) -> bytes:
    """The bytes of a request that carries text."""
    kind = request.headers.get("content-type", "text/").lower()
    if not kind.startswith(_KINDS):
        raise HTTPException(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "a note is sent as text/markdown, in UTF-8"
        )
    return await request.body()


@router.get("/notes")
def all_notes(
    request: Request, db: Db, cursor: Cursor = "", limit: Limit = 50
) -> contract.Listing[contract.Note]:
    """The reader's own notes, the one changed last first."""
    folder = request.app.state.settings.notes
    page = list_notes(db, folder, cursor=cursor, limit=limit)
    return contract.listing(page, lambda one: contract.note(one, of_note(one.path)))


@router.get("/notes/{path:path}", response_class=Response, responses=_FILE)
def show_note(request: Request, path: NotePath) -> Response:
    """The Markdown of a note, as its file holds it. Its ETag names its version."""
    stored = read_note(request.app.state.settings.notes, path)
    return Response(stored.data, headers=_etag(version_of(stored.data)), media_type=MARKDOWN)


@router.put("/notes/{path:path}", openapi_extra=_BODY)
def put_note(
    request: Request,
    library: Library,
    response: Response,
    path: NotePath,
    data: Annotated[bytes, Depends(body_of)],
    if_match: IfMatch = "",
    if_none_match: IfNoneMatch = "",
) -> contract.WrittenNote:
    """Write a note in place of the version that `If-Match` names, or a new one.

    Answers 201 for a new note, 428 without a version, 422 for what would be read as an export. A
    412 carries `present`, the text that is there now, its `version`, and `merged`: both texts in
    one where they differ from the version named in different places, else null.
    """
    folder = request.app.state.settings.notes
    version = _named(if_match, if_none_match)
    try:
        written = write_note(library, folder, path, data, version=version, at=stamp_now())
    except ChangedMeanwhileError as error:
        # a problem, which no shape describes
        return _changed(request, library, error, version, data)  # type: ignore[return-value]
    response.status_code = HTTPStatus.OK if version or not written.change else HTTPStatus.CREATED
    response.headers.update(_etag(written.version))
    return _told(request, library, written)


@router.patch("/notes/{path:path}")
def move_note(
    request: Request,
    library: Library,
    response: Response,
    path: NotePath,
    to: NewPath,
    if_match: IfMatch = "",
) -> contract.WrittenNote:
    """Give the note of the version that `If-Match` names another path in the folder of notes.

    Links by its old name lead to it from then on, and a heading that is the name goes with it.
    Answers 428 without a version, 409 where something lies at that path.
    """
    folder = request.app.state.settings.notes
    version = _named(if_match, "")
    try:
        renamed = rename_note(library, folder, path, to.path, version=version, at=stamp_now())
    except ChangedMeanwhileError as error:
        # a problem, which no shape describes
        return _changed(request, library, error, version, None)  # type: ignore[return-value]
    response.headers.update(_etag(renamed.version))
    return _told(request, library, renamed)


@router.delete("/notes/{path:path}")
def remove_note(
    request: Request, library: Library, path: NotePath, if_match: IfMatch = ""
) -> contract.WrittenNote:
    """Move a note of the version that `If-Match` names to `.trash/` of its folder.

    An undo of the change brings it back, unless something else is there by then.
    """
    folder = request.app.state.settings.notes
    version = _named(if_match, "")
    try:
        return _told(
            request, library, delete_note(library, folder, path, version=version, at=stamp_now())
        )
    except ChangedMeanwhileError as error:
        # a problem, which no shape describes
        return _changed(request, library, error, version, None)  # type: ignore[return-value]


def _named(if_match: str, if_none_match: str) -> str:
    """Version that a request names, empty for a new note; NoVersionError where it names none."""
    if if_none_match.strip() == "*" and not if_match:
        return ""
    version = if_match.strip().strip('"')
    if not version or version == "*" or if_none_match:
        raise NoVersionError(
            "send If-Match with the ETag of the version that you read, or If-None-Match: * for a "
            "new note; nothing was changed"
        )
    return version


def _etag(version: str) -> dict[str, str]:
    return {"ETag": f'"{version}"'}


def _told(request: Request, library: Library, written: Written) -> contract.WrittenNote:
    with library.reading() as db:
        document = note_at(db, request.app.state.settings.notes / written.path)
    return contract.written_note(written.path, written.version, document, written.change)


def _changed(
    request: Request,
    library: Library,
    error: ChangedMeanwhileError,
    version: str,
    mine: bytes | None,
) -> JSONResponse:
    """The problem of a version that is not there any more, with what is there now."""
    present = decoded(error.present) if error.present is not None else None
    sent = decoded(mine) if mine is not None else None
    with library.reading() as db:
        base = decoded(version_kept(db, version) or b"")
    both = None
    if present and sent and base:
        both = joined(merge(base[0], sent[0], present[0]))
    more = {
        "present": present[0] if present else None,
        "version": version_of(error.present) if error.present is not None else None,
        "merged": both,
    }
    return problem(request, error.status, str(error), more=more)
