"""Names and phrases that recur in the library, kept for its index."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass

from sqlalchemy import Connection

from app.background.staleness import due_stamp
from app.formats.authors.given_names import GIVEN_NAMES, NO_SURNAMES
from app.store.db.library import Library
from app.store.edits.headings import heading_acts
from app.store.headings.passages import newest_row, rows_with, texts_to_search
from app.store.kept import Kept, forget_kept, read_kept, write_kept
from app.subject_index.beside import beside
from app.subject_index.first_names import SHORT_NAMES
from app.subject_index.found import Phrase
from app.subject_index.recurring import recurring
from app.text import name_key, stamp_now

NAME = "recurring phrases"
_BEFORE = "phrases"  # the name of what earlier versions kept, in another form
_SEARCHED = 60_000  # of the newest passages, in which phrases are looked for
_AT_ONCE = 4_000  # passages of a library whose phrases a page finds itself where none are kept
_DOCUMENTS, _OF_DOCUMENT = 8, 6  # whose passages are kept, and of each, at most
_ROWS = 2_000  # of a phrase that the reader accepted, at most
DIVIDED = 10  # passages of a phrase that has entries below it
_BELOW, _OF_BELOW = 3, 3  # entries below it; and passages of one, at least
MOST_OF = 0.7  # of the passages of a phrase: an entry below it with more would divide nothing

_GIVEN = GIVEN_NAMES | NO_SURNAMES | SHORT_NAMES
Rows = Sequence[int]


@dataclass(frozen=True, slots=True)
class KeptPhrase:
    """A phrase, and rows of its passages, most of a document first.

    `kind` is person, name or phrase, `passages` tells in how many it is. `beside`
    are phrases that belong to it, `below` some of these with rows of the passages of both.
    """

    words: str
    kind: str
    passages: int
    rows: Rows
    beside: Sequence[str] = ()
    below: Sequence[tuple[str, int, Rows]] = ()


def keep_phrases(library: Library, stopped: Callable[[], bool]) -> None:
    """Find the phrases of the library and keep them, unless they are kept as they are now."""
    if library.read_only:
        return
    with library.reading() as db:
        stamp = due_stamp(db, NAME)
        found = found_phrases(db, _SEARCHED, stopped) if stamp else None
    if found is None:
        return
    kept = Kept(stamp, stamp_now(), [astuple(each) for each in found])
    with library.writing("NORMAL") as db:
        write_kept(db, NAME, kept)
        forget_kept(db, _BEFORE)


def known_phrases(db: Connection) -> tuple[Sequence[KeptPhrase], bool]:
    """The kept phrases, and whether they are known; of a small library they are found at once."""
    if kept := read_kept(db, NAME):
        return [KeptPhrase(*each) for each in kept.data], True
    if newest_row(db) > _AT_ONCE:
        return [], False
    return found_phrases(db, _AT_ONCE) or [], True


def found_phrases(
    db: Connection, most: int, stopped: Callable[[], bool] = lambda: False
) -> list[KeptPhrase] | None:
    """The phrases of the newest passages, at most so many; None once `stopped` says so."""
    passages = list(texts_to_search(db, most))
    texts = ((document, text) for _, document, text in passages)
    phrases = recurring(texts, given_names=_GIVEN, stopped=stopped)
    if stopped():
        return None
    places = _Places([(row, document) for row, document, _ in passages])
    near = beside(phrases, len(passages))
    by_words = {each.words: each for each in phrases}
    kept = [_kept(each, places, near.get(each.words, ()), by_words) for each in phrases]
    return [*kept, *_accepted(db, kept)]


def _accepted(db: Connection, found: Sequence[KeptPhrase]) -> Iterator[KeptPhrase]:
    """Phrases that the reader accepted and that recur too seldom now, as long as they are there."""
    known = {name_key(each.words) for each in found}
    for key, said in heading_acts(db).items():
        if said.act != "accepted" or key in known:
            continue
        if rows := rows_with(db, said.name, _ROWS):
            yield KeptPhrase(said.name, "phrase", len(rows), rows[: _DOCUMENTS * _OF_DOCUMENT])


@dataclass(frozen=True, slots=True)
class _Places:
    """The row and the document of each passage."""

    passages: Sequence[tuple[int, int]]

    def some(self, at: Sequence[int]) -> list[int]:
        """Rows of these passages: of the documents that have most, the first ones of each."""
        of: dict[int, list[int]] = {}
        for row, document in sorted(self.passages[number] for number in at):
            of.setdefault(document, []).append(row)
        most = sorted(of.values(), key=lambda rows: (-len(rows), rows[0]))[:_DOCUMENTS]
        return [row for rows in most for row in rows[:_OF_DOCUMENT]]


def _kept(
    phrase: Phrase, places: _Places, near: Sequence[str], by_words: Mapping[str, Phrase]
) -> KeptPhrase:
    below: list[tuple[str, int, Rows]] = []
    for other in near if len(phrase.at) >= DIVIDED else ():
        both = sorted({*phrase.at} & {*by_words[other].at})
        if _OF_BELOW <= len(both) <= MOST_OF * len(phrase.at) and len(below) < _BELOW:
            below.append((other, len(both), places.some(both)[:_OF_DOCUMENT]))
    return KeptPhrase(
        phrase.words,
        phrase.kind,
        phrase.passages,
        places.some(phrase.at),
        tuple(near),
        tuple(below),
    )
