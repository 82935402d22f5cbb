"""Data types shared by all packages, as frozen dataclasses.

Imports nothing else of this project.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, Literal, NamedTuple, TypeVar

Kind = Literal["book", "article", "tweet", "podcast", "video", "supplemental", "note", "text"]
KINDS: tuple[Kind, ...] = (
    "book",
    "article",
    "tweet",
    "podcast",
    "video",
    "supplemental",
    "note",
    "text",
)
OWN_KINDS: tuple[Kind, ...] = ("note", "text")
Item = TypeVar("Item", covariant=True)
NEARLY = (
    "most words",
    "part of a word",
    "near spelling",
)  # the tiers of results that do not hold what was typed
FEW = 5  # results, below which a search suggests other queries
SKIPPED_NAMED = 5  # files that an import passed over, by name
Said = str | bool | tuple[str, ...]  # what a field of a highlight may hold

# --- what a parser gives
# -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Problem:
    """Problem found in a file, as shown to readers.

    `line` is 1-based, 0 where no single line is meant.
    """

    message: str
    line: int = 0
    path: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """Unparsed line of a file, unchanged; `number` is 1-based."""

    number: int
    text: str


class ParsedHighlight(NamedTuple):
    """Passage as one file holds it.

    `text` and `note` are Markdown; stamps are ISO 8601 local wall time; `lines` are 1-based,
    inclusive. `repeats` are the texts of further occurrences of the same passage in the file. Only
    Florilegium's own Markdown states `keys`, flags that tags do not set, and `gone`.
    """

    text: str
    note: str = ""
    tags: tuple[str, ...] = ()
    chapter: str = ""
    location: str = ""
    url: str = ""
    color: str = ""
    highlighted_at: str | None = None
    added_at: str | None = None
    ids: tuple[str, ...] = ()
    lines: tuple[tuple[int, int], ...] = ()
    repeats: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    favorite: bool | None = None
    discarded: bool | None = None
    gone: bool = False


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """Document as one file holds it.

    `links` are the names in `[[ ]]` in its metadata; `exporter_id` is Readwise's book id. `written`
    is the title in the file where a different one is shown. Only Florilegium's own Markdown states
    the fields after that; `beside` names the note that this file adds to.
    """

    title: str
    authors: tuple[str, ...] = ()
    kind: Kind | None = None
    url: str = ""
    cover_url: str = ""
    summary: str = ""
    note: str = ""
    tags: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    published: str | None = None
    properties: Mapping[str, str] = field(default_factory=dict)
    exporter_id: str = ""
    links: tuple[str, ...] = ()
    body: str = ""
    highlights: tuple[ParsedHighlight, ...] = ()
    written: str | None = None
    keys: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    beside: str = ""
    added: bool = False
    favorite: bool = False
    put_away: bool = False
    gone: bool = False


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """Result of parsing a file; `skipped` says why a file gave nothing, and is empty otherwise."""

    path: str
    format: str
    documents: tuple[ParsedDocument, ...] = ()
    unparsed: tuple[Line, ...] = ()
    problems: tuple[Problem, ...] = ()
    skipped: str = ""


# --- what the store gives
# ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    """Document as lists show it.

    `id` is its public code, `highlights` counts the live ones, `latest` is its newest stamp.
    """

    id: str
    title: str
    authors: tuple[str, ...] = ()
    kind: Kind = "text"
    highlights: int = 0
    latest: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document(DocumentSummary):
    """Document with all fields but its highlights.

    `earliest` is its oldest stamp, `body` is Markdown, `gone`: no file holds it, `put_away`: the
    reader hid it.
    """

    earliest: str = ""
    url: str = ""
    cover_url: str = ""
    summary: str = ""
    note: str = ""
    published: str = ""
    aliases: tuple[str, ...] = ()
    properties: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    files: tuple[str, ...] = ()
    gone: bool = False
    put_away: bool = False
    favorite: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Location of a highlight in a file.

    The path as scanned and a 1-based, inclusive line range.
    """

    path: str
    first_line: int
    last_line: int


