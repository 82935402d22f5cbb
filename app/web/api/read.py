"""Routes of the API that read: every list and every item of the library as JSON.

Those that write are in `write` and `acts`.
"""

from dataclasses import replace
from typing import Annotated, Any, Literal

from fastapi import Query, Request

from app import contract
from app.errors import LibraryMovedError
from app.model import Kind
from app.search.search import search
from app.store.around.echoes import echoes
from app.store.around.passages import neighbours
from app.store.edits import changes, edits
from app.store.mentions import panel
from app.store.mentions.panel import Part, number_of
from app.store.mentions.subjects import subject_of
from app.store.reads import authors_tags, documents, highlights, imports, links, saved_searches
from app.store.reads.highlight_filters import HighlightFilter
from app.store.reads.stats import stats
from app.store.reads.trays import trays_holding
from app.web.api.parameters import Author, Cursor, Id, Limit, Name, Number, Tag
from app.web.deps import Db, Router
from app.web.errors import PROBLEM

Route = tuple[str, Any]
router = Router(prefix="/api", tags=["library"], responses={"default": PROBLEM})


@router.get("/stats")
def show_stats(request: Request, db: Db) -> contract.Stats:
    """Counts over the library, and the path of its file."""
    library = request.app.state.settings.library
    try:
        size = library.stat().st_size
    except FileNotFoundError as error:
        raise LibraryMovedError from error
    return contract.stats(replace(stats(db), library=str(library), bytes=size))


@router.get("/documents")
def list_documents(
    db: Db,
    kind: Kind | None = None,
    tag: Tag = "",
    author: Author = "",
    year: Annotated[str, Query(description="Only documents of this year.")] = "",
    sort: Literal["latest", "title", "author", "highlights"] = "latest",
    cursor: Cursor = "",
    limit: Limit = 50,
) -> contract.Listing[contract.DocumentSummary]:
    """The documents, newest first unless sorted otherwise."""
    page = documents.list_documents(
        db,
        kind=kind or "",
        tag=tag,
        author=author,
        year=year,
        sort=sort,
        cursor=cursor,
        limit=limit,
    )
    return contract.listing(page, contract.summary)


@router.get("/documents/{id}")
def show_document(db: Db, id: Id) -> contract.Document:  # noqa: A002 the word of the contract
    """One document with its highlights in reading order, and its backlinks."""
    found = documents.document(db, id)
    mine = edits.my_document_fields(db, found.id)
    return contract.document(
        found, highlights.document_highlights(db, id), links.document_backlinks(db, id), mine
    )


