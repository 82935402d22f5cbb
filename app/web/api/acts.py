"""Changes of highlights and documents through the API.

Each is listed at /api/changes and can be undone there.
"""

from http import HTTPStatus
from typing import Annotated

from fastapi import Request, Response
from pydantic import BaseModel, Field

from app import contract
from app.importer import acts
from app.importer.added import Passage
from app.model import Kind
from app.notes import undoing
from app.store.db.library import Library
from app.store.edits.edits import change_highlight
from app.text import stamp_now
from app.web.api.parameters import NOTHING_ELSE, Filled, Id, Words
from app.web.api.read import show_document, show_highlight
from app.web.deps import Db, Router
from app.web.errors import PROBLEM
from app.web.security.guard import BODY_CAP

router = Router(prefix="/api", tags=["acts"], responses={"default": PROBLEM})


class HighlightChanges(BaseModel):
    """Fields of a highlight to change.

    null restores the value of the files; a field that is left out stays as it is.
    """

    model_config = NOTHING_ELSE
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

    model_config = NOTHING_ELSE
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

    model_config = NOTHING_ELSE
    title: Filled
    authors: list[Words] = []
    kind: Kind | None = None
    url: Words = ""


class HighlightToAdd(BaseModel):
    """A passage to add; `document` is the id of a document, or its title and more."""

    model_config = NOTHING_ELSE
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

    model_config = NOTHING_ELSE
    other: Annotated[Words, Field(alias="with")]


class OtherDocument(OtherHighlight):
    """The document to join with the one of the address, by id.

    A dry run answers with the result and changes nothing.
    """

    dry_run: bool = False


class SplitAt(BaseModel):
    """The place of a split: the letter, counted from 0, with which the second part begins."""

    model_config = NOTHING_ELSE
    at: Annotated[int, Field(ge=1, le=BODY_CAP)]


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


@router.post("/changes/{id}/undo")
# the word of the contract
def undo(request: Request, library: Library, id: Id) -> contract.ChangeUndone:  # noqa: A002
    """Undo a change.

    Fields that a later change has set again stay, as does what could not be written; both are
    listed under `not_undone`. Answers 409 where it was undone already, and where another program
    changed a note since.
    """
    folder = request.app.state.settings.notes
    return contract.undone_change(undoing.undo(library, folder, id, stamp_now()))