@dataclass(frozen=True, slots=True)
class Highlight:
    """Highlight as pages show it; `text` and `note` are Markdown."""

    id: str
    document: DocumentSummary
    text: str
    note: str = ""
    tags: tuple[str, ...] = ()
    favorite: bool = False
    discarded: bool = False
    chapter: str = ""
    location: str = ""
    url: str = ""
    color: str = ""
    highlighted_at: str = ""
    added_at: str = ""
    cut_short: bool = False  # by the exporter's device
    gone: bool = False  # in no file any more
    put_away: bool = False  # out of sight with its document
    number: int = 0  # its number in the document, from 1, gone ones counted
    mine: tuple["MyField", ...] = ()  # what the reader wrote over what the files say


@dataclass(frozen=True, slots=True)
class Change:
    """Earlier text of a highlight and the moment at which it was replaced (ISO 8601 UTC)."""

    replaced_at: str
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class MyField:
    """Field that the reader changed, with three values.

    The files' value then, the reader's, and the files' value now.

    It also states whether the files' value changed since.
    """

    name: str
    base: Said
    mine: Said
    theirs: Said
    conflict: bool
    changed_at: str = ""  # ISO 8601 UTC


@dataclass(frozen=True, slots=True)
class Named:
    """Author or tag with its numbers of documents and live highlights."""

    name: str
    documents: int = 0
    highlights: int = 0


@dataclass(frozen=True, slots=True)
class Target:
    """Target of a name. `id` is a document's code, else the name as shown.

    `folder` is the document's folder, given where several documents have the name.
    """

    type: Literal["document", "author", "tag"]
    id: str
    title: str
    folder: str = ""


@dataclass(frozen=True, slots=True)
class Backlink:
    """Backlink to a name.

    `context` is the Markdown sentence around the link, empty for a link in metadata.
    """

    document: DocumentSummary
    highlight: str = ""
    place: Literal["metadata", "text", "note", "chapter", "body"] = "text"
    context: str = ""
    location: str = ""
    target: str = ""
    label: str = ""
    anchors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """Name that is linked to and that no document, author or tag has."""

    name: str
    links: int


@dataclass(frozen=True, slots=True)
class Listing(Generic[Item]):
    """Page of a list: `total` counts the whole list, `next_cursor` is empty on its last page."""

    items: tuple[Item, ...]
    total: int
    next_cursor: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts of rows of one type that an import added, changed or removed."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    skipped: int = 0
    failed: int = 0
    repeated: int = 0


@dataclass(frozen=True, slots=True)
class Difference:
    """Difference that an import made to one highlight (by its code).

    `noted` means a change of the note; `before` and `after` are Markdown.
    """

    what: Literal["new", "reworded", "noted", "gone", "back"]
    highlight: str
    before: str = ""
    after: str = ""
    document: str = ""


class Skipped(NamedTuple):
    """Skipped file and the reason, such as `empty` or `sync log`."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """Report of one import.

    `id` is 0 for a dry run; `source` is what was imported, as given; times are ISO 8601 UTC.

    `differences` are the first few hundred, `skipped` are the first few skipped files; `unparsed`
    counts the lines that no rule understood in the files that were read.
    """

    id: int
    started_at: str
    seconds: float
    source: str
    files: Counts
    documents: Counts
    highlights: Counts
    problems: tuple[Problem, ...] = ()
    problems_total: int = 0
    finished: bool = True
    undone_at: str = ""
    differences: tuple[Difference, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    unparsed: int = 0


@dataclass(frozen=True, slots=True)
class Undone:
    """Result of undoing an import: what changed in the library."""

    documents: Counts = field(default_factory=Counts)
    highlights: Counts = field(default_factory=Counts)


@dataclass(frozen=True, slots=True)
class FileRecord:
    """File of the library.

    `format` names its family, `documents` are those in it, `unparsed` are lines that no rule
    understood.
    """

    path: str
    format: str
    skipped: str = ""
    gone: bool = False
    documents: tuple[DocumentSummary, ...] = ()
    unparsed: tuple[Line, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Stats:
    """Statistics of the library; `bytes` is the size of its file."""

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
    library: str = ""
    bytes: int = 0


# --- what search gives
# ---------------------------------------------------------------------------------------------


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
    """Relaxed query offered in place of one without results.

    The difference in words, its text, and its number of results.
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
