"""Types of the contract's JSON. Extended only by adding.

Unknown stamps are null, missing texts are empty.
"""

from collections.abc import Mapping
from typing import Generic, Literal, TypeVar

from typing_extensions import TypedDict  # pydantic reads no other before Python 3.12

from app.contract.trays import TrayReference
from app.model import Kind

Item = TypeVar("Item")

# --- what comes in
# --------------------------------------------------------------------------------------------------


class Problem(TypedDict):
    """Problem in one of many files."""

    path: str
    line: int
    message: str


class Difference(TypedDict):
    """Change of one highlight by an import; `before` and `after` are Markdown."""

    what: Literal["new", "reworded", "noted", "gone", "back"]
    highlight: str
    document: str
    before: str
    after: str


class FileCounts(TypedDict):
    """Counts of files in an import."""

    added: int
    changed: int
    unchanged: int
    gone: int
    skipped: int
    failed: int


class DocumentCounts(TypedDict):
    """Counts of documents in an import."""

    added: int
    changed: int


class HighlightCounts(TypedDict):
    """Counts of highlights in an import."""

    added: int
    changed: int
    unchanged: int
    gone: int
    repeated: int


class SkippedFile(TypedDict):
    """File that was skipped, and the reason."""

    path: str
    reason: str


# `import` is a keyword of Python, so this shape is written as a call. 0 means a dry run.
Import = TypedDict("Import", {"import": int})


class Report(Import):
    """Report of one import; lists of imports leave out problems and differences.

    `problems_total` counts the problems always, skipped_files are the first five, and
    unparsed_lines counts the lines that no rule understood.
    """

    seconds: float
    files: FileCounts
    documents: DocumentCounts
    highlights: HighlightCounts
    problems: list[Problem]
    problems_total: int
    source: str
    started_at: str
    finished: bool
    undone_at: str | None
    differences: list[Difference]
    skipped_files: list[SkippedFile]
    unparsed_lines: int


class UndoneCounts(TypedDict):
    """Counts of documents, or of highlights, changed by an undo."""

    added: int
    changed: int
    gone: int


class Undone(Import):
    """Result of undoing an import."""

    documents: UndoneCounts
    highlights: UndoneCounts


class Verified(TypedDict):
    """Result of a check: whether the library is sound, problems mended, problems that remain."""

    sound: bool
    mended: list[Problem]
    problems: list[Problem]


# --- what the library holds
# ------------------------------------------------------------------------------------------


class DocumentReference(TypedDict):
    """Reference to a document by id, title and authors."""

    id: str
    title: str
    authors: list[str]


class DocumentSummary(DocumentReference):
    """Document as lists show it."""

    kind: Kind
    highlight_count: int
    latest: str | None
    tags: list[str]
    path: str


class Highlight(TypedDict):
    """Highlight of a document; text and note are Markdown."""

    id: str
    document: DocumentReference
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
    cut_short: bool
    gone: bool
    put_away: bool
    path: str


class Place(TypedDict):
    """Line range of a highlight in a file: first and last line, counted from 1."""

    path: str
    lines: list[int]


class Change(TypedDict):
    """Earlier text of a highlight, and when it was replaced."""

    replaced_at: str
    text: str
    note: str


class MyField(TypedDict):
    """Field that the reader overrode: the files' value then, his value, the files' value now.

    A conflict where the files changed since.
    """

    base: str | bool | list[str]
    mine: str | bool | list[str]
    theirs: str | bool | list[str]
    conflict: bool


class Backlink(TypedDict):
    """Link to a name; highlight is null where the document itself links."""

    document: DocumentReference
    highlight: str | None
    place: Literal["metadata", "text", "note", "chapter", "body"]
    context: str
    snippet: str
    location: str
    label: str
    path: str


class WholeHighlight(Highlight):
    """Highlight with its files, earlier texts, overrides by field, and backlinks.

    `near_repeats` are the ids of passages that may be the same one.
    """

    places: list[Place]
    history: list[Change]
    mine: dict[str, MyField]
    near_repeats: list[str]
    backlinks: list[Backlink]
    trays: list[TrayReference]


class Document(DocumentSummary):
    """Whole document with its highlights."""

    earliest: str | None
    url: str
    cover_url: str
    summary: str
    note: str
    published: str | None
    aliases: list[str]
    properties: Mapping[str, str]
    body: str
    files: list[str]
    gone: bool
    put_away: bool
    favorite: bool
    mine: dict[str, MyField]
    highlights: list[Highlight]
    backlinks: list[Backlink]


class Named(TypedDict):
    """Author or tag, with the numbers of documents and live highlights."""

    name: str
    documents: int
    highlights: int
    path: str


class Target(TypedDict):
    """Target of a name: a document, an author or a tag."""

    type: Literal["document", "author", "tag"]
    id: str
    title: str


class Mention(TypedDict):
    """Mention of a name without a link; highlight is null where the document's own text does it."""

    document: DocumentReference
    highlight: str | None
    place: Literal["text", "note", "body"]
    context: str
    snippet: str
    location: str
    label: str
    path: str


class PageOfName(TypedDict):
    """Target of a [[name]], what links to it and what mentions it.

    The target is null where no document, author or tag has the name; `mentions_total` is null while
    mentions are being counted.
    """

    name: str
    target: Target | None
    backlinks: list[Backlink]
    backlinks_total: int
    backlinks_cursor: str | None
    mentions: list[Mention]
    mentions_total: int | None
    mentions_cursor: str | None


class Stats(TypedDict):
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


class Listing(TypedDict, Generic[Item]):
    """One page of a list; next_cursor asks for the next one and is null on the last."""

    items: list[Item]
    total: int
    next_cursor: str | None


class TagPage(Named):
    """Tag with what the reader says of it, the tags used together with it, and its highlights."""

    description: str
    hidden: bool
    aliases: list[str]
    related: list[Named]
    items: list[Highlight]
    total: int
    next_cursor: str | None


# --- what search finds
# -----------------------------------------------------------------------------------------------


class Hit(TypedDict):
    """Search result; id and path are the highlight's or the document's.

    The snippet is escaped HTML with <mark>.
    """

    type: Literal["highlight", "document"]
    id: str
    document: DocumentReference
    text: str
    note: str
    tags: list[str]
    snippet: str
    tier: str
    path: str


class Facets(TypedDict):
    """Numbers of results by facet, most first."""

    kind: list[tuple[str, int]]
    author: list[tuple[str, int]]
    tag: list[tuple[str, int]]
    year: list[tuple[str, int]]
    document: list[tuple[str, int]]
    has: list[tuple[str, int]]


class Found(TypedDict):
    """Search results; total is a lower bound where exact_total is false.

    tiers are the numbers of results by quality of the match.
    """

    query: str
    explanation: str
    total: int
    exact_total: bool
    seconds: float
    results: list[Hit]
    facets: Facets
    tiers: list[tuple[str, int]]
    suggestions: list[str]


class FoundPage(Found):
    """One page of search results."""

    next_cursor: str | None


class SavedSearch(TypedDict):
    """Saved search; path leads to its results, feed to the newest of them as Atom."""

    id: str
    name: str
    query: str
    saved_at: str
    path: str
    feed: str
