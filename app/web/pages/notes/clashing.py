"""A note that two programs changed in the same places: both side by side, to choose from."""

from http import HTTPStatus
from pathlib import Path

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.errors import FlorilegiumError
from app.notes.acts import write_note
from app.notes.editing import ClashError, as_it_is, decided, merged_with
from app.notes.errors import ChangedMeanwhileError
from app.notes.text import Form as FileForm
from app.notes.text import encoded
from app.store.db.library import Library
from app.text import stamp_now
from app.web.deps import Db, Router
from app.web.pages.notes.typed import Typed
from app.web.present.doing import after
from app.web.present.links import of_note
from app.web.render import show

_COPIES = 50  # names that are tried for a note beside another
router = Router(include_in_schema=False)


def show_clash(
    request: Request,
    db: Db,
    path: str,
    mine: tuple[str, str],
    clash: ClashError,
    wrong: FlorilegiumError | None = None,
) -> HTMLResponse:
    """The page on which the reader chooses, place by place.

    `mine` is the reader's text and the version that it was made from, `wrong` why a choice could
    not be saved.
    """
    page = show(
        request,
        db,
        "note_conflict.html",
        room="Notes",
        status=wrong.status if wrong else clash.status,
        path=path,
        text=mine[0],
        version=mine[1],
        clash=clash,
        wrong=str(wrong) if wrong else "",
    )
    if wrong and wrong.retry_after:
        page.headers["Retry-After"] = str(wrong.retry_after)
    return page


@router.post("/notes/{path:path}/merge")
def save_merge(request: Request, library: Library, path: str, typed: Typed) -> Response:
    """Save what was chosen in place of the version it was chosen from, or mine beside it.

    Where the file was changed once more meanwhile, the choice begins anew; where nothing can be
    saved it is shown with the reason.
    """
    folder, text, version = request.app.state.settings.notes, typed.text, typed.version
    pieces, now = merged_with(library, folder, path, text, version)
    wrong: FlorilegiumError | None = None
    try:
        if typed.do == "beside":
            return _beside(library, folder, path, text)
        if now == typed.theirs:
            data = encoded(decided(pieces, typed.choices), as_it_is(folder, path).form)
            written = write_note(library, folder, path, data, version=now, at=stamp_now())
            return _to(after(of_note(path), done=written.change))
    except ChangedMeanwhileError:
        pieces, now = merged_with(library, folder, path, text, version)
    except FlorilegiumError as error:
        wrong = error
    clash = ClashError(path, pieces, now)
    with library.reading() as db:
        return show_clash(request, db, path, (text, version), clash, wrong)


def _beside(library: Library, folder: Path, path: str, text: str) -> RedirectResponse:
    """Save a text as another note, under the same name with a number."""
    stem = path.removesuffix(".md")
    for number in range(2, _COPIES):
        try:
            other = f"{stem} {number}.md"
            data = encoded(text, FileForm())
            done = write_note(library, folder, other, data, version="", at=stamp_now())
        except ChangedMeanwhileError:
            continue
        return _to(after(of_note(other), done=done.change))
    raise ChangedMeanwhileError(path, b"")


def _to(address: str) -> RedirectResponse:
    return RedirectResponse(address, HTTPStatus.SEE_OTHER)
