"""Trays as frozen data: passages that the reader collects, with his own words between them."""

from dataclasses import dataclass

from app.model import Kind


@dataclass(frozen=True, slots=True)
class Quotation:
    """A passage as a tray shows it, with what a citation needs.

    `document` is the document's code, `url` its address, `link` the passage's own; `published` is
    as the files write it.
    """

    text: str
    document: str = ""
    title: str = ""
    authors: tuple[str, ...] = ()
    kind: Kind = "text"
    published: str = ""
    url: str = ""
    location: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class TrayItem:
    """One thing in a tray: words of the reader's own (Markdown), or a passage of the library.

    `id` names it within its tray for good. `highlight` is the code that leads to the passage now;
    `gone` says that no file holds it any more: then `quotation` is its last text.
    """

    id: str
    words: str = ""
    highlight: str = ""
    quotation: Quotation | None = None
    gone: bool = False


@dataclass(frozen=True, slots=True)
class TrayReference:
    """A tray by its code and name."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class TraySummary(TrayReference):
    """A tray as lists show it; stamps are ISO 8601 UTC.

    `documents` those that its passages are of.
    """

    items_total: int = 0
    passages: int = 0
    documents: tuple[str, ...] = ()
    made_at: str = ""
    changed_at: str = ""
    put_away: bool = False


@dataclass(frozen=True, slots=True)
class Tray(TraySummary):
    """A tray with its items in order; `version` changes whenever the reader changes the tray."""

    items: tuple[TrayItem, ...] = ()
    version: str = ""


@dataclass(frozen=True, slots=True)
class WantedItem:
    """What is to be in a tray: a passage by its code, or words.

    `id` is that of an item which is there already; empty for a new one.
    """

    highlight: str = ""
    words: str = ""
    id: str = ""
