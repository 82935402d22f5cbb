"""Server-sent events at `/events`: an open page learns that an import changed the library."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool

from app import contract
from app.errors import LibraryError
from app.model import ImportReport
from app.store.db.library import Library
from app.store.reads.imports import list_imports
from app.web.streams import Stream

_PAUSE = 0.5  # seconds between two checks of the library's files
_SILENCE = 30  # pauses after which a comment keeps the connection open
_DIGITS = 18  # the most digits of an import's number
_AT_ONCE = 20  # imports that are sent to a page that was away for long
router = APIRouter(include_in_schema=False)


@dataclass(slots=True)
class Underway:
    """Progress of the import of the served folder: `done` files of `total`.

    Both are 0 while no import runs. One thread writes, any may read.
    """

    done: int = 0
    total: int = 0

    def tell(self, done: int, total: int) -> None:
        """Set the number of files that have been read, and of all files."""
        self.done, self.total = done, total

    def end(self) -> None:
        """Mark the import as ended."""
        self.done = self.total = 0


@router.get("/events")
async def follow(request: Request, since: int | None = None) -> Stream:
    """Each import after `since` (or from now on), as an event `import` with its counts as data.

    Only imports that changed the library count. While the served folder is imported, the event
    `progress` has the number of files that have been read, and of all files.
    """
    state = request.app.state
    known = request.headers.get("last-event-id", "")
    pieces = news(
        state.library,
        state.closing,
        int(known[:_DIGITS]) if known.isdecimal() else since,
        state.underway,
    )
    return Stream(state.followers, pieces, "text/event-stream", {"Cache-Control": "no-store"})


async def news(
    library: Library, closing: asyncio.Event, since: int | None, underway: Underway | None = None
) -> AsyncIterator[str]:
    """Yield the text of the events until the server closes.

    A connection to the library is held only during a check, and only when its files changed.
    """
    stamp: tuple[int, ...] = ()
    silent = 0
    come = 0
    yield "retry: 2000\n\n"
    while not closing.is_set():
        silent += 1
        if underway and underway.done != come:
            come = underway.done
            yield (
                f"event: progress\ndata: {json.dumps({'done': come, 'total': underway.total})}\n\n"
            )
        if (now := _stamp(library.path)) != stamp:
            stamp = now
            try:
                reports = await run_in_threadpool(_finished, library)
            except LibraryError:  # moved or busy: the page asks again, and gets the error then
                return
            for report in reports:
                if since is not None and report.id > since and _brought_something(report):
                    yield _event(report)
                    silent = 0
            since = max(since or 0, reports[-1].id if reports else 0)
        if silent >= _SILENCE:
            yield ": nothing new\n\n"
            silent = 0
        with suppress(TimeoutError):
            await asyncio.wait_for(closing.wait(), _PAUSE)


def _stamp(library: Path) -> tuple[int, ...]:
    """Sizes and modification times of the library's files: every commit changes them."""
    stamp: list[int] = []
    for path in (library, library.with_name(library.name + "-wal")):
        with suppress(FileNotFoundError):
            stat = path.stat()
            stamp += (stat.st_size, stat.st_mtime_ns)
    return tuple(stamp)


def _finished(library: Library) -> list[ImportReport]:
    with library.reading() as db:
        return [
            report for report in reversed(list_imports(db, limit=_AT_ONCE).items) if report.finished
        ]


def _brought_something(report: ImportReport) -> bool:
    counts = (report.files, report.documents, report.highlights)
    return any(count.added or count.changed or count.gone for count in counts)


def _event(report: ImportReport) -> str:
    return f"event: import\nid: {report.id}\ndata: {contract.to_json(contract.report(report))}\n\n"
