"""Found mentions kept in memory, so that only what was written since is looked at again."""

import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Event, Lock, Thread

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from app.errors import LibraryError
from app.store.db.library import Library, Reader
from app.store.fts.change_log import Changes, Position, changes_since, position
from app.store.mentions.finding import (
    Rows,
    Search,
    matching_rows,
    mentioning,
    newest_rows,
    plan_search,
)
from app.store.mentions.places import Place, ordered
from app.store.mentions.rivals import TABLES
from app.store.mentions.subjects import Subject
from app.store.remembered import marks_of

MOST_NOW = 400  # passages that a page looks through at once; of more only the newest
_NEWEST = 200  # of these
_SUBJECTS = 1_000  # that are kept
_PLACED = ("documents", "highlights")  # tables by which places are ordered
_LOOK_EVERY = 2.0  # seconds
THREAD = "mentions"  # the name of the background thread


@dataclass(frozen=True, slots=True)
class Found:
    """Places that mention a subject, newest document first, in reading order.

    Each is the row of a document and that of a highlight in it, 0 for the document itself. `whole`
    is False where only the newest were looked at, since all are being counted.
    """

    places: tuple[Place, ...] = ()
    whole: bool = True


@dataclass(frozen=True, slots=True)
class _Kept:
    position: Position
    basis: tuple[tuple[str, ...], tuple[str, ...]]
    placed: tuple[int, ...]  # of the tables by which places are ordered
    found: Found


_Asked = tuple[Subject, bool]
_State = tuple[Position, tuple[int, ...]]  # and how often the tables of names were written


@dataclass(slots=True)
class MentionCache:
    """What was found, by subject and whether common names count; for all threads of a program.

    While `counting` runs, what takes long is counted by its thread.
    """

    kept: dict[_Asked, _Kept] = field(default_factory=dict)
    plans: dict[_Asked, tuple[_State, Search | None]] = field(default_factory=dict)
    asked: dict[_Asked, None] = field(default_factory=dict)
    behind: bool = False
    wake: Event = field(default_factory=Event)
    lock: Lock = field(default_factory=Lock)

    def keep(self, asked: _Asked, kept: _Kept) -> None:
        """Keep what was found; the subjects that were found first are forgotten first."""
        with self.lock:
            self.asked.pop(asked, None)
            self.kept.pop(asked, None)
            self.kept[asked] = kept
            while len(self.kept) > _SUBJECTS:
                del self.kept[next(iter(self.kept))]

    def ask(self, asked: _Asked) -> None:
        """Ask the background to count the mentions of a subject."""
        with self.lock:
            self.asked[asked] = None
        self.wake.set()

    def answer(self, asked: _Asked) -> None:
        """Note that the background counted the mentions of a subject, or that it has none."""
        with self.lock:
            self.asked.pop(asked, None)

    def waiting(self) -> list[_Asked]:
        """What the background is to count now: what pages asked for, then what is kept."""
        with self.lock:
            return [*self.asked, *(each for each in self.kept if each not in self.asked)]


def cache_of(library: Library) -> MentionCache:
    """The cache of a library that this program has open."""
    return library.kept(MentionCache, MentionCache)


def planned(db: Connection, subject: Subject, *, common_too: bool = False) -> Search | None:
    """The plan of a search, as `plan_search` makes it, kept until anything is written."""
    if not isinstance(db, Reader):  # a writer sees more
        return plan_search(db, subject, common_too=common_too)
    cache, asked = cache_of(db.library), (subject, common_too)
    at = (position(db), marks_of(db, TABLES))
    known = cache.plans.get(asked)
    if known and known[0] == at:
        return known[1]
    plan = plan_search(db, subject, common_too=common_too)
    if len(cache.plans) > _SUBJECTS:
        cache.plans.clear()
    cache.plans[asked] = (at, plan)
    return plan


