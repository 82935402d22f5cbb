"""Matching of the highlights of all versions of a document, whatever the order of imports."""

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from app.identity.keys import id_keys, id_sort, place, stated_hashes, text_hash
from app.identity.observations import DocumentVersion, HighlightIdentity
from app.identity.rewording import match_rewordings
from app.model import ParsedHighlight

_Row = deque[tuple[int, HighlightIdentity]]


@dataclass(slots=True)
class _Rows:
    """Records in the order in which they were met, by location and by kind of location."""

    by_place: dict[tuple[str, int] | str, _Row] = field(default_factory=lambda: defaultdict(deque))
    by_sort: dict[str, _Row] = field(default_factory=lambda: defaultdict(deque))


class Candidates:
    """Candidates for highlights with one text.

    Records whose `id()` is not in the shared set `taken`.
    """

    def __init__(self, records: Iterable[HighlightIdentity], taken: set[int]) -> None:
        self._taken = taken
        self._rows: dict[frozenset[str], _Rows] = defaultdict(
            _Rows
        )  # by the number spaces of their ids
        for number, record in enumerate(records):
            rows = self._rows[frozenset(record.ids.values())]
            rows.by_place[record.place or ""].append((number, record))
            rows.by_sort[record.place[0] if record.place else ""].append((number, record))

    def take(self, highlight: ParsedHighlight) -> HighlightIdentity | None:
        """Take the first record at the highlight's location, else the first that may be at it.

        Never takes a record that has an id of the same number space. None if no record fits.
        """
        here, sorts = place(highlight), {id_sort(i) for i in highlight.ids}
        fits = [rows for ids, rows in self._rows.items() if sorts.isdisjoint(ids)]
        record = self._first(rows.by_place[here or ""] for rows in fits)
        if record is None:
            record = self._first(
                row
                for rows in fits
                for sort, row in rows.by_sort.items()
                if here is None or sort != here[0]
            )
        if record is not None:
            self._taken.add(id(record))
        return record

    def _first(self, rows: Iterable[_Row]) -> HighlightIdentity | None:
        heads = []
        for row in rows:
            while row and id(row[0][1]) in self._taken:
                row.popleft()
            heads += [row[0]] if row else []
        return min(heads, key=lambda head: head[0])[1] if heads else None


class UncertainError(Exception):
    """a history does not suffice to continue from: all versions must be read again"""


@dataclass(slots=True)
class Matcher:
    """Matcher of passages to the records of one document."""

    records: dict[HighlightIdentity, int] = field(
        default_factory=dict
    )  # with its number among those of the same text
    by_id: dict[str, HighlightIdentity] = field(default_factory=dict)
    by_text: dict[str, dict[HighlightIdentity, None]] = field(default_factory=dict)
    previous: dict[int, list[HighlightIdentity]] = field(
        default_factory=dict
    )  # by file: the records of its last version, in order
    resumed: bool = False  # whether its history was stored since it read earlier versions

    def read(self, unit: DocumentVersion) -> None:
        """Read one version of a file."""
        highlights = unit.document.highlights
        by_id = [self._by_id(h) for h in highlights]
        found = [
            r.answering() if r else None for r in by_id
        ]  # the ids of a later passage may have united what an earlier one found
        hashes = [text_hash(h) for h in highlights]
        self._find_texts(found, highlights, hashes)
        if unit.ordered and None in found:
            stated = [next(iter(stated_hashes(h)), "") for h in highlights]
            self._find_texts(found, highlights, stated)
        if None in found and unit.file_id in self.previous:
            found = match_rewordings(
                [r.answering() for r in self.previous[unit.file_id]], found, highlights
            )
        row = [
            self._note(record, unit, highlights[i], i, hashes[i]) for i, record in enumerate(found)
        ]
        self.previous[unit.file_id] = row

    def _by_id(self, highlight: ParsedHighlight) -> HighlightIdentity | None:
        found = {id(r): r for key in id_keys(highlight) if (r := self.by_id.get(key))}
        if not found:
            return None
        first, *others = (
            sorted(found.values(), key=self.records.__getitem__)
            if len(found) > 1
            else found.values()
        )
        if others:
            self._unite(first, others)
        return first

    def _unite(self, record: HighlightIdentity, others: Iterable[HighlightIdentity]) -> None:
        """Unite records whose ids one export gives to a single passage.

        The one met first remains.
        """
        if (
            self.resumed
        ):  # when each was observed, where the histories of the two overlap only in part
            raise UncertainError
        for other in others:
            other.united_with = record
            record.ids |= other.ids
            record.hashes |= other.hashes
            record.observations.extend(other.observations)
            self.by_id.update(dict.fromkeys(other.ids, record))
        record.observations.sort(key=lambda s: (s[0].mtime_ns, s[0].path, s[0].version_id))

    def _find_texts(
        self,
        found: list[HighlightIdentity | None],
        highlights: Sequence[ParsedHighlight],
        hashes: Sequence[str],
    ) -> None:
        """Fill the gaps in `found` with records that have the same text."""
        taken = {id(r) for r in found if r is not None}
        candidates: dict[str, Candidates] = {}
        for i, digest in enumerate(hashes):
            if found[i] is None and digest in self.by_text:
                if digest not in candidates:
                    candidates[digest] = Candidates(
                        (r.answering() for r in self.by_text[digest]), taken
                    )
                found[i] = candidates[digest].take(highlights[i])

    def _note(
        self,
        record: HighlightIdentity | None,
        unit: DocumentVersion,
        highlight: ParsedHighlight,
        index: int,
        digest: str,
    ) -> HighlightIdentity:
        if record is None:
            record = HighlightIdentity()
            self.records[record] = len(self.records)
        record.observations.append((unit, highlight, index))
        record.place = place(highlight) or record.place
        for key, sort in id_keys(highlight).items():
            record.ids.setdefault(key, sort)
            self.by_id.setdefault(key, record)
        self._note_text(
            record, digest, place(highlight), named=bool(highlight.ids or highlight.keys)
        )
        for stated in stated_hashes(highlight) if highlight.keys else ():
            self.by_text.setdefault(stated, {}).setdefault(record)
        return record

    def _note_text(
        self, record: HighlightIdentity, digest: str, here: tuple[str, int] | None, *, named: bool
    ) -> None:
        if not named:
            record.hashes |= _hashes(digest, here)
        self.by_text.setdefault(digest, {}).setdefault(record)


