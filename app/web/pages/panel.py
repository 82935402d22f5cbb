"""The panel of a page: what links to it and what mentions it, one half shown at a time."""

from dataclasses import dataclass
from functools import partial
from typing import Annotated, Literal

from fastapi import Depends, Query
from sqlalchemy import Connection

from app.model import Backlink, Listing, Mentions
from app.store.mentions.panel import Part, linked, linking_to, mentioned
from app.store.mentions.places import SORTS
from app.store.mentions.subjects import Subject, leading_name
from app.store.reads.links import Linking
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
    db: Connection, subject: Subject, asked: PanelAsked, linking: Linking | None = None
) -> Panel:
    """The panel of a subject: the half that is asked for, else the first that has anything.

    `linking` are the links to it, where they are known already.
    """
    linking = linking_to(db, subject) if linking is None else linking
    link = partial(linked, db, subject, linking=linking)
    say = partial(mentioned, db, subject, common_too=asked.common, linking=linking)
    if asked.half != "mentioned":
        listing = link(asked.part)
        if asked.half or listing.total or (asked.said and link(_COUNTED).total):
            return Panel(subject.name, "linked", listing, say(_COUNTED), asked)
    shown = say(asked.part)
    if asked.half or shown.total != 0:
        name = leading_name(db, subject) if shown.items else subject.name
        return Panel(name, "mentioned", link(_COUNTED), shown, asked)
    return Panel(subject.name, "linked", Listing((), 0), shown, asked)
