"""What the reader does on pages: the routes that their forms post to, and the pages that tell what he did."""

from fastapi import APIRouter

from app.web.forms import changes, completing, documents, highlights, naming


def routers() -> tuple[APIRouter, ...]:
    """All that is posted, and the pages beside it."""
    return tuple(family.make_router() for family in (highlights, documents, changes, completing, naming))
