"""The shapes of the JSON, as types. Extended only by adding. Stamps that nobody knows are null, texts that are not there are empty."""

from collections.abc import Mapping
from typing import Generic, Literal, TypeVar

from typing_extensions import TypedDict  # pydantic reads no other before Python 3.12

from app.model import Kind

Item = TypeVar("Item")

# --- what comes in ---------------------------------------------------------------------------------------------------


class Problem(TypedDict):
    """Something odd in one of many files."""

    path: str
    line: int
    message: str


class Difference(TypedDict):
    """What an import changed of one highlight, and the title of its document; `before` and `after` are Markdown."""

    what: Literal["new", "reworded", "noted", "gone", "back"]
    highlight: str
    document: str
    before: str
    after: str


class FileCounts(TypedDict):
    """What an import did with files."""

    added: int
    changed: int
    unchanged: int
    gone: int
    skipped: int
    failed: int


class DocumentCounts(TypedDict):
    """What an import did with documents."""

    added: int
    changed: int


class HighlightCounts(TypedDict):
    """What an import did with highlights."""

    added: int
    changed: int
    unchanged: int
    gone: int
    repeated: int


class SkippedFile(TypedDict):
    """A file that gave nothing, and why."""

    path: str
    reason: str


# `import` is a word of Python, so this shape is written as a call. 0 stands for a dry run.
Import = TypedDict("Import", {"import": int})


class Report(Import):
    """One run of the importer; problems and differences are left out in lists, problems_total counts them always.

    skipped_files are the first five, and unparsed_lines counts the lines that no rule understood.
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
    """What taking an import back did with documents, or with highlights."""

    added: int
    changed: int
    gone: int


class Undone(Import):
    """One import taken back."""

    documents: UndoneCounts
    highlights: UndoneCounts


class Verified(TypedDict):
    """Whether the library is sound: what was off and is mended, and what is off still."""

    sound: bool
    mended: list[Problem]
    problems: list[Problem]


# --- what the library holds ------------------------------------------------------------------------------------------


class DocumentReference(TypedDict):
    """A document, as what belongs to it names it."""

    id: str
    title: str
    authors: list[str]


class DocumentSummary(DocumentReference):
    """A document, as lists show it."""

    kind: Kind
    highlight_count: int
    latest: str | None
    tags: list[str]
    path: str


class Highlight(TypedDict):
    """A passage of a document; text and note are Markdown."""

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
    """Where a highlight stands in a file: the first and the last line, counted from 1."""

    path: str
    lines: list[int]


class Change(TypedDict):
    """An earlier wording."""

    replaced_at: str
    text: str
    note: str


class MyField(TypedDict):
    """A field that the reader changed: what the files said then, what he says, what they say now; a conflict where the files changed since."""

    base: str | bool | list[str]
    mine: str | bool | list[str]
    theirs: str | bool | list[str]
    conflict: bool


class Backlink(TypedDict):
    """A place that links to a name; highlight is null where the document itself does."""

    document: DocumentReference
    highlight: str | None
    place: Literal["metadata", "text", "note", "chapter", "body"]
    context: str
    location: str
    label: str
    path: str


class WholeHighlight(Highlight):
    """A highlight with where it stands, what it said before, what the reader changed (by field), and what links to it.

    `near_repeats` are the ids of passages that may be the same one.
    """

    places: list[Place]
    history: list[Change]
    mine: dict[str, MyField]
    near_repeats: list[str]
    backlinks: list[Backlink]


class Document(DocumentSummary):
    """A document whole."""

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
    """An author or a tag, with the numbers of documents and live highlights under it."""

    name: str
    documents: int
    highlights: int
    path: str


class Target(TypedDict):
    """What a name leads to."""

    type: Literal["document", "author", "tag"]
    id: str
    title: str


class Mention(TypedDict):
    """A place where a name stands without a link."""

    document: DocumentReference
    highlight: str | None
    context: str
    path: str


class PageOfName(TypedDict):
    """What a [[name]] leads to and who links to it; the target is null where nothing bears the name."""

    name: str
    target: Target | None
    backlinks: list[Backlink]
    mentions: list[Mention]
    mentions_total: int


class Stats(TypedDict):
    """Counts over the library: live highlights, and where the file lies and how many bytes it has."""

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
    """A tag with what the reader says of it, the tags that stand beside it, and a page of its highlights."""

    description: str
    hidden: bool
    aliases: list[str]
    related: list[Named]
    items: list[Highlight]
    total: int
    next_cursor: str | None


# --- what search finds -----------------------------------------------------------------------------------------------


class Hit(TypedDict):
    """One result; id and path are the highlight's or the document's. The snippet is escaped HTML with <mark>."""

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
    """How many results fall under each heading, most first."""

    kind: list[tuple[str, int]]
    author: list[tuple[str, int]]
    tag: list[tuple[str, int]]
    year: list[tuple[str, int]]
    document: list[tuple[str, int]]
    has: list[tuple[str, int]]


class Found(TypedDict):
    """The answer to a query; total is a lower bound where exact_total is false, and tiers tells how many results fit how well."""

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
    """The answer to a query, a page of it."""

    next_cursor: str | None


class SavedSearch(TypedDict):
    """A query that the reader keeps under a name; path leads to what it finds, feed tells its newest results as Atom."""

    id: str
    name: str
    query: str
    saved_at: str
    path: str
    feed: str
