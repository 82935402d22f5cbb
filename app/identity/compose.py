"""Composition of a document and its highlights from all versions that hold it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import PurePath

from app.identity.combine import combine
from app.identity.keys import id_moment
from app.identity.matching import Matcher, merge_highlights
from app.identity.observations import DocumentVersion, HighlightIdentity
from app.identity.overlaps import overlaps
from app.identity.records import DocumentRecord, HighlightRecord, LinkRecord, links_in
from app.model import Change, Kind, ParsedDocument
from app.text import name_key

_FAVORITE = frozenset({"favorite", "favourite"})
_DISCARDED = frozenset({"discard", "discarded"})
# Kindle's notice in place of a passage beyond the publisher's clipping limit, by language.
_NOTICE = re.compile(
    r"clipping limit|límite de (?:recortes|elementos)|limite de (?:coupures|extraits|recortes)"
    r"|limite (?:di|dei) ritagli|grenze für (?:clips|ausschnitte)"
    r"|クリップの(?:上限|制限)|剪贴(?:内容)?(?:上限|限制)|已达到本内容的剪贴上限",
    re.IGNORECASE,
)
# One of these is in each notice in lower case; two letters count as an i where case is ignored.
_HINTS = ("limit", "límit", "grenze", "クリップ", "剪贴", "ı", "i̇")
_LONGEST_NOTICE = 160  # letters: a longer passage that names the limit speaks about it
_ELLIPSIS = ("…", "...")
_LAST = frozenset("….")
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
_CUT_AT = 90  # letters: a shorter passage that trails off was meant to


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
    highlights = tuple(_highlight(record, quoted) for record in merge_highlights(units, matcher))
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
        return _union(getattr(d, name) for d in self._documents)

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


def _union(rows: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Union of names, each once as first written; names that differ only by case are the same."""
    names: dict[str, str] = {}
    for row in rows:
        for name in row:
            names.setdefault(name_key(name), name)
    return tuple(names.values())


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


def _moment(mtime_ns: int) -> str:
    return f"{datetime.fromtimestamp(mtime_ns // 10**9, UTC).replace(tzinfo=None).isoformat()}Z"


def _highlight(
    record: HighlightIdentity, quoted: dict[str, list[tuple[int, int, int]]]
) -> HighlightRecord:
    observations = record.observations
    if len(observations) == 1:  # as nearly always
        unit, h, _ = observations[0]
        live = unit.live and not h.gone
        places = (
            tuple([(unit.file_id, a, b) for a, b in h.lines])
            if live and not quoted and len(h.lines) == 1
            else _places(record, quoted)
        )
    else:
        current = record.current()
        h = current[0] if len(current) == 1 else combine(current)
        live, places = record.live, _places(record, quoted)
    live = live or (bool(quoted) and any(key in quoted for key in record.ids))
    favorite, discarded = flags_of(h.tags) if h.tags else (False, False)
    text, note = h.text, h.note
    marked = h.highlighted_at or _made(h.ids)
    added = h.added_at or ""
    return HighlightRecord(
        tuple(record.ids), _with_block(record.hashes, h.block),
        text, note, h.chapter, h.location, h.url, h.color, marked, added,
        marked or added,
        favorite if h.favorite is None else h.favorite,
        discarded if h.discarded is None else h.discarded,
        is_cut_short(text), not live, False, _union([h.tags]) if h.tags else (), places,
        tuple(_history(record, text)) if len(observations) > 1 else (),
        links_in("text", text) + links_in("note", note)
        if live and ("]" in text or "]" in note) else (),
    )  # fmt: skip


def _with_block(hashes: Iterable[str], block: str) -> tuple[str, ...]:
    """Keys within the document: hashes of texts, and the block id, as `^a1b2c3`."""
    return tuple(dict.fromkeys((*hashes, f"^{block.lower()}"))) if block else tuple(hashes)


def flags_of(tags: Iterable[str]) -> tuple[bool, bool]:
    """Flags that tags set: whether a highlight is a favorite, and whether it is discarded."""
    keys = {name_key(tag) for tag in tags}
    return not keys.isdisjoint(_FAVORITE), not keys.isdisjoint(_DISCARDED)


def _places(
    record: HighlightIdentity, quoted: dict[str, list[tuple[int, int, int]]]
) -> tuple[tuple[int, int, int], ...]:
    """File ranges that hold the highlight; of those that begin on the same line, the longest."""
    gone = not record.live  # else only where it is there
    held = [(unit.file_id, h) for unit, h, _ in record.observations if unit.live]
    places = [(file, a, b) for file, h in held if gone or not h.gone for a, b in h.lines]
    if quoted:
        places += [place for key in record.ids for place in quoted.get(key, ())]
    if len(places) < 2:  # noqa: PLR2004 the most usual, at no cost
        return tuple(places)
    last: dict[tuple[int, int], int] = {}
    for file, a, b in places:
        last[file, a] = max(b, last.get((file, a), 0))
    return tuple((file, a, b) for (file, a), b in last.items())


def _made(ids: Iterable[str]) -> str:
    for i in ids:
        if moment := id_moment(i):
            return moment
    return ""


def _history(record: HighlightIdentity, current: str) -> Iterator[Change]:
    """Earlier texts of a highlight, each once, with the moment at which it was replaced."""
    told = {current}
    for (_, old, _), (unit, new, _) in zip(
        record.observations, record.observations[1:], strict=False
    ):
        if old.text != new.text and old.text not in told:
            told.add(old.text)
            yield Change(_moment(unit.mtime_ns), old.text, old.note)


def _document_links(
    best: _Best, written: Sequence[ParsedDocument], body: str, highlights: Sequence[HighlightRecord]
) -> Iterator[LinkRecord]:
    for name in _union(d.links for d in written):
        yield LinkRecord("metadata", name_key(name), name)
    for place in ("summary", "note", "body"):
        yield from links_in(
            "body" if place == "body" else "note", body if place == "body" else best.text(place)
        )
    for chapter in dict.fromkeys(h.chapter for h in highlights if h.chapter and not h.gone):
        yield from links_in("chapter", chapter)


def _may_be_notice(lower: str) -> bool:
    """Whether a text in lower case may be a notice: far quicker than the expression."""
    if lower.isascii():
        return "limit" in lower
    return any(hint in lower for hint in _HINTS)


def is_cut_short(text: str) -> bool:
    """Whether a text is a clipping-limit notice, or is long and ends in an ellipsis."""
    if len(text) <= _LONGEST_NOTICE and _may_be_notice(text.lower()) and _NOTICE.search(text):
        return True
    if text[-1:] not in _LAST and not text[-1:].isspace():
        return False
    bare = text.rstrip()
    if len(bare) < _CUT_AT or not bare.endswith(_ELLIPSIS):
        return False
    before = bare.rstrip("….")
    return before[-1:].isalnum()
