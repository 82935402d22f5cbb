"""Forms that make two highlights of one, and one of two."""

from http import HTTPStatus
from typing import Annotated

from fastapi import Form
from fastapi.responses import RedirectResponse

from app.importer import acts
from app.store.db.library import Library
from app.text import stamp_now
from app.web.deps import Db, Router
from app.web.present.doing import after
from app.web.security.guard import BODY_CAP

Word = Annotated[str, Form()]
Letter = Annotated[int, Form(ge=1, le=BODY_CAP)]
router = Router(include_in_schema=False)


@router.post("/highlights/{code}/split")
def split(library: Library, code: str, at: Letter, back: Word = "/") -> RedirectResponse:
    """Split a highlight before the letter `at`, counted from 0, and come back to its first part."""
    result = acts.split(library, code, at, stamp_now())
    return _back(back, result)


@router.post("/highlights/{code}/merge")
def merge(
    writer: Db, code: str, other: Annotated[str, Form(alias="with")], back: Word = "/"
) -> RedirectResponse:
    """Merge another highlight into this one, and come back to what they are together."""
    return _back(back, acts.merge(writer, code, other, stamp_now()))


def _back(back: str, result: acts.Result) -> RedirectResponse:
    address = after(back, result.highlights[0], done=result.change)
    return RedirectResponse(address, HTTPStatus.SEE_OTHER)
