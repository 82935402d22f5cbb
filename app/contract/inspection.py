"""Types of the JSON for one parsed file. Extended only by adding."""

from collections.abc import Mapping

from typing_extensions import TypedDict  # as all shapes are

from app.model import Kind


class InspectedHighlight(TypedDict):
    """Highlight as one file holds it."""

    key: str
    ids: list[str]
    text: str
    note: str
    tags: list[str]
    favorite: bool
    discarded: bool
    chapter: str
    location: str
    url: str
    color: str
    highlighted_at: str | None
    added_at: str | None
    lines: list[list[int]]
    repeats: list[str]


class InspectedDocument(TypedDict):
    """Document as one file holds it."""

    key: str
    title: str
    authors: list[str]
    kind: Kind | None
    url: str
    cover_url: str
    summary: str
    note: str
    tags: list[str]
    aliases: list[str]
    published: str | None
    properties: Mapping[str, str]
    body: str
    highlights: list[InspectedHighlight]


class UnparsedLine(TypedDict):
    """Line of a file that no rule understood."""

    line: int
    text: str


class FileProblem(TypedDict):
    """Problem in the file at hand; line 0 means the whole file."""

    line: int
    message: str


class Inspected(TypedDict):
    """Parsed content of one file."""

    path: str
    format: str
    skipped: str | None
    documents: list[InspectedDocument]
    unparsed: list[UnparsedLine]
    problems: list[FileProblem]
