"""JSON of documents and highlights."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app import model, trays
from app.contract.links import Backlink, backlink
from app.contract.lists import DocumentReference, DocumentSummary, counted, reference
from app.contract.shaping import shaped
from app.contract.trays import TrayReference, tray_reference
from app.model import FieldValue, around


@dataclass(frozen=True, slots=True)
class Highlight:
    """Highlight of a document; text and note are Markdown."""

    id: str
    document: DocumentReference
    text: str
    note: str
    tags: tuple[str, ...]
    favorite: bool
    discarded: bool
    chapter: str
    location: str
    url: str
    color: str
    highlighted_at: str | None
    added_at: str | None
    cut_short: bool
    gone: bool
    put_away: bool
    path: str


@dataclass(frozen=True, slots=True)
class Place:
    """Line range of a highlight in a file: first and last line, counted from 1."""

    path: str
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """Earlier text of a highlight, and when it was replaced."""

    replaced_at: str
    text: str
    note: str


@dataclass(frozen=True, slots=True)
class MyField:
    """Field that the reader overrode: the files' value then, his value, the files' value now.

    A conflict where the files changed since.
    """

    base: FieldValue
    mine: FieldValue
    theirs: FieldValue
    conflict: bool


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Highlights of the same document before and after one, in reading order."""

    before: tuple[Highlight, ...]
    after: tuple[Highlight, ...]


@dataclass(frozen=True, slots=True)
class Echo(Highlight):
    """The same or nearly the same passage in another document.

    `share` is the part (0 to 1) of the words of the shorter of the two that the other has as well.
    """

    share: float


@dataclass(frozen=True, slots=True)
class WholeHighlight(Highlight):
    """Highlight with its files, earlier texts, overrides by field, and backlinks.

    `near_repeats` are the ids of passages of its document that may be the same one, `echoes` are
    nearly the same passages of other documents, `neighbours` are beside it in its own.
    """

    places: tuple[Place, ...]
    history: tuple[Change, ...]
    mine: Mapping[str, MyField]
    near_repeats: tuple[str, ...]
    backlinks: tuple[Backlink, ...]
    trays: tuple[TrayReference, ...]
    neighbours: Neighbours
    echoes: tuple[Echo, ...]


@dataclass(frozen=True, slots=True)
class Document(DocumentSummary):
    """Whole document with its highlights."""

    earliest: str | None
    url: str
    cover_url: str
    summary: str
    note: str
    published: str | None
    aliases: tuple[str, ...]
    properties: Mapping[str, str]
    body: str
    files: tuple[str, ...]
    gone: bool
    put_away: bool
    favorite: bool
    mine: Mapping[str, MyField]
    highlights: tuple[Highlight, ...]
    backlinks: tuple[Backlink, ...]


def document(
    whole: model.Document,
    highlights: Sequence[model.Highlight],
    backlinks: Sequence[model.Backlink],
    mine: Sequence[model.MyField] = (),
) -> Document:
    """Whole document with its highlights in reading order, backlinks and the reader's overrides."""
    return shaped(
        Document,
        whole,
        **counted(whole),
        properties=dict(whole.properties),
        mine=_my_fields(mine),
        highlights=tuple(map(highlight, highlights)),
        backlinks=tuple(map(backlink, backlinks)),
    )


def highlight(passage: model.Highlight) -> Highlight:
    """Highlight with a reference to its document."""
    return shaped(Highlight, passage, **_placed(passage))


def _placed(passage: model.Highlight) -> dict[str, object]:
    return {"document": reference(passage.document), "path": f"/highlights/{passage.id}"}


def whole_highlight(
    passage: model.Highlight,
    places: Sequence[model.Place],
    history: Sequence[model.Change],
    mine: Sequence[model.MyField],
    near_repeats: Sequence[str],
    backlinks: Sequence[model.Backlink],
    holding: Sequence[trays.TrayReference],
    neighbours: around.Neighbours,
    echoes: Sequence[around.Echo],
) -> WholeHighlight:
    """Highlight with files, earlier texts, overrides, backlinks, trays, and what is beside it."""
    return shaped(
        WholeHighlight,
        passage,
        **_placed(passage),
        places=tuple(Place(each.path, (each.first_line, each.last_line)) for each in places),
        history=tuple(shaped(Change, change) for change in history),
        mine=_my_fields(mine),
        near_repeats=tuple(near_repeats),
        backlinks=tuple(map(backlink, backlinks)),
        trays=tuple(map(tray_reference, holding)),
        neighbours=Neighbours(
            tuple(map(highlight, neighbours.before)), tuple(map(highlight, neighbours.after))
        ),
        echoes=tuple(map(_echo, echoes)),
    )


def _echo(each: around.Echo) -> Echo:
    found = each.highlight
    return shaped(Echo, found, **_placed(found), share=round(each.share, 2))


def _my_fields(mine: Sequence[model.MyField]) -> Mapping[str, MyField]:
    return {field.name: shaped(MyField, field) for field in mine}
