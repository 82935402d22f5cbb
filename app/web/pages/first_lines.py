"""The first lines of what a link leads to, as a piece of a page for scripts."""

from dataclasses import dataclass
from urllib.parse import unquote

from fastapi import Request
from fastapi.responses import HTMLResponse
from sqlalchemy import Connection

from app.errors import NotFoundError
from app.markdown.plain import plain
from app.store.mentions.panel import linked
from app.store.mentions.subjects import wanted_subject
from app.store.reads.authors_tags import author, tag, tag_details
from app.store.reads.documents import document
from app.store.reads.highlights import highlight
from app.store.reads.parts import part_of_highlights
from app.store.reads.targets import target
from app.web.deps import Db, Router
from app.web.present.text import count
from app.web.render import show

_LETTERS = 280
router = Router(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class FirstLines:
    """Preview of a page: its name, a line about it, and its first words."""

    name: str
    about: str = ""
    words: str = ""


@router.get("/lines")
def first_lines(request: Request, db: Db, of: str = "") -> HTMLResponse:
    """The first lines of the page of a name, of a document or of a highlight, by its address."""
    path = of.partition("#")[0].partition("?")[0]
    room, _, rest = path.lstrip("/").partition("/")
    lines = _told(db, room, unquote(rest))
    return show(request, db, "parts/first_lines.html", told=lines)


def _told(db: Connection, room: str, name: str) -> FirstLines:
    if room == "highlights":
        found = highlight(db, name)
        return FirstLines(found.document.title, found.location, _cut(found.text))
    if room == "documents":
        return _of_document(db, name)
    if room != "pages" or not name:
        raise NotFoundError("there are no first lines of that address")
    targets = target(db, name)
    if not targets:
        number = linked(db, wanted_subject(name)).total
        return FirstLines(name, f"wanted, {count(number, 'link')}")
    best = targets[0]
    if best.type == "document":
        return _of_document(db, best.id)
    one = author(db, best.id) if best.type == "author" else tag(db, best.id)
    numbers = f"{count(one.documents, 'document')}, {count(one.highlights, 'highlight')}"
    description = tag_details(db, one.name).description if best.type == "tag" else ""
    return FirstLines(f"{'#' * (best.type == 'tag')}{one.name}", numbers, _cut(description))


def _of_document(db: Connection, code: str) -> FirstLines:
    found = document(db, code)
    words = found.summary or found.body
    if not words:
        first = part_of_highlights(db, code, order="place", gone=False, first=0, limit=1)
        words = first[0].text if first else ""
    about = ", ".join(found.authors) or count(found.highlights, "highlight")
    return FirstLines(found.title or "Untitled", about, _cut(words))


def _cut(markdown: str) -> str:
    """The first words of a text without its markup."""
    words = " ".join(plain(markdown[: 4 * _LETTERS]).split())
    if len(words) <= _LETTERS:
        return words
    return f"{words[: words.rfind(' ', 0, _LETTERS) if ' ' in words[:_LETTERS] else _LETTERS]} …"