def merge_highlights(
    units: Sequence[DocumentVersion], matcher: Matcher | None = None
) -> list[HighlightIdentity]:
    """Merge the highlights of these versions (oldest first), in reading order, gone ones last.

    `matcher` is one that has already read them all, if there is one.
    """
    alone = matcher is None and len(units) == 1
    records = (
        _alone(units[0])
        if alone
        else [r for r in (matcher or match(units)).records if r.united_with is None]
    )
    _number(records)
    return reading_order(records, units)


def match(units: Sequence[DocumentVersion]) -> Matcher:
    """Matcher that has read these versions, which are ordered oldest first."""
    matcher = Matcher()
    for unit in units:
        matcher.read(unit)
    return matcher


def _hashes(digest: str, here: tuple[str, int] | None) -> dict[str, None]:
    """Keys of a text within its document: with its location, if there is one, and without."""
    return {f"{digest}@{here[0]}{here[1]}": None, digest: None} if here else {digest: None}


def _number(records: Sequence[HighlightIdentity]) -> None:
    """Number the passages of one text in the order in which they were met.

    Later versions keep it.
    """
    met: dict[str, int] = {}
    for record in records:
        if record.hashes:
            numbers = {digest: met.get(digest, 0) + 1 for digest in record.hashes}
            met |= numbers
            record.hashes = {
                digest if n == 1 else f"{digest}:{n}": None for digest, n in numbers.items()
            }


def _alone(unit: DocumentVersion) -> list[HighlightIdentity]:
    """Highlights of a single version, which needs no matching; no hash where there is an id."""
    records = []
    for i, highlight in enumerate(unit.document.highlights):
        here = place(highlight)
        hashes = {} if highlight.ids or highlight.keys else _hashes(text_hash(highlight), here)
        records.append(HighlightIdentity(id_keys(highlight), hashes, here, [(unit, highlight, i)]))
    return records


def reading_order(
    records: list[HighlightIdentity], units: Sequence[DocumentVersion]
) -> list[HighlightIdentity]:
    """Sort by location, page or time if all live ones have one kind of it, else by file.

    Files that keep the reading order decide it alone where they hold all live ones.
    """
    live: list[HighlightIdentity] = []
    gone: list[HighlightIdentity] = []
    for record in records:
        (live if record.live else gone).append(record)
    if len(units) > 1:
        first_met: dict[int, int] = {}
        for unit in sorted(units, key=lambda u: not u.ordered):
            first_met.setdefault(unit.file_id, len(first_met))
        live.sort(
            key=lambda r: min(
                (first_met[u.file_id], i) for u, h, i in r.observations if u.live and not h.gone
            )
        )
    if any(unit.ordered for unit in units) and all(map(_is_ordered, live)):
        return live + gone
    if len({r.place[0] if r.place else "" for r in live}) == 1 and live[0].place:
        live.sort(key=lambda r: r.place[1] if r.place else 0)
    return live + gone


def _is_ordered(record: HighlightIdentity) -> bool:
    return any(unit.ordered and unit.live for unit, _, _ in record.observations)
