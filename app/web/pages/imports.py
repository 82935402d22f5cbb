"""Pages of the import history, and of the imported files."""

from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from app.importer.undo import undo_import
from app.store.db.library import Library
from app.store.reads.imports import file_record, import_report, list_files, list_imports
from app.store.writes.versions import files_of_import
from app.web.deps import Db, Router
from app.web.render import show

Number = Annotated[int, Path(le=2**53)]
router = Router(include_in_schema=False)


@router.get("/imports")
def imports(request: Request, db: Db, cursor: str = "") -> HTMLResponse:
    """A page of the import history, newest first."""
    return show(
        request,
        db,
        "imports.html",
        room="Imports",
        listing=list_imports(db, cursor=cursor),
        cursor=cursor,
    )


@router.get("/imports/{number:int}")
def one_import(request: Request, db: Db, number: Number) -> HTMLResponse:
    """One import: its changes and its problems."""
    return show(request, db, "import.html", room="Imports", report=import_report(db, number))


@router.get("/imports/{number:int}/undo")
def ask_to_undo(request: Request, db: Db, number: Number) -> HTMLResponse:
    """A preview of undoing an import, and the button that does it."""
    report = import_report(db, number)
    given = report.files.added + report.files.changed + report.files.gone  # not those passed over
    left = len(files_of_import(db, number))
    return show(
        request,
        db,
        "undo.html",
        room="Imports",
        report=report,
        file_count=min(given, left) or left,
    )


@router.post("/imports/{number:int}/undo")
def undo(library: Library, number: Number) -> RedirectResponse:
    """Undo an import."""
    undo_import(library, number, now=datetime.now(UTC))
    return RedirectResponse(f"/imports/{number}", HTTPStatus.SEE_OTHER)


@router.get("/files")
def files(
    request: Request, db: Db, path: str = "", cursor: str = "", lines: str = ""
) -> HTMLResponse:
    """The imported files, or, with `path`, one of them with its unparsed lines.

    With `lines` only those that have such lines.
    """
    if path:
        return show(request, db, "file.html", room="Imports", file=file_record(db, path))
    return show(
        request,
        db,
        "files.html",
        room="Imports",
        listing=list_files(db, cursor=cursor, unclear=bool(lines)),
        cursor=cursor,
        lines="unclear" if lines else "",
    )
