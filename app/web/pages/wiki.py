"""Target of a `[[name]]`: its page, a choice of several, or a wanted page."""

from http import HTTPStatus

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import Connection

from app.model import Listing, Named, Target, Wanted
from app.store.graph.broken import broken_links, told_links
from app.store.mentions.panel import Part, linked
from app.store.mentions.subjects import wanted_subject
from app.store.reads.targets import target, wanted
from app.store.remembered import LINKED, remembered
from app.web.deps import Db, Router
from app.web.pages.asked import Asked, Begin, Depth
from app.web.pages.graph.around import beside
from app.web.pages.panel import Panelled, panel_of
from app.web.present import links
from app.web.present.filing import filed_page, is_left_over
from app.web.present.index import make_index
from app.web.render import show

_ALSO_WANTED = 12
_BROKEN = 50  # links that lead nowhere, of a page
router = Router(include_in_schema=False)


@router.get("/pages")
def wanted_pages(
    request: Request, db: Db, asking: Asked, panel: Panelled, name: str = "", depth: Depth = 1
) -> Response:
    """The wanted pages: names that are linked to and have no target.

    With `name`, the target of that name instead, for names with which no path can end.
    """
    if name:
        return page_of_name(request, db, name, panel, depth)
    names = (Named(each.name, highlights=each.links) for each in wanted(db, limit=-1))
    index = make_index("/pages", names, filed_page, asking)
    return show(request, db, "names.html", index=index, asking=asking)


@router.get("/broken")
def broken(request: Request, db: Db, document: str = "", begin: Begin = 0) -> Response:
    """Links that lead nowhere, each in its sentence: those of one document (by code), or of all."""
    found = remembered(db, ("broken",), lambda: broken_links(db))
    those = [
        each
        for each in found
        if not is_left_over(each.name) and (not document or each.document == document)
    ]
    end = begin + _BROKEN
    following = str(end) if end < len(those) else ""
    return show(
        request,
        db,
        "broken.html",
        listing=Listing(tuple(told_links(db, those[begin:end])), len(those), following),
        parts=sum(each.part for each in those),
        code=document,
        begin=begin,
    )


@router.get("/pages/{name:path}")
def page_of_name(
    request: Request, db: Db, name: str, panel: Panelled, depth: Depth = 1
) -> Response:
    """Redirect to the only target of the name.

    Where there are several, the page is a choice; where there is none, it lists the places that
    link to the name or mention it.
    """
    targets = target(db, name)
    if len(targets) == 1:
        return RedirectResponse(_address(targets[0]), HTTPStatus.SEE_OTHER)
    subject = wanted_subject(name)
    both = panel_of(db, subject, panel)
    if targets:
        return show(
            request,
            db,
            "choice.html",
            name=name,
            targets=[(each, _address(each)) for each in targets],
            panel=both,
        )
    others = tuple(
        each for each in most_wanted(db) if each.name != name and not is_left_over(each.name)
    )[:_ALSO_WANTED]
    # a panel that was narrowed or acted on is told all the same, also where it is empty by then
    number = linked(db, subject, Part(limit=0)).total if panel.said else both.linked.total
    known = number or both.mentioned.total != 0 or request.url.query
    return show(
        request,
        db,
        "wanted.html",
        status=HTTPStatus.OK if known else HTTPStatus.NOT_FOUND,
        name=name,
        panel=both,
        links=number,
        others=others,
        drawn=beside(db, f"wanted:{name}", depth) if number else None,
    )


def most_wanted(db: Connection) -> tuple[Wanted, ...]:
    """The wanted names of most places, remembered: more than a page shows."""
    return remembered(db, ("wanted",), lambda: wanted(db, limit=2 * _ALSO_WANTED), tables=LINKED)


def _address(found: Target) -> str:
    match found.type:
        case "document":
            return f"/documents/{found.id}"
        case "author":
            return links.of_author(found.id)
        case "tag":
            return links.of_tag(found.id)
