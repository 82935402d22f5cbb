"""What a search gives."""

from dataclasses import dataclass
from typing import Literal

from app.model.library import DocumentSummary, Highlight

NEARLY = (
    "most words",
    "part of a word",
    "near spelling",
)  # the tiers of results that do not hold what was typed


FEW = 5  # results, below which a search suggests other queries


@dataclass(frozen=True, slots=True)
class Hit:
    """Search result. `snippet` is HTML-escaped text whose only markup is `<mark>`.

    `highlight` is None where a document itself was found.
    """

    document: DocumentSummary
    highlight: Highlight | None
    snippet: str
    tier: str
    held: tuple[int, int] | None = None  # how many of how many words of the query, where not all


@dataclass(frozen=True, slots=True)
class Facet:
    """Facet: counts of the results under one heading, largest first."""

    name: Literal["kind", "author", "tag", "year", "document", "with"]
    rows: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """Results of a query; `exact_total` is False where `total` is a lower bound.

    `seconds` is wall time.

    `tiers` counts the results by quality of match, best first; `suggestions` are queries with other
    spellings, offered where there are few results.
    """

    query: str
    explanation: str
    total: int
    exact_total: bool
    seconds: float
    hits: tuple[Hit, ...]
    facets: tuple[Facet, ...] = ()
    suggestions: tuple[str, ...] = ()
    next_cursor: str = ""
    tiers: tuple[tuple[str, int], ...] = ()

    @property
    def few(self) -> bool:
        """Whether few results, or none, contain the typed words."""
        return sum(total for tier, total in self.tiers if tier not in NEARLY) < FEW


@dataclass(frozen=True, slots=True)
class Lesser:
    """Relaxed query offered in place of one without results: its text and its number of results.

    `words` is the difference.
    """

    words: str
    query: str
    total: int


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """Saved search: a query with a name.

    `id` is its code, `saved_at` the moment of saving (ISO 8601 UTC).
    """

    id: str
    name: str
    query: str
    saved_at: str