@router.get("/highlights")
def list_highlights(
    db: Db,
    *,
    tag: Tag = "",
    author: Author = "",
    favorite: Annotated[bool, Query(description="Only favourites.")] = False,
    noted: Annotated[bool, Query(description="Only those with a note.")] = False,
    untagged: Annotated[bool, Query(description="Only those without a tag.")] = False,
    gone: Annotated[
        bool, Query(description="Those that no file holds any more, instead of the live ones.")
    ] = False,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> contract.Listing[contract.Highlight]:
    """The highlights, newest first."""
    asked = HighlightFilter(tag, author, favorite, noted, untagged, gone)
    page = highlights.list_highlights(db, asked, cursor=cursor, limit=limit)
    return contract.listing(page, contract.highlight)


@router.get("/highlights/{id}")
# the word of the contract
def show_highlight(db: Db, id: Id) -> contract.WholeHighlight:  # noqa: A002
    """One highlight with its places in files, its earlier texts and the reader's changes.

    Also what is around it: the passages beside it, and nearly the same ones of other documents.
    """
    found = highlights.highlight(db, id)
    origin = (
        highlights.places(db, id),
        highlights.history(db, id),
        edits.my_fields(db, found.id),
        [each.id for each in edits.near_repeats(db, found.id)],
    )
    holding = trays_holding(db, [found.id]).get(found.id, ())
    linking = links.highlight_backlinks(db, found)
    beside = neighbours(db, found), echoes(db, found)
    return contract.whole_highlight(found, *origin, linking, holding, *beside)


@router.get("/authors")
def list_authors(
    db: Db,
    sort: Literal["name", "highlights", "documents"] = "name",
    cursor: Cursor = "",
    limit: Limit = 200,
) -> contract.Listing[contract.Named]:
    """The authors, by name unless sorted otherwise."""
    return contract.listing(
        authors_tags.list_authors(db, sort=sort, cursor=cursor, limit=limit), contract.author
    )


@router.get("/tags")
def list_tags(
    db: Db,
    sort: Literal["name", "highlights", "documents"] = "name",
    cursor: Cursor = "",
    limit: Limit = 200,
) -> contract.Listing[contract.Named]:
    """The tags, by name unless sorted otherwise.

    A tag's counts include those of the tags below it.
    """
    return contract.listing(
        authors_tags.list_tags(db, sort=sort, cursor=cursor, limit=limit), contract.tag
    )


@router.get("/tags/{name:path}")
def show_tag(db: Db, name: Name, cursor: Cursor = "", limit: Limit = 50) -> contract.TagPage:
    """One tag, the related tags, and its highlights, newest first."""
    page = contract.listing(
        highlights.list_highlights(db, HighlightFilter(name), cursor=cursor, limit=limit),
        contract.highlight,
    )
    found = authors_tags.tag(db, name)
    known = authors_tags.tag_details(db, found.name)
    related = authors_tags.related_tags(db, found.name)
    return contract.tag_page(contract.tag_shape(found, known), related, page)


@router.get("/pages/{name:path}")
def show_page(
    db: Db,
    name: Name,
    *,
    backlinks_cursor: Cursor = "",
    mentions_cursor: Cursor = "",
    limit: Limit = 50,
    common: Annotated[
        bool, Query(description="Short and common names too, wherever their words stand.")
    ] = False,
) -> contract.PageOfName:
    """The target of a [[name]], what links to it, and what mentions it without a link.

    A name without a target is a wanted page, not an error.
    """
    subject, target = subject_of(db, name)
    linking, saying = (
        Part(begin=number_of(cursor), limit=limit) for cursor in (backlinks_cursor, mentions_cursor)
    )
    return contract.page_of_name(
        name,
        target,
        panel.linked(db, subject, linking, metadata=True),
        panel.mentioned(db, subject, saying, common_too=common),
    )


@router.get("/search")
def find(
    db: Db,
    q: Annotated[
        str,
        Query(description="The query, as one types it on the search page. No text is an error."),
    ] = "",
    cursor: Cursor = "",
    limit: Limit = 20,
) -> contract.FoundPage:
    """The results of a query, as on the search page."""
    return contract.found_page(search(db, q, limit=limit, cursor=cursor))


@router.get("/searches")
def list_saved_searches(
    db: Db, cursor: Cursor = "", limit: Limit = 50
) -> contract.Listing[contract.SavedSearch]:
    """The saved searches, by name."""
    return contract.listing(
        saved_searches.list_searches(db, cursor=cursor, limit=limit), contract.saved_search
    )


@router.get("/imports")
def list_imports(
    db: Db, cursor: Cursor = "", limit: Limit = 50
) -> contract.Listing[contract.Report]:
    """The runs of the importer, newest first.

    Their problems are left out; problems_total counts them.
    """
    return contract.listing(imports.list_imports(db, cursor=cursor, limit=limit), contract.report)


@router.get("/imports/{number}")
def show_import(db: Db, number: Number) -> contract.Report:
    """One run of the importer.

    It has its first thousand problems and its first 500 differences.
    """
    return contract.report(imports.import_report(db, number))


@router.get("/changes")
def list_changes(
    db: Db, cursor: Cursor = "", limit: Limit = 50
) -> contract.Listing[contract.ChangeDone]:
    """The reader's changes, newest first, each with its first twenty items."""
    return contract.listing(changes.list_changes(db, cursor=cursor, limit=limit), contract.done)
