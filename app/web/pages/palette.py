"""Completion of queries, and the palette's jumps to pages and items."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import HTMLResponse
from sqlalchemy import Connection

from app.model import Hit, SavedSearch
from app.query.completion import Choice, PartialTerm, name_choice, partial_term
from app.query.parser import parse
from app.query.rewrite import toggled
from app.search.completion import authors_beginning, documents_beginning, tags_beginning
from app.search.search import all_hits
from app.store.reads.saved_searches import saved_searches
from app.text import name_key
from app.web.deps import Db, Router
from app.web.render import show

_MOST = 8
_JUMPS = 5  # of each type
_PASSAGES = 4
_TYPED = 500  # letters of the input that are used: nobody types more before choosing
_ROOMS = {
    "Home": "/",
    "Documents": "/documents",
    "Highlights": "/highlights",
    "Authors": "/authors",
    "Tags": "/tags",
    "Notes": "/notes",
    "New note": "/notes/new",
    "Trays": "/trays",
    "Timeline": "/timeline",
    "A walk": "/walk",
    "Numbers": "/numbers",
    "Index, A to Z": "/index",
    "Graph": "/graph",
    "Imports": "/imports",
    "Search": "/search",
    "Saved searches": "/searches",
    "Favourites": "/highlights?favorite=1",
    "Wanted pages": "/pages",
    "Links that lead nowhere": "/broken",
    "Files": "/files",
    "Put away": "/away",
    "Add by hand": "/add",
    "What you did": "/changes",
    "Your words and the files": "/conflicts",
    "Keys": "/keys",
    "Import files": "/import",
    "Export": "/export",
    "Copies": "/backups",
    "API": "/api/docs",
}
router = Router(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Completion:
    """Completions for the part of the input from `start` on."""

    start: int
    choices: tuple[Choice, ...]


@router.get("/complete")
def complete(db: Db, q: str = "") -> Completion:
    """Completions for the end of a query that is being typed."""
    at = partial_term(q[-_TYPED:])
    if at is None:
        return Completion(len(q), ())
    choices = _named(db, at) if at.names else at.choices
    return Completion(max(0, len(q) - _TYPED) + at.start, choices[:_MOST])


def _named(db: Connection, at: PartialTerm) -> tuple[Choice, ...]:
    if at.names == "document":
        return tuple(
            name_choice(at.field, each.title, ", ".join(each.authors[:2]))
            for each in documents_beginning(db, at.beginning)
            if each.title
        )
    find = tags_beginning if at.names == "tag" else authors_beginning
    return tuple(
        name_choice(at.field, each.name, f"{each.highlights:,}") for each in find(db, at.beginning)
    )


@router.get("/jump")
def jump(request: Request, db: Db, q: str = "") -> HTMLResponse:
    """Jumps of the palette for the letters typed.

    They are pages, documents, authors, tags and saved searches whose names begin with them, then
    passages; after a # only tags.
    """
    wanted = q[:_TYPED].strip()
    tags_only, text = wanted.startswith("#"), wanted.lstrip("#")
    everywhere = bool(text) and not tags_only
    return show(
        request,
        db,
        "parts/jumps.html",
        asked=wanted,
        documents=documents_beginning(db, text, _JUMPS) if everywhere else (),
        authors=authors_beginning(db, text, _JUMPS) if everywhere else (),
        tags=tags_beginning(db, text, _MOST if tags_only else _JUMPS) if text or tags_only else (),
        searches=() if tags_only else _saved(saved_searches(db), text),
        rooms=[]
        if tags_only
        else [(name, path) for name, path in _ROOMS.items() if _begins(name, text)][
            : _MOST if text else _JUMPS + 1
        ],
        passages=_passages(db, wanted) if everywhere else (),
    )


def _passages(db: Connection, text: str) -> tuple[Hit, ...]:
    """The first highlights that match the input exactly.

    Those that match only approximately are left to the search page, which explains how.
    """
    narrowed, narrow_already = toggled(parse(text), "is:highlight")
    hits = all_hits(db, text if narrow_already else narrowed, most=_PASSAGES, nearly=False)
    return tuple(hit for hit in hits if hit.highlight)


def _saved(searches: Sequence[SavedSearch], text: str) -> list[SavedSearch]:
    return [saved for saved in searches if _begins(saved.name, text)][:_JUMPS]


def _begins(name: str, text: str) -> bool:
    return f" {name_key(text)}" in f" {name_key(name)}"
