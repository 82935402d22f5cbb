"""What programs may change of highlights and documents through the API: each act is a change, listed at /api/changes and undone there."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Response
from pydantic import BaseModel, ConfigDict, Field

from app import contract
from app.contract import act_shapes
from app.errors import FlorilegiumError, WrongUseError
from app.importer import acts
from app.importer.added import Passage
from app.model import Kind
from app.search.search import all_codes
from app.store.db.library import Library
from app.store.edits.documents import document_tags_seen
from app.store.edits.edits import change_highlight, change_highlights, retagged
from app.store.edits.highlights import tags_seen
from app.store.edits.values import Said
from app.text import utc_stamp
from app.web.api.read import Id, show_document, show_highlight
from app.web.deps import Db, Router
from app.web.errors import PROBLEM
from app.web.security.guard import BODY_CAP

# Bounds also make pydantic look at each letter: half a surrogate pair, which JSON can spell, is refused.
Words = Annotated[str, Field(max_length=BODY_CAP)]  # the store knows what may be longer because the files are
Filled = Annotated[Words, Field(pattern=r"\S")]
_NOTHING_ELSE = ConfigDict(extra="forbid", strict=True)
MOST_AT_ONCE = 100_000  # highlights or documents of one change


class OtherNumberError(FlorilegiumError):
    """a query has another number of results than was expected"""

    status = 409


class HighlightChanges(BaseModel):
    """The fields that are to say something else than the files; null goes back to what the files say, and what is left out stays."""

    model_config = _NOTHING_ELSE
    text: Filled | None = None
    note: Words | None = None
    tags: list[Words] | None = None
    favorite: bool | None = None
    discarded: bool | None = None
    kept: bool | None = None


class DocumentChanges(BaseModel):
    """The fields that are to say something else than the files; null goes back to what the files say, and what is left out stays."""

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
    """A document by title, which is made where the library has none by the rules of identity."""

    model_config = _NOTHING_ELSE
    title: Filled
    authors: list[Words] = []
    kind: Kind | None = None
    url: Words = ""


class HighlightToAdd(BaseModel):
    """A passage to add: `document` is the id of one, or names it."""

    model_config = _NOTHING_ELSE
    document: Words | NamedDocument
    text: Filled
    note: Words = ""
    tags: list[Words] = []
    location: Words = ""
    chapter: Words = ""
    highlighted_at: Annotated[str, Field(pattern=r"^(\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?Z?)?)?$")] = ""


class OtherHighlight(BaseModel):
    """The highlight that the one is to stand for as well."""

    model_config = _NOTHING_ELSE
    other: Annotated[Words, Field(alias="with")]


class OtherDocument(OtherHighlight):
    """The document that is to be one with the other; a dry run tells what that would give."""

    dry_run: bool = False


class SplitAt(BaseModel):
    """Before which letter of the text, counted from 0, the second part begins."""

    model_config = _NOTHING_ELSE
    at: Annotated[int, Field(ge=1, le=BODY_CAP)]


class _Many(BaseModel):
    """What is changed: things by their ids, or all results of a query; `expect` is how many they must be."""

    model_config = _NOTHING_ELSE
    ids: Annotated[list[Words], Field(max_length=MOST_AT_ONCE)] | None = None
    query: Filled | None = None
    expect: Annotated[int, Field(ge=0, le=2**53)] | None = None
    add_tags: list[Words] = []
    remove_tags: list[Words] = []
    favorite: bool | None = None


class ManyHighlights(_Many):
    """Highlights by their ids, or all results of a query, and what is changed of them; `expect` is how many they must be."""

    discarded: bool | None = None


class ManyDocuments(_Many):
    """Documents by their ids, or all results of a query, and what is changed of them; `expect` is how many they must be."""

    put_away: bool | None = None


def make_router() -> Router:
    """The routes under /api by which the reader acts. The guard asks first where a change comes from."""
    router = Router(prefix="/api", tags=["acts"])
    routes: tuple[tuple[str, str, Any], ...] = (
        ("POST", "/highlights", add_highlight),
        ("POST", "/highlights/change", change_many_highlights),
        ("PATCH", "/highlights/{id}", change_one_highlight),
        ("DELETE", "/highlights/{id}", delete_highlight),
        ("POST", "/highlights/{id}/merge", merge_highlights),
        ("POST", "/highlights/{id}/split", split_highlight),
        ("POST", "/documents/change", change_many_documents),
        ("PATCH", "/documents/{id}", change_one_document),
        ("POST", "/documents/{id}/join", join_documents),
        ("POST", "/changes/{id}/undo", undo),
    )
    for method, path, endpoint in routes:
        router.add_api_route(path, endpoint, methods=[method], responses={"default": PROBLEM})
    return router


def change_one_highlight(writer: Db, id: Id, changes: HighlightChanges) -> act_shapes.ChangedHighlight:  # noqa: A002 the word of the contract
    """Let the reader's words stand over what the files say. Answers the highlight as it is then."""
    change = change_highlight(writer, id, changes.model_dump(exclude_unset=True), _now())
    return contract.changed_highlight(show_highlight(writer, id), change)


