"""JSON of trays."""

from dataclasses import dataclass

from app import trays
from app.contract.shaping import shaped


@dataclass(frozen=True, slots=True)
class TrayReference:
    """A tray by id and name, and its page."""

    id: str
    name: str
    path: str


@dataclass(frozen=True, slots=True)
class TraySummary(TrayReference):
    """A tray as lists show it: how many items, of which how many are passages."""

    items_total: int
    passages: int
    made_at: str
    changed_at: str
    put_away: bool


@dataclass(frozen=True, slots=True)
class TraySource:
    """What a passage in a tray is from: the document's id, its title, authors, date and address."""

    id: str
    title: str
    authors: tuple[str, ...]
    published: str
    url: str


@dataclass(frozen=True, slots=True)
class TrayItem:
    """A passage or the reader's own words; the one or the other is null.

    `gone` passages are quoted as they were last seen.
    """

    id: str
    words: str | None
    highlight: str | None
    text: str | None
    location: str | None
    url: str | None
    document: TraySource | None
    gone: bool


@dataclass(frozen=True, slots=True)
class Tray(TraySummary):
    """A tray with its items, in order."""

    items: tuple[TrayItem, ...]


@dataclass(frozen=True, slots=True)
class ChangedTray(Tray):
    """A tray as a change left it, and the id of the change; null where nothing changed."""

    change: str | None


def tray_reference(tray: trays.TrayReference) -> TrayReference:
    """A tray by id, name and path."""
    return shaped(TrayReference, tray, path=f"/trays/{tray.id}")


def tray_summary(tray: trays.TraySummary) -> TraySummary:
    """A tray as lists show it."""
    return shaped(TraySummary, tray, path=f"/trays/{tray.id}")


def whole_tray(tray: trays.Tray) -> Tray:
    """A tray with its items in order."""
    return shaped(Tray, tray, path=f"/trays/{tray.id}", items=tuple(map(_item, tray.items)))


def changed_tray(tray: trays.Tray, change: str) -> ChangedTray:
    """A tray as a change left it."""
    return shaped(ChangedTray, whole_tray(tray), change=change or None)


def _item(item: trays.TrayItem) -> TrayItem:
    q = item.quotation
    return TrayItem(
        id=item.id,
        words=item.words if q is None else None,
        highlight=item.highlight or None,
        text=q.text if q else None,
        location=q.location if q else None,
        url=q.link if q else None,
        document=shaped(TraySource, q, id=q.document) if q else None,
        gone=item.gone,
    )
