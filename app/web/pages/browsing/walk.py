"""A walk: one highlight, and ways on to others."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from random import SystemRandom

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import Connection

from app.model import Highlight
from app.search.search import all_hits
from app.store.reads.highlights import highlight
from app.store.reads.walk import by_chance, ways
from app.web.deps import Db, Router
from app.web.present.links import with_query
from app.web.render import show

_REMEMBERED = 20  # highlights of a walk that its address holds
_TRAIL = 3  # of them that the page shows
_LIKE = 12  # similar passages that are looked at
router = Router(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Way:
    """A way on: its name in words, the highlight that it leads to, and its address."""

    words: str
    tag: str
    highlight: Highlight | None
    href: str


@router.get("/walk", response_model=None)
def walk(request: Request, db: Db, here: str = "", been: str = "") -> Response:
    """One highlight with the ways on; without `here`, one by chance.

    `been` are the codes of those before it, the first first, with a full stop between them.
    """
    codes = [code for code in been.split(".") if code][-_REMEMBERED:]
    if not here:
        chosen = by_chance(db, SystemRandom(), codes)
        if chosen:
            return RedirectResponse(_address(chosen.id, codes), HTTPStatus.SEE_OTHER)
        return show(request, db, "walk.html", highlight=None)
    found = highlight(db, here)
    return show(
        request,
        db,
        "walk.html",
        highlight=found,
        ways=_ways(db, found, codes),
        trail=_trail(codes),
    )


def _address(code: str, been: Sequence[str]) -> str:
    return with_query("/walk", here=code, been=".".join(been[-_REMEMBERED:]))


def _trail(codes: list[str]) -> list[tuple[int, str]]:
    """The last steps, each as its number and its address, the latest last."""
    steps = [(at + 1, _address(code, codes[:at])) for at, code in enumerate(codes)]
    return steps[-_TRAIL:]


def _ways(db: Connection, here: Highlight, been: list[str]) -> list[Way]:
    found = ways(db, here.id, been)
    similar = _similar(db, here.id, {here.id, *been})
    if similar:
        found["like"] = ("", similar)
    behind = [*been, here.id]
    words = {
        "document": "More of the same document",
        "author": f"By {here.document.authors[0]}, elsewhere" if here.document.authors else "",
        "tag": "By",
        "like": "What is like it",
        "date": "Marked just before",
    }
    chosen = [
        Way(words[by], found[by][0], found[by][1], _address(found[by][1].id, behind))
        for by in words
        if by in found
    ]
    return [*chosen, Way("Anywhere", "", None, with_query("/walk", been=".".join(behind)))]


def _similar(db: Connection, code: str, seen: set[str]) -> Highlight | None:
    hits = all_hits(db, f"like:{code} is:highlight", most=_LIKE, nearly=False)
    alike = (hit.highlight for hit in hits if hit.highlight)
    return next((each for each in alike if each.id not in seen and not each.discarded), None)
