"""JSON of links and mentions: what leads to a name, and what the name leads to."""

from dataclasses import dataclass
from typing import Literal

from app import model
from app.contract.lists import DocumentReference, reference
from app.contract.shaping import shaped


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


def backlink(link: model.Backlink) -> Backlink:
    """Backlink: the document or highlight that links to a name, with the sentence around it."""
    return shaped(Backlink, link, document=reference(link.document), path=_path(link))


def mention(backlink: model.Backlink) -> Mention:
    """Mention: the document or highlight that says a name, with the sentence around it."""
    return shaped(Mention, backlink, document=reference(backlink.document), path=_path(backlink))


def _path(link: model.Backlink) -> str:
    return f"/highlights/{link.highlight}" if link.highlight else f"/documents/{link.document.id}"


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
