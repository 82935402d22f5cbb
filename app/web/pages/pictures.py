"""Pictures of the imported folders, sent with headers under which nothing in them runs."""

from http import HTTPStatus

from fastapi.responses import Response
from starlette.exceptions import HTTPException

from app.importer.pictures import find, kind_of, read_picture
from app.store.reads.pictures import held_files
from app.web.deps import Db, Router

_POLICY = "default-src 'none'; sandbox"
router = Router(include_in_schema=False)


@router.get("/pictures/{code}")
def show_picture(db: Db, code: str, name: str = "") -> Response:
    """A picture from the imported folder of a document's file; its content decides its type."""
    found = next(find(held_files(db, [code]).get(code, ()), name), None)
    data = read_picture(*found) if found else b""
    kind = kind_of(data)
    if kind is None:
        raise HTTPException(
            HTTPStatus.NOT_FOUND, "no picture of this name lies in the folder of this document"
        )
    headers = {"Content-Security-Policy": _POLICY, "Content-Disposition": "inline"}
    return Response(data, media_type=kind.type, headers=headers)
