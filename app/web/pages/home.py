"""Home page: the search field, a highlight of the day, recent additions."""

from datetime import datetime
from typing import Annotated

from fastapi import Query, Request
from fastapi.responses import HTMLResponse

from app.model import DocumentSummary
from app.store.reads.authors_tags import all_tags, author_names
from app.store.reads.documents import lately_marked
from app.store.reads.highlights import of_the_day
from app.store.reads.imports import list_imports
from app.store.reads.saved_searches import saved_searches
from app.store.reads.stats import stats
from app.web.deps import Db, Router
from app.web.present.filing import is_left_over, number_of_words
from app.web.render import show

Turn = Annotated[int, Query(ge=0, le=1_000_000)]
_LATELY, _IMPORTS, _TAGS, _SEARCHES = 12, 3, 9, 12
_EXAMPLES = (  # invented; the covers of an empty library
    DocumentSummary("1", "The Orchard Ledger", ("Tomasin Vey",), "book"),
    DocumentSummary("2", "A Grammar of Weather", ("Ilse Tarkany",), "book"),
    DocumentSummary("3", "Reading with a Pencil", ("Jonas Weil",), "article"),
    DocumentSummary("4", "On Keeping Bees and Promises", ("Oona Farrelly",), "book"),
    DocumentSummary("5", "Field Notes of an Idle Botanist", ("E. M. Hartwick",), "book"),
    DocumentSummary("6", "The Case for Slow Software", ("Dov Lerner",), "article"),
)

router = Router(include_in_schema=False)


@router.get("/")
def home(request: Request, db: Db, turn: Turn = 0, but: str = "") -> HTMLResponse:
    """The library at a glance, or the first steps where it is empty.

    `turn` counts how often another highlight was asked for, `but` is the one shown before.
    """
    counts = stats(db)
    if not counts.documents:
        return show(request, db, "empty.html", examples=_EXAMPLES)
    tags = [tag for tag in all_tags(db) if not is_left_over(tag.name)]
    return show(
        request,
        db,
        "home.html",
        counts=counts,
        authors=number_of_words(author_names(db)),
        tags_borne=len(tags),
        opened=of_the_day(db, datetime.now().astimezone().date(), turn, but),
        turn=turn,
        documents=lately_marked(db, _LATELY),
        imports=list_imports(db, undone=False, limit=_IMPORTS).items,
        searches=saved_searches(db, limit=_SEARCHES),
        tags=sorted(tags, key=lambda tag: -tag.highlights)[:_TAGS],
    )
