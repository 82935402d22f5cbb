"""Records: documents and highlights as derived from the files, before they have rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from app.markdown.finding import links
from app.model import Change, Kind
from app.text import name_key

# Values of `gone`: no file holds it; the reader put the document away; he merged the highlight
# with another.
GONE, PUT_AWAY, MERGED = 1, 2, 3


class LinkRecord(NamedTuple):
    """Link; `place` is metadata, text, note or body, `context` is the sentence around the link."""

    place: str
    target: str
    name: str
    anchor: str = ""
    label: str = ""
    context: str = ""


class HighlightRecord(NamedTuple):
    """Highlight as derived; `keys` are global, `hashes` of its texts are keys within a document."""

    keys: tuple[str, ...]
    hashes: tuple[str, ...]
    text: str
    note: str = ""
    chapter: str = ""
    location: str = ""
    url: str = ""
    color: str = ""
    highlighted_at: str = ""
    added_at: str = ""
    at: str = ""
    favorite: bool = False
    discarded: bool = False
    cut_short: bool = False
    gone: bool = False
    kept: bool = False  # the reader keeps it live though no file holds it
    tags: tuple[str, ...] = ()
    places: tuple[tuple[int, int, int], ...] = ()  # file id, first line, last line
    history: tuple[Change, ...] = ()
    links: tuple[LinkRecord, ...] = ()
    merged: bool = False  # the reader merged it with another highlight


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """Document with its highlights in reading order; `keys` are in the order they were met.

    `repeats` are pairs of highlights, by index, that may be duplicates.
    """

    keys: tuple[str, ...]
    file_ids: tuple[int, ...]
    title: str
    kind: Kind
    authors: tuple[str, ...] = ()
    url: str = ""
    cover_url: str = ""
    summary: str = ""
    note: str = ""
    published: str = ""
    aliases: tuple[str, ...] = ()
    properties: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    tags: tuple[str, ...] = ()
    names: tuple[str, ...] = ()  # name keys under which a link finds it
    earliest: str = ""
    latest: str = ""
    gone: bool = False
    links: tuple[LinkRecord, ...] = ()
    highlights: tuple[HighlightRecord, ...] = ()
    repeats: tuple[tuple[int, int], ...] = ()
    favorite: bool = False
    put_away: bool = False


@dataclass(frozen=True, slots=True)
class ResolvedDocument:
    """Document with its code and row, and the codes of the documents that it took in.

    `former` are codes of documents that once included it and that are other documents now.
    `highlights` counts the live ones (also of a document that was put away).
    """

    record: DocumentRecord
    code: str
    row: int
    codes: tuple[str, ...]
    highlights: int = 0
    former: tuple[str, ...] = ()

    @property
    def put_away(self) -> bool:
        """Whether the reader put the document away, which hides it."""
        return self.record.put_away

    @property
    def gone(self) -> int:
        """Value of the column `gone`.

        0 while a file holds the document or a highlight is retained.
        """
        return (
            PUT_AWAY if self.put_away else GONE if self.record.gone and not self.highlights else 0
        )


def links_in(place: str, markdown: str) -> tuple[LinkRecord, ...]:
    """Links to pages in a Markdown text, each with the sentence around it and this `place`."""
    return tuple(
        LinkRecord(place, name_key(k.name), k.name, k.anchor, k.label, k.context)
        for k in links(markdown)
    )
