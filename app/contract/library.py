"""JSON of what the library holds: documents, highlights, links, names and counts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from app import model, trays
from app.contract.shaping import Shape, shaped
from app.contract.trays import TrayReference, tray_reference
from app.model import FieldValue, Kind, around
from app.text import name_address

Item = TypeVar("Item")
Given = TypeVar("Given")


@dataclass(frozen=True, slots=True)
class Listing(Generic[Item]):
    """One page of a list; next_cursor asks for the next one and is null on the last."""

    items: tuple[Item, ...]
    total: int
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class DocumentReference:
    """Reference to a document by id, title and authors."""

    id: str
    title: str
    authors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DocumentSummary(DocumentReference):
    """Document as lists show it."""

    kind: Kind
    highlight_count: int
    latest: str | None
    tags: tuple[str, ...]
    path: str


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
class Occurrence:
    """Place that names something, with the sentence around it."""

    document: DocumentReference
    highlight: str | None
    place: Literal["metadata", "text", "note", "chapter", "body"]
    context: str
    snippet: str
    location: str
    label: str
    path: str


@dataclass(frozen=True, slots=True)
class Backlink(Occurrence):
    """Link to a name; highlight is null where the document itself links."""


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


@dataclass(frozen=True, slots=True)
class Named:
    """Author or tag, with the numbers of documents and live highlights."""

    name: str
    documents: int
    highlights: int
    path: str


@dataclass(frozen=True, slots=True)
class Target:
    """Target of a name: a document, an author or a tag."""

    type: Literal["document", "author", "tag"]
    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Mention(Occurrence):
    """Mention of a name without a link; highlight is null where the document's own text does it."""


@dataclass(frozen=True, slots=True)
class PageOfName:
    """Target of a [[name]], what links to it and what mentions it.

    The target is null where no document, author or tag has the name; `mentions_total` is null while
    mentions are being counted.
    """

    name: str
    target: Target | None
    backlinks: tuple[Backlink, ...]
    backlinks_total: int
    backlinks_cursor: str | None
    mentions: tuple[Mention, ...]
    mentions_total: int | None
    mentions_cursor: str | None


@dataclass(frozen=True, slots=True)
class Stats:
    """Counts over the library: live highlights, path and size of the file in bytes."""

    documents: int
    highlights: int
    gone: int
    authors: int
    tags: int
    links: int
    files: int
    problems: int
    noted: int
    untagged: int
    library: str
    bytes: int


def listing(page: model.Listing[Given], each: Callable[[Given], Shape]) -> Listing[Shape]:
    """One page of a list, each item in its shape."""
    return Listing(tuple(map(each, page.items)), page.total, page.next_cursor or None)


def reference(document: model.DocumentSummary) -> DocumentReference:
    """Document by id, title and authors."""
    return shaped(DocumentReference, document)


def summary(document: model.DocumentSummary) -> DocumentSummary:
    """Document as lists show it."""
    return shaped(DocumentSummary, document, **_counted(document))


def _counted(document: model.DocumentSummary) -> dict[str, object]:
    return {"highlight_count": document.highlights, "path": f"/documents/{document.id}"}


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
        **_counted(whole),
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


def backlink(link: model.Backlink) -> Backlink:
    """Backlink: the document or highlight that links to a name, with the sentence around it."""
    return shaped(Backlink, link, document=reference(link.document), path=_path(link))


def mention(backlink: model.Backlink) -> Mention:
    """Mention: the document or highlight that says a name, with the sentence around it."""
    return shaped(Mention, backlink, document=reference(backlink.document), path=_path(backlink))


def _path(link: model.Backlink) -> str:
    return f"/highlights/{link.highlight}" if link.highlight else f"/documents/{link.document.id}"


def author(one: model.Named) -> Named:
    """Author with the counts of documents and highlights."""
    return shaped(Named, one, path=name_address("authors", one.name))


def tag(one: model.Named) -> Named:
    """Tag with the counts of documents and highlights."""
    return shaped(Named, one, path=name_address("tags", one.name))


def page_of_name(
    name: str,
    target: model.Target | None,
    linked: model.Listing[model.Backlink],
    mentioned: model.Mentions,
) -> PageOfName:
    """Target of a name, what links to it, and what mentions it."""
    return PageOfName(
        name,
        shaped(Target, target) if target else None,
        tuple(map(backlink, linked.items)),
        linked.total,
        linked.next_cursor or None,
        tuple(map(mention, mentioned.items)),
        mentioned.total,
        mentioned.next_cursor or None,
    )


def stats(counts: model.Stats) -> Stats:
    """Counts over the library."""
    return shaped(Stats, counts)
