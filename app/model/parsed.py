"""What a parser gives: files, documents and highlights as one file holds them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

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


BETWEEN_CHAPTERS = " / "  # separates the chapters of a path, outermost first
NOTHING_LOST = "nothing was lost"  # in the message of a problem that is harmless


@dataclass(frozen=True, slots=True)
class Problem:
    """Problem found in a file, as shown to readers.

    `line` is 1-based, 0 where no single line is meant.
    """

    message: str
    line: int = 0
    path: str = ""

    @property
    def harmless(self) -> bool:
        """Whether it is only information, since nothing was lost by it."""
        return NOTHING_LOST in self.message


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
    linked: tuple[tuple[str, str], ...] = ()  # (name, words) of mentions that the reader linked
    ignored: tuple[tuple[str, str], ...] = ()  # and of those that he ignores
    block: str = ""  # name to which `[[page#^name]]` leads, where it is no exporter's id


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
    linked: tuple[tuple[str, str], ...] = ()
    ignored: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """Result of parsing a file; `skipped` says why a file gave nothing, and is empty otherwise."""

    path: str
    format: str
    documents: tuple[ParsedDocument, ...] = ()
    unparsed: tuple[Line, ...] = ()
    problems: tuple[Problem, ...] = ()
    skipped: str = ""
