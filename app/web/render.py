"""Rendering of pages: the templates' environment, and the values that all pages share."""

from functools import cache
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import HTMLResponse
from fastapi.templating import Jinja2Templates
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy import Connection

from app.changes import Done
from app.errors import NotFoundError
from app.importer.summary import in_few_sentences
from app.markdown.plain import plain
from app.query.rewrite import term
from app.resources import folder
from app.store.edits.changes import find_change
from app.store.edits.trays.trays import LONGEST_NAME
from app.store.reads.authors_tags import list_tags
from app.store.reads.imports import latest_import
from app.store.reads.notes import list_notes
from app.store.reads.trays import list_trays
from app.web.covers.shelf import Shelf
from app.web.present import (
    backlinks,
    doing,
    feeds,
    filing,
    highlights,
    language,
    links,
    mixing,
    reports,
    text,
)
from app.web.present.around.passages import filters_and
from app.web.present.doing import Doing, bare
from app.web.present.page_links import noting_links, resolved
from app.web.present.paths import ShortPaths
from app.web.security.guard import policy
from app.web.theme import chosen_theme, loads_pictures

_PLAIN = "/:@!$&'()*+,;=~"  # letters that need no escape in a path
_OFFERED = 200  # tags and notes that are offered where one is typed without scripts
Room = Literal["", "Documents", "Highlights", "Authors", "Tags", "Notes", "Trays", "Imports"]


@cache  # compiling them takes longer than rendering most pages
def make_templates(static: str, templates: Path | None = None) -> Jinja2Templates:
    """Make the environment of the templates: autoescape on, undefined names an error.

    Styles and scripts are served below `static`.
    """
    environment = Environment(
        loader=FileSystemLoader(templates or folder("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters |= {
        "count": text.count,
        "plural": text.plural,
        "kind": text.kind,
        "tier": text.tier,
        "day": text.day,
        "month": text.month,
        "span": text.span,
        "reading_time": text.reading_time,
        "moment": text.moment,
        "local_day": text.local_day,
        "clock": text.hour,
        "duration": text.duration,
        "file_name": text.file_name,
        "place": text.place,
        "folio": text.folio,
        "long_place": text.long_place,
        "told": reports.sentences_of,
        "further_tags": text.further_tags,
        "briefly": reports.briefly,
        "in_few_sentences": in_few_sentences,
        **filters_and(highlights.make_setters()),
        "untitled": highlights.untitled,
        "remark": highlights.remark,
        "words": plain,
        "marked": highlights.marked,
        "words_of_readers": filing.words_of_readers,
        **backlinks.FILTERS,
        "glimpse": highlights.glimpse,
        "compared": text.compared,
        "setting": highlights.setting,
        "folds": highlights.folds,
        "outside": links.outside,
        "host": links.host,
        "tongue": language.attributes,
        "writable": feeds.writable,
        "done": doing.told,
        "named": doing.named,
        "mark_of": doing.mark_of,
        "own": doing.own,
        "own_tags": doing.own_tags,
        "pieces": mixing.pieces,
        "framed": mixing.framed,
        "edited_passage": highlights.edited_passage,
    }
    environment.globals |= {"static": static, "to": links, "term": term, "line_range": text.lines}
    return Jinja2Templates(env=environment, context_processors=[_known_to_all])


def _known_to_all(request: Request) -> dict[str, Any]:
    """Values that every page has, error pages too: so they must not query the library."""
    query = request.scope["query_string"].decode("latin-1")
    here = quote(request.scope["path"], safe=_PLAIN) + (f"?{query}" if query else "")
    return {
        "theme": chosen_theme(request),
        "pictures": loads_pictures(request),
        "here": here,
        "doing": doing_on(
            request, request.query_params.get("back") or here, getattr(request.state, "done", None)
        ),
        "cover": Shelf(),
        "underway": request.app.state.underway,
    }


def doing_on(request: Request, back: str, done: Done | None = None) -> Doing:
    """State of a page's forms: the open one, and the change `done`; `back` is its address."""
    asked = request.query_params
    left = asked.get("left", "")
    return Doing(
        asked.get("do", ""),
        asked.get("at", ""),
        done,
        int(left[:6]) if left.isdecimal() else 0,
        bare(back),
    )


def last_done(request: Request, db: Connection) -> Done | None:
    """The change that a page's address names as made last; None where there is no such change."""
    code = request.query_params.get("done", "")
    try:
        return find_change(db, code) if code else None
    except NotFoundError:
        return None


def show(
    request: Request,
    db: Connection,
    template: str,
    *,
    room: Room = "",
    status: int = 200,
    **known: object,
) -> HTMLResponse:
    """Render a page: fill its template with the route's and shared values, then resolve links."""
    templates: Jinja2Templates = request.app.state.templates
    if request.query_params.get("done"):
        request.state.done = last_done(request, db)
    if request.query_params.get("do") == "tag":
        known["tag_names"] = [
            tag.name for tag in list_tags(db, sort="highlights", limit=_OFFERED).items
        ]
    if request.query_params.get("do") == "collect":
        known |= {"offered_trays": list_trays(db), "longest_tray_name": LONGEST_NAME}
    if request.query_params.get("do") == "quote":
        folder_of_notes = request.app.state.settings.notes
        known["offered_notes"] = list_notes(db, folder_of_notes, limit=_OFFERED).items
    latest, short = latest_import(db), ShortPaths(db, request.app.state.jobs.folder)
    standing = latest_import(db, undone=False) if latest and latest.undone_at else latest
    context = {"room": room, "latest": latest, "standing": standing, "short": short, **known}
    with noting_links() as links:
        page: HTMLResponse = templates.TemplateResponse(
            request, template, context, status_code=status
        )
    remote = loads_pictures(request)
    if links.noted:
        html = resolved(bytes(page.body).decode(), links, db, templates.env.filters, remote=remote)
        page = HTMLResponse(html, status)
    if remote:
        page.headers["Content-Security-Policy"] = policy(pictures=True)
    return page
