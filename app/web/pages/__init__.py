"""The pages for people, one module a family."""

from fastapi import APIRouter

from app.web import forms, theme
from app.web.pages import authors, documents, export, highlights, home, imports, palette, pictures, saved_searches, search, tags, wiki
from app.web.uploads import pages


def routers() -> tuple[APIRouter, ...]:
    """All pages, in the order of the house's rooms."""
    families = (home, documents, highlights, authors, tags, wiki, search, export, saved_searches, palette, imports, pages, theme, pictures)
    return (*forms.routers(), *(family.make_router() for family in families))