def find_mentions(
    db: Connection, search: Search | None, *, common_too: bool = False, wait: bool = False
) -> Found:
    """All passages and documents that mention a subject, linked ones and ignored ones too.

    Where many must be looked through the background does it, and what is given is not whole,
    unless the caller waits for it or there is no background.
    """
    if search is None:
        return Found()
    cache = cache_of(db.library) if isinstance(db, Reader) else None  # a writer sees more
    asked, at = (search.subject, common_too), position(db)
    known = cache.kept.get(asked) if cache else None
    known = known if known and known.basis == search.basis else None
    if known and known.position == at:
        return known.found
    changes = changes_since(db, known.position) if known else None
    placed = marks_of(db, _PLACED) if isinstance(db, Reader) else ()
    most = MOST_NOW if cache and cache.behind and not wait else -1
    rows = _rows_to_look_at(db, search, changes, most)
    if cache and rows is None:
        cache.ask(asked)
        few = mentioning(db, search, newest_rows(db, search, _NEWEST), ())
        return Found(tuple(ordered(db, *few)), whole=False)
    fresh = mentioning(db, search, *(rows or ((), ())))
    if known and changes and known.placed == placed and _is_same(known.found, changes, fresh):
        found = known.found
    else:
        rows_now = _updated(known.found, changes, fresh) if known and changes else fresh
        found = Found(tuple(ordered(db, *rows_now)))
    if cache:
        cache.keep(asked, _Kept(at, search.basis, placed, found))
    return found


def _rows_to_look_at(
    db: Connection, search: Search, changes: Changes | None, most: int
) -> tuple[Sequence[int], Sequence[int]] | None:
    """Rows of highlights and of documents, all or of those that changed; None for too many."""
    limit = most + 1 if most >= 0 else -1
    highlights = matching_rows(
        db, search, "highlights", among=changes.highlights if changes else None, most=limit
    )
    documents = matching_rows(
        db, search, "documents", among=changes.documents if changes else None, most=limit
    )
    return None if 0 <= most < len(highlights) + len(documents) else (highlights, documents)


def _is_same(known: Found, changes: Changes, fresh: Rows) -> bool:
    """Whether no row that changed was or is a mention."""
    highlights, documents = {*changes.highlights}, {*changes.documents}
    return not any(fresh) and not any(
        highlight in highlights if highlight else document in documents
        for document, highlight in known.places
    )


def _updated(known: Found, changes: Changes, fresh: Rows) -> Rows:
    highlights = {highlight for _, highlight in known.places if highlight}
    documents = {document for document, highlight in known.places if not highlight}
    return (
        frozenset(highlights.difference(changes.highlights) | fresh[0]),
        frozenset(documents.difference(changes.documents) | fresh[1]),
    )


@contextmanager
def counting(library: Library) -> Iterator[None]:
    """Count in the background while this lasts: what takes long, and what an import made stale."""
    cache = cache_of(library)
    stop = Event()
    thread = Thread(target=_run, args=(library, cache, stop), name=THREAD, daemon=True)
    cache.behind = True
    thread.start()
    try:
        yield
    finally:
        cache.behind = False
        stop.set()
        cache.wake.set()
        thread.join()


def _run(library: Library, cache: MentionCache, stop: Event) -> None:
    """Count until `stop`; errors of the library are left to those who read it."""
    counted_at: Position | None = None
    while not stop.is_set():
        with suppress(DBAPIError, sqlite3.Error, LibraryError):
            counted_at = count_due(library, cache, stop, counted_at)
        cache.wake.wait(_LOOK_EVERY)
        cache.wake.clear()


def count_due(
    library: Library, cache: MentionCache, stop: Event, counted_at: Position | None = None
) -> Position:
    """Count what pages asked for, and once anything was written what is kept; gives up at `stop`.

    Gives the position of now.
    """
    with library.reading() as db:
        at = position(db)
    due: Collection[_Asked] = cache.waiting() if at != counted_at else list(cache.asked)
    for subject, common_too in due:
        if not stop.is_set():
            with library.reading() as db:
                search = plan_search(db, subject, common_too=common_too)
                find_mentions(db, search, common_too=common_too, wait=True)
            cache.answer((subject, common_too))  # also where nothing had to be counted any more
    return at
