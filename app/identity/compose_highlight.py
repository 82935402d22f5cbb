"""Composition of one highlight from all versions that hold it."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from app.identity.combine import combine
from app.identity.cut_short import is_cut_short
from app.identity.keys import id_moment
from app.identity.observations import HighlightIdentity
from app.identity.records import HighlightRecord, links_in
from app.model import Change
from app.text import name_key

_FAVORITE = frozenset({"favorite", "favourite"})
_DISCARDED = frozenset({"discard", "discarded"})


def names_once(rows: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Union of names, each once as first written; names that differ only by case are the same."""
    names: dict[str, str] = {}
    for row in rows:
        for name in row:
            names.setdefault(name_key(name), name)
    return tuple(names.values())


def _moment(mtime_ns: int) -> str:
    return f"{datetime.fromtimestamp(mtime_ns // 10**9, UTC).replace(tzinfo=None).isoformat()}Z"


def compose_highlight(
    record: HighlightIdentity, quoted: dict[str, list[tuple[int, int, int]]]
) -> HighlightRecord:
    """Compose the highlight that these observations are of; `quoted` as in `compose`."""
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
        is_cut_short(text), not live, False, names_once([h.tags]) if h.tags else (), places,
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
