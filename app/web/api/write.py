"""Changes through the API beside highlights and documents.

A search can be saved and deleted, an import undone.
"""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import Path
from pydantic import BaseModel, Field

from app import contract
from app.importer.undo import undo_import
from app.store.db.library import Library
from app.store.reads import saved_searches
from app.text import stamp_now
from app.web.api.parameters import NOTHING_ELSE, Number
from app.web.deps import Db, Router
from app.web.errors import PROBLEM

SearchId = Annotated[
    str, Path(description="The id, or the name where no other saved search has it.")
]
router = Router(prefix="/api", tags=["changes"], responses={"default": PROBLEM})


class SearchToSave(BaseModel):
    """A query, and the name to save it under; without one, the query's text is the name."""

    model_config = NOTHING_ELSE
    query: Annotated[str, Field(max_length=saved_searches.LONGEST_QUERY, pattern=r"\S")]
    name: Annotated[str, Field(max_length=saved_searches.LONGEST_NAME)] = ""


@router.post("/searches")
def save_search(writer: Db, search: SearchToSave) -> contract.SavedSearch:
    """Save a search under a name. Answers with the saved search and its id."""
    code = saved_searches.save_search(writer, search.name, search.query, stamp_now())
    return contract.saved_search(saved_searches.saved_search(writer, code))


@router.delete("/searches/{id:path}")
# the word of the contract
def delete_search(writer: Db, id: SearchId) -> contract.SavedSearch:  # noqa: A002
    """Delete a saved search. Answers with the search as it was."""
    saved = saved_searches.called(writer, id)
    saved_searches.delete_search(writer, saved.id)
    return contract.saved_search(saved)


@router.post("/imports/{number}/undo")
def take_back(library: Library, number: Number) -> contract.Undone:
    """Undo one import.

    Its files are not imported again until their bytes change or they are imported by hand.
    """
    return contract.undone(number, undo_import(library, number, now=datetime.now(UTC)))
