"""The trays: their list, each with its items and its draft, and the forms that change it."""

import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated
from urllib.parse import quote

from fastapi import Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import Connection

from app.errors import NotFoundError
from app.export import citations
from app.export.draft import draft, footnote, sources
from app.store.db.library import Library
from app.store.edits.changes import find_change
from app.store.edits.trays import acts as tray_acts
from app.store.edits.trays.trays import LONGEST_NAME
from app.store.edits.values import LONGEST
from app.store.reads.trays import first_documents, list_trays, tray
from app.text import stamp_now
from app.trays import Tray
from app.web.deps import Db, Router
from app.web.present.doing import after
from app.web.render import show

Word = Annotated[str, Form(max_length=4 * LONGEST)]
Yes = Annotated[bool, Form()]
_FORMATS = {
    "md": "text/markdown; charset=utf-8",
    "bib": "application/x-bibtex; charset=utf-8",
    "json": "application/vnd.citationstyles.csl+json",
}
router = Router(include_in_schema=False)


@router.get("/trays")
def trays(request: Request, db: Db) -> HTMLResponse:
    """All trays, those that were put away at the end."""
    found = list_trays(db)
    away = list_trays(db, put_away=True)
    covers = first_documents(db, found)
    return show(
        request,
        db,
        "trays.html",
        room="Trays",
        trays=found,
        away=away,
        covers=covers,
        longest=LONGEST_NAME,
    )


def download(form: str) -> Callable[..., Response]:
    """The route that answers a tray as a file: its draft, or its sources."""

    def downloaded(db: Db, code: str) -> Response:
        found = tray(db, code)
        text = {"md": draft, "bib": _bibtex, "json": _csl}[form](found)
        name = quote(f"{_file_name(found.name)}.{form}")
        headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
        return Response(text, media_type=_FORMATS[form], headers=headers)

    return downloaded


for _form in _FORMATS:
    router.add_api_route(f"/trays/{{code}}.{_form}", download(_form), methods=["GET"])


@router.get("/trays/{code}")
def one_tray(
    request: Request, db: Db, code: str, do: str = "", at: str = "", done: str = ""
) -> Response:
    """A tray, beside it the draft.

    `do` is what is open (write, edit, rename) at an item, `done` the act done last.
    """
    try:
        return _show(request, db, code, do=do, at=at)
    except NotFoundError:
        if done:  # its beginning was undone
            return RedirectResponse(after("/trays", done=done), HTTPStatus.SEE_OTHER)
        raise


def _show(
    request: Request,
    db: Connection,
    code: str,
    *,
    do: str = "",
    at: str = "",
    typed: str | None = None,
    refused: str = "",
    status: int = 200,
) -> HTMLResponse:
    found = tray(db, code)
    own = sum(len(each.words.split()) for each in found.items)
    quoted = sum(len(each.quotation.text.split()) for each in found.items if each.quotation)
    text = draft(found)
    return show(
        request,
        db,
        "tray.html",
        room="Trays",
        status=status,
        tray=found,
        own_words=own,
        minutes=max(1, round((own + quoted) / 230)),
        size=len(text.encode()),
        sources=sources(found),
        cited=citations.cited,
        footnote=footnote,
        opened=(do, at),
        typed=typed,
        refused=refused,
        longest=LONGEST_NAME,
    )


def _bibtex(found: Tray) -> str:
    return citations.bibtex(sources(found))


def _csl(found: Tray) -> str:
    return json.dumps(citations.csl_json(sources(found)), ensure_ascii=False, indent=2) + "\n"


def _file_name(name: str) -> str:
    """A name that every disk takes: without slashes and the like, and not hidden."""
    clean = "".join(
        " " if letter in '/\\:*?"<>|' or ord(letter) < ord(" ") else letter for letter in name
    )
    return " ".join(clean.split()).strip(". ")[:100] or "Tray"


# --- forms
# --------------------------------------------------------------------------------------------------


@router.post("/trays")
def begin(writer: Db, name: Word = "") -> RedirectResponse:
    """Make a tray."""
    code, change = tray_acts.begin_tray(writer, name, stamp_now())
    return _back(code, change)


@router.post("/trays/{code}")
def rename(writer: Db, code: str, name: Word = "") -> RedirectResponse:
    """Give a tray another name."""
    return _back(code, tray_acts.change_tray(writer, code, stamp_now(), name=name))


@router.post("/trays/{code}/away")
def put_away(writer: Db, code: str, *, yes: Yes) -> RedirectResponse:
    """Put a tray away, or bring it back."""
    return _back(code, tray_acts.change_tray(writer, code, stamp_now(), put_away=yes))


@router.post("/trays/{code}/items")
def arrange(
    writer: Db,
    code: str,
    up: Word = "",
    down: Word = "",
    out: Word = "",
    move: Word = "",
    before: Word = "",
) -> RedirectResponse:
    """Move an item up or down by one or before another one, or take it out."""
    if out:
        return _back(code, tray_acts.take_out(writer, code, out, stamp_now()))
    item, step = (up, -1) if up else (down, 1) if down else (move, 0)
    change = tray_acts.move_item(writer, code, item, stamp_now(), before=before, by=step)
    return _back(code, change, item)


@router.post("/trays/{code}/words")
def write(
    request: Request,
    library: Library,
    code: str,
    words: Word = "",
    after: Word = "",
    item: Word = "",
    was: Word = "",
) -> Response:
    """Write words behind an item, or change those of one.

    Where they were changed elsewhere meanwhile, both are shown.
    """
    words, was = words.replace("\r\n", "\n"), was.replace("\r\n", "\n")
    try:
        with library.writing() as db:
            change = _write(db, code, words, (item, was), after)
            at = (
                next((each.field for each in find_change(db, change).items if each.after), "")
                if change
                else item
            )
    except tray_acts.OtherVersionError as error:
        with library.reading() as db:
            return _show(
                request,
                db,
                code,
                do="edit",
                at=item,
                typed=words,
                refused=str(error),
                status=error.status,
            )
    return _back(code, change, at)


def _write(db: Connection, code: str, words: str, known: tuple[str, str], after: str) -> str:
    item, was = known
    if not item:
        return tray_acts.write_after(db, code, words, stamp_now(), after)
    return tray_acts.rewrite(db, code, item, words, stamp_now(), was)


@router.post("/highlights/{code}/trays")
def collect(
    writer: Db, code: str, tray: Word = "", name: Word = "", back: Word = "/trays"
) -> RedirectResponse:
    """Put a highlight into a tray, or into a new one of that name, and come back."""
    if name.strip():
        _, change = tray_acts.begin_tray(writer, name, stamp_now(), [code])
    else:
        change = tray_acts.collect_in_tray(writer, tray, [code], stamp_now())
    return RedirectResponse(after(back, code, done=change), HTTPStatus.SEE_OTHER)


def _back(code: str, change: str = "", item: str = "") -> RedirectResponse:
    return RedirectResponse(after(f"/trays/{code}", item, done=change), HTTPStatus.SEE_OTHER)
