"""The panel of a page: what links to it and what mentions it, one half shown at a time."""

from dataclasses import dataclass
from functools import partial
from typing import Annotated, Literal

from fastapi import Depends, Query
from sqlalchemy import Connection

from app.model import Backlink, Listing, Mentions
from app.store.mentions.panel import Part, linked, linking_rows, mentioned
from app.store.mentions.places import SORTS
from app.store.mentions.subjects import Subject
from app.store.reads.links import Links
from app.web.pages.asked import Begin

Half = Literal["linked", "mentioned"]
_COUNTED = Part(limit=0)  # of the half that is not shown
_LONGEST = 200  # letters of the words that narrow a half


@dataclass(frozen=True, slots=True)
class PanelAsked:
    """What an address asks of a panel: which half, from where on, in which order, which words."""

    half: str = ""
    begin: int = 0
    by: str = "new"
    said: str = ""
    common: bool = False

    @property
    def part(self) -> Part:
        """The part of the half that is shown."""
        return Part(begin=self.begin, sort=self.by, words=self.said)

    @property
    def values(self) -> dict[str, str | bool]:
        """What the address says of it, less where it begins."""
        by = self.by if self.by != "new" else ""
        return {"half": self.half, "by": by, "said": self.said, "common": self.common}


def asked_panel(
    half: str = "",
    begin: Begin = 0,
    by: str = "new",
    said: Annotated[str, Query(max_length=10_000)] = "",
    *,
    common: bool = False,
) -> PanelAsked:
    """What an address asks; an unknown order is the newest first."""
    known = by if by in SORTS else "new"
    return PanelAsked(half, begin, known, " ".join(said.split())[:_LONGEST], common)


Panelled = Annotated[PanelAsked, Depends(asked_panel)]


@dataclass(frozen=True, slots=True)
class Panel:
    """Both halves of a page's panel, of which one is listed; `name` is that of its mentions."""

    name: str
    half: Half
    linked: Listing[Backlink]
    mentioned: Mentions
    asked: PanelAsked


def panel_of(
    db: Connection, subject: Subject, asked: PanelAsked, rows: Links | None = None
) -> Panel:
    """The panel of a subject: the half that is asked for, else the first that has anything.

    `rows` are the links to it, where they are known already.
    """
    rows = linking_rows(db, subject) if rows is None else rows
    say = partial(mentioned, db, subject, common_too=asked.common, rows=rows)
    if asked.half == "mentioned" or not (rows or asked.half):
        shown = say(asked.part)
        if asked.half or shown.total != 0:
            counted = linked(db, subject, _COUNTED, rows=rows)
            return Panel(subject.name, "mentioned", counted, shown, asked)
        return Panel(subject.name, "linked", Listing((), 0), shown, asked)
    return Panel(
        subject.name, "linked", linked(db, subject, asked.part, rows=rows), say(_COUNTED), asked
    )
