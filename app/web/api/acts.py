"""Changes of highlights and documents through the API.

Each is listed at /api/changes and can be undone there.
"""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Annotated

from fastapi import Request, Response
from pydantic import BaseModel, ConfigDict, Field

from app import contract
from app.errors import FlorilegiumError, WrongUseError
from app.importer import acts
from app.importer.added import Passage
from app.model import Kind
from app.notes import acts as note_acts
from app.search.search import all_codes
from app.store.db.library import Library
from app.store.edits.changes import record_change
from app.store.edits.documents import document_tags_seen
from app.store.edits.edits import change_highlight, change_highlights, described, retagged
from app.store.edits.highlights import set_highlight_fields, tags_seen
from app.store.edits.tray_acts import collect_in_tray
from app.store.edits.trays import collect
from app.store.edits.values import Entered
from app.text import stamp_now
from app.web.api.read import Id, show_document, show_highlight
from app.web.deps import Db, Router
from app.web.errors import PROBLEM
from app.web.security.guard import BODY_CAP

# The bounds also make pydantic check each letter: half a surrogate pair, which JSON can spell, is
# refused.
Words = Annotated[
    str, Field(max_length=BODY_CAP)
]  # the store knows which values may be longer, because those of files are
Filled = Annotated[Words, Field(pattern=r"\S")]
_NOTHING_ELSE = ConfigDict(extra="forbid", strict=True)
MOST_AT_ONCE = 100_000  # highlights or documents in one change
router = Router(prefix="/api", tags=["acts"], responses={"default": PROBLEM})


class OtherNumberError(FlorilegiumError):
    """a query has another number of results than was expected"""

    status = 409


class HighlightChanges(BaseModel):
    """Fields of a highlight to change.

    null restores the value of the files; a field that is left out stays as it is.
    """

    model_config = _NOTHING_ELSE
    text: Filled | None = None
    note: Words | None = None
    tags: list[Words] | None = None
    favorite: bool | None = None
    discarded: bool | None = None
    kept: bool | None = None


class DocumentChanges(BaseModel):
    """Fields of a document to change.

    null restores the value of the files; a field that is left out stays as it is.
    """

    model_config = _NOTHING_ELSE
    title: Filled | None = None
    authors: list[Words] | None = None
    aliases: list[Words] | None = None
    kind: Kind | None = None
    url: Words | None = None
    published: Words | None = None
    note: Words | None = None
    summary: Words | None = None
    tags: list[Words] | None = None
    favorite: bool | None = None
    put_away: bool | None = None


class NamedDocument(BaseModel):
    """A document by title; it is created where the library has no such document."""

    model_config = _NOTHING_ELSE
    title: Filled
    authors: list[Words] = []
    kind: Kind | None = None
    url: Words = ""


class HighlightToAdd(BaseModel):
    """A passage to add; `document` is the id of a document, or its title and more."""

    model_config = _NOTHING_ELSE
    document: Words | NamedDocument
    text: Filled
    note: Words = ""
    tags: list[Words] = []
    location: Words = ""
    chapter: Words = ""
    highlighted_at: Annotated[
        str, Field(pattern=r"^(\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?Z?)?)?$")
    ] = ""


class OtherHighlight(BaseModel):
    """The highlight to merge into the one of the address, by id."""

    model_config = _NOTHING_ELSE
    other: Annotated[Words, Field(alias="with")]


class OtherDocument(OtherHighlight):
    """The document to join with the one of the address, by id.

    A dry run answers with the result and changes nothing.
    """

    dry_run: bool = False


class SplitAt(BaseModel):
    """The place of a split: the letter, counted from 0, with which the second part begins."""

    model_config = _NOTHING_ELSE
    at: Annotated[int, Field(ge=1, le=BODY_CAP)]


class _Many(BaseModel):
    """A selection, by ids or as all results of a query.

    `expect` is the number of things that it must have.
    """

    model_config = _NOTHING_ELSE
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


@router.patch("/highlights/{id}")
def change_one_highlight(
    writer: Db,
    id: Id,  # noqa: A002 the word of the contract
    changes: HighlightChanges,
) -> contract.ChangedHighlight:
    """Change fields of a highlight; the new values take precedence over the files.

    Answers with the changed highlight.
    """
    change = change_highlight(writer, id, changes.model_dump(exclude_unset=True), stamp_now())
    return contract.changed_highlight(show_highlight(writer, id), change)


