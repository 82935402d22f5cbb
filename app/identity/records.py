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
    """A link: `place` is metadata, text, note or body, `context` the sentence around it."""

    place: str
    target: str
    name: str
    anchor: str = ""
    label: str = ""
    context: str = ""


class HighlightRecord(NamedTuple):
    """A highlight. `keys` are global; `hashes` of its texts are keys within a document."""

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
    kept: bool = False  # the reader wants it live though no file holds it
    tags: tuple[str, ...] = ()
    places: tuple[tuple[int, int, int], ...] = ()  # file id, first line, last line
    history: tuple[Change, ...] = ()
    links: tuple[LinkRecord, ...] = ()
    merged: bool = False  # another highlight answers for it, as the reader wants it


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """A document with its highlights in reading order; `keys` are in the order they were met.

    `repeats` are pairs of highlights, by index, that may be one passage marked twice.
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
    """A document with its code and row, and the codes of documents that it took in.

    `former` are codes of documents that it was part of and that others have now.
    `highlights` counts those that are live, or would be if it were not put away.
    """

    record: DocumentRecord
    code: str
    row: int
    codes: tuple[str, ...]
    highlights: int = 0
    former: tuple[str, ...] = ()

    @property
    def put_away(self) -> bool:
        """Whether it is out of sight."""
        return self.record.put_away

    @property
    def gone(self) -> int:
        """Its `gone`: 0 while a file holds it or the reader keeps a highlight of it."""
        return PUT_AWAY if self.put_away else GONE if self.record.gone and not self.highlights else 0


def links_in(place: str, markdown: str) -> tuple[LinkRecord, ...]:
    """The links to pages of a text that stands at `place`, each with the sentence around it."""
    return tuple(LinkRecord(place, name_key(k.name), k.name, k.anchor, k.label, k.context) for k in links(markdown))
