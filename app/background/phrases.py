"""Names and phrases that recur in the library, kept for its index."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from app.background.staleness import due_stamp
from app.store.db.library import Library
from app.store.headings.passages import newest_row, rows_with, texts_to_search
from app.store.kept import Kept, read_kept, write_kept
from app.subject_index.phrases import Phrase, recurring
from app.text import stamp_now

NAME = "phrases"
_SEARCHED = 60_000  # of the newest passages, in which phrases are looked for
_AT_ONCE = 4_000  # passages of a library whose phrases a page finds itself where none are kept
_ROWS = 2_000  # in which a phrase is, at most
_SHOWN = 24  # of these that are kept
_SHARED = 0.34  # of the passages of the rarer of two phrases that are seen together
_TOGETHER = 2  # that are told of a phrase


@dataclass(frozen=True, slots=True)
class KeptPhrase:
    """A phrase with the number of its passages, rows of the first of them, and phrases beside it.

    `kind` is name or phrase.
    """

    words: str
    kind: str
    passages: int
    rows: Sequence[int]
    beside: Sequence[str]


def keep_phrases(library: Library, stopped: Callable[[], bool]) -> None:
    """Find the phrases of the library and keep them, unless they are kept as they are now."""
    if library.read_only:
        return
    with library.reading() as db:
        stamp = due_stamp(db, NAME)
        found = found_phrases(db, _SEARCHED, stopped) if stamp else None
    if found is None:
        return
    kept = Kept(stamp, stamp_now(), [_as_list(each) for each in found])
    with library.writing("NORMAL") as db:
        write_kept(db, NAME, kept)


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
    phrases = recurring(texts_to_search(db, most), stopped=stopped)
    if stopped():
        return None
    rows = {each.words: rows_with(db, each.words, _ROWS) for each in phrases}
    beside = _beside(rows)
    return [_kept(each, rows[each.words], beside.get(each.words, ())) for each in phrases]


def _kept(phrase: Phrase, rows: Sequence[int], beside: Sequence[str]) -> KeptPhrase:
    return KeptPhrase(phrase.words, phrase.kind, len(rows), rows[:_SHOWN], beside)


def _beside(rows: Mapping[str, Sequence[int]]) -> dict[str, list[str]]:
    """For each phrase those that occur in many of its passages, most first; none of its own words.

    The other way round as well.
    """
    at: dict[int, list[str]] = {}
    for words, several in rows.items():
        for row in several:
            at.setdefault(row, []).append(words)
    found: dict[str, list[str]] = {}
    for words, several in rows.items():
        counts: dict[str, int] = {}
        for row in several:
            for other in at[row]:
                counts[other] = counts.get(other, 0) + 1
        near = [
            (number / min(len(several), len(rows[other])), other)
            for other, number in counts.items()
            if number > 1 and not {*words.lower().split()} & {*other.lower().split()}
        ]
        best = sorted((share, other) for share, other in near if share >= _SHARED)
        found[words] = [other for _, other in best[::-1][:_TOGETHER]]
    return found


def _as_list(each: KeptPhrase) -> list[object]:
    return [each.words, each.kind, each.passages, [*each.rows], [*each.beside]]
