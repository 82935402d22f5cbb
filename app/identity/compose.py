"""Composition of a document and its highlights from all versions that hold it."""

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePath

from app.identity.compose_highlight import compose_highlight, names_once
from app.identity.matching import Matcher, merge_highlights
from app.identity.observations import DocumentVersion
from app.identity.overlaps import overlaps
from app.identity.records import DocumentRecord, HighlightRecord, LinkRecord, links_in
from app.model import Kind, ParsedDocument
from app.text import name_key

_NO_LETTERS = re.compile(r"[\W_]+")
_ISO_DATE = re.compile(
    r"[12]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
    r"(?:[T ]\d{2}:\d{2}(?::\d{2})?(?=\D|$))?(?!\d)"
)
_BEGUN = ("created", "datecreated", "createdat", "createdtime", "date")
_CHANGED = (
    "updated",
    "modified",
    "dateupdated",
    "datemodified",
    "updatedat",
    "lastmodified",
    "lastupdated",
)


def compose(
    units: Sequence[DocumentVersion],
    quoted: dict[str, list[tuple[int, int, int]]],
    matcher: Matcher | None = None,
) -> DocumentRecord:
    """Compose the document that these versions (oldest first) hold.

    `quoted` maps the key of a highlight's id to the places in the reader's pages that quote it:
    file id, first and last line. `matcher` is one that has already read these versions, if there is
    one.
    """
    newest_first = _describing(units)
    files = dict.fromkeys(u.file_id for u in units)
    highlights = tuple(
        compose_highlight(record, quoted) for record in merge_highlights(units, matcher)
    )
    written = [d for d in newest_first if not d.beside] or newest_first
    best = _Best([d for d in newest_first if d.beside] or newest_first)
    earliest, latest = _range(best, highlights)
    body = _Best(written).body()
    return DocumentRecord(
        keys=tuple(dict.fromkeys(key for u in units for key in u.keys)),
        file_ids=tuple(dict.fromkeys([*files, *(p[0] for h in highlights for p in h.places)])),
        title=best.title(), kind=best.kind(), authors=best.authors(),
        url=best.text("url"), cover_url=best.text("cover_url"),
        summary=best.text("summary"), note=best.text("note"), published=best.text("published"),
        aliases=best.union("aliases"), properties=best.properties(), body=body,
        tags=best.union("tags"), names=_names(units, newest_first),
        earliest=earliest, latest=latest,
        gone=not any(u.live and not u.document.gone for u in units),
        links=tuple(_document_links(best, written, body, highlights)), highlights=highlights,
        repeats=tuple(overlaps(highlights)),
        favorite=any(d.favorite for d in newest_first),
        put_away=any(d.put_away for d in newest_first),
    )  # fmt: skip


def _range(best: "_Best", highlights: Sequence[HighlightRecord]) -> tuple[str, str]:
    """Oldest and newest stamp of the highlights.

    Without highlights, the stamps that the text states.

    Both are empty where nothing is dated: the time when a file was written or copied does not
    count.
    """
    shown = [h for h in highlights if not h.gone] or highlights
    dated = sorted(h.at for h in shown if h.at)
    if dated or shown:
        return (dated[0], dated[-1]) if dated else ("", "")
    return best.stated()


def _describing(units: Sequence[DocumentVersion]) -> list[ParsedDocument]:
    """Documents to take the fields from, newest first: those of live versions, if there are any.

    A file that only adds passages, or that states that it is gone, is used only where no other file
    holds the document.
    """
    documents = [u.document for u in reversed(units) if u.live] or [
        u.document for u in reversed(units)
    ]
    there = [d for d in documents if not (d.added or d.gone)]
    return there or [d for d in documents if not d.added] or documents


class _Best:
    """Best value of each field among several documents, newest first: the newest non-empty one."""

    def __init__(self, newest_first: Sequence[ParsedDocument]) -> None:
        self._documents = newest_first

    def title(self) -> str:
        return self._documents[0].title

    def union(self, name: str) -> tuple[str, ...]:
        return names_once(getattr(d, name) for d in self._documents)

    def text(self, name: str) -> str:
        return next((value for d in self._documents if (value := getattr(d, name))), "")

    def kind(self) -> Kind:
        return next((d.kind for d in self._documents if d.kind), "article")

    def authors(self) -> tuple[str, ...]:
        return next((d.authors for d in self._documents if d.authors), ())

    def properties(self) -> dict[str, str]:
        return {
            key: value for d in reversed(self._documents) for key, value in d.properties.items()
        }

    def stated(self) -> tuple[str, str]:
        """Moments when the text was begun and last changed, as its own properties state them."""
        said = {
            _NO_LETTERS.sub("", key).casefold(): value for key, value in self.properties().items()
        }
        begun, changed = (
            [found[0] for name in names if (found := _ISO_DATE.match(said.get(name, "")))]
            for names in (_BEGUN, _CHANGED)
        )
        stamps = sorted(stamp.replace(" ", "T") for stamp in (begun[:1] + changed[:1]))
        return (stamps[0], stamps[-1]) if stamps else ("", "")

    def body(self) -> str:
        return "\n\n".join(dict.fromkeys(d.body for d in self._documents if d.body))


def _names(
    units: Sequence[DocumentVersion], newest_first: Sequence[ParsedDocument]
) -> tuple[str, ...]:
    titles = [title for d in newest_first for title in (d.title, d.written or d.title)]
    short = [t.split(": ")[0] for t in titles[:1] if ": " in t]
    stems = [PurePath(u.path).stem for u in units if u.single and not _is_appendix(u.document)]
    stated = [name for d in newest_first for name in (*d.aliases, *d.names)]
    return tuple(
        dict.fromkeys(key for name in [*titles, *short, *stems, *stated] if (key := name_key(name)))
    )


def _is_appendix(document: ParsedDocument) -> bool:
    """Whether the file is only an appendix to another file, as its name shows."""
    return bool(document.gone or document.beside or document.added)


def _document_links(
    best: _Best, written: Sequence[ParsedDocument], body: str, highlights: Sequence[HighlightRecord]
) -> Iterator[LinkRecord]:
    for name in names_once(d.links for d in written):
        yield LinkRecord("metadata", name_key(name), name)
    for place in ("summary", "note", "body"):
        yield from links_in(
            "body" if place == "body" else "note", body if place == "body" else best.text(place)
        )
    for chapter in dict.fromkeys(h.chapter for h in highlights if h.chapter and not h.gone):
        yield from links_in("chapter", chapter)
