"""The digest of a library: the numbers by which searches choose, rank and count its rows, as of one place in the log of its index."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import numpy as np
from sqlalchemy import Connection

from app.search.columns import strings
from app.search.columns import words as digest_words
from app.search.columns.delta import Tail
from app.search.columns.rows import FLAGS, SORTS, Columns, blank, fill, grown, highest, joint, read_pairs, read_tagged
from app.search.columns.storage import Array, Arrays, Unread
from app.search.columns.strings import Names, read_names
from app.search.columns.totals import Bearers, Totals, bearers, totals
from app.search.columns.words import Words
from app.store.fts.change_log import Changes, Position, position
from app.store.fts.tables import DOCUMENTS, HIGHLIGHTS, SHELVES, Shelf

_TAGS = {HIGHLIGHTS.name: ("highlight_tags", "highlight_id", "tag_id"), DOCUMENTS.name: ("document_tags", "document_id", "tag_id")}
_WRITTEN = ("document_authors", "document_id", "author_id")
_OF_SHELF = {HIGHLIGHTS.name: ("kind", "source"), DOCUMENTS.name: ("chapter", "color")}  # columns that the shelf does not have
_NAMED = {"chapter": HIGHLIGHTS, "color": HIGHLIGHTS, "source": DOCUMENTS}
_SELDOM = frozenset({"letters", "brought", "position", "chapter", "color"})
Kept = TypeVar("Kept")
MOST_TOUCHED = 20_000  # rows written since the words were read; of more, the words are read anew


@dataclass(frozen=True, slots=True)
class Part:
    """What is known of one shelf.

    `tagged` are pairs of a row and a tag of its own, or above one, less those that its document bears as well; `touched` are the rows that
    were written since the words were read, which the tail holds.
    """

    columns: Columns
    tagged: tuple[Array, Array]
    words: Words | None = None
    tail: Tail | None = None
    touched: Array | None = None

    @property
    def size(self) -> int:
        """How many places each array has: one more than the highest row id."""
        return len(self.columns["live"])


@dataclass(frozen=True, slots=True)
class Digest:
    """All parts of the digest. `written` are pairs of a document and an author; `known` keeps what searches worked out that others ask for."""

    position: Position
    parts: Mapping[str, Part]
    written: tuple[Array, Array]
    names: Mapping[str, Names]
    known: dict[Hashable, Any] = field(default_factory=dict)

    def of(self, shelf: Shelf) -> Part:
        """The part of a shelf."""
        return self.parts[shelf.name]

    def once(self, what: Hashable, make: Callable[[], Kept]) -> Kept:
        """What is known of all rows, worked out by the first who asks."""
        if what not in self.known:
            self.known[what] = make()
        kept: Kept = self.known[what]
        return kept

    def totals(self, shelf: Shelf) -> Totals:
        """The totals of a shelf."""
        return self.once(("totals", shelf), lambda: totals(self.of(shelf).columns))

    def tagged(self, shelf: Shelf) -> Bearers:
        """The rows of a shelf by their tags; of highlights those that they do not have of their document."""
        return self.once(("tagged", shelf), lambda: bearers(self.of(shelf).tagged, self.of(shelf).size))

    def by(self) -> Bearers:
        """The documents by their authors."""
        return self.once("by", lambda: bearers(self.written, self.of(DOCUMENTS).size))


def read_digest(db: Connection) -> Digest:
    """The digest as the tables have it, without the words."""
    parts: dict[str, Part] = {}
    names: dict[str, Names] = {}
    for shelf in SHELVES.values():
        columns = blank(highest(db, shelf) + 1, [name for name in SORTS if name not in _OF_SHELF[shelf.name]])
        fill(db, shelf, columns)
        names |= {what: read_names(db, what, columns[what], Names()) for what, of in _NAMED.items() if of is shelf}
        parts[shelf.name] = Part(columns, _tagged(db, shelf, columns))
    return Digest(position(db), parts, read_pairs(db, _WRITTEN), names)


def _tagged(db: Connection, shelf: Shelf, columns: Columns, ids: Sequence[int] | None = None) -> tuple[Array, Array]:
    """The pairs of rows and tags, told in the rows' flags as well."""
    rows, tags = read_tagged(db, _TAGS[shelf.name], ids)
    inside = rows < len(columns["live"])
    rows, tags = rows[inside], tags[inside]
    columns["flags"][rows] |= FLAGS["tagged"]
    if shelf is HIGHLIGHTS:
        fresh = ~np.isin(joint(columns["document"][rows], tags), joint(*read_tagged(db, _TAGS[DOCUMENTS.name])))
        rows, tags = rows[fresh], tags[fresh]
    return rows, tags


