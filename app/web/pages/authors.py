"""Pages of the authors, and of each author's documents and highlights."""

from dataclasses import replace

from fastapi import Request
from fastapi.responses import HTMLResponse

from app.query.rewrite import term
from app.store.around.about_author import about_author
from app.store.around.led import led
from app.store.db.aliases import read_aliases
from app.store.edits.authors import works_of_one_title
from app.store.mentions.subjects import author_subject
from app.store.reads.authors_tags import all_authors, author
from app.store.reads.documents import list_documents
from app.store.reads.highlight_filters import HighlightFilter
from app.store.reads.highlights import list_highlights
from app.web.deps import Db, Router
from app.web.pages.asked import Asked, Depth
from app.web.pages.graph.around import beside
from app.web.pages.panel import Panelled, panel_of
from app.web.present.filing import filed_person, subjects
from app.web.present.index import make_index
from app.web.present.near_names.pairs import near_author, near_names
from app.web.present.over_time import over_time
from app.web.render import show

_WORKS, _STARRED = 12, 12
router = Router(include_in_schema=False)


@router.get("/authors")
def authors(
    request: Request, db: Db, asking: Asked, panel: Panelled, name: str = "", depth: Depth = 1
) -> HTMLResponse:
    """The authors by surname; or, with `name`, one author's page.

    `name` is for those names with which no path can end.
    """
    if name:
        return one_author(request, db, name, panel, depth)
    index = make_index("/authors", all_authors(db), filed_person, asking)
    near = near_names(db, "author")
    return show(request, db, "names.html", room="Authors", index=index, asking=asking, near=near)


@router.get("/authors/{name:path}")
def one_author(
    request: Request, db: Db, name: str, panel: Panelled, depth: Depth = 1
) -> HTMLResponse:
    """An author's documents and highlights, favorites first where there are any."""
    found = author(db, name)
    about = about_author(db, found.name)
    by_author = HighlightFilter(author=found.name)
    starred = list_highlights(db, replace(by_author, favorite=True), limit=_STARRED)
    return show(
        request,
        db,
        "author.html",
        room="Authors",
        author=found,
        others=sorted(read_aliases(db, "author").leading_to(found.name)),
        same_title=works_of_one_title(db, found.name),
        filed=filed_person(found.name).words,
        about=about,
        tags=subjects(about.tags),
        near=near_author(db, found.name),
        time=over_time(dict(about.months), term("author", found.name)),
        led=led(db, found.name, about.earliest),
        drawn=beside(db, f"author:{found.name}", depth),
        documents=list_documents(db, author=found.name, limit=_WORKS),
        starred=bool(starred.total),
        shown=starred if starred.total else list_highlights(db, by_author, limit=_STARRED),
        panel=panel_of(db, author_subject(db, found.name), panel),
    )
