"""What the store gives: documents, highlights, names and links as pages show them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, Literal, TypeVar

from app.model.parsed import Kind

Item = TypeVar("Item", covariant=True)


FieldValue = str | bool | tuple[str, ...]  # what a field of a highlight may hold


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
    own_links: tuple["OwnLink", ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Location of a highlight in a file.

    The path as scanned and a 1-based, inclusive line range.
    """

    path: str
    first_line: int
    last_line: int


@dataclass(frozen=True, slots=True)
class OwnLink:
    """Mention that the reader made a link: the words that lead to a name, in no text themselves."""

    place: str  # text, note or body
    name: str
    words: str


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
    own_links: tuple[OwnLink, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """Earlier text of a highlight and the moment at which it was replaced (ISO 8601 UTC)."""

    replaced_at: str
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class MyField:
    """Field that the reader changed: the files' value then, the reader's, and the files' value now.

    `conflict` says whether the files' value changed since.
    """

    name: str
    base: FieldValue
    mine: FieldValue
    theirs: FieldValue
    conflict: bool
    changed_at: str = ""  # ISO 8601 UTC


@dataclass(frozen=True, slots=True)
class Named:
    """Author or tag with its numbers of documents and live highlights."""

    name: str
    documents: int = 0
    highlights: int = 0


# why two names are near: they differ in signs, a plural, the spelling, one letter, initials, a part
# that one has more, or the order of their words
Why = Literal["signs", "plural", "spelling", "letter", "initials", "part", "order"]


@dataclass(frozen=True, slots=True)
class NearPair:
    """Two tags or authors that may be one: `name` would be given up for `other`."""

    name: Named
    other: Named
    why: Why


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

    `context` is the Markdown sentence around the link, empty for a link in metadata; `snippet` is
    the same as HTML, escaped, with the name in `<mark>`. A mention has the same form.
    """

    document: DocumentSummary
    highlight: str = ""
    place: Literal["metadata", "text", "note", "chapter", "body"] = "text"
    context: str = ""
    location: str = ""
    target: str = ""
    label: str = ""
    anchors: tuple[str, ...] = ()
    snippet: str = ""
    number: int = 0  # of the highlight in its document, from 1; 0 where it is not known


@dataclass(frozen=True, slots=True)
class Mentions:
    """Page of the mentions of a name; `total` is None while all of them are being counted.

    `common`: one of its names is short or common, and counts only where it is written as a name.
    `ignored`: the reader ignores them everywhere. `left_out`: how many he ignores one by one,
    counted where no other is left.
    """

    items: tuple[Backlink, ...] = ()
    total: int | None = 0
    next_cursor: str = ""
    common: bool = False
    ignored: bool = False
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """Name that is linked to and that no document, author or tag has."""

    name: str
    links: int


@dataclass(frozen=True, slots=True)
class Note:
    """A file of the reader's own: its path within the folder of notes, and its document (by id).

    `bytes` is its size, `changed_at` its modification time (ISO 8601 UTC).
    """

    path: str
    title: str
    document: str
    bytes: int
    changed_at: str


@dataclass(frozen=True, slots=True)
class Listing(Generic[Item]):
    """Page of a list: `total` counts the whole list, `next_cursor` is empty on its last page."""

    items: tuple[Item, ...]
    total: int
    next_cursor: str = ""


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
