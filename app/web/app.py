"""The web application: pages, the API, static files and events, behind the guard."""

import hashlib
from asyncio import Event
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from os import PathLike, stat_result
from pathlib import Path
from threading import BoundedSemaphore

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import RedirectResponse
from fastapi.staticfiles import StaticFiles
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.types import Scope

from app.background.graph import keep_graph
from app.background.phrases import keep_phrases
from app.search.columns.refresh import refreshing
from app.settings import Settings
from app.store.around.echoes import read_ahead
from app.store.db.library import Library
from app.store.mentions.kept import counting
from app.web import errors, pages
from app.web.ahead import make_ahead
from app.web.api import (
    acts,
    docs,
    events,
    exporting,
    graph,
    many,
    mentions,
    names,
    near_names,
    notes,
    read,
    trays,
    write,
)
from app.web.api.events import Underway
from app.web.deps import make_writers
from app.web.exports import templates
from app.web.exports.jobs import Exports
from app.web.render import make_templates
from app.web.security.guard import Guard
from app.web.streams import DOWNLOADS, FOLLOWERS, Places
from app.web.uploads.jobs import ImportJobs

STATIC = Path(__file__).parent / "static"
# a year, which RFC 9111 takes for "for ever"; no static file holds anything of the library
KEPT = "public, max-age=31536000, immutable"
router = APIRouter(include_in_schema=False)
_API = (
    read,
    graph,
    exporting,
    acts,
    many,
    names,
    near_names,
    mentions,
    notes,
    trays,
    write,
    docs,
    events,
)


def create_app(
    settings: Settings,
    library: Library,
    trouble: Callable[[], str] = str,
    underway: Underway | None = None,
) -> FastAPI:
    """Make the application of one library, which the caller has migrated to the newest schema.

    `trouble` returns a message to show on every page, such as that a folder is no longer watched,
    or nothing while all is well. `underway` is where the caller reports the progress of an import.
    """
    app = FastAPI(
        title="Florilegium",
        description="What the pages of the library show, as JSON, and what the reader may "
        "change. Errors are problem documents (RFC 9457).",
        version="1",  # of the API, which is extended only by adding
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=living,
        telemetry={
            "tracing": False,
            "metrics": False,
            "logs": False,
            "operation_spans": False,
            "auto_configure": False,
        },
    )
    app.state.settings = settings
    app.state.library = library
    app.state.trouble = trouble
    app.state.static = static_address()
    app.state.templates = make_templates(app.state.static)
    app.state.jobs = ImportJobs(
        library, settings.library.with_name(f"{settings.library.name}.uploads")
    )
    app.state.exports = Exports(
        library, settings.library.with_name(f"{settings.library.name}.exports")
    )
    app.state.previews = BoundedSemaphore(templates.AT_ONCE)
    app.state.downloads = Places(DOWNLOADS)
    app.state.followers = Places(FOLLOWERS)
    app.state.underway = underway or Underway()
    app.state.writers = make_writers()
    app.state.closing = Event()  # set by the server before it waits for open connections to end
    errors.add_handlers(app)
    app.add_middleware(Guard, settings=settings)
    app.mount(app.state.static, Statics())
    for one in (*(module.router for module in _API), router, *pages.routers()):
        app.include_router(one)
    return app


@asynccontextmanager
async def living(app: FastAPI) -> AsyncIterator[None]:
    """Manage the application's life from start to end.

    No import goes on without it, and the first search finds the library ready.
    """
    library: Library = app.state.library
    jobs = (read_ahead, keep_graph, keep_phrases, make_ahead)
    async with tidied(app):
        with refreshing(library, jobs), counting(library):
            yield


@asynccontextmanager
async def tidied(app: FastAPI) -> AsyncIterator[None]:
    """Remove what uploads and exports left, before and after; end their threads after."""
    jobs: ImportJobs = app.state.jobs
    exports: Exports = app.state.exports
    await run_in_threadpool(jobs.clear)
    await run_in_threadpool(exports.clear)
    yield
    await run_in_threadpool(jobs.close)
    await run_in_threadpool(exports.close)
    await run_in_threadpool(app.state.writers.shutdown)


@router.get("/health")
def show_health() -> dict[str, str]:
    """Answer that the server is up."""
    return {"status": "ok"}


@router.get("/favicon.ico")
def show_icon(request: Request) -> RedirectResponse:
    """Redirect to the icon."""
    return RedirectResponse(f"{request.app.state.static}/leaf.svg")


class Statics(StaticFiles):
    """The static files, with headers that let a browser cache them."""

    def __init__(self) -> None:
        super().__init__(directory=STATIC)

    def file_response(
        self,
        full_path: str | PathLike[str],
        stat_result: stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """The file, with its caching header."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["Cache-Control"] = KEPT
        return response


def static_address(folder: Path = STATIC) -> str:
    """The address below which the static files are served.

    It holds a hash of all of them, so that scripts find the modules that they import beside them.
    """
    mark = hashlib.sha256()
    for path in sorted(each for each in folder.iterdir() if each.is_file()):
        mark.update(f"{path.name}\0{path.stat().st_size}\0".encode() + path.read_bytes())
    return f"/static/{mark.hexdigest()[:16]}"
