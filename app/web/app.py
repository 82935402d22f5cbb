"""The web application, put together: pages, the API, files, events; behind the guard."""

from asyncio import Event
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool

from app.search.columns.refresh import renewing
from app.settings import Settings
from app.store.db.library import Library
from app.web import errors, pages, statics
from app.web.api import docs, events, read, write
from app.web.deps import make_writers
from app.web.downloads import Places
from app.web.render import make_templates
from app.web.security.guard import Guard
from app.web.uploads.jobs import Jobs


def create_app(settings: Settings, library: Library, trouble: Callable[[], str] = str) -> FastAPI:
    """The application over one library, which the caller has brought to the newest schema.

    `trouble` says in words what readers should know on every page, as that a folder is no longer watched; nothing while all is well.
    """
    app = FastAPI(
        title="Florilegium",
        description="What the pages of the library show, as JSON, and what the reader may change. Errors are problem documents (RFC 9457).",
        version="1",  # of the API, which is extended only by adding
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=living,
        telemetry={"tracing": False, "metrics": False, "logs": False, "operation_spans": False, "auto_configure": False},
    )
    app.state.settings = settings
    app.state.library = library
    app.state.trouble = trouble
    app.state.static = statics.static_address()
    app.state.templates = make_templates(app.state.static)
    app.state.jobs = Jobs(library, settings.library.with_name(f"{settings.library.name}.uploads"))
    app.state.downloads = Places()
    app.state.writers = make_writers()
    app.state.closing = Event()  # set by the server before it waits for open connections to end
    errors.add_handlers(app)
    app.add_middleware(Guard, settings=settings)
    app.mount(app.state.static, statics.Statics())
    for router in (read.make_router(), write.make_router(), docs.make_router(), events.make_router(), make_router(), *pages.routers()):
        app.include_router(router)
    return app


@asynccontextmanager
async def living(app: FastAPI) -> AsyncIterator[None]:
    """From start to end: nothing that was uploaded outlives the server, no import goes on without it, and searches find the library ready."""
    jobs: Jobs = app.state.jobs
    await run_in_threadpool(jobs.clear)
    with renewing(app.state.library):
        yield
    await run_in_threadpool(jobs.close)
    await run_in_threadpool(app.state.writers.shutdown)


def make_router() -> APIRouter:
    """What browsers and monitors ask of every server."""
    router = APIRouter(include_in_schema=False)
    router.add_api_route("/health", show_health, methods=["GET"])
    router.add_api_route("/favicon.ico", show_icon, methods=["GET"])
    return router


def show_health() -> dict[str, str]:
    """That the server answers."""
    return {"status": "ok"}


def show_icon(request: Request) -> RedirectResponse:
    """The leaf of the house."""
    return RedirectResponse(f"{request.app.state.static}/leaf.svg")