def change_one_document(writer: Db, id: Id, changes: DocumentChanges) -> act_shapes.ChangedDocument:  # noqa: A002 the word of the contract
    """Let the reader's words stand over what the files say. Answers the document as it is then, and others that bear its new title."""
    change, alike = acts.rename_documents(writer, {id: changes.model_dump(exclude_unset=True)}, _now())
    seen = show_document(writer, id)
    return contract.changed_document(seen, change, alike.get(seen["id"], ()))


def add_highlight(library: Library, response: Response, passage: HighlightToAdd) -> act_shapes.ChangedHighlight:
    """Add a passage by hand. Answers 201 and the highlight; 200 where it is there already."""
    given = passage.model_dump()
    of = given.pop("document")
    named = {"document": of} if isinstance(of, str) else {**of, "authors": tuple(of["authors"])}
    added = acts.add(library, Passage(**{**given, **named, "tags": tuple(given["tags"])}), _now())
    response.status_code = HTTPStatus.CREATED if added.new else HTTPStatus.OK
    with library.reading() as db:
        return contract.changed_highlight(show_highlight(db, added.highlights[0]), added.change)


def delete_highlight(library: Library, id: Id) -> act_shapes.Changed:  # noqa: A002 the word of the contract
    """Take out a passage that was added by hand: it is gone, and can be kept again. 409 for what a file holds: discard that."""
    return contract.changed(1, acts.delete(library, id, _now()))


def merge_highlights(writer: Db, id: Id, other: OtherHighlight) -> act_shapes.ChangedHighlights:  # noqa: A002 the word of the contract
    """Let one highlight stand for two. The other's address leads to it from then on."""
    return _resulting(writer, acts.merge(writer, id, other.other, _now()))


def split_highlight(library: Library, id: Id, split: SplitAt) -> act_shapes.ChangedHighlights:  # noqa: A002 the word of the contract
    """Make two highlights of one, at the same place."""
    result = acts.split(library, id, split.at, _now())
    with library.reading() as db:
        return _resulting(db, result)


def _resulting(db: Db, result: acts.Result) -> act_shapes.ChangedHighlights:
    return {"highlights": [show_highlight(db, code) for code in result.highlights], "change": result.change or None}


def join_documents(library: Library, id: Id, other: OtherDocument) -> act_shapes.JoinedDocuments:  # noqa: A002 the word of the contract
    """Make one document of two, under the address of the one met first; an undo parts them again. A dry run tells what it would give."""
    joined = acts.join(library, id, other.other, _now(), dry_run=other.dry_run)
    return {
        "document": contract.summary(joined.document),
        "highlights": joined.highlights,
        "united": joined.united,
        "change": joined.change or None,
    }


def change_many_highlights(library: Library, many: ManyHighlights) -> act_shapes.Changed:
    """Change highlights at once, as one change: those with these ids, or all results of a query."""
    codes = _chosen(many, _found(library, many)[0])
    fields: dict[str, Said] = {name: value for name in ("favorite", "discarded") if (value := getattr(many, name)) is not None}
    with library.writing() as db:
        tags = tags_seen(db, codes) if many.add_tags or many.remove_tags else {}
        return contract.changed(len(codes), change_highlights(db, _wanted(many, codes, fields, tags), _now()))


def change_many_documents(library: Library, many: ManyDocuments) -> act_shapes.Changed:
    """Change documents at once, as one change: those with these ids, or those among the results of a query."""
    codes = _chosen(many, _found(library, many)[1])
    fields: dict[str, Said] = {name: value for name in ("favorite", "put_away") if (value := getattr(many, name)) is not None}
    with library.writing() as db:
        tags = document_tags_seen(db, codes) if many.add_tags or many.remove_tags else {}
        return contract.changed(len(codes), acts.rename_documents(db, _wanted(many, codes, fields, tags), _now())[0])


def _found(library: Library, many: _Many) -> tuple[Sequence[str], Sequence[str]]:
    """The highlights and documents that the query finds, by code, read before the change takes its turn: nobody waits for a search."""
    if not many.query:
        return (), ()
    with library.reading() as db:
        return all_codes(db, many.query)


def _chosen(many: _Many, found: Sequence[str]) -> Sequence[str]:
    """The codes of what is to be changed. Raises WrongUseError without ids or a query, OtherNumberError where they are not as many as expected."""
    if (many.ids is None) == (many.query is None):
        raise WrongUseError("give either ids or a query")
    codes = list(dict.fromkeys(many.ids or found))
    if many.expect is not None and len(codes) != many.expect:
        raise OtherNumberError(f"expect: these are {len(codes)} now, not {many.expect}; look at them again")
    return codes


def _wanted(many: _Many, codes: Sequence[str], fields: Mapping[str, Said], tags: Mapping[str, Sequence[str]]) -> dict[str, dict[str, Said]]:
    if not fields and not tags and codes and not (many.add_tags or many.remove_tags):
        raise WrongUseError("say what to change: add_tags, remove_tags, favorite, or another field")
    return {
        code: {**fields, **({"tags": retagged(tags[code], many.add_tags, many.remove_tags)} if code in tags else {})} for code in codes
    }  # fmt: skip


def undo(library: Library, id: Id) -> act_shapes.ChangeUndone:  # noqa: A002 the word of the contract
    """Take an act back. What a later change of the same field stands over stays, and is told under `not_undone`; 409 where it was undone already."""
    return contract.undone_change(acts.undo(library, id, _now()))


def _now() -> str:
    return utc_stamp(datetime.now(UTC))
