"""What is around a passage: the same passage elsewhere, what shares words, what was read then."""

from dataclasses import dataclass

from app.model.library import DocumentSummary, Highlight


@dataclass(frozen=True, slots=True)
class Echo:
    """The same or nearly the same passage in another document.

    `share` is the part (0 to 1) of the words of the shorter of the two that the other has too, in
    runs of three words or more. `days` is how many days after the passage it was marked, negative
    for days before; None where either is undated.
    """

    highlight: Highlight
    share: float
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Sharing:
    """A passage of another document with rare words, or tags, that a passage has as well."""

    highlight: Highlight
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadThen:
    """A document with the number of highlights that were marked in it in some days."""

    document: DocumentSummary
    highlights: int


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Passages before and after one in its document, in reading order."""

    before: tuple[Highlight, ...] = ()
    after: tuple[Highlight, ...] = ()
