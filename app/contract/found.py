"""JSON of search results and saved searches."""

from dataclasses import dataclass
from typing import Literal

from app import model
from app.contract.lists import DocumentReference, reference
from app.contract.shaping import shaped

Rows = tuple[tuple[str, int], ...]
_FACETS = ("kind", "author", "tag", "year", "document", "with")  # in the order of `Facets`


@dataclass(frozen=True, slots=True)
class Hit:
    """Search result; id and path are the highlight's or the document's.

    The snippet is escaped HTML with <mark>.
    """

    type: Literal["highlight", "document"]
    id: str
    document: DocumentReference
    text: str
    note: str
    tags: tuple[str, ...]
    snippet: str
    tier: str
    path: str


@dataclass(frozen=True, slots=True)
class Facets:
    """Numbers of results by facet, most first."""

    kind: Rows
    author: Rows
    tag: Rows
    year: Rows
    document: Rows
    has: Rows


@dataclass(frozen=True, slots=True)
class Found:
    """Search results; total is a lower bound where exact_total is false.

    tiers are the numbers of results by quality of the match.
    """

    query: str
    explanation: str
    total: int
    exact_total: bool
    seconds: float
    results: tuple[Hit, ...]
    facets: Facets
    tiers: Rows
    suggestions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FoundPage(Found):
    """One page of search results."""

    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """Saved search; path leads to its results, feed to the newest of them as Atom."""

    id: str
    name: str
    query: str
    saved_at: str
    path: str
    feed: str


def found(answer: model.Found) -> Found:
    """Search results with facets and suggestions."""
    rows: dict[str, Rows] = {each.name: each.rows for each in answer.facets}
    return shaped(
        Found,
        answer,
        seconds=round(answer.seconds, 4),
        results=tuple(map(hit, answer.hits)),
        facets=Facets(*(rows.get(name, ()) for name in _FACETS)),
    )


def found_page(answer: model.Found) -> FoundPage:
    """Search results with the cursor of the next page."""
    return shaped(FoundPage, found(answer), next_cursor=answer.next_cursor or None)


def hit(one: model.Hit) -> Hit:
    """One search result."""
    passage = one.highlight
    return Hit(
        type="highlight" if passage else "document",
        id=passage.id if passage else one.document.id,
        document=reference(one.document),
        text=passage.text if passage else "",
        note=passage.note if passage else "",
        tags=passage.tags if passage else one.document.tags,
        snippet=one.snippet,
        tier=one.tier,
        path=f"/highlights/{passage.id}" if passage else f"/documents/{one.document.id}",
    )


def saved_search(one: model.SavedSearch) -> SavedSearch:
    """Saved search with its address and feed."""
    path = f"/searches/{one.id}"
    return shaped(SavedSearch, one, path=path, feed=f"{path}.atom")
