"""Forms that change many things at once: the ticked ones, or all results of a search."""

from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import Connection

from app.changes import Item
from app.errors import WrongUseError
from app.importer import acts
from app.search.search import all_codes
from app.store.db.library import Library
from app.store.edits.changes import record_change
from app.store.edits.documents import document_tags_seen, set_document_fields
from app.store.edits.edits import described, retagged
from app.store.edits.highlights import set_highlight_fields, tags_seen
from app.store.edits.trays.acts import begin_tray, collect_in_tray
from app.store.edits.trays.trays import LONGEST_NAME
from app.store.edits.values import Entered
from app.store.reads.trays import list_trays
from app.text import stamp_now
from app.web.api.many import OtherNumberError
from app.web.deps import Db, Router
from app.web.present.doing import after, bare
from app.web.render import show

Word = Annotated[str, Form()]
Act = Annotated[
    Literal["tag", "untag", "star", "unstar", "discard", "restore", "away", "collect", "merge"],
    Form(),
]
Codes = Annotated[list[str] | None, Form()]
Of = Annotated[Literal["highlights", "documents"], Form()]
_FLAGS: dict[str, tuple[str, bool]] = {
    "star": ("favorite", True),
    "unstar": ("favorite", False),
    "discard": ("discarded", True),
    "restore": ("discarded", False),
    "away": ("put_away", True),
}
_OF_HIGHLIGHTS = ("discard", "restore", "collect", "merge")  # the others are for documents too
_OF_DOCUMENTS = ("away",)
router = Router(include_in_schema=False)


@router.get("/many")
def all_of_a_search(request: Request, db: Db, q: str = "") -> HTMLResponse:
    """Page of the changes that can be made to all results of a search, with their numbers."""
    highlights, documents = all_codes(db, q) if q.strip() else ((), ())
    return show(request, db, "many.html", asked=q, number=len(highlights), documents=len(documents))


@router.post("/many", response_model=None)
def change_many(
    request: Request,
    library: Library,
    *,
    do: Act,
    id: Codes = None,  # noqa: A002 the word of the boxes
    document: Codes = None,
    q: Word = "",
    of: Of = "highlights",
    expect: Annotated[int, Form()] = -1,
    tag: Word = "",
    tray: Word = "",
    name: Word = "",
    back: Word = "/",
) -> Response:
    """Make one change to all of these highlights and documents.

    Collecting without a tray asks for one first.
    """
    highlights, documents = list(dict.fromkeys(id or ())), list(dict.fromkeys(document or ()))
    if q.strip():
        highlights, documents = _found(library, q, of, expect)
    if do in _OF_DOCUMENTS:
        highlights = []
    elif do in _OF_HIGHLIGHTS:
        documents = []
    if not highlights and not documents:
        raise WrongUseError(_NOTHING.get(do, _NOTHING[""]))
    if do == "collect" and not (tray or name.strip()):
        return _choose_tray(request, library, highlights, q, bare(back))
    with library.writing() as db:
        if do == "collect":
            change = _collect(db, highlights, tray, name.strip())
        elif do == "merge":
            change = _merge(db, highlights)
        else:
            change = _change(db, highlights, documents, do, tag.strip().lstrip("#"))
    return RedirectResponse(after(back, done=change), HTTPStatus.SEE_OTHER)


_NOTHING = {
    "": "nothing is selected: tick the boxes of some highlights first",
    "away": "no document is selected: only documents can be put away; discard highlights instead",
}


def _found(library: Library, q: str, of: str, expect: int) -> tuple[list[str], list[str]]:
    with library.reading() as db:
        found = all_codes(db, q)
    codes = list(found[of == "documents"])
    if len(codes) != expect >= 0:
        raise OtherNumberError(
            f"the search finds {len(codes):,} {of} now, not {expect:,}; look at them again"
        )
    return ([], codes) if of == "documents" else (codes, [])


def _choose_tray(
    request: Request, library: Library, codes: Sequence[str], q: str, back: str
) -> HTMLResponse:
    with library.reading() as db:
        return show(
            request,
            db,
            "collect_many.html",
            codes=() if q.strip() else codes,
            asked=q,
            number=len(codes),
            back=back,
            offered_trays=list_trays(db),
            longest_tray_name=LONGEST_NAME,
        )


def _collect(db: Connection, codes: Sequence[str], tray: str, name: str) -> str:
    if name:
        return begin_tray(db, name, stamp_now(), codes)[1]
    return collect_in_tray(db, tray, codes, stamp_now())


def _merge(db: Connection, codes: Sequence[str]) -> str:
    if len(codes) != 2:  # noqa: PLR2004 one and the other
        raise WrongUseError(f"two highlights can be merged, not {len(codes):,}; select two")
    return acts.merge(db, codes[0], codes[1], stamp_now()).change


def _change(
    db: Connection, highlights: Sequence[str], documents: Sequence[str], do: str, tag: str
) -> str:
    if do not in _FLAGS and not tag:
        raise WrongUseError("tag: must not be empty; say which tag is meant")
    tagging = do not in _FLAGS
    own, of = (
        (tags_seen(db, highlights), document_tags_seen(db, documents)) if tagging else ({}, {})
    )
    items: list[Item] = []
    if highlights:
        items += set_highlight_fields(db, _wanted(highlights, do, tag, own), stamp_now())
    if documents:
        items += set_document_fields(db, _wanted(documents, do, tag, of), stamp_now())
    return record_change(db, described(items), items, stamp_now())


def _wanted(
    codes: Iterable[str], do: str, tag: str, tags: Mapping[str, Sequence[str]]
) -> dict[str, dict[str, Entered]]:
    if do in _FLAGS:
        field, value = _FLAGS[do]
        return {code: {field: value} for code in codes}
    add, remove = ([tag], []) if do == "tag" else ([], [tag])
    return {code: {"tags": retagged(seen, add, remove)} for code, seen in tags.items()}