def brought_up(db: Connection, known: Digest, changes: Changes) -> Digest:
    """The digest with what was written since read anew."""
    parts = dict(known.parts)
    names = dict(known.names)
    for shelf, written in ((HIGHLIGHTS, changes.highlights), (DOCUMENTS, changes.documents)):
        part = known.of(shelf)
        columns = grown(part.columns, highest(db, shelf) + 1)
        ids = [each for each in written if each < len(columns["live"])]
        for column in columns.values():
            column[ids] = 0
        fill(db, shelf, columns, ids)
        names |= {what: read_names(db, what, columns[what], names[what], ids) for what, of in _NAMED.items() if of is shelf}
        tagged = _joined(part.tagged, ids, _tagged(db, shelf, columns, ids))
        parts[shelf.name] = _touched(db, shelf, replace(part, columns=columns, tagged=tagged), ids)
    authors = _joined(known.written, changes.documents, read_pairs(db, _WRITTEN, changes.documents))
    return Digest(changes.position, parts, authors, names)


def _joined(pairs: tuple[Array, Array], ids: Sequence[int], fresh: tuple[Array, Array]) -> tuple[Array, Array]:
    """The pairs without those of these ids, and with the fresh ones."""
    kept = ~np.isin(pairs[0], ids)
    return np.concatenate([pairs[0][kept], fresh[0]]), np.concatenate([pairs[1][kept], fresh[1]])


def _touched(db: Connection, shelf: Shelf, part: Part, ids: Sequence[int]) -> Part:
    """The part with these rows in its tail; without its words once too much was written since they were read."""
    if part.words is None or not ids:
        return part
    touched = np.union1d(part.touched if part.touched is not None else np.zeros(0, np.int64), ids).astype(np.int64)
    if len(touched) > MOST_TOUCHED:
        return replace(part, words=None, tail=None, touched=None)
    tail = part.tail or Tail(shelf)
    tail.renew(db, ids)
    return replace(part, tail=tail, touched=touched)


# --- as arrays of a file --------------------------------------------------------------------------------------------


def stored(db: Connection, known: Digest) -> Iterator[tuple[str, Array]]:
    """The digest as arrays by name, its words read on the way."""
    for shelf in SHELVES.values():
        part = known.of(shelf)
        yield from ((f"{shelf.name}/column/{name}", column) for name, column in part.columns.items())
        yield from zip((f"{shelf.name}/tagged", f"{shelf.name}/tags"), part.tagged, strict=True)
        yield from digest_words.read_words(db, shelf, part.size)
    yield from zip(("written/documents", "written/authors"), known.written, strict=True)
    for what, names in known.names.items():
        yield from strings.stored(what, names)


def loaded(at: Position, arrays: Arrays) -> Digest:
    """The digest out of such arrays."""
    parts = {}
    for shelf in SHELVES.values():
        own = f"{shelf.name}/column/"
        columns = _columns(arrays, own)
        tagged = (arrays[f"{shelf.name}/tagged"], arrays[f"{shelf.name}/tags"])
        parts[shelf.name] = Part(columns, tagged, digest_words.loaded(shelf, arrays))
    names = Unread[Names]({}, tuple(_NAMED), lambda what: strings.loaded(what, arrays))
    return Digest(at, parts, (arrays["written/documents"], arrays["written/authors"]), names)


def _columns(arrays: Arrays, own: str) -> Columns:
    """The columns out of such arrays, those that few searches ask for unread: at a million rows they take 20 MB."""
    names = [name.removeprefix(own) for name in arrays.names(own)]
    held = {name: arrays[own + name] for name in names if name not in _SELDOM}
    return Unread(held, [name for name in names if name in _SELDOM], lambda name: arrays[own + name])
