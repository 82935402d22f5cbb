"""The forms of tags and authors.

Rename, merge, describe, hide and delete, each with its effect shown beforehand.
"""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy import Connection

from app.errors import FlorilegiumError
from app.model import Named
from app.store.db.aliases import What, read_aliases
from app.store.edits.authors import join_authors, new_author_name
from app.store.edits.distinct import set_distinct
from app.store.edits.effects import effect_on_author, effect_on_tag
from app.store.edits.tags import change_tag, delete_tag, new_tag_name
from app.store.reads.authors_tags import (
    author,
    child_tags,
    find_author,
    find_tag,
    tag,
    tag_details,
)
from app.text import name_key, stamp_now, tag_name
from app.web.deps import Db, Router
from app.web.pages.asked import Begin
from app.web.present import links
from app.web.present.doing import after
from app.web.present.near_names.pairs import near_names
from app.web.render import show

_PAIRS = 60  # of near names, on one page
Word = Annotated[str, Form()]
router = Router(include_in_schema=False)


@router.get("/naming/tag")
def tag_effect(
    request: Request,
    db: Db,
    name: str = "",
    to: str = "",
    do: Literal["rename", "delete"] = "rename",
) -> HTMLResponse:
    """What renaming a tag or taking it off everything would do.

    A name that is not allowed is answered with the reason.
    """
    here, wrong, there, named = tag(db, name), "", None, to
    try:
        named = new_tag_name(db, here.name, to) if do == "rename" else ""
        there = _used_tag(db, named) if name_key(named) != name_key(here.name) else None
    except FlorilegiumError as error:
        wrong = str(error)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    values = {
        "one": here,
        "named": named,
        "there": there,
        "wrong": wrong,
        "effect": effect_on_tag(db, here.name, named),
        "below": child_tags(db, here.name),
        "aliases": tag_details(db, here.name).aliases,
    }
    return show(request, db, "naming_tag.html", room="Tags", status=status, do=do, **values)


@router.post("/naming/tag")
def name_tag(
    writer: Db,
    name: Word = "",
    to: Word = "",
    do: Annotated[Literal["rename", "delete"], Form()] = "rename",
) -> RedirectResponse:
    """Rename a tag, or take it off everything."""
    if do == "delete":
        _, change = delete_tag(writer, name, stamp_now())
        return RedirectResponse(after("/tags", done=change), HTTPStatus.SEE_OTHER)
    new, change = change_tag(writer, name, stamp_now(), new=to)
    return RedirectResponse(after(links.of_tag(new), done=change), HTTPStatus.SEE_OTHER)


@router.post("/naming/tag/about")
def describe_tag(
    writer: Db,
    name: Word = "",
    description: Word = "",
    aliases: Annotated[str | None, Form()] = None,
    *,
    hidden: Annotated[bool, Form()] = False,
) -> RedirectResponse:
    """Say what a tag is about, what other names (one a line) lead to it, and if lists show it.

    A name that is another tag in use is not taken yet: what merging the two would do comes first.
    """
    asked = None if aliases is None else [each for each in aliases.split("\n") if each.strip()]
    used = _in_use(writer, name, asked or ())
    others = None if asked is None else [each for each in asked if each not in used]
    here, change = change_tag(
        writer, name, stamp_now(), description=description, hidden=hidden, aliases=others
    )
    effect = links.with_query("/naming/tag", name=next(iter(used), ""), to=here)
    page = effect if used else links.of_tag(here)
    return RedirectResponse(after(page, done=change), HTTPStatus.SEE_OTHER)


def _in_use(db: Connection, name: str, names: Sequence[str]) -> Sequence[str]:
    """Those of the names that are tags of their own, on anything, and not the named one."""
    here = name_key(tag(db, name).name)
    used = {each: _used_tag(db, tag_name(each)) for each in names}
    return [each for each, one in used.items() if one and name_key(one.name) != here]


def _used_tag(db: Connection, name: str) -> Named | None:
    """The tag of a name; None where nothing has it."""
    found = find_tag(db, name)
    return found if found and (found.highlights or found.documents) else None


@router.get("/naming/author")
def author_effect(request: Request, db: Db, name: str = "", to: str = "") -> HTMLResponse:
    """What showing an author under another name would do."""
    here, wrong, there = author(db, name), "", None
    try:
        to = new_author_name(db, here.name, to)
        found = find_author(db, to)
        there = found if found and name_key(found.name) != name_key(here.name) else None
    except FlorilegiumError as error:
        wrong = str(error)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    values = {
        "one": here,
        "named": to,
        "there": there,
        "wrong": wrong,
        "effect": effect_on_author(db, here.name, to),
        "aliases": sorted(read_aliases(db, "author").leading_to(here.name)),
    }
    return show(request, db, "naming_author.html", room="Authors", status=status, **values)


@router.post("/naming/author")
def name_author(writer: Db, name: Word = "", to: Word = "") -> RedirectResponse:
    """Show an author under another name."""
    new, change = join_authors(writer, name, to, stamp_now())
    return RedirectResponse(after(links.of_author(new), done=change), HTTPStatus.SEE_OTHER)


@router.get("/naming/near")
def list_near_names(request: Request, db: Db, what: What = "tag", part: Begin = 1) -> HTMLResponse:
    """All pairs of near names, some a page."""
    pairs = near_names(db, what)
    parts = max(1, -(-len(pairs) // _PAIRS))
    part = min(max(1, part), parts)
    return show(
        request,
        db,
        "near_names.html",
        room="Tags" if what == "tag" else "Authors",
        what=what,
        pairs=pairs[(part - 1) * _PAIRS : part * _PAIRS],
        total=len(pairs),
        part=part,
        parts=parts,
    )


@router.post("/naming/distinct")
def say_that_names_are_two(
    writer: Db, what: What, name: str, other: str, back: Word = "/"
) -> RedirectResponse:
    """Say that two near names are two, so that they are offered for merging no more."""
    change = set_distinct(writer, what, name, other, stamp_now())
    return RedirectResponse(after(back, "near-names", done=change), HTTPStatus.SEE_OTHER)
