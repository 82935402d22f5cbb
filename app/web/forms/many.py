"""Forms that change many highlights at once: the ticked ones, or all results of a search."""

from collections.abc import Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from app.errors import FlorilegiumError, WrongUseError
from app.search.search import all_codes
from app.store.db.library import Library
from app.store.edits.edits import change_highlights, retagged
from app.store.edits.highlights import tags_seen
from app.store.edits.values import Said
from app.text import utc_stamp
from app.web.deps import Db, Router
from app.web.present.doing import after
from app.web.render import show

Word = Annotated[str, Form()]
Act = Annotated[Literal["tag", "untag", "star", "unstar", "discard", "restore"], Form()]
Codes = Annotated[list[str] | None, Form()]
_FLAGS: dict[str, tuple[str, bool]] = {
    "star": ("favorite", True),
    "unstar": ("favorite", False),
    "discard": ("discarded", True),
    "restore": ("discarded", False),
}
router = Router(include_in_schema=False)


class OtherNumberError(FlorilegiumError):
    """a search has another number of results than the page told"""

    status = 409


@router.get("/many")
def all_of_a_search(request: Request, db: Db, q: str = "") -> HTMLResponse:
    """Page of the changes that can be made to all results of a search, with their number."""
    codes = all_codes(db, q)[0] if q.strip() else ()
    return show(request, db, "many.html", asked=q, number=len(codes))


@router.post("/many")
def change_many(
    library: Library,
    *,
    do: Act,
    id: Codes = None,  # noqa: A002 the word of the boxes
    q: Word = "",
    expect: Annotated[int, Form()] = -1,
    tag: Word = "",
    back: Word = "/",
) -> RedirectResponse:
    """Make one change to all of these highlights."""
    codes = list(dict.fromkeys(id or ()))
    if q.strip():
        with library.reading() as db:
            codes = list(all_codes(db, q)[0])
        if len(codes) != expect >= 0:
            raise OtherNumberError(
                f"the search finds {len(codes):,} highlights now, not {expect:,}; look at them "
                f"again"
            )
    if not codes:
        raise WrongUseError("nothing is selected: tick the boxes of some highlights first")
    change = _change(library, codes, do, tag.strip().lstrip("#"))
    return RedirectResponse(after(back, done=change), HTTPStatus.SEE_OTHER)


def _change(library: Library, codes: Sequence[str], do: str, tag: str) -> str:
    if do not in _FLAGS and not tag:
        raise WrongUseError("tag: must not be empty; say which tag is meant")
    with library.writing() as db:
        if do in _FLAGS:
            field, value = _FLAGS[do]
            wanted: dict[str, dict[str, Said]] = {code: {field: value} for code in codes}
        else:
            add, remove = ([tag], []) if do == "tag" else ([], [tag])
            wanted = {
                code: {"tags": retagged(tags, add, remove)}
                for code, tags in tags_seen(db, codes).items()
            }
        return change_highlights(db, wanted, utc_stamp(datetime.now(UTC)))
