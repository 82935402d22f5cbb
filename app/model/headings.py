"""Headings of the library's index, and their places, as the store reads them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class TitleHeading:
    """A document that the index lists: its code, title, other names, and how much is marked."""

    code: str
    title: str
    aliases: tuple[str, ...]
    highlights: int


@dataclass(frozen=True, slots=True)
class PassagePlace:
    """A passage by its code and location, and its document by code and title."""

    highlight: str
    location: str
    number: int
    document: str
    title: str


@dataclass(frozen=True, slots=True)
class DocumentPlace:
    """A document by its code and title, and how many of its passages belong to a heading."""

    document: str
    title: str
    number: int


@dataclass(frozen=True, slots=True)
class Places:
    """Places of the headings of a page.

    Documents of authors and tags by their names, tags used together with tags and how often,
    passages by their rows, and the rows that link to wanted names by their keys.
    """

    works: Mapping[str, Sequence[DocumentPlace]] = field(default_factory=dict)
    tagged: Mapping[str, Sequence[DocumentPlace]] = field(default_factory=dict)
    together: Mapping[str, Sequence[tuple[str, int]]] = field(default_factory=dict)
    passages: Mapping[int, PassagePlace] = field(default_factory=dict)
    linking: Mapping[str, Sequence[PassagePlace]] = field(default_factory=dict)
