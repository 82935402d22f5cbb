"""Changes of many highlights or documents at once, through the API."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import BaseModel, Field

from app import contract
from app.errors import FlorilegiumError, WrongUseError
from app.importer import acts
from app.search.search import all_codes
from app.store.db.library import Library
from app.store.edits.changes import record_change
from app.store.edits.documents import document_tags_seen
from app.store.edits.edits import change_highlights, described, retagged
from app.store.edits.highlights import set_highlight_fields, tags_seen
from app.store.edits.trays.acts import collect_in_tray
from app.store.edits.trays.trays import collect
from app.store.edits.values import Entered
from app.text import stamp_now
from app.web.api.parameters import NOTHING_ELSE, Filled, Words
from app.web.deps import Router
from app.web.errors import PROBLEM

MOST_AT_ONCE = 100_000  # highlights or documents in one change
router = Router(prefix="/api", tags=["acts"], responses={"default": PROBLEM})


class OtherNumberError(FlorilegiumError):
    """a query has another number of results than was expected"""

    status = 409


class _Many(BaseModel):
    """A selection, by ids or as all results of a query.

    `expect` is the number of things that it must have.
    """

    model_config = NOTHING_ELSE
    ids: Annotated[list[Words], Field(max_length=MOST_AT_ONCE)] | None = None
    query: Filled | None = None
    expect: Annotated[int, Field(ge=0, le=2**53)] | None = None
    add_tags: list[Words] = []
    remove_tags: list[Words] = []
    favorite: bool | None = None


class ManyHighlights(_Many):
    """Highlights, by ids or as all results of a query, and the changes to make.

    `expect` is the number of highlights that there must be.
    `tray` is the id of a tray to put them into.
    """

    discarded: bool | None = None
    tray: Words | None = None


class ManyDocuments(_Many):
    """Documents, by ids or as all results of a query, and the changes to make.

    `expect` is the number of documents that there must be.
    """

    put_away: bool | None = None


@router.post("/highlights/change")
def change_many_highlights(library: Library, many: ManyHighlights) -> contract.Changed:
    """Change many highlights in one change: those with these ids, or all results of a query."""
    codes = _chosen(many, _found(library, many)[0])
    fields = _fields(many, "favorite", "discarded")
    with library.writing() as db:
        tags = tags_seen(db, codes) if many.add_tags or many.remove_tags else {}
        if many.tray is None:
            return contract.changed(
                len(codes), change_highlights(db, _wanted(many, codes, fields, tags), stamp_now())
            )
        if not fields and not many.add_tags and not many.remove_tags:
            return contract.changed(len(codes), collect_in_tray(db, many.tray, codes, stamp_now()))
        items = set_highlight_fields(db, _wanted(many, codes, fields, tags), stamp_now())
        items += collect(db, many.tray, codes, stamp_now())
        return contract.changed(len(codes), record_change(db, described(items), items, stamp_now()))


@router.post("/documents/change")
def change_many_documents(library: Library, many: ManyDocuments) -> contract.Changed:
    """Change many documents in one change.

    They are those with these ids, or the documents among the results of a query.
    """
    codes = _chosen(many, _found(library, many)[1])
    fields = _fields(many, "favorite", "put_away")
    with library.writing() as db:
        tags = document_tags_seen(db, codes) if many.add_tags or many.remove_tags else {}
        wanted = _wanted(many, codes, fields, tags)
        return contract.changed(len(codes), acts.rename_documents(db, wanted, stamp_now())[0])


def _fields(many: _Many, *names: str) -> dict[str, Entered]:
    """Those of these flags that are to be set."""
    return {name: value for name in names if (value := getattr(many, name)) is not None}


def _found(library: Library, many: _Many) -> tuple[Sequence[str], Sequence[str]]:
    """Find the codes of the query's highlights and documents.

    They are read before the write transaction, so that no writer waits for a search.
    """
    if not many.query:
        return (), ()
    with library.reading() as db:
        return all_codes(db, many.query)


def _chosen(many: _Many, found: Sequence[str]) -> Sequence[str]:
    """Choose the codes to change.

    Raises WrongUseError unless there are either ids or a query, OtherNumberError where the number
    is not the expected one.
    """
    if (many.ids is None) == (many.query is None):
        raise WrongUseError("give either ids or a query")
    codes = list(dict.fromkeys(many.ids or found))
    if many.expect is not None and len(codes) != many.expect:
        raise OtherNumberError(
            f"expect: these are {len(codes)} now, not {many.expect}; look at them again"
        )
    return codes


def _wanted(
    many: _Many,
    codes: Sequence[str],
    fields: Mapping[str, Entered],
    tags: Mapping[str, Sequence[str]],
) -> dict[str, dict[str, Entered]]:
    if not fields and not tags and codes and not (many.add_tags or many.remove_tags):
        raise WrongUseError("say what to change: add_tags, remove_tags, favorite, or another field")
    return {
        code: {
            **fields,
            **(
                {"tags": retagged(tags[code], many.add_tags, many.remove_tags)}
                if code in tags
                else {}
            ),
        }
        for code in codes
    }
