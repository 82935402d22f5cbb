"""Page of the library's index, A to Z, and the reader's acts on its headings."""

from http import HTTPStatus
from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy import Connection

from app.background.phrases import NAME as PHRASES
from app.background.phrases import known_phrases
from app.errors import WrongUseError
from app.store.db.aliases import read_all_aliases
from app.store.edits.headings import change_heading, heading_acts
from app.store.headings.places import places_of, titles
from app.store.kept import made_at
from app.store.reads.authors_tags import all_authors, all_tags
from app.store.reads.targets import wanted
from app.store.remembered import TIED, remembered
from app.text import stamp_now
from app.web.deps import Db, Router
from app.web.pages.asked import Begin
from app.web.present.around.subject_entries import Listed, listed
from app.web.present.around.subject_headings import Heading, Sources
from app.web.present.around.subject_index import Index, make_index
from app.web.present.doing import after
from app.web.present.links import inside
from app.web.render import show

router = Router(include_in_schema=False)
_PART = 150  # headings of a page
_WANTED = 5_000
Word = Annotated[str, Form()]


@router.get("/index")
def subject_index(
    request: Request,
    db: Db,
    *,
    letter: str = "",
    filter: str = "",  # noqa: A002 the word of the address
    begin: Begin = 0,
    hidden: bool = False,
) -> HTMLResponse:
    """The headings of one letter with their places, or those of all with words in their names.

    Where one page has room for all of them, they are all there at first.
    """
    index = headings_of_all(db, hidden=hidden)
    names = [name for name, _ in index.letters]
    here = "" if filter.strip() else letter if letter in names else (names or [""])[0]
    whole = not filter.strip() and not letter and len(index.headings) <= _PART
    if whole:
        here, begin, chosen = "", 0, _by_letter(index)
    else:
        chosen = index.sifted(filter[:200]) if filter.strip() else index.of_letter(here)
    page = chosen[begin : begin + _PART]
    return show(
        request,
        db,
        "subject_index.html",
        room="",
        letters=index.letters,
        letter=here,
        whole=whole,
        asked_filter=filter.strip()[:200],
        entries=_listed(db, page, index),
        shown=len(chosen),
        total=len(index.headings),
        begin=begin,
        following=begin + _PART if begin + _PART < len(chosen) else 0,
        hidden=hidden,
        hidden_total=index.hidden,
        complete=index.complete,
    )


def _by_letter(index: Index) -> list[Heading]:
    """All headings, in the order of their letters."""
    return [each for letter, _ in index.letters for each in index.of_letter(letter)]


def headings_of_all(db: Connection, *, hidden: bool) -> Index:
    """The index as the library is now, kept until something is written or phrases are found."""
    found_at = made_at(db, PHRASES)
    return remembered(
        db,
        ("index", str(hidden)),
        lambda: _made(db, hidden=hidden),
        # phrases that are not kept are made of the texts, whose writes no table counts
        tables=(*TIED, "my_headings") if found_at else (),
        of=found_at,
        lasting=lambda index: index.complete,
    )


def _made(db: Connection, *, hidden: bool) -> Index:
    phrases, complete = known_phrases(db)
    sources = Sources(
        authors=all_authors(db),
        titles=titles(db),
        tags=all_tags(db),
        wanted=wanted(db, _WANTED),
        phrases=phrases,
        aliases=read_all_aliases(db),
        said=heading_acts(db),
    )
    return make_index(sources, hidden=hidden, complete=complete)


def _listed(db: Connection, page: list[Heading], index: Index) -> list[Listed]:
    parts = [part for each in page for part in each.parts]
    phrases = [phrase for each in parts for phrase in each.phrases]
    rows = [row for each in phrases for row in each.rows]
    places = places_of(
        db,
        authors=[each.author for each in parts if each.author],
        tags=[each.tag for each in parts if each.tag],
        wanted=[each.wanted for each in parts if each.wanted],
        rows=rows + [row for each in phrases for *_, below in each.below for row in below],
    )
    return [listed(each, places, index.shown) for each in page]


@router.post("/index")
def change_index(
    writer: Db,
    accept: Word = "",
    hide: Word = "",
    show_again: Word = "",
    merge: Word = "",
    see: Word = "",
    back: Word = "/index",
) -> RedirectResponse:
    """Accept a heading, hide it, list it under another one, or take such an act back."""
    name = accept or hide or merge or show_again
    act = "accepted" if accept else "hidden" if hide else "merged" if merge else ""
    if not name:
        raise WrongUseError("name a heading to accept, hide, merge or show again")
    # one of the acts
    change = change_heading(writer, name, act, stamp_now(), see=see)  # type: ignore[arg-type]
    return RedirectResponse(after(inside(back), done=change), HTTPStatus.SEE_OTHER)
