"""Pages of the tags, and of each tag's documents and highlights."""

from collections.abc import Mapping, Sequence

from fastapi import Request
from fastapi.responses import HTMLResponse
from sqlalchemy import Connection

from app.model import DocumentSummary, Named
from app.query.rewrite import term
from app.search.search import search
from app.store.around.about_tag import months_tagged, tagged_by_document
from app.store.mentions.subjects import tag_subject
from app.store.reads.authors_tags import (
    all_tags,
    child_tags,
    hidden_tags,
    tag,
    tag_details,
    unused_tags,
)
from app.store.reads.documents import list_documents
from app.store.remembered import remembered
from app.text import name_key
from app.web.deps import Db, Router
from app.web.pages.asked import Asked, Depth
from app.web.pages.graph.around import beside
from app.web.pages.panel import Panelled, panel_of
from app.web.present.facets import Row, query_rows
from app.web.present.filing import filed, is_left_over
from app.web.present.index import make_index
from app.web.present.near_names.pairs import near_names
from app.web.present.over_time import over_time
from app.web.render import show

_DOCUMENTS = 12
router = Router(include_in_schema=False)


@router.get("/tags")
def tags(
    request: Request,
    db: Db,
    asking: Asked,
    panel: Panelled,
    cursor: str = "",
    name: str = "",
    depth: Depth = 1,
) -> HTMLResponse:
    """The tags as a tree; or, with `name`, one tag's page.

    `name` is for those names with which no path can end.
    """
    if name:
        return one_tag(request, db, name, panel, cursor, depth)
    listed = all_tags(db)
    index = make_index("/tags", listed, filed, asking)
    return show(
        request,
        db,
        "names.html",
        room="Tags",
        index=index,
        asking=asking,
        near=near_names(db, "tag"),
        hidden=hidden_tags(db),
        unused=[each for each in unused_tags(db) if not is_left_over(each)],
    )


@router.get("/tags/{name:path}")
def one_tag(
    request: Request, db: Db, name: str, panel: Panelled, cursor: str = "", depth: Depth = 1
) -> HTMLResponse:
    """The documents and highlights that have a tag or one below it."""
    found = tag(db, name)
    return show(
        request,
        db,
        "tag.html",
        room="Tags",
        tag=found,
        details=tag_details(db, found.name),
        documents=() if found.highlights else _documents(db, found.name),
        listing=tagged_by_document(db, found.name, cursor=cursor),
        children=child_tags(db, found.name),
        narrower=remembered(db, ("tag", found.name), lambda: _narrower(db, found)),
        time=over_time(_months(db, found.name), term("tag", found.name)),
        cursor=cursor,
        drawn=beside(db, f"tag:{found.name}", depth),
        panel=panel_of(db, tag_subject(db, found.name), panel),
    )


def _narrower(db: Connection, one: Named) -> Mapping[str, Sequence[Row]]:
    """Searches for what has a tag that a click narrows: by tags that go with it, and documents.

    Highlights alone, where it has any: their numbers are those that the page tells elsewhere.
    """
    name = one.name
    found = search(db, term("tag", name) + (" is:highlight" if one.highlights else ""), limit=1)
    rows = dict(query_rows(found.facets, found.parsed))
    own, below = name_key(name), name_key(f"{name}/")
    return {
        "Together with": [
            row
            for row in rows.get("Tag", ())
            if not row.current
            and not name_key(row.name).startswith(below)
            and not own.startswith(name_key(f"{row.name}/"))  # all have the tag above as well
        ],
        "Most in": rows.get("Document", ()),
    }


def _months(db: Connection, name: str) -> Mapping[str, int]:
    return remembered(db, ("tag, months", name), lambda: months_tagged(db, name))


def _documents(db: Connection, name: str) -> Sequence[DocumentSummary]:
    return list_documents(db, tag=name, limit=_DOCUMENTS).items
