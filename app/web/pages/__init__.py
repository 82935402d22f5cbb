"""Pages for people, one module for each family of routes."""

from fastapi import APIRouter

from app.web import forms, theme
from app.web.exports import pages as exports
from app.web.exports import templates
from app.web.pages import (
    authors,
    backups,
    browsing,
    documents,
    export,
    first_lines,
    highlights,
    home,
    imports,
    notes,
    palette,
    pictures,
    saved_searches,
    search,
    subject_index,
    tags,
    trays,
    wiki,
)
from app.web.pages.graph import whole
from app.web.uploads import pages


def routers() -> tuple[APIRouter, ...]:
    """Routers of all pages, in the order in which they are matched."""
    families = (
        home,
        documents,
        highlights,
        authors,
        tags,
        trays,
        wiki,
        first_lines,
        whole,
        subject_index,
        search,
        export,
        templates,
        exports,
        saved_searches,
        palette,
        imports,
        backups,
        pages,
        theme,
        pictures,
    )
    return (
        *forms.routers(),
        *browsing.routers(),
        *notes.routers(),
        *(family.router for family in families),
    )
