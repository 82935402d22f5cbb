"""Page of the library's dated copies."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse

from app.errors import NotFoundError
from app.model import DatedCopy
from app.settings import Settings, default_library, named_copies
from app.store.copies.apart import write_copy_apart
from app.store.copies.listing import copies_folder, list_copies
from app.store.db.library import Library
from app.web.deps import Db, Router
from app.web.present.text import count
from app.web.render import show

router = Router(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class ShownCopy:
    """Copy in the table: `contents` says what is in it, of older ones what the newest has more."""

    copy: DatedCopy
    contents: str


@router.get("/backups")
def backups(request: Request, db: Db, same: str = "") -> HTMLResponse:
    """The copies in the library's folder of copies, newest first."""
    settings: Settings = request.app.state.settings
    folder = settings.copies
    copies = list_copies(folder) if folder else []
    return show(
        request,
        db,
        "backups.html",
        room="",
        folder=folder,
        shown=[ShownCopy(copy, _contents(copy, copies)) for copy in copies],
        bytes=sum(copy.bytes for copy in copies),
        same=bool(same),
        restore=_restore(settings),
    )


@router.post("/backups")
def copy_now(request: Request, library: Library) -> RedirectResponse:
    """Write today's copy, and show the copies."""
    folder: Path | None = request.app.state.settings.copies
    if folder is None:
        raise NotFoundError("no copies are made: --backups or FLORILEGIUM_BACKUPS is `off`")
    made = write_copy_apart(library, folder)
    return RedirectResponse("/backups" if made else "/backups?same=1", HTTPStatus.SEE_OTHER)


def _restore(settings: Settings) -> str:
    """The command that brings a copy back, with the files that it would not find by itself."""
    words = ["florilegium"]
    if settings.library.absolute() != default_library().absolute():
        words += ["--db", str(settings.library.absolute())]
    if settings.copies and settings.copies != copies_folder(settings.library, named_copies()):
        words += ["--backups", str(settings.copies.parent.absolute())]
    return shlex.join([*words, "restore"])


def _contents(copy: DatedCopy, copies: Sequence[DatedCopy]) -> str:
    """What is in a copy: of the newest in numbers, of others by how much they differ from it."""
    held, newest = copy.held, copies[0].held
    if held is None:
        return "not stated"
    if newest is None or copy is copies[0]:
        return f"{count(held.highlights, 'highlight')}, {count(held.changes, 'act')}"
    differing = [
        _difference(getattr(held, name) - getattr(newest, name), thing)
        for name, thing in (("highlights", "highlight"), ("notes", "note"), ("changes", "act"))
    ]
    return ", ".join(filter(None, differing)) or "as many of each"


def _difference(number: int, thing: str) -> str:
    return f"{count(abs(number), thing)} {'more' if number > 0 else 'fewer'}" if number else ""
