"""The web application, put together: pages, the API, files, events; behind the guard."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import RedirectResponse
from fastapi.staticfiles import StaticFiles
from sqlalchemy import Engine
from starlette.responses import Response

from app.settings import Settings
from app.web import api, api_page, events, pages, problems
from app.web.rendering import make_templates
from app.web.security import Guard

STATIC = Path(__file__).parent / "static"


def create_app(settings: Settings, engine: Engine) -> FastAPI:
    """The application over one library. The caller has brought the library to the newest schema."""
    app = FastAPI(
        title="Florilegium",
        version="1",  # of the API, which is extended only by adding
        description="What the pages of the library show, as JSON.",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        telemetry={"tracing": False, "metrics": False, "logs": False, "operation_spans": False, "auto_configure": False},
    )
    app.state.settings = settings
    app.state.engine = engine
    app.state.templates = make_templates()
    app.state.closing = asyncio.Event()  # set by the server before it waits for open connections to end
    problems.add_handlers(app)
    app.add_middleware(Guard, settings=settings)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    for router in (api.make_router(), api_page.make_router(), events.make_router(), *pages.routers()):
        app.include_router(router)
    return app
