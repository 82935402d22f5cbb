"""Trays, as JSON."""

from typing_extensions import TypedDict  # as all shapes are

from app import trays


class TrayReference(TypedDict):
    """A tray by id and name, and its page."""

    id: str
    name: str
    path: str


class TraySummary(TrayReference):
    """A tray as lists show it: how many items, of which how many are passages."""

    items_total: int
    passages: int
    made_at: str
    changed_at: str
    put_away: bool


class TraySource(TypedDict):
    """What a passage in a tray is from: the document's id, its title, authors, date and address."""

    id: str
    title: str
    authors: list[str]
    published: str
    url: str


class TrayItem(TypedDict):
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


class Tray(TraySummary):
    """A tray with what lies in it, in order."""

    items: list[TrayItem]


class ChangedTray(Tray):
    """A tray as a change left it, and the id of the change; null where nothing changed."""

    change: str | None


def tray_reference(tray: trays.TrayReference) -> TrayReference:
    """A tray by id, name and path."""
    return {"id": tray.id, "name": tray.name, "path": f"/trays/{tray.id}"}


def tray_summary(tray: trays.TraySummary) -> TraySummary:
    """A tray as lists show it."""
    return {
        **tray_reference(tray),
        "items_total": tray.items_total,
        "passages": tray.passages,
        "made_at": tray.made_at,
        "changed_at": tray.changed_at,
        "put_away": tray.put_away,
    }


def whole_tray(tray: trays.Tray) -> Tray:
    """A tray with its items in order."""
    return {**tray_summary(tray), "items": [_item(item) for item in tray.items]}


def changed_tray(tray: trays.Tray, change: str) -> ChangedTray:
    """A tray as a change left it."""
    return {**whole_tray(tray), "change": change or None}


def _item(item: trays.TrayItem) -> TrayItem:
    q = item.quotation
    return {
        "id": item.id,
        "words": item.words if q is None else None,
        "highlight": item.highlight or None,
        "text": q.text if q else None,
        "location": q.location if q else None,
        "url": q.link if q else None,
        "document": _source(q) if q else None,
        "gone": item.gone,
    }


def _source(quotation: trays.Quotation) -> TraySource:
    return {
        "id": quotation.document,
        "title": quotation.title,
        "authors": [*quotation.authors],
        "published": quotation.published,
        "url": quotation.url,
    }
