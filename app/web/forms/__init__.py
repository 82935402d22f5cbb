"""Forms: the routes that they post to, and the pages that list the reader's changes."""

from fastapi import APIRouter

from app.web.forms import (
    adding,
    changes,
    completing,
    document_edit,
    documents,
    highlights,
    many,
    mentions,
    naming,
    parting,
)


def routers() -> tuple[APIRouter, ...]:
    """Routers of all forms, and of the pages beside them."""
    return tuple(
        family.router
        for family in (
            parting,
            highlights,
            documents,
            document_edit,
            adding,
            many,
            changes,
            completing,
            naming,
            mentions,
        )
    )
