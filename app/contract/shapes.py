"""Types of the JSON. They are extended only by adding fields.

An unknown stamp is null, and an absent text is empty.
"""

from collections.abc import Mapping
from typing import Generic, Literal, TypeVar

from typing_extensions import TypedDict  # pydantic reads no other before Python 3.12

from app.model import Kind

Item = TypeVar("Item")

# --- imports ---------------------------------------------------------------------------------------------------------


class Problem(TypedDict):
    """A problem in one of the imported files."""

    path: str
    line: int
    message: str


class Difference(TypedDict):
    """A highlight's change in an import, with the title of its document.

    `before` and `after` are Markdown.
    """

    what: Literal["new", "reworded", "noted", "gone", "back"]
    highlight: str
    document: str
    before: str
    after: str


class FileCounts(TypedDict):
    """Counts of the files of an import, by outcome."""

    added: int
    changed: int
    unchanged: int
    gone: int
    skipped: int
    failed: int


class DocumentCounts(TypedDict):
    """Counts of the documents of an import, by outcome."""

    added: int
    changed: int


class HighlightCounts(TypedDict):
    """Counts of the highlights of an import, by outcome."""

    added: int
    changed: int
    unchanged: int
    gone: int
    repeated: int


class SkippedFile(TypedDict):
    """A file from which nothing was imported, and the reason."""

    path: str
    reason: str


# `import` is a keyword of Python, so a call makes this type. 0 stands for a dry run.
Import = TypedDict("Import", {"import": int})


class Report(Import):
    """A run of the importer.

    Lists of runs leave out problems and differences; problems_total always counts the problems.
    skipped_files are the first five, and unparsed_lines counts the lines that no rule of a parser
    matched.
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
    """Counts of the documents, or of the highlights, that undoing an import changed."""

    added: int
    changed: int
    gone: int


class Undone(Import):
    """An import that was undone."""

    documents: UndoneCounts
    highlights: UndoneCounts


class Verified(TypedDict):
    """The result of checking the library: problems that were repaired, and those that remain."""

    sound: bool
    mended: list[Problem]
    problems: list[Problem]


# --- the library -----------------------------------------------------------------------------------------------------


class DocumentReference(TypedDict):
    """A document, as its highlights and links refer to it."""

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
    """A highlight's place in a file: the first and the last line, counted from 1."""

    path: str
    lines: list[int]


class Change(TypedDict):
    """An earlier text of a highlight."""

    replaced_at: str
    text: str
    note: str


class MyField(TypedDict):
    """A field that the reader changed.

    It has the value of the files at that time, the reader's value, and the value of the files now;
    there is a conflict where the files have changed since.
    """

    base: str | bool | list[str]
    mine: str | bool | list[str]
    theirs: str | bool | list[str]
    conflict: bool


class Backlink(TypedDict):
    """A place that links to a name; highlight is null where the link is in the document itself."""

    document: DocumentReference
    highlight: str | None
    place: Literal["metadata", "text", "note", "chapter", "body"]
    context: str
    location: str
    label: str
    path: str


class WholeHighlight(Highlight):
    """A highlight with its places in files, earlier texts, changed fields and backlinks.

    The changed fields are the reader's, by name. `near_repeats` are the ids of passages that may be
    the same one.
    """

    places: list[Place]
    history: list[Change]
    mine: dict[str, MyField]
    near_repeats: list[str]
    backlinks: list[Backlink]


class Document(DocumentSummary):
    """A complete document."""

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
    """An author or a tag, with the counts of its documents and live highlights."""

    name: str
    documents: int
    highlights: int
    path: str


class Target(TypedDict):
    """The target of a name."""

    type: Literal["document", "author", "tag"]
    id: str
    title: str


class Mention(TypedDict):
    """A place where a name is mentioned without a link."""

    document: DocumentReference
    highlight: str | None
    context: str
    path: str


class PageOfName(TypedDict):
    """The target of a [[name]] and the places that link to it.

    The target is null where nothing has the name.
    """

    name: str
    target: Target | None
    backlinks: list[Backlink]
    mentions: list[Mention]
    mentions_total: int


class Stats(TypedDict):
    """Counts over the library: live highlights and more; the path and size of its file in bytes."""

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
    """A tag, the related tags, and a page of its highlights."""

    related: list[Named]
    items: list[Highlight]
    total: int
    next_cursor: str | None


# --- search ----------------------------------------------------------------------------------------------------------


class Hit(TypedDict):
    """A search result; id and path are those of the highlight or document.

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
    """Counts of the results by facet value, the highest first."""

    kind: list[tuple[str, int]]
    author: list[tuple[str, int]]
    tag: list[tuple[str, int]]
    year: list[tuple[str, int]]
    document: list[tuple[str, int]]
    has: list[tuple[str, int]]


class Found(TypedDict):
    """The answer to a query.

    total is a lower bound where exact_total is false, and tiers counts the results by how well they
    match.
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
    """A page of the answer to a query."""

    next_cursor: str | None


class SavedSearch(TypedDict):
    """A query that the reader saved under a name.

    path leads to its results, feed to the newest of them as Atom.
    """

    id: str
    name: str
    query: str
    saved_at: str
    path: str
    feed: str
