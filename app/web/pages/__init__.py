"""The pages for people, one module a family."""

from fastapi import APIRouter

from app.web import pictures, theme
from app.web.pages import answers, authors, documents, finding, highlights, home, importing, imports, names, own, search, searches, tags


def routers() -> tuple[APIRouter, ...]:
    """All pages, in the order of the house's rooms."""
    families = (home, documents, highlights, authors, tags, names, search, answers, searches, finding, imports, importing, own, theme, pictures)
    return tuple(family.make_router() for family in families)
