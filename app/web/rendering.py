"""Pages out of templates: the environment they are made in, and what every one of them knows."""

from functools import cache
from pathlib import Path
from typing import Any, Literal

from fastapi import Request
from fastapi.responses import HTMLResponse
from fastapi.templating import Jinja2Templates
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy import Connection

from app.markdown.plain import plain
from app.resources import folder
from app.store.ledger import latest_import
from app.web import addresses, feeds, language, passages, wording, wordings
from app.web.covers.shelf import Shelf
from app.web.leads import noting_links, resolved
from app.web.security import policy
from app.web.theme import chosen_theme, loads_pictures

Room = Literal["", "Documents", "Highlights", "Authors", "Tags", "Imports"]


@cache  # reading them takes longer than most pages
def make_templates(static: str, templates: Path | None = None) -> Jinja2Templates:
    """The templates of the house: everything escaped, nothing undefined let through; styles and scripts lie below `static`."""
    environment = Environment(
        loader=FileSystemLoader(templates or folder("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters |= {
        "count": wording.count,
        "plural": wording.plural,
        "kind": wording.kind,
        "tier": wording.tier,
        "day": wording.day,
        "span": wording.span,
        "moment": wording.moment,
        "duration": wording.duration,
        "file_name": wording.file_name,
        "place": wording.place,
        "long_place": wording.long_place,
        "told": wording.told,
        "untold": wording.untold_tags,
        "briefly": wording.briefly,
        **passages.make_setters(),
        "untitled": passages.untitled,
        "remark": passages.remark,
        "words": plain,
        "marked": passages.marked,
        "glimpse": passages.glimpse,
        "compared": wordings.compared,
        "setting": passages.setting,
        "folds": passages.folds,
        "outside": addresses.outside,
        "host": addresses.host,
        "tongue": language.attributes,
        "writable": feeds.writable,
    }
    environment.globals |= {"static": static, "to": addresses, "line_range": wording.lines}
    return Jinja2Templates(env=environment, context_processors=[_known_to_all])


def _known_to_all(request: Request) -> dict[str, Any]:
    """What every page knows, an error's too: it must not ask the library."""
    query = request.scope["query_string"].decode("latin-1")
    return {
        "theme": chosen_theme(request),
        "pictures": loads_pictures(request),
        "here": request.scope["path"] + (f"?{query}" if query else ""),
        "cover": Shelf(),
    }


def show(request: Request, db: Connection, template: str, *, room: Room = "", status: int = 200, **known: object) -> HTMLResponse:
    """A page: its template, filled with what its route knows and with what all pages know, its links resolved."""
    templates: Jinja2Templates = request.app.state.templates
    context = {"room": room, "latest": latest_import(db), **known}
    with noting_links() as links:
        page: HTMLResponse = templates.TemplateResponse(request, template, context, status_code=status)
    remote = loads_pictures(request)
    if links.noted:
        html = resolved(bytes(page.body).decode(), links, db, templates.env.filters, remote=remote)
        page = HTMLResponse(html, status)
    if remote:
        page.headers["Content-Security-Policy"] = policy(pictures=True)
    return page
