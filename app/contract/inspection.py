"""JSON of one parsed file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.contract.shaping import shaped
from app.model import Kind, ParsedDocument, ParsedFile, ParsedHighlight

# Identity key of a highlight or document, the same over all exports; the importer gives the
# functions.
DocumentKey = Callable[[ParsedDocument], str]
HighlightKey = Callable[[ParsedDocument, ParsedHighlight], str]


@dataclass(frozen=True, slots=True)
class InspectedHighlight:
    """Highlight as one file holds it."""

    key: str
    ids: tuple[str, ...]
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
    lines: tuple[tuple[int, int], ...]
    repeats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InspectedDocument:
    """Document as one file holds it."""

    key: str
    title: str
    authors: tuple[str, ...]
    kind: Kind | None
    url: str
    cover_url: str
    summary: str
    note: str
    tags: tuple[str, ...]
    aliases: tuple[str, ...]
    published: str | None
    properties: Mapping[str, str]
    body: str
    highlights: tuple[InspectedHighlight, ...]


@dataclass(frozen=True, slots=True)
class UnparsedLine:
    """Line of a file that no rule understood."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class FileProblem:
    """Problem in the file at hand; line 0 means the whole file."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Inspected:
    """Parsed content of one file."""

    path: str
    format: str
    skipped: str | None
    documents: tuple[InspectedDocument, ...]
    unparsed: tuple[UnparsedLine, ...]
    problems: tuple[FileProblem, ...]


def inspected(
    file: ParsedFile, document_key: DocumentKey, highlight_key: HighlightKey
) -> Inspected:
    """Parsed content of one file, with the keys that the importer gives."""
    return shaped(
        Inspected,
        file,
        documents=tuple(_document(each, document_key, highlight_key) for each in file.documents),
        unparsed=tuple(UnparsedLine(line.number, line.text) for line in file.unparsed),
        problems=tuple(shaped(FileProblem, problem) for problem in file.problems),
    )


def _document(
    document: ParsedDocument, document_key: DocumentKey, highlight_key: HighlightKey
) -> InspectedDocument:
    return shaped(
        InspectedDocument,
        document,
        key=document_key(document),
        properties=dict(document.properties),
        highlights=tuple(
            _highlight(each, highlight_key(document, each)) for each in document.highlights
        ),
    )


def _highlight(highlight: ParsedHighlight, key: str) -> InspectedHighlight:
    tags = {tag.casefold() for tag in highlight.tags}
    return shaped(
        InspectedHighlight,
        highlight,
        key=key,
        favorite=bool(tags & {"favorite", "favourite"}),
        discarded=bool(tags & {"discard", "discarded"}),
    )