@router.patch("/documents/{id}")
def change_one_document(
    writer: Db,
    id: Id,  # noqa: A002 the word of the contract
    changes: DocumentChanges,
) -> contract.ChangedDocument:
    """Change fields of a document; the new values take precedence over the files.

    Answers with the changed document, and with other documents that have its new title.
    """
    change, alike = acts.rename_documents(
        writer, {id: changes.model_dump(exclude_unset=True)}, stamp_now()
    )
    seen = show_document(writer, id)
    return contract.changed_document(seen, change, alike.get(seen.id, ()))


@router.post("/highlights")
def add_highlight(
    library: Library, response: Response, passage: HighlightToAdd
) -> contract.ChangedHighlight:
    """Add a passage by hand.

    Answers 201 with the highlight; 200 where the library already has it.
    """
    given = passage.model_dump()
    of = given.pop("document")
    named = {"document": of} if isinstance(of, str) else {**of, "authors": tuple(of["authors"])}
    whole = Passage(**{**given, **named, "tags": tuple(given["tags"])})
    added = acts.add(library, whole, stamp_now())
    response.status_code = HTTPStatus.CREATED if added.new else HTTPStatus.OK
    with library.reading() as db:
        return contract.changed_highlight(show_highlight(db, added.highlights[0]), added.change)


@router.delete("/highlights/{id}")
# the word of the contract
def delete_highlight(library: Library, id: Id) -> contract.Changed:  # noqa: A002
    """Delete a passage that was added by hand.

    It counts as gone, and can be kept again. Answers 409 for a passage from a file: discard it
    instead.
    """
    return contract.changed(1, acts.delete(library, id, stamp_now()))


@router.post("/highlights/{id}/merge")
def merge_highlights(
    writer: Db,
    id: Id,  # noqa: A002 the word of the contract
    other: OtherHighlight,
) -> contract.ChangedHighlights:
    """Merge another highlight into this one.

    The other's address leads to this one from then on.
    """
    return _resulting(writer, acts.merge(writer, id, other.other, stamp_now()))


@router.post("/highlights/{id}/split")
def split_highlight(
    library: Library,
    id: Id,  # noqa: A002 the word of the contract
    split: SplitAt,
) -> contract.ChangedHighlights:
    """Split a highlight in two, at the same place."""
    result = acts.split(library, id, split.at, stamp_now())
    with library.reading() as db:
        return _resulting(db, result)


def _resulting(db: Db, result: acts.Result) -> contract.ChangedHighlights:
    highlights = tuple(show_highlight(db, code) for code in result.highlights)
    return contract.ChangedHighlights(highlights, result.change or None)


@router.post("/documents/{id}/join")
def join_documents(
    library: Library,
    id: Id,  # noqa: A002 the word of the contract
    other: OtherDocument,
) -> contract.JoinedDocuments:
    """Join two documents, under the address of the one that was in the library first.

    An undo separates them again. A dry run answers with the result and changes nothing.
    """
    joined = acts.join(library, id, other.other, stamp_now(), dry_run=other.dry_run)
    return contract.JoinedDocuments(
        contract.summary(joined.document), joined.highlights, joined.united, joined.change or None
    )


@router.post("/highlights/change")
def change_many_highlights(library: Library, many: ManyHighlights) -> contract.Changed:
    """Change many highlights in one change: those with these ids, or all results of a query."""
    codes = _chosen(many, _found(library, many)[0])
    fields: dict[str, Entered] = {
        name: value
        for name in ("favorite", "discarded")
        if (value := getattr(many, name)) is not None
    }
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
    fields: dict[str, Entered] = {
        name: value
        for name in ("favorite", "put_away")
        if (value := getattr(many, name)) is not None
    }
    with library.writing() as db:
        tags = document_tags_seen(db, codes) if many.add_tags or many.remove_tags else {}
        wanted = _wanted(many, codes, fields, tags)
        return contract.changed(len(codes), acts.rename_documents(db, wanted, stamp_now())[0])


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


@router.post("/changes/{id}/undo")
# the word of the contract
def undo(request: Request, library: Library, id: Id) -> contract.ChangeUndone:  # noqa: A002
    """Undo a change.

    Fields that a later change has set again stay, and are listed under `not_undone`. Answers 409
    where it was undone already, and where another program changed a note since.
    """
    folder = request.app.state.settings.notes
    return contract.undone_change(note_acts.undo(library, folder, id, stamp_now()))
