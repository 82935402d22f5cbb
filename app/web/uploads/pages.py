"""Pages of an upload: choose files, preview their import, confirm it, follow its progress."""

import os
from collections.abc import Sequence
from http import HTTPStatus
from pathlib import Path

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.errors import NotFoundError, WrongUseError
from app.web.deps import Db, Router
from app.web.jobs import follow_job
from app.web.present.text import count
from app.web.render import show
from app.web.streams import Stream
from app.web.uploads.jobs import ImportJobs
from app.web.uploads.receive import FILES, READABLE, Upload, receive_upload

router = Router(include_in_schema=False)


@router.get("/import")
def choose(request: Request, db: Db) -> HTMLResponse:
    """Page on which files are chosen, or a path on this disk is entered."""
    accepted = ",".join(sorted(READABLE))
    return show(
        request,
        db,
        "choose.html",
        room="Imports",
        job=_jobs(request).current(),
        accepted=accepted,
        most=FILES,
    )


@router.post("/import")
async def take(request: Request) -> RedirectResponse:
    """Stage the uploaded files and begin to rehearse their import."""
    jobs = _jobs(request)
    job = jobs.begin()
    try:
        paths, source, passed_over = _named(await receive_upload(request, jobs.folder), jobs.folder)
    except BaseException:
        jobs.drop(job.id)
        raise
    jobs.rehearse(job.id, paths, source, passed_over)
    return RedirectResponse(f"/import/{job.id}", HTTPStatus.SEE_OTHER)


def _named(upload: Upload, folder: Path) -> tuple[Sequence[Path], str, int]:
    """Paths to import, and the name to show for them."""
    if upload.files:
        others = len(upload.files) - 1
        first = upload.files[0].relative_to(folder)
        return (
            upload.files,
            f"{first} and {count(others, 'other file')}" if others else str(first),
            upload.passed_over,
        )
    if not upload.path:
        raise WrongUseError(
            "nothing that can be read was chosen; choose Markdown, text, CSV, JSON or zip files, "
            "or name a path on this disk"
        )
    # leaves the name of an unknown user as it is
    path = Path(os.path.expanduser(upload.path))  # noqa: PTH111
    if not path.is_absolute():
        raise WrongUseError(
            f"'{upload.path}' does not say where it begins; name a whole path, from / or ~ on"
        )
    if not os.path.exists(path):  # noqa: PTH110 gives no error for names that no disk can hold
        raise NotFoundError(f"there is nothing at '{upload.path}' on this disk")
    return [path], str(path), 0


@router.get("/import/{job}")
def one_job(request: Request, db: Db, job: str) -> Response:
    """Progress of an import, or its preview; once it is done, its report."""
    found = _jobs(request).find(job)
    if found.stage == "done" and found.report:
        return RedirectResponse(f"/imports/{found.report.id}", HTTPStatus.SEE_OTHER)
    template = "preview.html" if found.stage == "ready" else "job.html"
    return show(
        request,
        db,
        template,
        room="Imports",
        job=found,
        report=found.report,
        working=found.stage in ImportJobs.working,
    )


@router.post("/import/{job}")
def carry_out(request: Request, job: str) -> RedirectResponse:
    """Carry out the import that was previewed."""
    _jobs(request).carry_out(job)
    return RedirectResponse(f"/import/{job}", HTTPStatus.SEE_OTHER)


@router.post("/import/{job}/cancel")
def cancel(request: Request, job: str) -> RedirectResponse:
    """Stop an import, or discard one that has not begun."""
    jobs = _jobs(request)
    begun = jobs.find(job).stage in jobs.working
    jobs.cancel(job)
    return RedirectResponse(f"/import/{job}" if begun else "/import", HTTPStatus.SEE_OTHER)


@router.get("/import/{job}/events")
async def follow(request: Request, job: str) -> Stream:
    """Progress of an import, as events, until it waits or ends."""
    return follow_job(request, _jobs(request), job)


def _jobs(request: Request) -> ImportJobs:
    jobs: ImportJobs = request.app.state.jobs
    return jobs
