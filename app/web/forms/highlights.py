"""Forms of a highlight: note, tags, text, favorite, discard, keep.

Scripts ask for parts of them to do the same in place.
"""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import Connection

from app.errors import FlorilegiumError, WrongUseError
from app.model import Highlight
from app.store.db.library import Library
from app.store.edits.edits import change_highlight, retagged
from app.store.edits.values import Entered
from app.store.reads.documents import document
from app.store.reads.highlights import highlight
from app.text import stamp_now
from app.web.deps import Db, Router
from app.web.present.copies import copies
from app.web.present.doing import after, mark_of, own
from app.web.present.mixing import mixed
from app.web.render import show
from app.web.security.guard import BODY_CAP

Written = Annotated[str | None, Form(max_length=BODY_CAP)]
Word = Annotated[str, Form(max_length=BODY_CAP)]
Yes = Annotated[bool, Form()]
Field = Annotated[Literal["text", "note"], Form()]
AnyField = Annotated[Literal["text", "note", "tags"], Form()]
router = Router(include_in_schema=False)


async def _choices(request: Request) -> list[str]:
    """Choices of a form for each difference: `mine` or `theirs` in the fields d0, d1 and so on."""
    form = await request.form()
    chosen: list[str] = []
    while isinstance(choice := form.get(f"d{len(chosen)}"), str):
        chosen.append(choice)
    return chosen


Choices = Annotated[list[str], Depends(_choices)]


class ChangedElsewhereError(FlorilegiumError):
    """what the form showed was changed elsewhere since"""

    status = 409


@router.get("/highlights/{code}/card")
def show_card(
    request: Request,
    db: Db,
    code: str,
    *,
    source: bool = False,
    by: bool = True,
    inside: bool = False,
    but: Annotated[list[str] | None, Query()] = None,
) -> HTMLResponse:
    """One card as in a list, for scripts.

    `do`, `at`, `done` and `back` are the same as on pages.
    """
    found = highlight(db, code)
    return show(
        request,
        db,
        "parts/one_card.html",
        highlight=found,
        source=source,
        by=by,
        inside=inside,
        but=but or (),
    )


@router.get("/highlights/{code}/copies")
def show_copies(request: Request, db: Db, code: str) -> Mapping[str, str]:
    """The highlight in each of the formats in which it can be copied."""
    found = highlight(db, code)
    return copies(found, document(db, found.document.id), str(request.base_url))


@router.post("/highlights/{code}")
def write(
    request: Request,
    library: Library,
    code: str,
    *,
    note: Written = None,
    text: Written = None,
    add: Word = "",
    remove: Word = "",
    seen: Word = "",
    then: Word = "",
    back: Word = "/",
) -> Response:
    """Write a note, edit the text, add or remove a tag.

    Where that fails, the input is shown again with the reason.
    """
    typed = {
        name: value.replace("\r\n", "\n")
        for name, value in (("note", note), ("text", text))
        if value is not None
    }
    try:
        with library.writing() as db:
            found = highlight(db, code)
            _check_seen(found, typed, seen)
            change = change_highlight(
                db, found.id, _wanted(found, typed, add.strip().lstrip("#"), remove), stamp_now()
            )
    except FlorilegiumError as error:
        if not typed or error.status == HTTPStatus.NOT_FOUND:
            raise
        return _not_saved(request, library, code, typed, error)
    still = "tag" if (add or remove or then) and not typed else ""
    return _back(after(back, found.id, done=change, do=still))


def _wanted(
    found: Highlight, typed: Mapping[str, str], add: str, remove: str
) -> dict[str, Entered]:
    tags: dict[str, Entered] = (
        {"tags": retagged(found.tags, [add] if add else [], [remove] if remove else [])}
        if add or remove
        else {}
    )
    if "text" in typed and not typed["text"].strip():
        raise WrongUseError("the text must not be empty; discard the highlight instead")
    return {**typed, **tags}


def _check_seen(found: Highlight, typed: Mapping[str, str], seen: str) -> None:
    now = {"note": found.note, "text": found.text}
    for name, value in typed.items():
        if seen and seen != mark_of(now[name]) and value != now[name]:
            raise ChangedElsewhereError(
                f"this {name} was changed elsewhere since; both stand below"
            )


def _not_saved(
    request: Request, library: Library, code: str, typed: Mapping[str, str], error: FlorilegiumError
) -> Response:
    field, words = next(iter(typed.items()))
    with library.reading() as db:
        found = highlight(db, code)
        both = isinstance(error, ChangedElsewhereError)
        page = show(
            request, db, "not_saved.html", room="Highlights", status=error.status,
            highlight=found, field=field, typed=words, both=both, reason=str(error),
        )  # fmt: skip
    if error.retry_after:
        page.headers["Retry-After"] = str(error.retry_after)
    return page


def turn(field: str) -> Callable[..., RedirectResponse]:
    """Make the route that turns one flag of a highlight on or off."""

    def turned(writer: Db, code: str, *, yes: Yes, back: Word = "/") -> RedirectResponse:
        change = change_highlight(writer, code, {field: yes}, stamp_now())
        return _back(after(back, code, done=change))

    return turned


for _flag in ("favorite", "discarded", "kept"):
    router.add_api_route(f"/highlights/{{code}}/{_flag}", turn(_flag), methods=["POST"])


@router.post("/highlights/{code}/theirs")
def take_theirs(writer: Db, code: str, *, field: AnyField, back: Word = "/") -> RedirectResponse:
    """Restore a field to the value of the file."""
    return _back(after(back, code, done=change_highlight(writer, code, {field: None}, stamp_now())))


@router.post("/highlights/{code}/mine")
def keep_mine(writer: Db, code: str, *, field: Field, back: Word = "/") -> RedirectResponse:
    """Keep the reader's value of a field though the file has another one now."""
    found = highlight(writer, code)
    done = change_highlight(writer, code, {field: _said(found, field)}, stamp_now())
    return _back(after(back, code, done=done))


@router.post("/highlights/{code}/mix")
def mix(
    writer: Db, code: str, *, field: Field, seen: Word, choices: Choices, back: Word = "/"
) -> RedirectResponse:
    """Mix the two values of a field, choosing one for each difference.

    Raises ChangedElsewhereError where either is no longer what the form showed.
    """
    return _back(after(back, code, done=_mix(writer, code, field, seen, choices)))


def _mix(db: Connection, code: str, field: str, seen: str, choices: list[str]) -> str:
    found = highlight(db, code)
    mine = own(found, field)
    theirs = str(mine.theirs) if mine else ""
    if seen != mark_of(f"{_said(found, field)}\0{theirs}"):
        raise ChangedElsewhereError("one of the two was changed since; load the page again")
    return change_highlight(
        db, found.id, {field: mixed(_said(found, field), theirs, choices)}, stamp_now()
    )


def _said(found: Highlight, field: str) -> str:
    return found.note if field == "note" else found.text


def _back(address: str) -> RedirectResponse:
    return RedirectResponse(address, HTTPStatus.SEE_OTHER)
