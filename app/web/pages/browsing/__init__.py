"""Pages to wander through the library by: a timeline, a walk, numbers."""

from fastapi import APIRouter

from app.web.pages.browsing import numbers, timeline, walk


def routers() -> tuple[APIRouter, ...]:
    """Routers of these pages."""
    return tuple(page.router for page in (timeline, walk, numbers))
