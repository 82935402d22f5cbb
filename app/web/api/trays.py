"""Trays through the API: listed, made, filled, put away.

Each change is listed at /api/changes and undone there.
"""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated

from fastapi import Header, Query, Response
from pydantic import BaseModel, Field

from app import contract
from app.model import Listing
from app.store.edits.trays.acts import begin_tray, change_tray
from app.store.edits.trays.trays import LONGEST_NAME, MOST_ITEMS
from app.store.edits.values import LONGEST
from app.store.reads.trays import list_trays, tray
from app.text import stamp_now
from app.trays import WantedItem
from app.web.api.parameters import NOTHING_ELSE, Id
from app.web.deps import Db, Router
from app.web.errors import PROBLEM

Name = Annotated[str, Field(max_length=LONGEST_NAME, pattern=r"\S")]
Words = Annotated[str, Field(max_length=LONGEST)]
IfMatch = Annotated[
    str, Header(description="The ETag of an answer before; 412 where the tray was changed since.")
]
Away = Annotated[bool, Query(description="Those that were put away, instead of those in use.")]
router = Router(prefix="/api", tags=["trays"], responses={"default": PROBLEM})


class TrayToMake(BaseModel):
    """The name of a tray to make."""

    model_config = NOTHING_ELSE
    name: Name


class ItemWanted(BaseModel):
    """A passage by the highlight's id, or words.

    `id` is that of an item which is in the tray already.
    """

    model_config = NOTHING_ELSE
    id: Words = ""
    highlight: Words | None = None
    words: Words | None = None


class TrayChanges(BaseModel):
    """What is to be otherwise; what is left out stays.

    `items` replaces all items of the tray.
    """

    model_config = NOTHING_ELSE
    name: Name | None = None
    put_away: bool | None = None
    items: Annotated[list[ItemWanted], Field(max_length=MOST_ITEMS)] | None = None


@router.get("/trays")
def all_trays(db: Db, *, put_away: Away = False) -> contract.Listing[contract.TraySummary]:
    """All trays, the one changed last first, on one page."""
    found = list_trays(db, put_away=put_away)
    return contract.listing(Listing(found, len(found)), contract.tray_summary)


@router.post("/trays", status_code=HTTPStatus.CREATED)
def make_tray(writer: Db, response: Response, made: TrayToMake) -> contract.ChangedTray:
    """Make an empty tray under a name. Answers 201 and the tray."""
    code, change = begin_tray(writer, made.name, stamp_now())
    return _changed(writer, response, code, change)


@router.get("/trays/{id}")
# the word of the contract
def show_tray(db: Db, response: Response, id: Id) -> contract.Tray:  # noqa: A002
    """A tray with its items, in order; one that was put away too.

    Its ETag names its version.
    """
    found = tray(db, id)
    response.headers["ETag"] = etag(found.version)
    return contract.whole_tray(found)


@router.patch("/trays/{id}")
def change_one_tray(
    writer: Db,
    response: Response,
    id: Id,  # noqa: A002 the word of the contract
    changes: TrayChanges,
    if_match: IfMatch = "",
) -> contract.ChangedTray:
    """Name a tray, put it away or bring it back, or replace its items.

    Answers the tray as it is then.
    """
    wanted = changes.model_dump(exclude_unset=True)
    if "items" in wanted:
        wanted["items"] = _wanted(changes.items or ())
    change = change_tray(writer, id, stamp_now(), **wanted, versions=versions(if_match))
    return _changed(writer, response, id, change)


@router.delete("/trays/{id}")
def put_tray_away(
    writer: Db,
    response: Response,
    id: Id,  # noqa: A002 the word of the contract
    if_match: IfMatch = "",
) -> contract.ChangedTray:
    """Put a tray away: it is in no list then, and can be brought back with all its items."""
    change = change_tray(writer, id, stamp_now(), put_away=True, versions=versions(if_match))
    return _changed(writer, response, id, change)


def etag(version: str) -> str:
    """The ETag of a version of a tray."""
    return f'"{version}"'


def versions(if_match: str) -> Sequence[str]:
    """The versions that an `If-Match` names; none where it is empty or names any."""
    named = [each.strip() for each in if_match.split(",") if each.strip()]
    return () if not named or "*" in named else [each.strip('"') for each in named]


def _wanted(items: Sequence[ItemWanted]) -> list[WantedItem]:
    return [WantedItem(each.highlight or "", each.words or "", each.id) for each in items]


def _changed(db: Db, response: Response, code: str, change: str) -> contract.ChangedTray:
    found = tray(db, code)
    response.headers["ETag"] = etag(found.version)
    return contract.changed_tray(found, change)
