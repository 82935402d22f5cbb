"""What programs may change through the API: the reader's words on a highlight, a document out of sight, a search kept, an import taken back."""

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field

from app import contract
from app.contract import shapes
from app.importer.undo import undo_import
from app.store.db.library import Library
from app.store.edits.edits import change_highlight, put_away
from app.store.reads import saved_searches
from app.text import utc_stamp
from app.web.api.read import Id, Number, show_document, show_highlight
from app.web.deps import Db, Router
from app.web.errors import PROBLEM
from app.web.security.guard import BODY_CAP

# Bounds also make pydantic look at each letter: half a surrogate pair, which JSON can spell, is refused.
Words = Annotated[str, Field(max_length=BODY_CAP)]  # the store knows what may be longer because the files are
SearchId = Annotated[str, Path(description="The id, or the name where no other saved search bears it.")]
_NOTHING_ELSE = ConfigDict(extra="forbid", strict=True)


class HighlightChanges(BaseModel):
    """The fields that are to say something else than the files; null goes back to what the files say, and what is left out stays."""

    model_config = _NOTHING_ELSE
    text: Annotated[Words, Field(pattern=r"\S")] | None = None
    note: Words | None = None
    tags: list[Words] | None = None
    favorite: bool | None = None
    discarded: bool | None = None
    kept: bool | None = None


class DocumentChanges(BaseModel):
    """Whether the document is out of sight, with its highlights."""

    model_config = _NOTHING_ELSE
    put_away: bool


class SearchToSave(BaseModel):
    """A query, and the name that it is kept under; without one it bears its own text."""

    model_config = _NOTHING_ELSE
    query: Annotated[str, Field(max_length=saved_searches.LONGEST_QUERY, pattern=r"\S")]
    name: Annotated[str, Field(max_length=saved_searches.LONGEST_NAME)] = ""


def make_router() -> Router:
    """The routes under /api that change something. The guard asks first where a change comes from."""
    router = Router(prefix="/api", tags=["changes"])
    routes: tuple[tuple[str, str, Any], ...] = (
        ("PATCH", "/highlights/{id}", change_one_highlight),
        ("PATCH", "/documents/{id}", change_one_document),
        ("POST", "/searches", save_search),
        ("DELETE", "/searches/{id:path}", delete_search),
        ("POST", "/imports/{number}/undo", take_back),
    )
    for method, path, endpoint in routes:
        router.add_api_route(path, endpoint, methods=[method], responses={"default": PROBLEM})
    return router


def change_one_highlight(writer: Db, id: Id, changes: HighlightChanges) -> shapes.WholeHighlight:  # noqa: A002 the word of the contract
    """Let the reader's words stand over what the files say. Answers the highlight as it is then."""
    change_highlight(writer, id, changes.model_dump(exclude_unset=True), utc_stamp(datetime.now(UTC)))
    return show_highlight(writer, id)


def change_one_document(writer: Db, id: Id, changes: DocumentChanges) -> shapes.Document:  # noqa: A002 the word of the contract
    """Put a document out of sight, or bring it back. Answers the document as it is then."""
    put_away(writer, id, away=changes.put_away, changed_at=utc_stamp(datetime.now(UTC)))
    return show_document(writer, id)


def save_search(writer: Db, search: SearchToSave) -> shapes.SavedSearch:
    """Keep a search under a name. Answers it with the id it got."""
    code = saved_searches.save_search(writer, search.name, search.query, utc_stamp(datetime.now(UTC)))
    return contract.saved_search(saved_searches.saved_search(writer, code))


def delete_search(writer: Db, id: SearchId) -> shapes.SavedSearch:  # noqa: A002 the word of the contract
    """Forget a saved search. Answers it as it was."""
    saved = saved_searches.called(writer, id)
    saved_searches.delete_search(writer, saved.id)
    return contract.saved_search(saved)


def take_back(library: Library, number: Number) -> shapes.Undone:
    """Take one import back. Its files stay out until their bytes change or they are imported by hand."""
    return contract.undone(number, undo_import(library, number, now=datetime.now(UTC)))
