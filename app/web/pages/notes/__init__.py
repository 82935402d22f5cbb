"""Pages of the reader's own notes: read, written, and passages quoted into them."""

from fastapi import APIRouter

from app.web.pages.notes import clashing, completing, editing, quoting, reading


def routers() -> tuple[APIRouter, ...]:
    """Routers of these pages, in the order in which they are matched."""
    return tuple(page.router for page in (completing, quoting, editing, clashing, reading))
